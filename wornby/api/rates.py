"""How often somebody may ask: a bucket of tokens for each key, user, link and address."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from wornby.errors import BusyError

MOST_BUCKETS = 10_000
"""Buckets kept at once; whoever has not asked for the longest time begins anew with a full one."""
SMALL_COST = 0.1
"""A page shows tens of small pictures, and is made of tens of modules; each is cheap."""
_STATIC = "/static/"
UPLOADS_PER_MINUTE = 30
"""Photos a minute by one link, also those that are refused."""
WORK_PER_MINUTE = 30
"""Acts a minute by one link that cost as much as an upload: those that tag a photo again, hide people, or erase."""
PICTURE_WORK = 0.25
"""A picture that is not kept is decoded, looked at for bystanders, and encoded; a page shows up to twenty of them."""
_MINUTE_S = 60.0


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class TokenBuckets:
    """Buckets that refill evenly. Safe to ask from several threads.

    Args:
        per_minute: Tokens that come back in a minute, and that a full bucket holds.
        most: Buckets kept at once.
        clock: Seconds that never go back.
    """

    def __init__(
        self, per_minute: float, *, most: int = MOST_BUCKETS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._full = float(per_minute)
        self._per_s = per_minute / _MINUTE_S
        self._most = most
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, who: str, *, cost: float = 1.0) -> None:
        """Take tokens out of somebody's bucket.

        Raises:
            BusyError: It holds too few; the error says when it will hold enough.
        """
        now = self._clock()
        with self._lock:
            bucket = self._buckets.pop(who, None) or _Bucket(tokens=self._full, at=now)
            self._buckets[who] = bucket
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
            bucket.tokens = self._filled(bucket, now=now)
            bucket.at = now
            if bucket.tokens < cost:
                message = "You ask too often. Ask again in a while."
                raise BusyError(message, retry_after_s=(cost - bucket.tokens) / self._per_s)
            bucket.tokens -= cost

    def give_back(self, who: str, *, cost: float = 1.0) -> None:
        """Put back what was taken before it was known who asks."""
        with self._lock:
            bucket = self._buckets.get(who)
            if bucket is not None:
                bucket.tokens = min(self._full, bucket.tokens + cost)

    @property
    def full(self) -> float:
        """Tokens that a full bucket holds."""
        return self._full

    def left(self, who: str) -> float:
        """Tokens that somebody's bucket holds now."""
        with self._lock:
            bucket = self._buckets.get(who)
            return self._full if bucket is None else self._filled(bucket, now=self._clock())

    def full_in_s(self, left: float) -> float:
        """Seconds until a bucket that holds so much is full, if nobody takes from it."""
        return (self._full - left) / self._per_s

    def _filled(self, bucket: _Bucket, *, now: float) -> float:
        return min(self._full, bucket.tokens + (now - bucket.at) * self._per_s)


class Rates:
    """The buckets of an app.

    Args:
        per_key: Requests a minute with one API key, or of one user.
        per_address: Requests a minute by one link, from one address without any of them, or with a wrong one.
        sign_ins: Attempts a minute to sign in as one user from one address; as anybody it may be four times as many.
    """

    def __init__(self, *, per_key: int, per_address: int, sign_ins: int) -> None:
        self.callers = TokenBuckets(per_key)
        self.links = TokenBuckets(per_address)
        self.addresses = TokenBuckets(per_address)
        self._uploads = TokenBuckets(UPLOADS_PER_MINUTE)
        self._work = TokenBuckets(WORK_PER_MINUTE)
        self._sign_ins = TokenBuckets(sign_ins)
        self._sign_ins_each = TokenBuckets(4 * sign_ins)

    def count_upload(self, link_id: str) -> None:
        """Count a photo that comes by a link: each is decoded and looked at by every model.

        Raises:
            BusyError: There were too many.
        """
        self._uploads.take(link_id)

    def count_work(self, link_id: str, *, cost: float = 1.0) -> None:
        """Count an act by a link that keeps the machine busy for longer than a request does.

        Raises:
            BusyError: There were too many.
        """
        self._work.take(link_id, cost=cost)

    def count_sign_in(self, name: str, *, network: str) -> None:
        """Count an attempt. A user is never locked out: who guesses is slowed down where the guesses come from.

        Raises:
            BusyError: There were too many.
        """
        self._sign_ins_each.take(network)
        self._sign_ins.take(f"{network} {name}")

    def count_return(self, *, network: str) -> None:
        """Count somebody who comes back from a provider of sign-ins: each makes us ask it.

        Raises:
            BusyError: There were too many.
        """
        self._sign_ins_each.take(network)


def cost_of(path: str) -> float:
    """What a request for a path costs."""
    return SMALL_COST if path.endswith(".jpg") or path.startswith(_STATIC) else 1.0

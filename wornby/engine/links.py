"""Links that a shop sends to people: made, read, taken back."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wornby.datamodel.links import Contributor, Link, LinkPurpose
from wornby.datamodel.requests import RequestState, RightsRequest
from wornby.engine.requests import RequestDesk
from wornby.errors import ConfigurationError, ConflictError, InputError, KeyMissingError, NotFoundError, WornbyError
from wornby.interfaces import PeopleStore, RecordStore
from wornby.rights.links import check_contact, check_days, check_products, id_in, is_signed, url_of
from wornby.rights.requests import languages

_ID_BYTES = 12
DAYS = 90
"""Days that a link lasts where nobody says how many."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenLink:
    """A new link with its address, which is told once and kept nowhere."""

    link: Link
    url: str


class LinkDesk:
    """Makes links, reads their tokens, and takes links back. Each act is a line of the ledger.

    Args:
        people: Where links are kept, without tokens.
        records: Know the products.
        requests: What reply links answer.
        secret: Signs tokens.
        public_url: Where this server is reached from outside; no link is made where it is empty.
        clock: Gives the present moment.
    """

    def __init__(
        self,
        people: PeopleStore,
        *,
        records: RecordStore,
        requests: RequestDesk,
        secret: bytes,
        public_url: str,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._people = people
        self._records = records
        self._requests = requests
        self._secret = secret
        self._public_url = public_url
        self._clock = clock

    def make_upload(
        self, products: Sequence[str] = (), *, language: str, by: str, days: int = DAYS, contact: str = ""
    ) -> GivenLink:
        """A link by which somebody new gives photos of products, and changes or erases them later.

        Args:
            products: SKUs; their photos are of any or of nothing where it is empty.
            language: In which they are written to: one of the templates'.
            by: Who makes it, as in `RightsNote`.
            days: How long it lasts.
            contact: E-mail address for the case that consent texts change.

        Raises:
            ConfigurationError: Nobody said where this server is reached.
            InputError: No such language, no such life, or no such address.
            NotFoundError: Unknown SKU.
        """
        skus = check_products(products)
        for sku in skus:
            if self._records.get_product(sku) is None:
                message = f"Unknown SKU {sku!r}."
                raise NotFoundError(message)
        person = self._new_person(language, contact=contact)
        return self._give(LinkPurpose.UPLOAD, person.id, by=by, days=days, products=skus, person=person)

    def make_manage(self, contributor_id: str, *, by: str, days: int = DAYS) -> GivenLink:
        """A link by which somebody who gave photos comes back to change or erase them.

        Raises:
            ConfigurationError: Nobody said where this server is reached.
            InputError: No such life.
            NotFoundError: No such person.
        """
        if self._people.get(contributor_id) is None:
            message = "Nobody is known by that id."
            raise NotFoundError(message)
        return self._give(LinkPurpose.MANAGE, contributor_id, by=by, days=days)

    def make_manage_for(self, asset_id: str, *, by: str, days: int = DAYS) -> GivenLink:
        """The same for whose photo it is.

        Raises:
            NotFoundError: No such photo, or nobody gave it by a link.
        """
        owners = self._people.owners(asset_id)
        if not owners:
            message = f"Nobody gave the photo {asset_id!r} by a link."
            raise NotFoundError(message)
        return self.make_manage(owners[0], by=by, days=days)

    def make_reply(self, request_id: str, *, by: str, days: int = DAYS) -> GivenLink:
        """A link by which the person who is asked for the rights of a photo answers.

        Raises:
            ConflictError: The request has ended, or its photo is somebody's who gave it by a link.
            NotFoundError: No such request.
        """
        request = self._requests.get(request_id)
        if request.state not in {RequestState.DRAFT, RequestState.SENT, RequestState.REMINDED}:
            message = f"Request {request_id} is {request.state}: no answer is awaited."
            raise ConflictError(message)
        if self._people.owners(request.asset_id):
            message = "Whoever gave this photo decides. Make a link for them to come back: POST /v1/assets/ID/links."
            raise ConflictError(message)
        person = self._new_person(request.language)
        return self._give(LinkPurpose.REPLY, person.id, by=by, days=days, request_id=request_id, person=person)

    def send_request(self, request_id: str, *, by: str, days: int = DAYS) -> tuple[RightsRequest, GivenLink]:
        """Send a draft with a link by which it is answered. Where it cannot be sent, no link stays open.

        Raises:
            ConfigurationError: Nobody said where this server is reached.
            ConflictError: It was sent already: no link was made.
            MessageError: It was not accepted; it stays a draft.
            RightsMoveError: The photo's rights are not such that one may ask: no link was made.
        """
        self._requests.check_draft(request_id)
        given = self.make_reply(request_id, by=by, days=days)
        try:
            return self._requests.send(request_id, by=by, link=given.url), given
        except WornbyError:
            self.revoke(given.link.id, by=by)
            raise

    def answer_url(self, request_id: str) -> str:
        """Where a request that was sent with a link is answered; empty where it was sent without one, or it is over."""
        link = self._people.find_reply(request_id)
        if link is None or not self._public_url or not link.is_open(now=self._clock()):
            return ""
        return url_of(link, secret=self._secret, base=self._public_url)

    def read(self, token: str) -> Link:
        """The link of a token.

        Raises:
            KeyMissingError: It is not signed here, or the link has expired or was taken back: all look the same.
        """
        link_id = id_in(token)
        link = self._people.get_link(link_id) if link_id else None
        now = self._clock()
        if link is None or not is_signed(link, token, secret=self._secret) or not link.is_open(now=now):
            message = "This link is not valid, or no longer. Ask the shop for a new one."
            raise KeyMissingError(message)
        if link.used_at is None:
            self._people.mark_used(link, at=now)
        return link

    def get(self, link_id: str) -> Link:
        """One link.

        Raises:
            NotFoundError: No such link.
        """
        link = self._people.get_link(link_id)
        if link is None:
            message = f"No link {link_id!r}."
            raise NotFoundError(message)
        return link

    def list(self, *, after: str | None = None, limit: int = 100) -> Sequence[Link]:
        """Links, newest first, after the `place` of one; without tokens."""
        return self._people.list_links(after=after, limit=limit)

    def revoke(self, link_id: str, *, by: str) -> Link:
        """Take a link back at once.

        Raises:
            NotFoundError: No such link.
        """
        link = self._people.revoke_link(link_id, at=self._clock(), by=by)
        if link is None:
            message = f"No link {link_id!r}."
            raise NotFoundError(message)
        return link

    def _new_person(self, language: str, *, contact: str = "") -> Contributor:
        if language not in languages():
            message = f"No texts in {language!r}. Languages: {', '.join(languages())}."
            raise InputError(message)
        return Contributor(
            id=secrets.token_hex(_ID_BYTES),
            language=language,
            contact=check_contact(contact),
            created_at=self._clock(),
        )

    def _give(
        self,
        purpose: LinkPurpose,
        contributor_id: str,
        *,
        by: str,
        days: int,
        products: tuple[str, ...] = (),
        request_id: str = "",
        person: Contributor | None = None,
    ) -> GivenLink:
        """Check all of it before anything is written."""
        check_days(days)
        if not self._public_url:
            message = "Links need WORNBY_PUBLIC_URL: where this server is reached from outside, such as https://w.shop."
            raise ConfigurationError(message)
        now = self._clock()
        link = Link(
            id=secrets.token_hex(_ID_BYTES),
            purpose=purpose,
            contributor_id=contributor_id,
            products=products,
            made_by=by,
            made_at=now,
            expires_at=now + timedelta(days=days),
            request_id=request_id,
        )
        url = url_of(link, secret=self._secret, base=self._public_url)
        self._people.add_link(link, contributor=person)
        return GivenLink(link=link, url=url)

import pytest

from tests.unit.api.conftest import LOOPBACK, STRANGER, open_client
from tests.unit.api.fakes import FakeEngine
from wornby.api.rates import Rates, TokenBuckets
from wornby.errors import BusyError


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def take_all(buckets, who, count):
    for _ in range(count):
        buckets.take(who)


def test_a_full_bucket_holds_a_minutes_share(clock):
    buckets = TokenBuckets(60, clock=clock)
    take_all(buckets, "a", 60)
    with pytest.raises(BusyError) as caught:
        buckets.take("a")
    assert caught.value.retry_after_s == pytest.approx(1.0)


def test_it_refills_evenly(clock):
    buckets = TokenBuckets(60, clock=clock)
    take_all(buckets, "a", 60)
    clock.now += 2.0
    take_all(buckets, "a", 2)
    with pytest.raises(BusyError):
        buckets.take("a")


def test_it_never_holds_more_than_it_did(clock):
    buckets = TokenBuckets(2, clock=clock)
    buckets.take("a")
    clock.now += 3600
    take_all(buckets, "a", 2)
    with pytest.raises(BusyError):
        buckets.take("a")


def test_each_has_its_own(clock):
    buckets = TokenBuckets(1, clock=clock)
    buckets.take("a")
    buckets.take("b")


def test_who_is_refused_does_not_pay(clock):
    buckets = TokenBuckets(60, clock=clock)
    take_all(buckets, "a", 60)
    for _ in range(100):
        with pytest.raises(BusyError):
            buckets.take("a")
    clock.now += 1.0
    buckets.take("a")


def test_small_things_cost_less(clock):
    buckets = TokenBuckets(1, clock=clock)
    for _ in range(4):
        buckets.take("a", cost=0.25)
    with pytest.raises(BusyError):
        buckets.take("a", cost=0.25)


def test_there_are_never_more_buckets_than_allowed(clock):
    buckets = TokenBuckets(1, most=3, clock=clock)
    for who in "abcd":
        buckets.take(who)
    assert len(buckets) == 3
    buckets.take("a")  # it asked longest ago, and was forgotten
    with pytest.raises(BusyError):
        buckets.take("d")


def test_signing_in_as_one_and_as_many():
    rates = Rates(per_key=1, per_address=1, sign_ins=2)
    rates.count_sign_in("ada", network="n")
    rates.count_sign_in("ada", network="n")
    with pytest.raises(BusyError):
        rates.count_sign_in("ada", network="n")
    rates.count_sign_in("ada", network="another")  # nobody is locked out from where nobody guessed
    for number in range(5):
        rates.count_sign_in(f"user{number}", network="n")
    with pytest.raises(BusyError):
        rates.count_sign_in("eve", network="n")


# At the doors

PUBLIC = "/v1/session/methods"
LIMITS = {"rate_per_minute_key": 2, "rate_per_minute_address": 1}


def statuses(path, count=3, **values):
    with open_client(FakeEngine(**LIMITS), **values) as client:
        return [client.get(path).status_code for _ in range(count)]


@pytest.mark.parametrize(
    ("path", "values", "expected"),
    [
        pytest.param("/v1/products", {"address": STRANGER, "key": "wb_read"}, [200, 200, 429], id="key"),
        pytest.param("/v1/products", {"address": STRANGER}, [401, 429, 429], id="stranger"),
        pytest.param("/v1/products", {"address": STRANGER, "key": "wb_none"}, [401, 429, 429], id="wrong-key"),
        pytest.param(PUBLIC, {"address": STRANGER}, [200, 429, 429], id="public"),
        pytest.param("/healthz", {"address": STRANGER}, [200, 200, 200], id="health"),
        pytest.param("/v1/products", {"address": LOOPBACK}, [200, 200, 200], id="this-machine"),
    ],
)
def test_limits(path, values, expected):
    assert statuses(path, **values) == expected


@pytest.mark.parametrize(
    ("path", "values", "count"),
    [
        pytest.param("/v1/assets/a1/thumb.jpg", {"key": "wb_read"}, 20, id="pictures"),
        pytest.param("/static/dom.js", {}, 10, id="modules"),
        pytest.param("/static/console/main.js", {}, 10, id="modules-of-a-page"),
    ],
)
def test_what_a_page_takes_tens_of_costs_a_tenth(path, values, count):
    assert statuses(path, count + 1, address=STRANGER, **values) == [200] * count + [429]


def test_a_refusal_says_when_to_come_back():
    with open_client(FakeEngine(**LIMITS), address=STRANGER) as client:
        client.get(PUBLIC)
        answer = client.get(PUBLIC)
    assert (answer.status_code, answer.json()["code"]) == (429, "busy")
    assert 1 <= int(answer.headers["retry-after"]) <= 60


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        pytest.param(["198.51.100.1", "198.51.100.2"], [200, 200], id="two-clients"),
        pytest.param(["198.51.100.1", "198.51.100.1"], [200, 429], id="one-client"),
        pytest.param(
            ["203.0.113.9, 198.51.100.1", "203.0.113.10, 198.51.100.1"], [200, 429], id="client-makes-things-up"
        ),
    ],
)
def test_behind_a_trusted_proxy_its_clients_are_told_apart(forwarded, expected):
    engine = FakeEngine(trusted_proxies=["127.0.0.0/8"], **LIMITS)
    with open_client(engine) as client:
        answers = [client.get(PUBLIC, headers={"X-Forwarded-For": each}) for each in forwarded]
    assert [answer.status_code for answer in answers] == expected


def test_nobody_elses_word_is_taken():
    with open_client(FakeEngine(**LIMITS), address=STRANGER) as client:
        answers = [client.get(PUBLIC, headers={"X-Forwarded-For": f"198.51.100.{n}"}) for n in (1, 2)]
    assert [answer.status_code for answer in answers] == [200, 429]


def test_neighbours_in_one_ipv6_network_share():
    engine = FakeEngine(trusted_proxies=["127.0.0.1"], **LIMITS)
    with open_client(engine) as client:
        answers = [client.get(PUBLIC, headers={"X-Forwarded-For": f"2001:db8::{n}"}) for n in (1, 2)]
    assert [answer.status_code for answer in answers] == [200, 429]

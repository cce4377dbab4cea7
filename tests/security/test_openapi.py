"""Every operation of the OpenAPI document, asked for with what fits the document and with what does not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig

from tests.security.library import SKUS, small_library
from wornby.api import create_app
from wornby.api.app import ROUTES
from wornby.api.auth import scope_needed
from wornby.api.events import JobEvents
from wornby.api.rates import Rates, TokenBuckets
from wornby.datamodel import Scope
from wornby.engine.staff import SessionRules, Staff
from wornby.identity.passwords import Argon2Passwords, Cost
from wornby.stores.staff import SqlStaffStore
from wornby.testing.pictures import encoded, noise

EXAMPLES = 25
OPERATIONS = sorted(
    f"{method} {route.path_format}" for route in ROUTES if route.include_in_schema for method in route.methods
)
WEARERS = frozenset(
    f"{method} {route.path_format}"
    for route in ROUTES
    for method in route.methods
    if scope_needed(route.endpoint) is Scope.WEARER
)
"""No key does what a wearer's link does."""
PICTURES = count(100)
REJECTION = "negative_data_rejection"
MUCH = 10**9
REFUSALS = ["400", "401", "403", "404", "405", "409", "413", "415", "422"]
"""Too large is a refusal, too: what is too long for a field may be too long for a body."""
CONFIG = SchemathesisConfig.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}})


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    home = tmp_path_factory.mktemp("openapi")
    values = {"fetch_timeout_s": 0.5, "max_upload_bytes": 100_000, "public_url": "https://shop.example"}
    with small_library(home, **values) as opened:
        # The cost of a hash is no part of what is tried here.
        staff = Staff(
            SqlStaffStore(opened.records.database, opened.records.ledger_writer),
            Argon2Passwords(Cost(time=1, memory_kib=8, lanes=1)),
            rules=SessionRules(lasts=timedelta(hours=1), idle=timedelta(hours=1)),
        )
        opened._parts = replace(opened._parts, staff=staff)
        yield opened


@pytest.fixture(scope="module")
def secret(engine):
    return engine.create_key("schemathesis", frozenset({Scope.ADMIN}))[1]


@pytest.fixture(scope="module")
def schema(engine, secret):
    app = create_app(engine)
    rates = Rates(per_key=MUCH, per_address=MUCH, sign_ins=MUCH)
    rates._uploads = TokenBuckets(MUCH)
    # A stream of no length is told whole and ends.
    events = JobEvents(engine.records.count_jobs, life_s=0)
    app.state.services = replace(app.state.services, rates=rates, events=events)
    headers = {"Authorization": f"Bearer {secret}"}
    return schemathesis.openapi.from_asgi("/openapi.json", app, config=CONFIG, headers=headers)


@pytest.fixture(scope="module")
def known(engine):
    """Values of paths that lead somewhere."""
    return {"asset_id": [asset.id for asset in engine.list_assets(everything=True)], "sku": list(SKUS)}


def operation_of(schema, label):
    return next(found.ok() for found in schema.get_all_operations() if found.ok().label == label)


UNUSED = frozenset({"use_after_free", "ensure_resource_availability", "object_level_authorization"})
"""They compare several requests, which this test does not make."""


FREE = frozenset(
    {
        "GET /gallery/v1/products/{sku}",
        "GET /v1/facets",
        "GET /v1/library",
        "GET /v1/products/{sku}/gallery",
        "GET /v1/links",
        "GET /v1/representation",
        "GET /v1/requests",
        "GET /v1/review",
        "GET /v1/search",
        "PATCH /v1/assets/{asset_id}/tags",
        "GET /v1/session/oidc",
        "GET /v1/session/oidc/callback",
        "POST /v1/assets",
        "POST /v1/assets/batch",
        "POST /v1/assets/{asset_id}/matches",
        "POST /v1/claims/{claim_id}",
        "POST /v1/consent-texts",
        "POST /v1/erasures",
        "POST /v1/find-person",
        "POST /v1/generations",
        "POST /v1/keys",
        "POST /v1/products/{sku}/generated",
        "POST /v1/search",
        "POST /v1/tags",
        "POST /v1/users",
        "PUT /v1/assets/{asset_id}/rights",
        "PUT /v1/assets/{asset_id}/subject",
        "PUT /v1/assets/{asset_id}/veils",
        "PATCH /wear/v1/photos/{asset_id}",
        "POST /wear/v1/photos",
        "PUT /wear/v1/me/about",
        "PUT /wear/v1/photos/{asset_id}/purposes",
        "PUT /wear/v1/photos/{asset_id}/subject",
    }
)
"""Filters, cursors, pictures, names, references, texts, boxes, garments and numbers of wearers have rules that no
schema says: what fits it may still be refused."""
FETCHING = frozenset({"POST /v1/assets", "POST /v1/assets/batch", "POST /v1/search", "POST /v1/tags"})
"""They fetch addresses: a server elsewhere that cannot be reached is no fault of this one."""
UNREACHABLE = 502
NOTHING_TO_SPOIL = frozenset({"GET /healthz", "GET /readyz", "GET /v1/session/methods", "GET /v1/session/oidc"})
"""They take nothing and anybody may ask for them."""
CASES = [
    pytest.param(label, mode, id=f"{label}-{name}")
    for label in OPERATIONS
    for name, mode in (("fits", GenerationMode.POSITIVE), ("does-not-fit", GenerationMode.NEGATIVE))
    if name == "fits" or label not in NOTHING_TO_SPOIL
]


def way_in(engine, secret, label):
    """The header of who may ask, and the ids of photos that are theirs: each operation has a wearer of its own."""
    if label not in WEARERS:
        return {"Authorization": f"Bearer {secret}"}, {}
    given = engine.links.make_upload(SKUS, language="en", by="staff/tests")
    own, _ = engine.people.add_photo(given.link, encoded("jpeg", pixels=noise(seed=next(PICTURES))))
    token = given.url.partition("#")[2]
    return {"Authorization": f"Wearer {token}"}, {"asset_id": [own.asset.id]}


def checks_of(label):
    names = set(CHECKS.get_all_names()) - UNUSED - ({"positive_data_acceptance"} if label in FREE else set())
    return [rejects if name == REJECTION else CHECKS.get_one(name) for name in sorted(names)]


def rejects(context, answer, case):
    """As the check of that name, but for an object in a query: only its names are sent, as a list that may fit."""
    if any(isinstance(value, Mapping) for value in (case.query or {}).values()):
        return None
    return CHECKS.get_one(REJECTION)(context, answer, case)


@pytest.mark.parametrize(("label", "mode"), CASES)
def test_the_answers_are_as_the_document_says(schema, engine, secret, known, label, mode):
    operation = operation_of(schema, label)
    headers, own = way_in(engine, secret, label)
    places, reached = known | own, set()

    @settings(max_examples=EXAMPLES, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def ask(data):
        case = data.draw(operation.as_strategy(generation_mode=mode))
        for name in places.keys() & (case.path_parameters or {}).keys():
            if mode is GenerationMode.POSITIVE and data.draw(st.booleans()):
                case.path_parameters[name] = data.draw(st.sampled_from(places[name]))
        answer = case.call(headers=headers)
        reached.add(answer.status_code not in {401, 403})
        if label not in FETCHING or answer.status_code != UNREACHABLE:
            case.validate_response(answer, checks=checks_of(label), headers=headers)

    ask()
    assert True in reached or label not in WEARERS or mode is GenerationMode.NEGATIVE

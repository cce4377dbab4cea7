"""Requests, jobs and reports over HTTP, on a small library of their own."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.security.library import HOST, small_library
from tests.unit.api.conftest import STRANGER, open_client
from wornby.datamodel import (
    Failure,
    IngestOptions,
    JobState,
    LedgerKind,
    Purpose,
    Rights,
    RightsNote,
    RightsState,
    Scope,
)
from wornby.datamodel.library import IngestItem
from wornby.datamodel.photo_reports import PhotoReport, ReportReason
from wornby.errors import MessageError

SCOPES = (Scope.STAFF, Scope.INGEST, Scope.RIGHTS, Scope.ADMIN)
GONE = "/nowhere/secret-folder/gone.jpg"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    with small_library(tmp_path_factory.mktemp("desk"), photos=8) as engine:
        yield engine


@pytest.fixture(scope="module")
def ask(library):
    """Asks as the holder of a key with one scope."""
    secrets = {scope: library.create_key(scope.value, frozenset({scope}))[1] for scope in SCOPES}
    with open_client(library, address=STRANGER, host=HOST) as client:

        def ask(scope, method, path, **values):
            headers = {"Authorization": f"Bearer {secrets[scope]}"}
            return client.request(method, path, headers=headers, **values)

        yield ask


def photos(library, *, shown):
    found = library.list_assets(everything=True)
    return [asset for asset in found if asset.rights.allows(Purpose.DISPLAY) is shown]


# Requests


@pytest.fixture
def photo(library):
    """A photo that was found elsewhere; its requests are ended after the test."""
    asset = next(each for each in photos(library, shown=False) if each.rights.state is RightsState.DISCOVERED)
    yield asset
    for request in library.requests.list():
        if request.state == "draft":
            library.requests.cancel(request.id, by="staff/test")


def draft(ask, asset_id, **given):
    said = {"asset_id": asset_id, "address": "eve@example.org", "language": "de"} | given
    return ask(Scope.RIGHTS, "POST", "/v1/requests", json=said)


def test_a_draft_is_listed_and_can_be_given_up(ask, photo):
    made = draft(ask, photo.id)
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    page = ask(Scope.STAFF, "GET", "/v1/requests?state=draft").json()
    assert [one["id"] for one in page["requests"]] == [made.json()["id"]]
    assert "ja" in page["languages"]
    path = f"/v1/requests/{made.json()['id']}"
    assert ask(Scope.RIGHTS, "POST", f"{path}/cancel").json()["state"] == "cancelled"
    assert ask(Scope.RIGHTS, "POST", f"{path}/cancel").status_code == 409
    assert ask(Scope.STAFF, "GET", path).json()["ended_at"] is not None


def test_without_mail_the_reason_is_told_and_the_draft_stays(ask, photo):
    made = draft(ask, photo.id).json()
    answer = ask(Scope.RIGHTS, "POST", f"/v1/requests/{made['id']}/send", json={})
    assert answer.status_code == 409
    assert "WORNBY_SMTP_HOST" in answer.json()["detail"]
    assert ask(Scope.STAFF, "GET", f"/v1/requests/{made['id']}").json()["state"] == "draft"


def test_what_the_mail_server_says_is_told_and_the_draft_stays(ask, photo, library, monkeypatch):
    class Refuses:
        def send(self, message):
            text = "550 no such mailbox"
            raise MessageError(text)

    monkeypatch.setattr(library.requests, "_messengers", lambda _: Refuses())
    made = draft(ask, photo.id).json()
    answer = ask(Scope.RIGHTS, "POST", f"/v1/requests/{made['id']}/send", json={})
    assert (answer.status_code, answer.json()["detail"]) == (502, "550 no such mailbox")
    assert ask(Scope.STAFF, "GET", f"/v1/requests/{made['id']}").json()["state"] == "draft"


def test_a_request_by_copied_text_until_its_answer(ask, library, photo):
    made = draft(ask, photo.id, channel="copy", address="forum/eve").json()
    path = f"/v1/requests/{made['id']}"
    first = ask(Scope.STAFF, "GET", f"{path}/text").json()
    assert (first["to"], first["body"]) == ("forum/eve", made["text"])
    sent = ask(Scope.RIGHTS, "POST", f"{path}/send", json={}).json()
    assert (sent["request"]["state"], sent["message"]) == ("sent", first)
    assert ask(Scope.STAFF, "GET", f"{path}/text").json()["body"] != first["body"]
    assert ask(Scope.RIGHTS, "POST", f"{path}/remind").json()["state"] == "reminded"
    assert ask(Scope.RIGHTS, "POST", f"{path}/remind").status_code == 409
    said = {"state": "granted", "purposes": ["display"], "evidence": "mail/7"}
    assert ask(Scope.RIGHTS, "POST", f"{path}/answer", json=said).json()["state"] == "answered"
    held = library.rights.get(photo.id).rights
    assert (held.state, held.purposes) == (RightsState.GRANTED, {Purpose.DISPLAY})


def test_a_link_for_the_answer_is_told_once(ask, photo, library, monkeypatch):
    made = draft(ask, photo.id, channel="copy").json()
    path = f"/v1/requests/{made['id']}"
    refused = ask(Scope.RIGHTS, "POST", f"{path}/send", json={"link": True})
    assert (refused.status_code, "WORNBY_PUBLIC_URL" in refused.json()["detail"]) == (409, True)
    monkeypatch.setattr(library.links, "_public_url", "https://photos.example")
    sent = ask(Scope.RIGHTS, "POST", f"{path}/send", json={"link": True}).json()
    assert "https://photos.example/" in sent["message"]["body"]
    assert "photos.example" not in sent["request"]["text"]
    said = {"state": "declined"}
    assert ask(Scope.RIGHTS, "POST", f"{path}/answer", json=said).json()["state"] == "declined"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({}, 422, id="nothing"),
        pytest.param({"asset_id": "none", "address": "a@b.c"}, 404, id="unknown-photo"),
        pytest.param({"asset_id": "none", "address": "a@b.c", "link": "x"}, 422, id="unknown-field"),
        pytest.param({"asset_id": "none", "address": "a@b.c", "channel": "pigeon"}, 422, id="unknown-channel"),
    ],
)
def test_a_draft_that_is_none(ask, body, status):
    assert ask(Scope.RIGHTS, "POST", "/v1/requests", json=body).status_code == status


# Consent texts


def test_a_preview_publishes_nothing(ask, library):
    now = library.consent.current()
    photo = photos(library, shown=True)[0]
    rests = replace(photo.rights, text=f"{now.version}/en")
    library.rights.move(photo.id, rests, note=RightsNote(actor="staff/test"))
    tables = "".join(
        f"[{text.language}.{text.purpose}]\ntitle = {text.title!r}\nbody = {(text.body + ' Really.').strip()!r}\n"
        for text in now.texts
    )
    said = {"toml": f'version = "2030-01"\n{tables}', "dry_run": True}
    told = ask(Scope.RIGHTS, "POST", "/v1/consent-texts", json=said).json()
    assert (told["version"], told["fallen"], "display" in told["changed"]) == ("2030-01", 1, True)
    assert ask(Scope.RIGHTS, "POST", "/v1/consent-texts", json=said | {"same_meaning": True}).json()["fallen"] == 0
    assert library.consent.current() == now
    assert library.rights.get(photo.id).rights == rests
    versions = ask(Scope.STAFF, "GET", "/v1/consent-texts/versions").json()["versions"]
    assert [one["version"] for one in versions] == [now.version]
    library.rights.move(photo.id, photo.rights, note=RightsNote(actor="staff/test"))


def test_products_are_found_by_words(ask):
    page = ask(Scope.STAFF, "GET", "/v1/products?text=cap").json()
    assert ([one["sku"] for one in page["products"]], page["cursor"]) == (["CAP-02"], None)


def test_staff_is_told_how_many_wear_a_product(ask, library):
    page = ask(Scope.STAFF, "GET", "/v1/products").json()
    assert {one["sku"]: one["wearers"] for one in page["products"]} == {
        "CAP-02": 0,
        "TEE-01": library.gallery("TEE-01", exact=True).result.total,
    }
    assert "wearers" not in ask(Scope.INGEST, "GET", "/v1/products").json()["products"][0]


# Jobs


@pytest.fixture(scope="module")
def failed(library):
    """A job whose file is nowhere, and an upload that was no picture."""
    report = library.ingest([IngestItem(source=GONE, options=IngestOptions())])
    (gone,) = report.failed
    (upload,) = library.submit([IngestItem(source="inbox:none.jpg", options=IngestOptions())])
    useless = replace(upload, state=JobState.FAILED, failure=Failure(code="image-decode", message="No picture."))
    library.records.finish([useless])
    return gone, useless


def test_staff_sees_what_failed_without_where_it_came_from(ask, failed):
    page = ask(Scope.STAFF, "GET", "/v1/jobs?state=failed").json()
    assert [job["id"] for job in page["jobs"]] == [failed[1].id, failed[0].id]
    assert page["counts"]["failed"] == 2
    assert [job["may_retry"] for job in page["jobs"]] == [False, True]
    assert page["jobs"][1]["title"] == "gone.jpg"
    assert datetime.fromisoformat(page["jobs"][1]["made_at"]).year == datetime.now(UTC).year
    assert "secret-folder" not in str(page)


def test_an_admin_sees_where_it_came_from(ask, failed):
    page = ask(Scope.ADMIN, "GET", "/v1/jobs?state=failed").json()
    assert page["jobs"][1]["source"] == GONE


def test_jobs_come_in_pages(ask, failed):
    first = ask(Scope.STAFF, "GET", "/v1/jobs?state=failed&limit=1").json()
    assert first["cursor"] == failed[1].id
    second = ask(Scope.STAFF, "GET", f"/v1/jobs?state=failed&limit=1&cursor={first['cursor']}").json()
    assert ([job["id"] for job in second["jobs"]], second["cursor"]) == ([failed[0].id], None)


def test_jobs_of_a_run(ask, library, failed):
    run_id = library.get_job(failed[0].id).run_id
    page = ask(Scope.STAFF, "GET", f"/v1/jobs?run={run_id}").json()
    assert [job["id"] for job in page["jobs"]] == [failed[0].id]
    assert page["counts"] == {"queued": 0, "running": 0, "done": 0, "failed": 1}


@pytest.mark.parametrize(("name", "status"), [("none", 404), ("upload", 409), ("done", 409)])
def test_what_is_not_tried_again(ask, library, failed, name, status):
    done = next(job for job in library.records.list_jobs(state=JobState.DONE))
    job_id = {"none": "none", "upload": failed[1].id, "done": done.id}[name]
    assert ask(Scope.INGEST, "POST", f"/v1/jobs/{job_id}/retry").status_code == status


def test_a_failed_job_is_queued_again(ask, library, failed, monkeypatch):
    queued = []
    monkeypatch.setattr(library.jobs, "_queue", lambda jobs: queued.extend(jobs) or list(jobs))
    assert ask(Scope.INGEST, "POST", f"/v1/jobs/{failed[0].id}/retry").status_code == 200
    assert ask(Scope.INGEST, "POST", "/v1/jobs/retry").json() == {"retried": 1}
    assert [job.id for job in queued] == [failed[0].id] * 2


def test_only_the_failed_jobs_of_one_run_are_queued_again(ask, library, failed, monkeypatch):
    queued = []
    monkeypatch.setattr(library.jobs, "_queue", lambda jobs: queued.extend(jobs) or list(jobs))
    other = library.get_job(failed[1].id).run_id
    assert ask(Scope.INGEST, "POST", f"/v1/jobs/retry?run={other}").json() == {"retried": 0}
    own = library.get_job(failed[0].id).run_id
    assert (ask(Scope.INGEST, "POST", f"/v1/jobs/retry?run={own}").json(), own == other) == ({"retried": 1}, False)
    assert [job.id for job in queued] == [failed[0].id]


def test_what_is_queued_again_begins_anew(library, failed):
    again = library.jobs.retry(failed[0].id)
    assert (again.state, again.attempts, again.failure) == (JobState.QUEUED, 0, None)
    library.resume()
    assert library.get_job(failed[0].id).state is JobState.FAILED


# Rights


def test_nobody_gives_again_what_was_taken_back_meanwhile(ask, library):
    photo = photos(library, shown=True)[0]
    path = f"/v1/assets/{photo.id}/rights"
    seen = ask(Scope.STAFF, "GET", path).json()
    expected = {name: seen[name] for name in ("state", "purposes", "until", "text")}
    fewer = replace(photo.rights, purposes=frozenset())
    library.rights.move(photo.id, fewer, note=RightsNote(actor="staff/test"))
    body = {"state": seen["state"], "purposes": seen["purposes"], "text": seen["text"], "expected": expected}
    body["evidence"] = "mail/1"
    assert ask(Scope.RIGHTS, "PUT", path, json=body).status_code == 409
    assert library.rights.get(photo.id).rights == fewer
    held = {"state": seen["state"], "purposes": [], "until": seen["until"], "text": seen["text"]}
    assert ask(Scope.RIGHTS, "PUT", path, json=body | {"expected": held}).status_code == 200
    assert library.rights.get(photo.id).rights == photo.rights


# Reports


def report(library, asset_id, number):
    at = datetime(2026, 12, 1, 12, number, tzinfo=UTC)
    one = PhotoReport(id=f"r{number}", asset_id=asset_id, reason=ReportReason.OFFENDS, at=at)
    assert library.reports.add(one, most=9)
    return one


def test_a_report_without_ground_is_closed(ask, library):
    photo = photos(library, shown=True)[0]
    report(library, photo.id, 1)
    page = ask(Scope.STAFF, "GET", "/v1/reports?state=open").json()
    assert [one["id"] for one in page["reports"]] == ["r1"]
    assert ask(Scope.RIGHTS, "POST", "/v1/reports/r1/close", json={"hide": False}).json()["state"] == "done"
    assert ask(Scope.RIGHTS, "POST", "/v1/reports/r1/close", json={"hide": False}).status_code == 200
    assert library.get_asset(photo.id).rights == photo.rights
    lines = library.rights.ledger.lines(kind=LedgerKind.REPORT, subject="r1")
    assert [(line.entry.subject, line.entry.action) for line in lines] == [("r1", "closed")]
    assert ask(Scope.RIGHTS, "POST", "/v1/reports/none/close", json={"hide": True}).status_code == 404


def test_what_staff_hides_no_consent_shows_again(ask, library):
    photo = photos(library, shown=True)[0]
    report(library, photo.id, 2)
    ask(Scope.RIGHTS, "POST", "/v1/reports/r2/close", json={"hide": True})
    assert not library.rights.get(photo.id).rights.allows(Purpose.DISPLAY)
    assert photo.id not in {hit.asset.id for hit in library.gallery("TEE-01").result.hits}
    fresh = Rights(state=RightsState.GRANTED, purposes=frozenset({Purpose.DISPLAY}))
    library.rights.move(photo.id, fresh, note=RightsNote(actor="wearer/l1", by_person=True, evidence="link/l1"))
    held = ask(Scope.STAFF, "GET", f"/v1/assets/{photo.id}/rights").json()
    assert (held["state"], held["hidden"]) == ("granted", True)
    assert not library.rights.get(photo.id).rights.allows(Purpose.DISPLAY)
    lifted = ask(Scope.RIGHTS, "PUT", f"/v1/assets/{photo.id}/hidden", json={"hidden": False, "reason": "ticket/9"})
    assert "hidden" not in lifted.json()
    assert library.get_asset(photo.id).rights == fresh
    actions = [line.entry.action for line in library.rights.history(photo.id)]
    # Between the two stands the yes, where nobody had said it of this photo before.
    assert [action for action in actions if action in {"hidden", "unhidden"}][-2:] == ["hidden", "unhidden"]
    assert library.rights.verify().faults == ()

from datetime import UTC, datetime, timedelta

import pytest

from wornby.datamodel.requests import Channel, RequestState, RightsRequest
from wornby.errors import InputError
from wornby.rights.requests import Terms, due_at, languages, step_due, write_message

DAY = datetime(2026, 12, 1, tzinfo=UTC)
TERMS = Terms()


def request(state: RequestState) -> RightsRequest:
    return RightsRequest(
        id="r",
        asset_id="a",
        state=state,
        channel=Channel.MAIL,
        address="ana@example.org",
        language="de",
        template="ask",
        text="",
        made_by="staff/ana",
        made_at=DAY,
        sent_at=DAY,
        due_at=due_at(DAY, terms=TERMS),
    )


@pytest.mark.parametrize(
    ("state", "days", "step"),
    [
        pytest.param(RequestState.DRAFT, 99, None, id="draft"),
        pytest.param(RequestState.SENT, 6.99, None, id="fresh"),
        pytest.param(RequestState.SENT, 7, "remind", id="a week"),
        pytest.param(RequestState.REMINDED, 13.99, None, id="reminded"),
        pytest.param(RequestState.SENT, 14, "expire", id="two weeks"),
        pytest.param(RequestState.REMINDED, 14, "expire", id="two weeks, reminded"),
        pytest.param(RequestState.ANSWERED, 99, None, id="answered"),
        pytest.param(RequestState.DECLINED, 99, None, id="declined"),
        pytest.param(RequestState.EXPIRED, 99, None, id="expired"),
    ],
)
def test_what_time_does(state: RequestState, days: float, step: str | None) -> None:
    assert step_due(request(state), now=DAY + timedelta(days=days), terms=TERMS) == step


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "ja"])
@pytest.mark.parametrize("template", ["ask", "remind"])
@pytest.mark.parametrize("link", ["", "https://shop.example/wear#t"], ids=["reply", "link"])
def test_every_template_is_filled_in(template: str, language: str, link: str) -> None:
    message = write_message(template, to="x@y.z", language=language, shop="Shop", days=14, link=link)
    assert ("{" in message.body, "Shop" in message.body, "14" in message.body) == (False, True, True)
    assert link in message.body


def test_another_language_is_refused() -> None:
    assert languages() == ("de", "en", "es", "fr", "ja")
    with pytest.raises(InputError):
        write_message("ask", to="x@y.z", language="xx", shop="Shop", days=14)

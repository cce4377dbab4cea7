import pytest

from wornby.datamodel.requests import Message
from wornby.errors import InputError, MessageError
from wornby.messages.copying import CopyMessenger
from wornby.messages.smtp import SmtpMessenger, SmtpServer, mail_of
from wornby.testing.smtp import mail_server

MESSAGE = Message(to="ana@example.org", subject="Dürfen wir?", body="Grüße\n.\nShop\n")


def messenger(port: int, **changes: str) -> SmtpMessenger:
    settings = {"security": "none"} | changes
    return SmtpMessenger(SmtpServer(host="127.0.0.1", port=port, sender="shop@example.org", **settings))


def test_sends_one_mail_to_one_person() -> None:
    with mail_server() as box:
        sent = messenger(box.port).send(MESSAGE)
    ((sender, to, content),) = box.mails
    assert ("shop@example.org" in sender, "ana@example.org" in to) == (True, True)
    assert sent.reference in content
    assert "Auto-Submitted: auto-generated" in content


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_a_refusal_is_an_error(verb: str) -> None:
    with mail_server() as box:
        box.refuse = verb
        with pytest.raises(MessageError):
            messenger(box.port).send(MESSAGE)
    assert box.mails == []


def test_a_server_that_does_not_secure_the_way_gets_nothing() -> None:
    with mail_server() as box, pytest.raises(MessageError):
        messenger(box.port, security="starttls").send(MESSAGE)
    assert box.mails == []


def test_a_server_that_is_not_there_is_an_error() -> None:
    with mail_server() as box:
        port = box.port
    with pytest.raises(MessageError):
        messenger(port).send(MESSAGE)


@pytest.mark.parametrize(
    "to",
    [
        pytest.param("", id="empty"),
        pytest.param("ana", id="no at"),
        pytest.param("ana@example.org\r\nBcc: eve@example.org", id="header"),
        pytest.param("ana@example.org, eve@example.org", id="two"),
        pytest.param("Ana <ana@example.org>", id="name"),
        pytest.param("ana@example.org\n", id="line break"),
    ],
)
def test_an_address_is_exactly_one(to: str) -> None:
    with pytest.raises(InputError):
        mail_of(Message(to=to, subject="s", body="b"), sender="shop@example.org")


def test_a_subject_is_one_line() -> None:
    with pytest.raises(InputError):
        mail_of(Message(to="ana@example.org", subject="a\r\nBcc: b@c.d", body="b"), sender="shop@example.org")


def test_a_copied_text_is_sent_by_somebody_else() -> None:
    assert CopyMessenger().send(MESSAGE).how == "copy"

"""E-mail by SMTP."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from typing import Literal

from wornby.datamodel.requests import Message, Sent
from wornby.errors import InputError, MessageError

TIMEOUT_S = 20.0
_ADDRESS = re.compile(r"[^@\s,;:<>()\[\]\"\\\x00-\x1f\x7f]{1,64}@[A-Za-z0-9.-]{1,253}")
_BREAKS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where mail is handed in.

    Attributes:
        host: Name of the server.
        port: Its port.
        sender: Address that mail comes from.
        user: To sign in with; nobody signs in if empty.
        password: Of the user.
        security: starttls, tls from the first byte, or none, which sends everything in the clear.
    """

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    security: Literal["starttls", "tls", "none"] = "starttls"


class SmtpMessenger:
    """Sends by one server. Thread-safe: each message has a connection of its own."""

    def __init__(self, server: SmtpServer) -> None:
        check_address(server.sender)
        self._server = server

    @property
    def name(self) -> str:
        """Its name."""
        return "smtp"

    def send(self, message: Message) -> Sent:
        """Send a message to one person.

        Raises:
            InputError: The address or the subject cannot be one.
            MessageError: The server did not accept it.
        """
        mail = mail_of(message, sender=self._server.sender)
        try:
            with self._connect() as connection:
                if self._server.user:
                    connection.login(self._server.user, self._server.password)
                connection.send_message(mail)
        except smtplib.SMTPResponseException as exc:
            error = MessageError(f"The mail server refused the message (code {exc.smtp_code}).")
            raise error from exc
        except smtplib.SMTPRecipientsRefused as exc:
            message_text = "The mail server refused the address."
            raise MessageError(message_text) from exc
        except (smtplib.SMTPException, OSError) as exc:
            message_text = f"The mail server could not be reached, or broke off: {type(exc).__name__}."
            raise MessageError(message_text) from exc
        return Sent(how=self.name, reference=str(mail["Message-ID"]).strip("<>"))

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=context)
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
        if server.security == "starttls":
            try:
                connection.starttls(context=ssl.create_default_context())
            except BaseException:
                connection.close()
                raise
        return connection


def check_address(address: str) -> None:
    """Refuse what is not exactly one e-mail address.

    Raises:
        InputError: It is none, or holds what could become another header.
    """
    if not _ADDRESS.fullmatch(address):
        message = "That is not one e-mail address."
        raise InputError(message)


def mail_of(message: Message, *, sender: str) -> EmailMessage:
    """A message as mail.

    Raises:
        InputError: The address or the subject cannot be one.
    """
    check_address(message.to)
    if _BREAKS.search(message.subject):
        text = "A subject is one line."
        raise InputError(text)
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, message.to, message.subject
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body)
    return mail

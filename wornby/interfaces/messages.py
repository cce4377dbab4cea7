"""Sending messages."""

from typing import Protocol

from wornby.datamodel.requests import Message, Sent


class Messenger(Protocol):
    """Brings a message on its way."""

    @property
    def name(self) -> str:
        """Its name, such as "smtp"."""
        ...

    def send(self, message: Message) -> Sent:
        """Send a message to one person.

        Raises:
            InputError: The address or the subject cannot be one.
            MessageError: It was not accepted.
        """
        ...

"""For whoever has no mail server: the text is shown, and somebody copies it to where the photo was found."""

from wornby.datamodel.requests import Message, Sent


class CopyMessenger:
    """Sends nothing."""

    @property
    def name(self) -> str:
        """Its name."""
        return "copy"

    def send(self, message: Message) -> Sent:
        """Say that somebody else sends it."""
        del message
        return Sent(how="copy")

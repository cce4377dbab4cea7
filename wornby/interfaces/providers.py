"""Rented services that say what a photo shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from wornby.datamodel.labels import ProviderAnswer
from wornby.datamodel.profiles import Feature, ProviderProfile


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SentPicture:
    """A photo as it leaves the house: made anew from its pixels, within the service's limits, without metadata.

    Attributes:
        content: A JPEG file.
        width_px: Of the upright picture that is sent.
        height_px: Of the upright picture that is sent.
    """

    content: bytes
    width_px: int
    height_px: int


class LabelService(Protocol):
    """One rented service. Safe to call from several threads. A call is one try: whoever calls tries again."""

    @property
    def profile(self) -> ProviderProfile:
        """What is documented of it."""
        ...

    @property
    def version(self) -> str:
        """Version of the service or its models that is asked, as far as it is known: "v1", "2.0"."""
        ...

    def label(self, picture: SentPicture, *, features: Sequence[Feature]) -> ProviderAnswer:
        """Ask for some features of one photo.

        Raises:
            MissingCredentialError: No key, or one that the service does not know.
            ProviderError: It failed; retryable as the profile says.
            ProviderRefusedError: It does not take this picture or request.
            ProviderTimeoutError: It did not answer in time.
            QuotaError: Too many requests, or the account's quota is spent; `retry_after_s` where it is known.
        """
        ...


class AnswerShelf(Protocol):
    """Keeps what services answered, so that nobody pays twice. Answers go with their photo."""

    def get(self, photo: str, *, provider: str) -> ProviderAnswer | None:
        """The kept answer of a service; None where there is none.

        Args:
            photo: SHA-256 of the photo's bytes, 64 hexadecimal digits.
            provider: Name and version of the service, and the call: another model's answer is another answer.
        """
        ...

    def put(self, photo: str, answer: ProviderAnswer, *, provider: str) -> None:
        """Keep an answer in the place of the one before."""
        ...

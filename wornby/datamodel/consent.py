"""What wearers are asked: texts for each purpose, in several languages, in versions."""

from dataclasses import dataclass
from datetime import datetime

from wornby.datamodel.rights import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentText:
    """What is asked for one purpose in one language. `{shop}` in the body stands for the shop's name."""

    purpose: Purpose
    language: str
    title: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSet:
    """All texts of one version.

    Attributes:
        version: Such as "2026-12"; with the language behind a slash it names what a wearer agreed to: "2026-12/de".
        digest: SHA-256 over the texts, in hex.
        texts: One for each purpose in each language.
        same_meaning: Whether it says the same as the version before in other words, so that nobody is asked again.
        published_at: When, UTC; None where it was not yet.
    """

    version: str
    digest: str
    texts: tuple[ConsentText, ...]
    same_meaning: bool = False
    published_at: datetime | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that there are, sorted."""
        return tuple(sorted({text.language for text in self.texts}))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAgain:
    """A photo whose wearer is to be asked again, and for what: these purposes fell when their texts changed."""

    asset_id: str
    text: str
    purposes: frozenset[Purpose]

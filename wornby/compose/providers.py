"""Rented services."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wornby.datamodel.profiles import ProviderProfile
from wornby.errors import ConfigurationError
from wornby.interfaces import AnswerShelf, LabelService, PeopleFinder, Tagger
from wornby.registry import PROFILES, TAGGERS, load_component
from wornby.settings import Settings
from wornby.stores.answers import BlobAnswerShelf
from wornby.stores.blobs import FsspecBlobStore
from wornby.tagging.budget import Budget, to_micros
from wornby.tagging.provided import ProviderParts, ProviderTagger
from wornby.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rented:
    """What taggers of rented services share in one run.

    Attributes:
        budget: What all of them together may cost.
        shelf: Keeps answers; None where nothing is kept.
        hide: Finds bystanders; nobody is hidden where None.
        embeds: Whether garments are embedded, on this machine.
        fresh: Ask again for what is kept.
    """

    budget: Budget
    shelf: AnswerShelf | None = None
    hide: PeopleFinder | None = None
    embeds: bool = False
    fresh: bool = False


def open_rented(settings: Settings, *, answers: Path | None = None, fresh: bool = False) -> Rented:
    """For a run without a library.

    Args:
        settings: Say what it may cost.
        answers: Folder of kept answers, by the photos' SHA-256; nothing is kept where None.
        fresh: Ask again for what is kept.
    """
    return Rented(
        budget=Budget(to_micros(settings.max_cost)), shelf=open_answers(answers) if answers else None, fresh=fresh
    )


def open_answers(folder: Path) -> BlobAnswerShelf:
    """Kept answers in a folder of the caller's."""
    return BlobAnswerShelf(FsspecBlobStore(str(folder.expanduser())), identify=lambda sha256: sha256)


def is_remote(name: str) -> bool:
    """Whether a tagger of this name sends photos out of the house."""
    entry = TAGGERS.get(name)
    return entry is not None and entry.remote


def list_profiles() -> Mapping[str, ProviderProfile]:
    """What is documented of every rented service, by name."""
    return {name: load_component(PROFILES, name) for name in PROFILES}


def open_provider(name: str, settings: Settings, *, rented: Rented, vocabulary: Vocabulary) -> ProviderTagger:
    """A rented service as a tagger.

    Raises:
        ConfigurationError: The settings do not allow that photos leave the house.
        MissingCredentialError: A key is not set.
        MissingExtraError: A package is not installed.
    """
    if not settings.allow_remote:
        message = f"Tagger {name!r} sends photos out of the house. Set WORNBY_ALLOW_REMOTE=true to allow it."
        raise ConfigurationError(message)
    service: LabelService = load_component(TAGGERS, name).from_environment()
    eye: Tagger = load_component(TAGGERS, "builtin")()
    parts = ProviderParts(
        eye=eye,
        vocabulary=vocabulary,
        budget=rented.budget,
        shelf=rented.shelf,
        hide=rented.hide,
        embeds=rented.embeds,
    )
    return ProviderTagger(service, parts, features=settings.ask_for.get(name, ()), fresh=rented.fresh)

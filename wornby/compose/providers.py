"""Rented services."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wornby.datamodel import Purpose
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


def open_library_answers(settings: Settings) -> BlobAnswerShelf:
    """Kept answers of a library, to be read: they lie beside its pictures."""

    def refuse(_: str) -> str:
        message = "These answers are read as a whole."
        raise ConfigurationError(message)

    return BlobAnswerShelf(open_blobs(settings), identify=refuse)


def open_blobs(settings: Settings) -> FsspecBlobStore:
    """Where a library keeps its files."""
    return FsspecBlobStore(settings.blobs_url or str(settings.home.expanduser().resolve() / "blobs"))


def is_remote(name: str) -> bool:
    """Whether a tagger of this name sends photos out of the house."""
    entry = TAGGERS.get(name)
    return entry is not None and entry.remote


def list_profiles() -> Mapping[str, ProviderProfile]:
    """What is documented of every rented service, by name."""
    return {name: load_component(PROFILES, name) for name in PROFILES}


def service_profile(name: str) -> ProviderProfile:
    """What a rented service offers the account whose keys are set.

    Raises:
        MissingCredentialError: A key is not set.
        MissingExtraError: A package is not installed.
    """
    service: LabelService = load_component(TAGGERS, name).from_environment()
    return service.profile


def photo_price(name: str, settings: Settings, *, purposes: frozenset[Purpose]) -> int:
    """List price of tagging one photo, in micros of US dollars; 0 for what runs here, or may not be asked.

    Args:
        name: Of a tagger other than the router, which costs what the services of its routes cost.
        settings: Say what is asked for.
        purposes: What the photo may be used for.

    Raises:
        ConfigurationError: A feature is asked for that the service does not have.
        MissingCredentialError: A key is not set: what an account is offered, and at which price, hangs on it.
    """
    if not is_remote(name) or not settings.allow_remote:
        return 0
    asked = service_profile(name).choose(settings.ask_for.get(name, ()))
    return sum(each.price.micros for each in asked if each.needs is None or each.needs in purposes)


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

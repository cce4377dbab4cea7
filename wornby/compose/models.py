"""Taggers, models and learned heads."""

import os
from functools import lru_cache
from pathlib import Path

import cv2

from wornby.compose.providers import Rented, is_remote, open_provider, open_rented, photo_price
from wornby.datamodel import EmbeddingSpace, Purpose
from wornby.datamodel.learned import LearnedHead
from wornby.errors import ConfigurationError
from wornby.interfaces import (
    Encoder,
    FaceFinder,
    PartFinder,
    PeopleFinder,
    PrintReader,
    RightsGate,
    ScoreFitter,
    Tagger,
)
from wornby.models.builtin import open_parser
from wornby.models.bystanders import BystanderFinder
from wornby.models.faces import FaceReader
from wornby.models.hub.shelf import ModelShelf
from wornby.models.parts import PartReader
from wornby.models.score_fitting import ScikitScoreFitter
from wornby.registry import PRINT_READERS, TAGGERS, load_component
from wornby.rights import VocabularyGate
from wornby.settings import Settings
from wornby.stores.blobs import FsspecBlobStore
from wornby.tagging import TaggingService
from wornby.tagging.calibration import CalibrationFile
from wornby.tagging.learned import HeadSet, LearnedTagger
from wornby.tagging.router import RouterTagger
from wornby.tagging.routes import Routes
from wornby.tagging.shelf import HeadShelf
from wornby.tagging.wearers import DetectedWearers, WearerFinder
from wornby.tagging.zero_shot import ZeroShotTagger
from wornby.vocabulary import Vocabulary, load_vocabulary

SHOP_VOCABULARY = "vocabulary.toml"
SHOP_MODELS = "models"
SHOP_ROUTES = "routes.json"
SHOP_THRESHOLDS = "zero-shot.json"
LEARNED = "learned"


def open_tagging(settings: Settings, *, learned: bool = True, rented: Rented | None = None) -> TaggingService:
    """Tagging alone, without a library.

    Args:
        settings: Name the tagger.
        learned: Whether heads that are on in the library's folder state their facts too.
        rented: What rented services share with others of this run.
    """
    tagger, vocabulary = open_tagger(settings, rented=rented), open_vocabulary(settings)
    whole = with_heads(tagger, open_heads(settings, vocabulary)) if learned else tagger
    return make_tagging(settings, whole, gate=VocabularyGate(vocabulary))


def open_vocabulary(settings: Settings) -> Vocabulary:
    """The vocabulary with the shop's additions."""
    extra = settings.home.expanduser() / SHOP_VOCABULARY
    return load_vocabulary(extra if extra.exists() else None)


def open_shelf(settings: Settings) -> HeadShelf:
    """The learned heads."""
    return HeadShelf(FsspecBlobStore(str(settings.home.expanduser().resolve() / LEARNED)))


def check_head(settings: Settings, head: LearnedHead) -> None:
    """Refuse a head that could not be used, before it is switched on.

    Raises:
        ConfigurationError: The vocabulary does not know what it states.
        SpaceMismatchError: It was learned on other embeddings than the tagger gives.
    """
    HeadSet([head], vocabulary=open_vocabulary(settings)).check(open_tagger(settings).space)


def open_score_fitter() -> ScoreFitter:
    """What makes a tuning of matches from decisions.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    return ScikitScoreFitter()


def open_models(settings: Settings) -> ModelShelf:
    """Models of the hub tier, without a library."""
    folder = Path(settings.models_dir) if settings.models_dir else settings.home / SHOP_MODELS
    return ModelShelf(folder.expanduser(), accepted=settings.accept_licences)


def open_encoder(settings: Settings) -> Encoder:
    """The joint text-image encoder that is set; the same one for the tagger zero-shot and for search."""
    folder = settings.models_dir or str(settings.home / SHOP_MODELS)
    return _encoder(settings.encoder, settings.encoder_variant, folder=folder, accepted=tuple(settings.accept_licences))


@lru_cache(maxsize=1)
def _encoder(word: str, variant: str, *, folder: str, accepted: tuple[str, ...]) -> Encoder:
    return ModelShelf(Path(folder).expanduser(), accepted=accepted).encoder(word, variant=variant)


def open_bystanders(settings: Settings) -> PeopleFinder | None:
    """Who finds bystanders; None where they are not to be hidden.

    Raises:
        ConfigurationError: The face detector cannot be opened.
    """
    if not settings.blur_bystanders:
        return None
    faces = open_models(settings).face_detector(settings.face_detector) if settings.face_detector else None
    return BystanderFinder(open_parser(), faces=faces)


def open_face_finder(settings: Settings) -> FaceFinder:
    """Who finds faces in a picture that somebody sends.

    Raises:
        ConfigurationError: The face detector cannot be opened.
    """
    detector = open_models(settings).face_detector(settings.face_detector) if settings.face_detector else None
    return FaceReader(open_parser(), detector=detector)


def open_part_finder() -> PartFinder:
    """Who says the part of each pixel: the built-in parser, whatever tagger is set."""
    return PartReader(open_parser())


def open_print_reader(settings: Settings) -> PrintReader | None:
    """Who reads the words on prints; None where nobody is set.

    Raises:
        UnknownComponentError: Nobody of this name.
        MissingExtraError: Its package is not installed.
    """
    if not settings.print_reader:
        return None
    reader: PrintReader = load_component(PRINT_READERS, settings.print_reader)()
    return reader


def open_zero_shot(settings: Settings) -> ZeroShotTagger:
    """The tagger that states attributes from their definitions.

    Raises:
        ConfigurationError: No encoder or no attributes are set, or they cannot be used.
    """
    if not settings.encoder or not settings.zero_shot:
        message = (
            "The tagger zero-shot needs WORNBY_ENCODER (`wornby models` lists what there is) and WORNBY_ZERO_SHOT, the "
            "attributes that it states, such as '[\"fabric\"]'."
        )
        raise ConfigurationError(message)
    shelf = open_models(settings)
    finder: WearerFinder = (
        DetectedWearers(shelf.detector(settings.detector))
        if settings.detector
        else load_component(TAGGERS, "builtin")()
    )
    path = thresholds_path(settings)
    return ZeroShotTagger(
        open_encoder(settings),
        finder,
        vocabulary=open_vocabulary(settings),
        attributes=settings.zero_shot,
        calibration=CalibrationFile.read(path) if path.exists() else None,
    )


def thresholds_path(settings: Settings) -> Path:
    """Where a library keeps the thresholds of the zero-shot tagger."""
    return settings.home.expanduser() / SHOP_THRESHOLDS


def thread_count(settings: Settings) -> int:
    """How many photos are looked at side by side."""
    return settings.threads or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_tagger(settings: Settings, name: str = "", *, rented: Rented | None = None) -> Tagger:
    """A tagger by name; the one that is set where it is empty.

    Args:
        settings: With all that it needs.
        name: Of the registry.
        rented: What rented services share in this run; a budget of their own where it is left out.

    Raises:
        ConfigurationError: It sends photos out of the house, and the settings do not allow that.
        UnknownComponentError: Nobody of this name.
    """
    # Photos are looked at side by side: OpenCV's own threads would only take turns with ours.
    cv2.setNumThreads(1)
    name = name or settings.tagger
    if is_remote(name):
        vocabulary = open_vocabulary(settings)
        return open_provider(name, settings, rented=rented or open_rented(settings), vocabulary=vocabulary)
    if name == "router":
        return _router(settings, rented=rented)
    if name == "zero-shot":
        return open_zero_shot(settings)
    tagger: Tagger = load_component(TAGGERS, name)()
    return tagger


def open_heads(settings: Settings, vocabulary: Vocabulary, *, space: EmbeddingSpace | None = None) -> HeadSet:
    """Learned heads that are on; only those on a space, where it is given."""
    heads = open_shelf(settings).switched_on()
    return HeadSet([head for head in heads if space in {None, head.card.space}], vocabulary=vocabulary)


def with_heads(tagger: Tagger, heads: HeadSet) -> Tagger:
    """A tagger whose heads state their facts too."""
    return LearnedTagger(tagger, heads) if heads.sources else tagger


def price_micros(settings: Settings, name: str = "", *, purposes: frozenset[Purpose]) -> int:
    """List price of tagging one photo with a tagger, the one that is set where it is empty; in micros of US dollars.

    Raises:
        ConfigurationError: The routes of the router cannot be read, or a feature is asked for that nobody has.
    """
    name = name or settings.tagger
    names = _routes(settings).taggers if name == "router" else (name,)
    return sum(photo_price(each, settings, purposes=purposes) for each in names)


def sends_photos(settings: Settings, name: str) -> bool:
    """Whether a tagger of this name asks somebody outside of the house, whatever that costs.

    Raises:
        ConfigurationError: The routes of the router cannot be read.
    """
    return any(is_remote(each) for each in (_routes(settings).taggers if name == "router" else (name,)))


def _routes(settings: Settings) -> Routes:
    home = settings.home.expanduser()
    return Routes.read(Path(settings.routes).expanduser() if settings.routes else home / SHOP_ROUTES)


def _router(settings: Settings, *, rented: Rented | None) -> Tagger:
    routes = _routes(settings)
    if "router" in routes.taggers:
        message = "The routes lead back to the router. Name the taggers that state the attributes."
        raise ConfigurationError(message)
    rented = rented or open_rented(settings)
    taggers = {name: open_tagger(settings, name, rented=rented) for name in routes.taggers}
    return RouterTagger(routes, taggers, vocabulary=open_vocabulary(settings))


def make_tagging(settings: Settings, tagger: Tagger, *, gate: RightsGate) -> TaggingService:
    """Tagging by one tagger, behind the gate of rights."""
    return TaggingService(tagger, gate=gate, max_pixels=settings.max_pixels, max_bytes=settings.max_upload_bytes)

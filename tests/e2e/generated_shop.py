"""A library whose generator and tagger are fakes that agree: what generated pictures are tested on."""

from contextlib import contextmanager

from wornby import registry
from wornby.compose import library, models, open_engine
from wornby.registry import Entry
from wornby.settings import Settings
from wornby.testing.fakes_generators import FakeGenerator, SeeingTagger

SKU = "TEE-9"
PRODUCTS = (
    {"sku": SKU, "title": "Harbour tee", "swatch": "#2f6f7a", "price": "29", "currency": "EUR"},
    {"sku": "BAG-1", "title": "Leather tote", "swatch": "#2f6f7a"},
)
GENERATOR = FakeGenerator()
TAGGER = SeeingTagger(GENERATOR)


def the_generator():
    return GENERATOR


def the_tagger():
    return TAGGER


def install(monkeypatch):
    """Register the fakes under names of the settings."""
    module = "tests.e2e.generated_shop"
    generators = {**registry.GENERATORS, "fake": Entry(target=f"{module}:the_generator")}
    taggers = {**registry.TAGGERS, "seeing": Entry(target=f"{module}:the_tagger")}
    monkeypatch.setattr(library, "GENERATORS", generators)
    monkeypatch.setattr(models, "TAGGERS", taggers)
    GENERATOR.asked.clear()
    TAGGER.blind = lambda wearer: wearer


def settings_of(folder, **changes):
    return Settings(home=folder, generator="fake", tagger="seeing", **changes)


@contextmanager
def open_shop(folder, **changes):
    """A library with two products, opened."""
    with open_engine(settings_of(folder, **changes)) as engine:
        engine.import_products(PRODUCTS)
        yield engine

"""Texts for `benchmarks.relevance`: ones without an answer, and ones whose answers the records hold."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wornby.datamodel import NOT_VISIBLE, Asset, Fact, GarmentTags, Place, Product, Purpose, WearerTags
from wornby.datamodel.tags import sure_value
from wornby.vocabulary import TextReader, Vocabulary
from wornby.vocabulary.words import search_words

_FILE = Path(__file__).parent / "nonsense.txt"
_PLAIN = frozenset({"none", "other", NOT_VISIBLE, "not_worn", ""})
_SMALL = 4

_POLITE = ("nice", "cute", "lovely", "stylish", "beautiful", "cool")

CAPTIONS = (
    "First warm evening at the lake in Annecy",
    "Saturday market, still hungry",
    "Waiting for the ferry to Gothenburg",
    "Grandma's garden party",
    "Graduation day at last",
    "Rooftop concert with the choir",
    "Moving house, day three",
    "Lunch break behind the bakery",
    "Vernissage at the lighthouse",
    "Cycling home from the observatory",
)
"""What owners wrote; each is given to every tenth photo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextQuestion:
    """A text, and the entries that answer it, as plain Python finds them in the records."""

    text: str
    group: str
    relevant: frozenset[str] = frozenset()


def nonsense_texts() -> list[TextQuestion]:
    """The committed list."""
    found, group = [], ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            group = line[2:]
        elif line.strip():
            found.append(TextQuestion(text=line, group=group))
    return found


def answerable_texts(
    assets: Iterable[Asset], products: Iterable[Product], *, vocabulary: Vocabulary, count: int, seed: int
) -> list[TextQuestion]:
    """Texts made of what the records say: looks, hair, eyewear, bags, words of products and captions.

    Args:
        assets: Of the library; those that may not be shown answer nothing.
        products: Of the shop.
        vocabulary: Gives the words.
        count: Most texts.
        seed: Chooses them.
    """
    answers: dict[tuple[str, str], set[str]] = defaultdict(set)
    skus = {product.sku: product for product in products}
    words = _telling_words(skus)
    reader = TextReader(vocabulary)
    polite = [word for word in _POLITE if all(part.weak for part in reader.read(word))]
    for asset in assets:
        if not asset.rights.allows(Purpose.DISPLAY):
            continue
        for entry_id, said in _entries(asset, vocabulary):
            told = [(word, "product") for sku in asset.products for word in words.get(sku, ())]
            told += [(" ".join(search_words(asset.caption)[-2:]), "caption")] if asset.caption else []
            looks = [text for text, group in said if group == "look"]
            weak = [(f"{word} {look}", "weak word and look") for word in polite for look in looks]
            for text, group in (*said, *told, *_mixed(looks, told), *weak):
                answers[text, group].add(entry_id)
    questions = [
        TextQuestion(text=text, group=group, relevant=frozenset(ids)) for (text, group), ids in sorted(answers.items())
    ]
    random.Random(seed).shuffle(questions)  # noqa: S311 - no secret
    return _spread(questions, count=count)


def _entries(asset: Asset, vocabulary: Vocabulary) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    if asset.tags is None:
        return
    for number, wearer in enumerate(asset.tags.wearers):
        said = list(_looks(wearer.garments, vocabulary))
        seen = list(_hair(wearer)) if asset.rights.allows(Purpose.APPEARANCE) else []
        for name in ("eyewear.kind", "bag.kind"):
            value = _sure(wearer.attributes.get(name))
            if value and value != "tote":
                seen.append(vocabulary.title(name, value).lower())
        said += [(text, "wearer") for text in seen]
        looks = [text for text, group in said if group == "look"]
        said += [(f"{look}, {text}", "look and wearer") for look in looks for text in seen]
        yield f"{asset.id}.{number}", said
    if asset.tags.garments:
        yield f"{asset.id}.x", list(_looks(asset.tags.garments, vocabulary))


def _hair(wearer: WearerTags) -> Iterator[str]:
    length, color = (_sure(wearer.attributes.get(name)) for name in ("hair.length", "hair.color"))
    how = {"": "hair", "up": "hair tied up", "bald": ""}.get(length, f"{length} hair")
    if color:
        yield f"{color} hair"
    if length and how:
        yield how
    if length and how and color:
        yield f"{color} {how}" if length == "up" else f"{length} {color} hair"


def _looks(garments: Iterable[GarmentTags], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for garment in garments:
        kind, color, pattern = sure_value(garment.kind), sure_value(garment.color), sure_value(garment.pattern)
        if kind in {*_PLAIN, "shoes"} or garment.place is Place.HEAD:
            continue
        title = vocabulary.title("garment.kind", kind).lower()
        if color and color != "multicolor":
            yield f"{color} {title}", "look"
        if pattern and pattern not in {"solid", *_PLAIN}:
            yield f"{pattern} {title}", "look"


def _mixed(looks: list[str], told: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for word, _ in told[:_SMALL]:
        yield from ((f"{word} {look}", "word and look") for look in looks)


def _telling_words(skus: Mapping[str, Product]) -> dict[str, list[str]]:
    """Words of a product's title that the vocabulary would not read: those that are names."""
    known = frozenset(
        [
            "shirt",
            "t",
            "white",
            "navy",
            "hoodie",
            "longsleeve",
            "jumper",
            "denim",
            "jacket",
            "coat",
            "dress",
            "trouser",
            "skirt",
            "cable",
        ]
    )
    return {sku: [word for word in search_words(product.title) if word not in known] for sku, product in skus.items()}


def _sure(fact: Fact | None) -> str:
    value = sure_value(fact)
    return "" if value in _PLAIN else value.replace("_", " ")


def _spread(questions: list[TextQuestion], *, count: int) -> list[TextQuestion]:
    """As many of each group as there are, in turn."""
    groups: dict[str, list[TextQuestion]] = defaultdict(list)
    for question in questions:
        groups[question.group].append(question)
    chosen: list[TextQuestion] = []
    while len(chosen) < count and any(groups.values()):
        for group in groups.values():
            if group and len(chosen) < count:
                chosen.append(group.pop())
    return chosen

"""Whether a query without an answer returns nothing, and one with an answer loses none: python -m benchmarks.relevance.

The library: the demo shop and photos from the street. Texts are judged against the records, pictures by the asset that
they are another view of. Floors are chosen on the even half of the questions; the odd half is reported.
"""

import argparse
import random
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.relevance_pictures import PictureQuestion, nonsense_pictures, second_view
from benchmarks.relevance_texts import CAPTIONS, TextQuestion, answerable_texts, nonsense_texts
from training.data import read_street
from wornby.compose import open_engine
from wornby.datamodel import Asset, AssetKind, IngestOptions, Purpose, Query, Rights, RightsState
from wornby.datamodel.library import IngestItem
from wornby.demo import demo_shop
from wornby.engine import Engine
from wornby.imaging.decode import decode_photo
from wornby.models.builtin import BuiltinTagger
from wornby.search import SearchService
from wornby.search.floors import Floors, PictureFloor, load_floors
from wornby.search.pictures import PictureReader
from wornby.search.stated import split_id
from wornby.settings import Settings

STREET = Path(__file__).resolve().parents[2] / "shared" / "data" / "street" / "photos"
TOP = 10
_SHOWN = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One picture's answer.

    Attributes:
        group: What kind of picture it is.
        confidence: Of the kind of its surest garment.
        best: Cosine of the best hit.
        right: Cosine of the hit that is right, where it is among the first.
    """

    group: str
    confidence: float
    best: float
    right: float | None

    def answered(self, floor: PictureFloor) -> bool:
        """Whether anything is above a floor."""
        return self.best >= floor.least(self.confidence)


def main() -> None:
    """Build the library, ask, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance")
    parser.add_argument("--photos", type=int, default=100, help="photos from the street")
    parser.add_argument("--texts", type=int, default=300, help="texts that have an answer")
    parser.add_argument(
        "--pictures", type=int, default=200, help="second views, unseen; twice as many without an answer"
    )
    parser.add_argument("--home", type=Path, help="keep the library here; made where there is none")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, open_engine(Settings(home=options.home or Path(scratch))) as engine:
        if not engine.count_assets():
            _fill(engine, photos=options.photos)
        assets = [asset for asset in engine.list_assets(limit=10_000) if asset.kind is not AssetKind.GENERATED]
        sys.stdout.write(f"{len(assets)} photos, {engine.index.count(())} entries, {engine.index.space.name}\n")
        _report_texts(engine, assets, count=options.texts)
        _report_pictures(engine, assets, count=options.pictures)


def _fill(engine: Engine, *, photos: int) -> None:
    shop = demo_shop()
    engine.import_products(shop.products, base=shop.folder)
    items = [
        IngestItem(source=str(picture.path), options=IngestOptions(rights=_SHOWN, products=(picture.sku,)))
        for picture in shop.pictures
    ]
    street = sorted(STREET.glob("*.jpg")) if STREET.is_dir() else []
    chosen = random.Random(5).sample(street, min(photos, len(street)))  # noqa: S311 - no secret
    for number, path in enumerate(chosen):
        caption = CAPTIONS[number % len(CAPTIONS)]
        items.append(IngestItem(source=str(path), options=IngestOptions(rights=_SHOWN, caption=caption)))
    engine.ingest(items)


def _service(engine: Engine, floors: Floors) -> SearchService:
    return SearchService(
        engine.records, engine.index, tagger=BuiltinTagger(), vocabulary=engine.vocabulary, floors=floors
    )


# Texts


def _report_texts(engine: Engine, assets: Sequence[Asset], *, count: int) -> None:
    measured = load_floors()
    bare = _service(engine, Floors(most_unmatched=1.0))
    floored = _service(engine, measured)
    nonsense = nonsense_texts()
    products = engine.list_products(limit=1000)
    asked = answerable_texts(assets, products, vocabulary=engine.vocabulary, count=count, seed=1)
    _print_head(f"texts, at most {measured.most_unmatched:.2f} of the words unmatched", len(nonsense), len(asked))
    for half, start in (("tuned on", 0), ("reported", 1)):
        answered = [one for one in nonsense[start::2] if floored.search(Query(text=one.text, k=1)).total]
        without = sum(bool(bare.search(Query(text=one.text, k=1)).total) for one in nonsense[start::2])
        size = len(nonsense[start::2])
        sys.stdout.write(
            f"  {half}: nonsense answered {len(answered)} of {size} ({len(answered) / size:.1%}), "
            f"without the floor {without / size:.1%}; recall_at_10 {_recall(floored, asked[start::2]):.4f}, "
            f"without the floor {_recall(bare, asked[start::2]):.4f}\n"
        )
        for one in answered:
            sys.stdout.write(f"    answered: {one.text!r} ({one.group})\n")
    _print_groups(floored, asked)


def _print_groups(service: SearchService, asked: Sequence[TextQuestion]) -> None:
    groups: dict[str, list[TextQuestion]] = defaultdict(list)
    for one in asked:
        groups[one.group].append(one)
    for group, questions in sorted(groups.items()):
        sys.stdout.write(f"  {group}: {len(questions)} texts, recall_at_10 {_recall(service, questions):.4f}\n")


def _recall(service: SearchService, questions: Sequence[TextQuestion]) -> float:
    shares = []
    for one in questions:
        found = {hit.id for hit in service.search(Query(text=one.text, k=TOP)).hits}
        shares.append(len(found & one.relevant) / min(TOP, len(one.relevant)))
    return statistics.fmean(shares)


# Pictures


def _report_pictures(engine: Engine, assets: Sequence[Asset], *, count: int) -> None:
    asker = _Asker(engine)
    nonsense = [asker.ask(one) for one in nonsense_pictures(2 * count)]
    views = [asker.ask(one) for one in _views(engine, assets, count=count)]
    unseen = [asker.ask(one) for one in _unseen(engine, assets, count=count)]
    _print_head("pictures", len(nonsense), len(views) + len(unseen))
    chosen = _choose(nonsense[0::2], (*views[0::2], *unseen[0::2]))
    kept = load_floors().pictures.get(engine.index.space.name)
    for name, floor in (("chosen", chosen), ("kept", kept)):
        sys.stdout.write(f"  {name}: {floor}\n")
        for half, start in (("tuned on", 0), ("reported", 1)):
            if floor is not None:
                line = _picture_line(nonsense[start::2], views[start::2], unseen=unseen[start::2], floor=floor)
                sys.stdout.write(f"    {half}: {line}\n")
    used = kept or chosen
    for group, each in sorted(_by_group((*nonsense, *views, *unseen)).items()):
        bests = sorted(one.best for one in each)
        sys.stdout.write(
            f"  {group}: {len(each)} pictures, best cosine {bests[0]:.3f} to {bests[-1]:.3f}, "
            f"median {statistics.median(bests):.3f}, answered {sum(one.answered(used) for one in each)}\n"
        )


class _Asker:
    """Looks for pictures without a floor."""

    def __init__(self, engine: Engine) -> None:
        self._index = engine.index
        self._reader = PictureReader(
            engine.records, BuiltinTagger(), space=engine.index.space, vocabulary=engine.vocabulary
        )

    def ask(self, question: PictureQuestion) -> Scored:
        """One picture's answer."""
        picture = self._reader.read(Query(pixels=question.pixels))
        if picture is None:
            return Scored(group=question.group, confidence=0.0, best=-1.0, right=None)
        hits = self._index.query(picture.vectors, filters=(), k=TOP)
        right = [hit.score for hit in hits if split_id(hit.id)[0] == question.asset_id]
        best = hits[0].score if hits else -1.0
        return Scored(group=question.group, confidence=picture.confidence, best=best, right=right[0] if right else None)


def _views(engine: Engine, assets: Sequence[Asset], *, count: int) -> Iterable[PictureQuestion]:
    chosen = random.Random(3).sample(list(assets), min(count, len(assets)))  # noqa: S311 - no secret
    for number, asset in enumerate(chosen):
        photo = decode_photo(engine.rendition(asset.id, name="view"), max_pixels=engine.settings.max_pixels)
        pixels, way = second_view(photo.pixels, number=number)
        yield PictureQuestion(pixels=pixels, group=f"{asset.kind.value}, {way}", asset_id=asset.id)


def _unseen(engine: Engine, assets: Sequence[Asset], *, count: int) -> Iterable[PictureQuestion]:
    """Photos of people that neither library nor training holds: something is like what they wear."""
    known = {asset.title for asset in assets}
    photos = read_street(STREET.parents[1]) if STREET.is_dir() else []
    others = sorted(photo.path for photo in photos if photo.test and photo.path.name not in known)
    for path in random.Random(4).sample(others, min(count, len(others))):  # noqa: S311 - no secret
        photo = decode_photo(path.read_bytes(), max_pixels=engine.settings.max_pixels)
        yield PictureQuestion(pixels=photo.pixels, group="unseen photo")


def _choose(nonsense: Sequence[Scored], answerable: Sequence[Scored]) -> PictureFloor:
    """The floor with the least nonsense answered and answers lost, in shares.

    Of equals the one that is strictest where a picture is in doubt, and mildest where it is not.
    """
    floors = (
        PictureFloor(sure=sure / 100, doubtful=doubtful / 100, sure_from=sure_from / 100)
        for sure_from in range(50, 80, 5)
        for sure in range(70, 90, 2)
        for doubtful in range(sure, 98, 2)
    )

    def cost(floor: PictureFloor) -> tuple[float, float, float, float]:
        wrong = _share(nonsense, floor) + 1 - _share(answerable, floor)
        return (round(wrong, 6), -floor.doubtful, floor.sure, floor.sure_from)

    return min(floors, key=cost)


def _picture_line(
    nonsense: Sequence[Scored], views: Sequence[Scored], *, unseen: Sequence[Scored], floor: PictureFloor
) -> str:
    with_floor = statistics.fmean(one.right is not None and one.right >= floor.least(one.confidence) for one in views)
    without = statistics.fmean(one.right is not None for one in views)
    others = f"; unseen photos answered {_share(unseen, floor):.1%} of {len(unseen)}" if unseen else ""
    return (
        f"nonsense answered {_share(nonsense, floor):.1%} of {len(nonsense)}; recall_at_10 of second views "
        f"{with_floor:.4f} of {len(views)}, without the floor {without:.4f}{others}"
    )


def _share(scored: Sequence[Scored], floor: PictureFloor) -> float:
    return statistics.fmean(one.answered(floor) for one in scored)


def _by_group(scored: Iterable[Scored]) -> dict[str, list[Scored]]:
    groups: dict[str, list[Scored]] = defaultdict(list)
    for one in scored:
        groups[one.group].append(one)
    return groups


def _print_head(what: str, nonsense: int, answerable: int) -> None:
    sys.stdout.write(f"\n{what}: {nonsense} without an answer, {answerable} with one\n")


if __name__ == "__main__":
    main()

"""How well garments are matched to products: python -m benchmarks.matching [--products 240] [--photos 2].

Composites of the held-out part: their motifs, garments and photos were not looked at when the matcher was made.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from benchmarks.composites import CompositePhoto, CompositeProduct, distractors, make_catalogue, make_worn
from benchmarks.trial import Trial, make_matcher, try_photos
from wornby.datamodel import Match, MatchState
from wornby.matching import MatchService, Scorer
from wornby.models.builtin import BuiltinTagger

LEAST_PX = 24
BINS = (0, 16, 24, 32, 48, 96, 10_000)
_Z = 1.96
_SPEED_PHOTOS = 40


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """What the matcher said of one garment."""

    photo: CompositePhoto
    own: bool
    shows: bool
    matches: tuple[Match, ...]
    took_ms: float

    def skus(self, state: MatchState) -> list[str]:
        """Products in a state."""
        return [match.sku for match in self.matches if match.state is state]


def answers(service: MatchService, trials: Iterable[Trial]) -> Iterator[Answer]:
    """Weigh the evidence of trials."""
    for trial in trials:
        matches = tuple(service.weigh(trial.candidates))
        yield Answer(photo=trial.photo, own=trial.own, shows=trial.shows, matches=matches, took_ms=trial.took_ms)


def interval(right: int, total: int) -> str:
    """A share with Wilson's interval of 95 %."""
    if not total:
        return "none of 0"
    share = right / total
    middle = (share + _Z**2 / (2 * total)) / (1 + _Z**2 / total)
    half = _Z * np.sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2)) / (1 + _Z**2 / total)
    return f"{share:.3f} ({right} of {total}; {middle - half:.3f} to {middle + half:.3f})"


def figures(found: Sequence[Answer], products: Sequence[CompositeProduct]) -> list[tuple[str, str]]:
    """Precision and recall of both states, by size of the motif and by family."""
    by_sku = {product.sku: product for product in products}
    rows = [_precision(found, state) for state in (MatchState.CONFIRMED, MatchState.LIKELY)]
    own = {answer.photo.photo_id: answer for answer in found if answer.own}
    named = {answer.photo.photo_id for answer in found if _is_confirmed(answer)}
    shown = {answer.photo.photo_id: answer.photo for answer in found if answer.photo.sku is not None}
    printed = [photo for photo in shown.values() if photo.side_px > 0]
    large = [photo for photo in printed if photo.side_px >= LEAST_PX]
    rows.append((f"confirmed recall, motif of {LEAST_PX} px and more", _recall(large, named)))
    for low, high in pairwise(BINS):
        some = [photo for photo in printed if low <= photo.side_px < high]
        rows.append((f"confirmed recall, motif of {low} to {high} px", _recall(some, named)))
    for name in ("cut", "print", "single"):
        some = [photo for photo in large if by_sku[photo.sku or ""].family.startswith(name)]
        rows.append((f"confirmed recall, family {name}, {LEAST_PX} px and more", _recall(some, named)))
    plain = [answer for answer in found if answer.photo.sku is not None and answer.photo.side_px == 0]
    confirmed = sum(len(answer.skus(MatchState.CONFIRMED)) for answer in plain)
    rows.append(("plain garments confirmed by machine", f"{confirmed} of {len(plain)}"))
    right = sum(_is_first(answer) for answer in own.values() if answer.photo.sku)
    rows.append(("the product is among those looked at and first", interval(right, len(shown))))
    return rows


def mistakes(found: Sequence[Answer], products: Sequence[CompositeProduct]) -> list[str]:
    """Wrong confirmations, in words."""
    by_sku = {product.sku: product for product in products}
    lines = []
    for answer in found:
        for match in answer.matches:
            if match.state is not MatchState.CONFIRMED or (answer.shows and match.sku == answer.photo.sku):
                continue
            motif = match.evidence.motif if match.evidence is not None else None
            wrong, true = by_sku[match.sku], by_sku.get(answer.photo.sku or "")
            lines.append(
                f"{answer.photo.photo_id}: {match.sku} ({wrong.family}, {wrong.color}) for "
                f"{answer.photo.sku} ({true.family if true else '-'}, {true.color if true else '-'}), "
                f"score {match.score}, {motif.inliers if motif else 0} points, own garment: {answer.own}"
            )
    return lines


def speed(products: Sequence[CompositeProduct], *, count: int, tagger: BuiltinTagger) -> list[tuple[str, str]]:
    """Milliseconds of processor a photo against many SKUs: those there are, among made-up ones that look like them."""
    service, records = make_matcher(products, tagger, scorer=Scorer.read(), crowd=count)
    photos = [make_worn(product, seed=9) for product in products[:_SPEED_PHOTOS]]
    times: dict[str, float] = {}
    for trial in try_photos(service, tagger, photos):
        times[trial.photo.photo_id] = trial.took_ms
    p50, p95 = np.percentile(list(times.values()), [50, 95])
    return [(f"a wearer against {len(records.products):,} SKUs, ms of one core", f"median {p50:.0f}, p95 {p95:.0f}")]


def _precision(found: Sequence[Answer], state: MatchState) -> tuple[str, str]:
    stated = [(answer, sku) for answer in found for sku in answer.skus(state)]
    right = sum(answer.shows and sku == answer.photo.sku for answer, sku in stated)
    return f"{state.value} precision", interval(right, len(stated))


def _recall(photos: Sequence[CompositePhoto], named: AbstractSet[str]) -> str:
    return interval(sum(photo.photo_id in named for photo in photos), len(photos))


def _is_confirmed(answer: Answer) -> bool:
    return answer.shows and answer.photo.sku in answer.skus(MatchState.CONFIRMED)


def _is_first(answer: Answer) -> bool:
    return bool(answer.matches) and max(answer.matches, key=lambda match: match.score).sku == answer.photo.sku


def _photos(products: Sequence[CompositeProduct], *, each: int, others: int) -> Iterator[CompositePhoto]:
    for seed in range(each):
        for product in products:
            yield make_worn(product, seed=seed)
    yield from distractors(split="held_out", count=others, seed=1)


def main() -> None:
    """Make the shop, match the photos, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=240)
    parser.add_argument("--photos", type=int, default=2, help="of each product")
    parser.add_argument("--others", type=int, default=200, help="photos that show no product")
    parser.add_argument("--large", type=int, default=10_000, help="SKUs for the time; 0 leaves it out")
    parser.add_argument("--mistakes", action="store_true", help="list wrong confirmations")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    tagger = BuiltinTagger()
    products = make_catalogue(split="held_out", count=options.products)
    service, _ = make_matcher(products, tagger, scorer=Scorer.read())
    photos = _photos(products, each=options.photos, others=options.others)
    found = list(answers(service, try_photos(service, tagger, photos)))
    rows = [("SKUs", str(len(products))), *figures(found, products)]
    if options.large:
        rows += speed(products, count=options.large, tagger=tagger)
    sys.stdout.write("\n".join(f"| {name} | {value} |" for name, value in rows) + "\n")
    if options.mistakes:
        sys.stdout.write("\n".join(mistakes(found, products)) + "\n")


if __name__ == "__main__":
    main()

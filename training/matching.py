"""Recipe of the matcher: `python -m training.matching --out wornby/matching/files`.

Products and photos are the composites of `benchmarks/composites`, of their training part: motifs, garments and photos
of the other part are never looked at here. Three logistic regressions are fitted: one that makes the shortlist from all
products, one for garments on which the product's motif was found, one for the others. The two thresholds are the least
that keep their precision on products that the regressions did not see.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from benchmarks.composites import CompositePhoto, CompositeProduct, distractors, make_catalogue, make_worn
from benchmarks.trial import ShelfRecords, Trial, make_matcher, tagged, try_photo
from wornby.datamodel import MatchEvidence, PhotoTags
from wornby.interfaces import Tagger
from wornby.matching.evidence import look_evidence
from wornby.matching.profiles import ProductProfile, make_profile
from wornby.matching.scoring import LinearScore, Scorer, numbers
from wornby.models.builtin import BuiltinTagger
from wornby.vocabulary import load_vocabulary
from wornby.vocabulary.products import ProductTexts

VERSION = "3"
SHORTLIST = ("similarity", "color", "kind", "pattern")
LOOK = (*SHORTLIST, "margin", "color_squared", "motif_missing", "rival_found", "rival")
GEOMETRIC = (
    *("similarity", "margin", "color", "color_squared", "color_ahead", "color_rival", "kind"),
    *("inliers", "overlay", "ahead", "coverage", "small", "tint", "tint_ahead"),
)
FIRST = {"similarity": 8.0, "color": -0.8, "kind": 0.7, "pattern": 0.5}
# A little above the bars: what is measured on held-out motifs falls a little below what is chosen here.
CONFIRMED_PRECISION = 0.995
LIKELY_PRECISION = 0.93
# A threshold that so few garments stand behind would be chance.
LEAST_KNOWN = 10
FOLDS = 5
STRENGTH = 1.0
DIGITS = 4
OTHERS = 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pair:
    """One garment and one product: the evidence, whether it is that product, and whose cut the garment has."""

    evidence: MatchEvidence
    right: bool
    group: str
    garment: int


def pairs_of(trials: Sequence[Trial], families: Mapping[str, str]) -> Iterator[Pair]:
    """Every candidate of every garment; other garments of a photo are never the product."""
    for garment, trial in enumerate(trials):
        for sku, evidence in trial.candidates.evidence.items():
            right = trial.shows and sku == trial.photo.sku
            group = families.get(trial.photo.sku or "", trial.photo.photo_id)
            yield Pair(evidence=evidence, right=right, group=group, garment=garment)


def rows(evidence: Sequence[MatchEvidence], names: Sequence[str]) -> NDArray[np.float64]:
    """Numbers in columns. (N, len(names))."""
    found = [numbers(each) for each in evidence]
    return np.array([[one[name] for name in names] for one in found]).reshape(-1, len(names))


def fitted(values: NDArray[np.float64], labels: NDArray[np.bool_], *, names: Sequence[str]) -> LinearScore:
    """A logistic regression; numbers are scaled to unit spread while it is fitted."""
    spread = np.maximum(values.std(axis=0), 1e-6)
    model = LogisticRegression(C=STRENGTH, max_iter=5000).fit(values / spread, labels)
    weights = np.asarray(model.coef_)[0] / spread
    return LinearScore(
        intercept=round(float(np.asarray(model.intercept_)[0]), DIGITS),
        weights={name: round(float(weight), DIGITS) for name, weight in zip(names, weights, strict=True)},
    )


def cross_fitted(pairs: Sequence[Pair], *, names: Sequence[str]) -> NDArray[np.float64]:
    """Scores of pairs by regressions that did not see their cut. (N,), in (0, 1)."""
    values, labels = rows([pair.evidence for pair in pairs], names), np.array([pair.right for pair in pairs])
    scores = np.zeros(len(pairs))
    for seen, unseen in GroupKFold(n_splits=FOLDS).split(values, labels, [pair.group for pair in pairs]):
        score = fitted(values[seen], labels[seen], names=names)
        odds = score.intercept + values[unseen] @ np.array([score.weights[name] for name in names])
        scores[unseen] = 1 / (1 + np.exp(-odds))
    return scores


def winners(pairs: Sequence[Pair], scores: NDArray[np.float64]) -> list[tuple[float, bool, MatchEvidence]]:
    """The best product of each garment: its score, whether it is right, what speaks for it."""
    best: dict[int, int] = {}
    for number, pair in enumerate(pairs):
        if pair.garment not in best or scores[number] > scores[best[pair.garment]]:
            best[pair.garment] = number
    return [(float(scores[n]), pairs[n].right, pairs[n].evidence) for n in best.values()]


def least_score(found: Sequence[tuple[float, bool]], *, precision: float) -> float:
    """The least score above which the share of right ones is at least so much; 1 where that holds for too few."""
    ordered = sorted(found, reverse=True)
    right = np.cumsum([one[1] for one in ordered])
    shares = right / np.arange(1, len(ordered) + 1)
    good = np.flatnonzero(shares >= precision)
    return float(ordered[int(good[-1])][0]) if len(good) and good[-1] + 1 >= LEAST_KNOWN else 1.0


def fit_shortlist(trials: Sequence[Trial], records: ShelfRecords, *, tagger: Tagger) -> LinearScore:
    """The regression that makes the shortlist: each own garment against many products."""
    texts = ProductTexts(load_vocabulary())
    profiles: dict[str, ProductProfile] = {}
    for sku, product in records.products.items():
        pictures = [asset for asset in records.assets.values() if sku in asset.products]
        profiles[sku] = make_profile(sku, product, pictures=pictures, texts=texts, space=tagger.space)
    evidence, labels = [], []
    rng = np.random.default_rng(3)
    for trial in trials:
        if not trial.own or trial.photo.sku is None:
            continue
        others = rng.choice(sorted(profiles), size=min(OTHERS, len(profiles)), replace=False)
        for sku in dict.fromkeys([trial.photo.sku, *map(str, others)]):
            evidence.append(look_evidence(trial.candidates.worn, profiles[sku], has_motif=False))
            labels.append(sku == trial.photo.sku)
    return fitted(rows(evidence, SHORTLIST), np.array(labels), names=SHORTLIST)


def main() -> None:
    """Make, match, fit, choose, write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--products", type=int, default=200)
    arguments.add_argument("--photos", type=int, default=3, help="of each product")
    arguments.add_argument("--others", type=int, default=150, help="photos that show no product")
    options = arguments.parse_args()
    cv2.setNumThreads(1)
    tagger = BuiltinTagger()
    products = make_catalogue(split="train", count=options.products)
    photos = list(made(products, each=options.photos, others=options.others))
    looked_at = [(photo, tags) for photo in photos if (tags := tagged(tagger, photo.pixels)) is not None]
    learn(products, looked_at, tagger=tagger, out=options.out)


def made(products: Sequence[CompositeProduct], *, each: int, others: int) -> Iterator[CompositePhoto]:
    """The photos that are learned from."""
    for seed in range(each):
        for product in products:
            yield make_worn(product, seed=seed)
    yield from distractors(split="train", count=others)


def learn(
    products: Sequence[CompositeProduct],
    photos: Sequence[tuple[CompositePhoto, PhotoTags]],
    *,
    tagger: Tagger,
    out: Path,
) -> None:
    """Match with what is there, fit the shortlist, match again with it, fit the rest."""
    shortlist = LinearScore(intercept=0.0, weights=FIRST)
    for _ in range(2):
        scorer = Scorer(version="0", geometric=shortlist, look=shortlist, shortlist=shortlist, confirmed=1, likely=1)
        service, records = make_matcher(products, tagger, scorer=scorer)
        trials = [trial for photo, tags in photos for trial in try_photo(service, photo, tags)]
        if scorer.shortlist.weights == FIRST:
            shortlist = fit_shortlist(trials, records, tagger=tagger)
    families = {product.sku: product.family for product in products}
    write(out, list(pairs_of(trials, families)), shortlist=shortlist)


def write(out: Path, pairs: Sequence[Pair], *, shortlist: LinearScore) -> None:
    """Fit on the pairs, choose the thresholds, write the file and print the figures."""
    with_motif = [pair for pair in pairs if pair.evidence.motif is not None]
    without = [pair for pair in pairs if pair.evidence.motif is None]
    scored = [*zip(with_motif, cross_fitted(with_motif, names=GEOMETRIC), strict=True)]
    scored += [*zip(without, cross_fitted(without, names=LOOK), strict=True)]
    found = winners([pair for pair, _ in scored], np.array([score for _, score in scored]))
    geometric = [(s, right) for s, right, seen in found if seen.is_geometric]
    confirmed = least_score(geometric, precision=CONFIRMED_PRECISION)
    rest = [(s, right) for s, right, seen in found if seen.may_be_likely and not (seen.is_geometric and s >= confirmed)]
    likely = least_score(rest, precision=LIKELY_PRECISION)
    fits = [
        fitted(rows([p.evidence for p in some], names), np.array([p.right for p in some]), names=names)
        for some, names in ((with_motif, GEOMETRIC), (without, LOOK))
    ]
    scorer = Scorer(
        version=VERSION,
        geometric=fits[0],
        look=fits[1],
        shortlist=shortlist,
        confirmed=round(confirmed, DIGITS),
        likely=round(likely, DIGITS),
    )
    out.mkdir(parents=True, exist_ok=True)
    content = json.loads(scorer.model_dump_json(by_alias=True))
    (out / "scorer.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"{len(pairs)} pairs, {len(with_motif)} with a motif; confirmed {confirmed:.3f}, likely {likely:.3f}")
    for name, limit, some in (
        ("confirmed", confirmed, geometric),
        ("likely", likely, rest),
    ):
        kept = [right for score, right in some if score >= limit]
        print(f"{name}: {sum(kept)} of {len(kept)} right")


if __name__ == "__main__":
    main()

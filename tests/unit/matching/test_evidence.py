"""What speaks for a garment being a product."""

from dataclasses import replace

import numpy as np
import pytest

from wornby.datamodel import EmbeddingSpace, GarmentTags, MatchEvidence, MotifFit, Place
from wornby.imaging.colors import delta_e_2000, hex_to_lab
from wornby.matching.catalogue import ProductTable
from wornby.matching.evidence import Worn, look_evidence, may_carry_print, shortlist, with_rivals
from wornby.matching.profiles import ProductProfile
from wornby.matching.scoring import LinearScore, color_numbers
from wornby.testing.factories import SPACE, make_fact, make_garment, make_vectors

NEUTRAL = np.ones(3)
SCORE = LinearScore(intercept=0.0, weights={"similarity": 2.0, "color": -2.0, "kind": 0.5, "pattern": 0.2})
FIT = MotifFit(picture="p", inliers=20, planes=1, coverage=0.5, similarity=0.8, side_px=50.0)


def garment(place: Place | None = Place.UPPER, *, kind: str = "shirt", pattern: str = "solid") -> GarmentTags:
    """A crimson garment."""
    return replace(make_garment(place, kind=kind, seed=1), pattern=make_fact(pattern))


def worn(tags: GarmentTags | None = None) -> Worn:
    """The garment in neutral light."""
    return Worn.of(tags or garment(), gains=NEUTRAL)


def profile(sku: str = "A", *, color: str = "#dc143c", kind: str = "shirt", pattern: str = "solid") -> ProductProfile:
    """A product that looks like the garment."""
    return ProductProfile(
        sku=sku,
        title="",
        pictures=(f"{sku}-1",),
        vectors=make_vectors(1, seed=1),
        color=color,
        kind=kind,
        place=Place.UPPER,
        pattern=pattern,
    )


def table(*rows: tuple[str, str, str, str], space: EmbeddingSpace = SPACE) -> ProductTable:
    """Products by SKU, colour, kind and place, all with one embedding."""
    return ProductTable(
        skus=tuple(row[0] for row in rows),
        labs=np.array([hex_to_lab(row[1]) if row[1] else np.full(3, np.nan) for row in rows]).reshape(-1, 3),
        kinds=np.array([row[2] for row in rows], dtype=np.str_),
        patterns=np.array([""] * len(rows), dtype=np.str_),
        places=np.array([row[3] for row in rows], dtype=np.str_),
        vectors=np.repeat(make_vectors(1, seed=1, space=space), len(rows), axis=0),
        owners=np.arange(len(rows)),
    )


def look_odds(goods: ProductTable, row: int, score: LinearScore) -> float:
    """Odds of one product, number by number."""
    one = worn()
    assert one.lab is not None
    assert one.neutral is not None
    near = min(float(delta_e_2000(one.lab, goods.labs[row])), float(delta_e_2000(one.neutral, goods.labs[row])))
    kind = str(goods.kinds[row])
    numbers = {
        "similarity": float(goods.similarities(make_vectors(1, seed=1)[0])[row]),
        "color": float(color_numbers(np.array(near))),
        "kind": 0.0 if not kind else 1.0 if kind == "shirt" else -1.0,
        "pattern": 0.0,
    }
    return score.log_odds(numbers)


def test_nothing_is_listed_of_no_products() -> None:
    assert shortlist(worn(), table(), score=SCORE, k=5) == []


def test_a_garment_without_an_embedding_lists_nothing() -> None:
    bare = worn(replace(garment(), embedding=None))
    assert shortlist(bare, table(("A", "#dc143c", "shirt", "upper")), score=SCORE, k=5) == []


def test_the_nearest_colour_comes_first() -> None:
    goods = table(("far", "#0000ff", "shirt", "upper"), ("near", "#d81a3f", "shirt", "upper"), ("?", "", "", ""))
    assert shortlist(worn(), goods, score=SCORE, k=3)[0] == "near"


@pytest.mark.parametrize("weight", [-2.0, 0.3], ids=["near-first", "far-first"])
def test_among_many_products_the_best_are_listed_though_few_colours_are_measured(weight: float) -> None:
    rng = np.random.default_rng(4)
    colors = [f"#{value:06x}" for value in rng.integers(0, 1 << 24, 2000)]
    kinds = rng.choice(["shirt", "coat", ""], 2000)
    goods = table(*((f"s{row}", colors[row], str(kinds[row]), "upper") for row in range(2000)))
    goods = replace(goods, vectors=make_vectors(2000, seed=2))
    score = LinearScore(intercept=0.0, weights={**SCORE.weights, "color": weight})

    odds = [look_odds(goods, row, score) for row in range(2000)]
    best = sorted(range(2000), key=lambda row: (-odds[row], row))[:20]

    assert shortlist(worn(), goods, score=score, k=20) == [f"s{row}" for row in best]


def test_no_more_are_listed_than_asked_for() -> None:
    goods = table(*((f"s{number}", "#dc143c", "shirt", "upper") for number in range(9)))
    assert len(shortlist(worn(), goods, score=SCORE, k=4)) == 4


@pytest.mark.parametrize(
    ("place", "listed"),
    [("upper", True), ("outer", True), ("dress", True), ("", True), ("lower", False), ("feet", False)],
)
def test_what_is_worn_elsewhere_is_not_listed(place: str, listed: bool) -> None:
    assert bool(shortlist(worn(), table(("A", "#dc143c", "", place)), score=SCORE, k=5)) is listed


def test_look_evidence_of_the_same_looks() -> None:
    found = look_evidence(worn(), profile(), has_motif=False)
    assert (found.similarity, found.kind_agrees, found.pattern_agrees) == (pytest.approx(1, abs=1e-3), True, True)
    assert found.color_distance == pytest.approx(0, abs=0.2)


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"kind": ""}, "kind_agrees", None),
        ({"kind": "coat"}, "kind_agrees", False),
        ({"pattern": "other"}, "pattern_agrees", None),
        ({"color": ""}, "color_distance", None),
    ],
    ids=["unknown kind", "other kind", "unknown pattern", "unknown colour"],
)
def test_look_evidence_of_a_product(changes: dict[str, str], field: str, value: object) -> None:
    assert getattr(look_evidence(worn(), profile(**changes), has_motif=False), field) is value


def test_a_product_with_a_motif_is_graphic() -> None:
    assert look_evidence(worn(), profile(), has_motif=True).pattern_agrees is False


def test_a_garment_without_a_colour_has_no_distance() -> None:
    assert look_evidence(worn(replace(garment(), color=None)), profile(), has_motif=False).color_distance is None


@pytest.mark.parametrize(
    ("place", "may"),
    [(Place.UPPER, True), (Place.OUTER, True), (Place.DRESS, True), (None, True), (Place.FEET, False)],
)
def test_prints_are_looked_for_on_the_upper_body(place: Place | None, may: bool) -> None:
    assert may_carry_print(garment(place)) is may


def test_a_lone_candidate_has_no_rival() -> None:
    found = with_rivals({"A": MatchEvidence(similarity=0.5)})["A"]
    assert (found.rival_inliers, found.rival_similarity, found.rival_distance) == (0, -1.0, None)


def test_the_best_other_is_the_rival() -> None:
    found = with_rivals(
        {
            "A": MatchEvidence(similarity=0.5, color_distance=9.0, motif=FIT),
            "B": MatchEvidence(similarity=0.7, color_distance=2.0, motif=replace(FIT, inliers=18)),
            "C": MatchEvidence(similarity=0.9, color_distance=1.0, motif=replace(FIT, inliers=4, similarity=0.2)),
        }
    )["A"]
    # C's motif hardly lies there: it is another print, and its colour no rival.
    assert (found.rival_inliers, found.rival_similarity, found.rival_distance) == (18, 0.9, 2.0)

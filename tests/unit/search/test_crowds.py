"""Counts of people that may be told, attacked by the difference of two."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.search.build import ALL, NONE, asset, clause, garment, library, tags, wearer
from wornby.datamodel import AssetKind, Product, Query, Rights, RightsState
from wornby.search import IndexSync, SearchService
from wornby.search.crowds import Crowd, CrowdPolicy
from wornby.search.entries import index_entries
from wornby.search.reading import clause_words
from wornby.stores.exact_index import ExactVectorIndex
from wornby.testing.fakes import FAKE_SPACE, FakeTagger
from wornby.vocabulary import load_vocabulary

K = 5
SYNTHETIC = Rights(state=RightsState.SYNTHETIC, purposes=ALL.purposes)
HAIR, EYES, KIND = ("red", "brown"), ("eyeglasses", "none"), ("shirt", "coat")
SHIRT = Product(sku="S-1", title="Shirt")


def person(number, *, hair="red", eyes="none", kind="shirt", rights=ALL, products=()):
    who = wearer(garment(kind), hair_color=hair, eyewear_kind=eyes)
    return asset(f"p{number:03}", tags(who), rights=rights, products=products)


def crowd(number, start=0, **what):
    return [person(start + count, **what) for count in range(number)]


def service(assets, k=K):
    records, _ = library([], [SHIRT])
    for one in assets:
        records.commit_asset(one)
    index = ExactVectorIndex(FAKE_SPACE)
    IndexSync(records, index).catch_up()
    parts = {"tagger": FakeTagger(), "vocabulary": load_vocabulary(), "crowd": CrowdPolicy(k=k)}
    return SearchService(records, index, **parts)


def counts(result_facets, attribute):
    return {value.value: value.count for one in result_facets if one.attribute == attribute for value in one.values}


# What the policy says


@pytest.mark.parametrize(
    ("k", "everybody", "free", "told"),
    [(5, 0, 0, 0), (5, 4, 0, 0), (5, 5, 0, 5), (5, 9, 0, 5), (5, 9, 9, 9), (5, 9, 3, 8), (1, 3, 0, 3), (5, 2, 3, 3)],
    ids=["nobody", "too-few", "enough", "in-between", "synthetic", "mixed", "staff", "index-behind"],
)
def test_real_people_are_told_in_whole_steps(k, everybody, free, told):
    assert CrowdPolicy(k=k).told(everybody=everybody, free=free) == told


@pytest.mark.parametrize(
    ("assets", "k", "rough"),
    [
        ([], K, False),
        (crowd(4), K, False),
        (crowd(5), K, True),
        (crowd(5, rights=SYNTHETIC), K, False),
        (crowd(5, rights=NONE), K, False),
        (crowd(5), 1, False),
    ],
    ids=["empty", "too-few", "people", "synthetic", "hidden", "staff"],
)
def test_counts_are_rough_where_enough_real_people_are_shown(assets, k, rough):
    index = ExactVectorIndex(FAKE_SPACE)
    records, _ = library(assets)
    IndexSync(records, index).catch_up()
    assert Crowd(index, policy=CrowdPolicy(k=k)).is_rough is rough


def test_an_entry_that_says_nothing_of_it_counts_as_a_person():
    records, _ = library(crowd(7, rights=SYNTHETIC))
    index = ExactVectorIndex(FAKE_SPACE)
    sync = IndexSync(records, index)
    sync.catch_up()
    old = [replace(entry, attributes={"rights.display": ("yes",)}) for entry in _entries(records)]
    index.update(old, remove_assets=[entry.asset_id for entry in old], marker=99)
    told = Crowd(index, policy=CrowdPolicy(k=K)).total(index.count)
    assert told == K


def _entries(records):
    return [entry for one in records.list_assets() for entry in index_entries(one)]


# What search, facets, hints and galleries tell


def test_a_total_is_rounded_and_says_so():
    result = service(crowd(8)).search(Query())
    assert (result.total, result.at_least) == (5, True)


def test_a_group_that_is_too_small_has_no_count_and_its_photos_are_still_hits():
    result = service([*crowd(6), *crowd(3, 10, hair="brown")]).search(Query(filters=(clause("hair.color", "brown"),)))
    assert (result.total, len(result.hits), result.relaxations) == (0, 3, ())


@pytest.mark.parametrize(
    ("assets", "found"),
    [
        ([*crowd(6), *crowd(3, 10, hair="brown")], {"red": 5}),
        ([*crowd(6), *crowd(3, 10, hair="brown", rights=SYNTHETIC)], {"red": 5, "brown": 3}),
        ([*crowd(6), *crowd(3, 10, rights=SYNTHETIC)], {"red": 8}),
        (crowd(3), {}),
    ],
    ids=["people", "synthetic", "both", "nobody-enough"],
)
def test_facets_leave_out_who_is_too_few(assets, found):
    assert counts(service(assets).facets(), "hair.color") == found
    assert counts(service(assets).search(Query()).facets, "hair.color") == found


def test_values_with_the_same_told_count_stand_in_the_order_of_the_vocabulary():
    few_red = service([*crowd(5, hair="red"), *crowd(9, 10, hair="brown")]).facets()
    few_brown = service([*crowd(9, hair="red"), *crowd(5, 10, hair="brown")]).facets()
    assert list(counts(few_red, "hair.color")) == list(counts(few_brown, "hair.color"))


def test_staff_gets_every_count():
    searched = service(crowd(3))
    result = searched.search(Query(everything=True))
    assert (result.total, result.at_least, counts(result.facets, "hair.color")) == (3, False, {"red": 3})
    assert counts(searched.facets(everything=True), "hair.color") == {"red": 3}


@pytest.mark.parametrize(
    ("people", "hints"), [(4, []), (7, [("hair.color=brown", 5, True)])], ids=["too-few", "enough"]
)
def test_a_hint_does_not_tell_of_too_few(people, hints):
    asked = (clause("hair.color", "brown"), clause("garment.kind", "shirt"))
    result = service(crowd(people)).search(Query(filters=asked))
    assert [(one.part, one.count, one.at_least) for one in result.relaxations] == hints


@pytest.mark.parametrize(("exact", "total"), [(False, 0), (True, 3)], ids=["shopper", "staff"])
def test_a_gallery_of_a_few_shows_them_and_no_generated_picture(exact, total):
    drawn = replace(person(50, products=["S-1"], rights=SYNTHETIC), kind=AssetKind.GENERATED)
    result = service([*crowd(3, products=["S-1"]), drawn]).gallery("S-1", exact=exact).result
    assert ({hit.asset.kind for hit in result.hits}, result.total) == ({AssetKind.WORN}, total)


def test_the_shops_own_pictures_are_counted_one_by_one():
    own = [replace(one, kind=AssetKind.PRODUCT) for one in crowd(2)]
    assert service([*own, *crowd(6, 10)]).search(Query()).total == 2 + 5


# The attack


@st.composite
def populations(draw):
    """Wearers with three attributes; some are synthetic, some may not be shown."""
    kinds = st.tuples(
        st.sampled_from(HAIR),
        st.sampled_from(EYES),
        st.sampled_from(KIND),
        st.sampled_from([ALL, ALL, SYNTHETIC, NONE]),
    )
    drawn = draw(st.lists(st.tuples(kinds, st.integers(1, 7)), max_size=6))
    people = [each for each, number in drawn for _ in range(number)]
    return [
        person(number, hair=hair, eyes=eyes, kind=kind, rights=rights)
        for number, (hair, eyes, kind, rights) in enumerate(people)
    ]


CLAUSES = [
    clause("hair.color", "red"),
    clause("hair.color", "red", negate=True),
    clause("hair.color", "brown"),
    clause("eyewear.kind", "eyeglasses"),
    clause("eyewear.kind", "eyeglasses", negate=True),
    clause("garment.kind", "coat"),
    clause("garment.kind", "coat", "shirt"),
]


def _possible(told, *, synthetic, rough):
    """The numbers of real people that a told count leaves, for one who knows how it is made and who is synthetic."""
    policy = CrowdPolicy(k=K if rough else 1)
    return {number for number in range(100) if policy.told(everybody=number, free=0) == told - synthetic}


def _told(searched, filters, exact):
    """Everything that one query tells: who stands behind each number, and what numbers it may be."""
    result = searched.search(Query(filters=filters))
    real = [one for one in exact if one.rights is ALL]
    drawn = [one for one in exact if one.rights is SYNTHETIC]

    def group(people, *clauses):
        return frozenset(one.id for one in people if all(_holds(one, each) for each in clauses))

    def possible(count, *clauses):
        return _possible(count, synthetic=len(group(drawn, *clauses)), rough=bool(real))

    yield group(real, *filters), possible(result.total, *filters)
    for facet in result.facets:
        others = [one for one in filters if one.attribute != facet.attribute]
        for value in facet.values:
            own = (*others, clause(facet.attribute, value.value))
            if facet.attribute in {"hair.color", "eyewear.kind", "garment.kind"}:
                yield group(real, *own), possible(value.count, *own)
    for hint in result.relaxations:
        left = tuple(one for one in filters if clause_words(one) != hint.part)
        yield group(real, *left), possible(hint.count, *left)


def _holds(one, each):
    who = one.tags.wearers[0]
    known = {"garment.kind": who.garments[0].kind.value}
    known |= {name: fact.value for name, fact in who.attributes.items()}
    return (known[each.attribute] in each.values) != each.negate


def _is_safe(wider, narrower):
    """Whether the difference of two told counts may be nobody, or may be enough to be told."""
    return any(one - other == 0 or one - other >= K for one in wider for other in narrower)


@settings(max_examples=40, deadline=None)
@given(
    people=populations(),
    filters=st.lists(st.sampled_from(CLAUSES), max_size=2, unique=True),
    more=st.sampled_from(CLAUSES),
)
def test_no_two_counts_tell_of_a_small_group(people, filters, more):
    shown = [one for one in people if one.rights is not NONE]
    searched = service(people)
    told = [
        *_told(searched, (), shown),
        *_told(searched, tuple(filters), shown),
        *_told(searched, (*filters, more), shown),
    ]
    for group, possible in told:
        assert len(group) in possible
        assert possible & {0, *range(K, 100)}
    for group, possible in told:
        for part, inner in told:
            if part < group:
                assert _is_safe(possible, inner)


@pytest.mark.parametrize(
    "tell",
    [lambda number: number, lambda number: number if number >= K else 0],
    ids=["exact", "hidden-under-k"],
)
def test_the_attack_succeeds_where_counts_are_only_hidden_under_k(tell):
    wider, narrower = ({number for number in range(100) if tell(number) == tell(real)} for real in (10, 8))
    assert not _is_safe(wider, narrower)

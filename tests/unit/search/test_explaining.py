"""Why something is a hit."""

import pytest

from tests.unit.search.build import asset, clause, garment, picture, service, tags, wearer
from tests.unit.search.test_ranking import SpeakingRanker
from wornby.datamodel import ColorWish, IndexHit, Product, Query, ReadPart, Reason
from wornby.search.asking import Asked, Ranked, Segment
from wornby.search.explaining import Explainer
from wornby.search.fusion import RankedList
from wornby.search.reading import Reading
from wornby.vocabulary import load_vocabulary

SHIRT = garment("shirt", "white", "striped", vector=(1, 0, 0), hex_code="#fafafa")
ASSETS = [
    asset("a", tags(wearer(SHIRT, hair_color="red")), products=["S1"]),
    asset("b", tags(wearer(garment("shirt", "white", vector=(0.8, 0.6, 0)), hair_color="red")), caption="A ferry"),
]
ANYTHING = (Segment(filters=()),)
PRODUCTS = [Product(sku="S1", title="Nordic shirt")]


def hit(number=0, *, encoder=None, **query):
    return service(ASSETS, PRODUCTS, encoder=encoder).search(Query(explain=True, **query)).hits[number]


def test_nothing_asked_needs_no_reason():
    assert (hit().why, hit().reasons) == ((), ())


def test_reasons_are_given_to_those_who_ask():
    result = service(ASSETS, PRODUCTS).search(Query(text="red hair"))
    assert (result.hits[0].why, result.hits[0].reasons) == (("Hair colour: Red",), ())


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"text": "red hair"}, Reason(part="red hair", by="vocabulary", found="Red, says test", score=0.9)),
        (
            {"filters": (clause("hair.color", "red"),)},
            Reason(part="hair.color=red", by="filter", found="Red, says test", score=0.9),
        ),
        (
            {"filters": (clause("hair.color", "grey", negate=True),)},
            Reason(part="hair.color!=grey", by="filter", found="not Grey", score=1.0),
        ),
        (
            {"text": "striped shirt"},
            Reason(part="striped shirt", by="vocabulary", found="Striped shirt, says test", score=0.9),
        ),
        (
            {"pixels": picture(9, 0, 0)},
            Reason(part="picture", by="picture", found="", score=1.0, rank=1),
        ),
        (
            {"filters": (clause("product", "S1"),)},
            Reason(part="product=S1", by="filter", found="S1, says the library's records", score=1.0),
        ),
    ],
    ids=["text", "filter", "negated", "look", "picture", "product"],
)
def test_reasons(query, reason):
    assert hit(**query).reasons == (reason,)


def test_a_text_says_which_words_and_where():
    found = hit(text="nordic")
    assert (found.why, found.reasons[0].by, found.reasons[0].rank) == (("Words: nordic in product S1",), "text", 1)


def test_a_caption_is_named():
    assert hit(text="ferry").why == ("Words: ferry in its caption",)


def test_an_encoder_is_named():
    found = hit(text="xqzv", encoder=SpeakingRanker(a=0.25))
    assert (found.why, found.reasons) == (
        ("Fits the words (0.25)",),
        (Reason(part="xqzv", by="encoder", found="", score=0.25, rank=1),),
    )


def test_the_second_of_a_picture_has_the_second_rank():
    assert hit(1, pixels=picture(9, 0, 0)).reasons[0].rank == 2


def explain(entry_id, *, lists=(), parts=(), segments=ANYTHING):
    asked = Asked(reading=Reading(text="", parts=parts))
    ranked = Ranked(filters=(), lists=lists, segments=segments)
    explainer = Explainer(asked, ranked, vocabulary=load_vocabulary(), reasons=True)
    return explainer.hit(ranked_hit(entry_id), ASSETS[0])


def ranked_hit(entry_id):
    return IndexHit(id=entry_id, score=0.5)


def test_an_entry_that_the_photo_has_no_more_is_no_hit():
    assert explain("a.5") is None


def test_a_colour_says_how_far_away_it_is():
    part = ReadPart(words="#ffffff", clause=None, color=ColorWish(hex="#ffffff"))
    one = RankedList(by="color", part="#ffffff", scores={"a.0": -1.5}, found={"a.0": "#fafafa, 1.5 from #ffffff"})
    found = explain("a.0", lists=(one,), parts=(part,))
    assert (found.why, found.reasons[0].score) == (("Exact colour: #fafafa, 1.5 from #ffffff",), -1.5)


@pytest.mark.parametrize(
    ("segments", "is_hit"),
    [
        ((), False),
        ((Segment(filters=(clause("hair.color", "red"),)),), True),
        ((Segment(filters=(clause("hair.color", "brown"),)),), False),
        ((Segment(filters=(clause("hair.color", "brown"),)), Segment(filters=(clause("product", "S1"),))), True),
        ((Segment(filters=(), among=frozenset({"b.0"})),), False),
    ],
    ids=["nothing", "holds", "no-more", "another-holds", "not-among"],
)
def test_what_was_asked_must_hold_for_the_asset_as_it_is(segments, is_hit):
    assert (explain("a.0", segments=segments) is not None) is is_hit

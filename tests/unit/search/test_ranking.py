"""Which entries answer, and in which order."""

from dataclasses import replace

import numpy as np
import pytest

from tests.unit.search.build import NONE, asset, clause, garment, library, tags, wearer
from wornby.datamodel import ColorWish, IndexHit, Product, ReadPart
from wornby.interfaces import TextRanker
from wornby.search import ranking
from wornby.search.asking import Asked
from wornby.search.cursor import Cursor
from wornby.search.floors import Floors, PictureFloor
from wornby.search.pictures import QueryPicture
from wornby.search.ranking import MOST_NEAR, Ranker
from wornby.search.reading import Reading
from wornby.testing.fakes import FAKE_SPACE
from wornby.vocabulary import load_vocabulary

SHOWN = (clause("rights.display", "yes"),)
ASSETS = [
    asset("a", tags(wearer(garment("shirt", "red", hex_code="#c00000", vector=(1, 0, 0)))), products=["S1"]),
    asset("b", tags(wearer(garment("coat", "red", hex_code="#ff0000", vector=(0.8, 0.6, 0)))), products=["S2"]),
    asset("c", tags(wearer(garment("shirt", "blue", hex_code="#0000ff", vector=(0, 0, 1))))),
    asset("d", tags(wearer(garment("shirt", "red", vector=(1, 0, 0)))), rights=NONE, products=["S1"]),
]
PRODUCTS = [Product(sku="S1", title="Nordic linen"), Product(sku="S2", title="Nordic wool")]
FLOORS = Floors(most_unmatched=0.34, pictures={FAKE_SPACE.name: PictureFloor(sure=0.5, doubtful=0.5, sure_from=0.6)})
RED = ReadPart(words="red", clause=clause("garment.color", "red"))


class SpeakingRanker(TextRanker):
    """Says the same of every text, under no filter."""

    def __init__(self, **scores):
        self._hits = [IndexHit(id=f"{name}.0", score=score) for name, score in scores.items()]
        self.asked = []

    @property
    def name(self):
        return "speaking@1"

    def rank(self, text, *, filters, k):
        self.asked.append((text, filters))
        return self._hits[:k]


def word(words, *, weak=False):
    return ReadPart(words=words, clause=None, text=True, weak=weak)


def ranker(*, encoder=None, floors=FLOORS):
    records, index = library(ASSETS, PRODUCTS)
    return Ranker(records, index, vocabulary=load_vocabulary(), floors=floors, encoder=encoder)


def asked(*parts, vector=None, filters=(), text="text", itself=""):
    picture = None
    if vector is not None:
        picture = QueryPicture(vectors=np.array([vector], np.float32).reshape(-1, 3), itself=itself)
    return Asked(
        reading=Reading(text=text if parts else "", parts=parts), filters=filters, fixed=SHOWN, picture=picture
    )


def ids_of(found, ranked):
    """All entries of an answer."""
    return {hit.id for hit in found.page(ranked, cursor=Cursor(), k=99)[0]}


def order(question, **parts):
    return [hit.id for hit in ranker(**parts).rank(question).order]


def test_nothing_asked_is_not_ranked():
    found = ranker().rank(asked())
    assert (found.plain, len(found.segments), found.order) == (True, 1, ())


@pytest.mark.parametrize(
    ("question", "is_open"),
    [
        (asked(), True),
        (asked(RED), False),
        (asked(ReadPart(words="nice", clause=None, text=True, weak=True)), True),
        (asked(vector=(1, 0, 0)), False),
        (asked(filters=SHOWN), False),
    ],
    ids=["nothing", "text", "weak", "picture", "filter"],
)
def test_what_asks_for_everything(question, is_open):
    assert question.is_open is is_open


def test_a_gallery_does_not_ask_for_everything():
    assert not replace(asked(), fixed=(*SHOWN, clause("product", "S1"))).is_open


def test_an_illegible_text_finds_nothing():
    question = replace(asked(), reading=Reading(text="?!", legible=False))
    assert ranker().rank(question).segments == ()


def test_a_picture_leaves_what_is_above_the_floor():
    found = ranker()
    ranked = found.rank(asked(vector=(1, 0, 0)))
    assert ([hit.id for hit in ranked.order], found.count(ranked)) == (["a.0", "b.0"], 2)


def test_a_space_without_a_floor_leaves_all():
    assert order(asked(vector=(1, 0, 0)), floors=Floors(most_unmatched=0.3)) == ["a.0", "b.0", "c.0"]


def test_a_picture_without_vectors_finds_nothing():
    assert ranker().rank(asked(vector=())).segments == ()


def test_an_entry_is_not_like_itself():
    assert order(asked(vector=(1, 0, 0), itself="a.0")) == ["b.0"]


@pytest.mark.parametrize(
    ("parts", "ids"),
    [
        ([word("linen")], ["a.0"]),
        ([word("nordic")], ["a.0", "b.0"]),
        ([word("nordic"), word("wool")], ["b.0"]),
        ([word("xqzv")], []),
        ([word("linen"), word("xqzv")], []),
        ([RED, word("xqzv")], []),
        ([RED, word("linen"), word("xqzv")], ["a.0"]),
    ],
    ids=["one", "two-have-it", "all-words", "none", "half", "clause-is-not-enough", "a-third"],
)
def test_strong_words_must_be_found(parts, ids):
    assert order(asked(*parts)) == ids


@pytest.mark.parametrize("weak", ["xqzv", "wool"])
def test_a_weak_word_empties_nothing(weak):
    found = ranker()
    assert found.count(found.rank(asked(RED, word(weak, weak=True)))) == 2


def test_a_weak_word_puts_those_that_have_it_first():
    found = ranker()
    ranked = found.rank(asked(RED, word("wool", weak=True)))
    assert [hit.id for hit in found.page(ranked, cursor=Cursor(), k=9)[0]] == ["b.0", "a.0"]


def test_pages_go_on_after_what_is_ranked():
    found = ranker()
    ranked = found.rank(asked(word("wool", weak=True)))
    ids, cursor = [], Cursor()
    while cursor is not None:
        hits, cursor = found.page(ranked, cursor=cursor, k=1)
        ids += [hit.id for hit in hits]
    assert ids == ["b.0", "a.0", "c.0"]


def test_text_and_picture_must_both_hold():
    assert order(asked(word("wool"), vector=(1, 0, 0))) == ["b.0"]


def test_ranks_of_text_and_picture_are_fused():
    question = asked(word("nordic"), word("wool", weak=True), vector=(0.8, 0.6, 0))
    assert order(question) == ["b.0", "a.0"]


def test_an_encoder_speaks_for_words_that_no_text_has():
    assert order(asked(word("xqzv")), encoder=SpeakingRanker(c=0.3, a=0.2)) == ["c.0", "a.0"]


def test_an_encoder_that_says_nothing_leaves_nothing():
    assert order(asked(word("xqzv")), encoder=SpeakingRanker()) == []


def test_an_encoder_adds_to_what_texts_have():
    assert set(order(asked(word("linen")), encoder=SpeakingRanker(c=0.3))) == {"a.0", "c.0"}


def test_an_encoder_ranks_what_the_vocabulary_read():
    found = ranker(encoder=SpeakingRanker(b=0.3))
    ranked = found.rank(asked(RED))
    assert (ranked.plain, [hit.id for hit in found.page(ranked, cursor=Cursor(), k=9)[0]]) == (True, ["b.0", "a.0"])


def test_an_encoder_is_asked_under_the_filters():
    encoder = SpeakingRanker()
    ranker(encoder=encoder).rank(asked(RED, text="red"))
    held = {replace(clause, fixed=False) for _, filters in encoder.asked for clause in filters}
    assert (encoder.asked[0][0], held) == ("red", {*SHOWN, RED.clause})


def test_an_encoder_is_not_asked_without_a_text():
    encoder = SpeakingRanker()
    ranker(encoder=encoder).rank(asked(vector=(1, 0, 0)))
    assert encoder.asked == []


@pytest.mark.parametrize(("code", "ids"), [("#ff0000", ["b.0", "a.0"]), ("#c00000", ["a.0", "b.0"])])
def test_an_exact_colour_ranks_by_distance(code, ids):
    part = replace(RED, color=ColorWish(hex=code))
    assert order(asked(part)) == ids


def test_an_exact_colour_is_looked_for_on_its_kinds_only():
    part = replace(RED, color=ColorWish(hex="#ff0000", kinds=frozenset({"shirt"})))
    found = ranker().rank(asked(part))
    assert [hit.id for hit in found.order] == ["a.0"]


def test_filters_on_an_attribute_can_be_ignored():
    found = ranker()
    question = replace(asked(vector=(0, 0, 1)), filters=(RED.clause,))
    ranked = found.narrow(question, ignoring="garment.color")
    assert (ids_of(found, ranked), found.count(ranked)) == ({"c.0"}, 1)


@pytest.mark.parametrize(
    ("question", "count"),
    [(asked(), 3), (asked(RED), 2), (asked(vector=(1, 0, 0)), 2), (asked(word("xqzv")), 0)],
    ids=["all", "filter", "picture", "nothing"],
)
def test_counts(question, count):
    found = ranker()
    assert found.count(found.rank(question)) == count


def alike(number, **parts):
    """A ranker over entries that are all alike."""
    assets = [asset(f"{one:05d}", tags(wearer(garment("shirt", **parts))), products=["S1"]) for one in range(number)]
    records, index = library(assets, PRODUCTS)
    return Ranker(records, index, vocabulary=load_vocabulary(), floors=FLOORS)


@pytest.mark.parametrize(("number", "capped"), [(MOST_NEAR, False), (MOST_NEAR + 5, True)], ids=["all", "some"])
def test_an_answer_says_that_more_is_like_a_picture(number, capped):
    found = alike(number, vector=(1, 0, 0))
    ranked = found.rank(asked(vector=(1, 0, 0)))
    assert (len(ranked.order), found.count(ranked), ranked.capped) == (MOST_NEAR, MOST_NEAR, capped)


@pytest.mark.parametrize(
    "question",
    [asked(word("linen")), asked(RED, word("linen", weak=True)), asked(replace(RED, color=ColorWish(hex="#ff0000")))],
    ids=["product", "weak", "colour"],
)
def test_what_is_not_put_in_order_is_counted_and_paged(monkeypatch, question):
    monkeypatch.setattr(ranking, "MOST_RANKED", 4)
    found = alike(11, color="red", hex_code="#ff0000")
    ranked = found.rank(question)
    ids, cursor = [], Cursor()
    while cursor is not None:
        hits, cursor = found.page(ranked, cursor=cursor, k=3)
        ids += [hit.id for hit in hits]
    assert (len(ranked.order), found.count(ranked), sorted(set(ids)), len(ids)) == (
        4,
        11,
        [f"{one:05d}.0" for one in range(11)],
        11,
    )


def test_the_nearest_of_very_many_colours_comes_first(monkeypatch):
    monkeypatch.setattr(ranking, "MOST_RANKED", 3)
    assets = [asset(f"{one:05d}", tags(wearer(garment("shirt", "red", hex_code="#a03030")))) for one in range(9)]
    own = asset("z", tags(wearer(garment("shirt", "red", hex_code="#ff0000"))))
    records, index = library([*assets, own])
    found = Ranker(records, index, vocabulary=load_vocabulary(), floors=FLOORS)
    ranked = found.rank(asked(replace(RED, color=ColorWish(hex="#ff0000"))))
    assert ranked.order[0].id == "z.0"


def test_a_cursor_of_ids_goes_on_where_something_ranks():
    found = ranker()
    ranked = found.rank(asked(word("wool", weak=True)))
    hits, _ = found.page(ranked, cursor=Cursor(after="a.0"), k=9)
    assert [hit.id for hit in hits] == ["c.0"]


def test_a_cursor_of_places_goes_on_where_nothing_ranks():
    found = ranker()
    hits, _ = found.page(found.rank(asked()), cursor=Cursor(position=2), k=9)
    assert [hit.id for hit in hits] == ["c.0"]


def test_wearers_of_a_product_of_that_title_come_first():
    found = ranker()
    title = replace(asked(word("nordic"), replace(RED, words="wool")), filters=())
    question = replace(title, reading=replace(title.reading, text="nordic wool"))
    ranked = found.rank(question)
    assert (ranked.order[0].id, found.count(ranked)) == ("b.0", 2)


def test_a_title_needs_nothing_else_to_hold():
    part = ReadPart(words="linen", clause=clause("garment.color", "green"))
    question = replace(asked(), reading=Reading(text="nordic linen", parts=(part,)))
    assert ids_of(ranker(), ranker().rank(question)) == {"a.0"}


def test_filters_hold_for_a_title_too():
    part = ReadPart(words="linen", clause=clause("garment.color", "green"))
    question = replace(
        asked(filters=(clause("garment.color", "blue"),)), reading=Reading(text="nordic linen", parts=(part,))
    )
    found = ranker()
    assert found.count(found.rank(question)) == 0


def test_an_estimate_asks_no_encoder():
    encoder = SpeakingRanker(c=0.3)
    assert ranker(encoder=encoder).estimate(asked(RED), near=None) == 2
    assert encoder.asked == []


@pytest.mark.parametrize(("near", "count"), [(None, 2), (frozenset({"a.0", "c.0"}), 1), (frozenset(), 0)])
def test_an_estimate_counts_among_what_is_like_a_picture(near, count):
    assert ranker().estimate(asked(RED), near=near) == count


def test_what_is_like_a_picture_follows_no_filter():
    assert ranker().near(asked(RED, vector=(0, 0, 1), filters=(clause("garment.kind", "coat"),))) == {"c.0"}


def test_without_a_picture_nothing_is_like_it():
    assert ranker().near(asked()) is None

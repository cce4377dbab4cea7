"""The contract of full-text search in a store of records."""

import random
import string
from dataclasses import replace

import pytest

from wornby.datamodel import Purpose, Rights, RightsState
from wornby.interfaces.stores import MOST_TEXT_WORDS, RecordStore
from wornby.testing.factories import make_asset, make_product
from wornby.vocabulary.words import search_words

_SHOWN = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY}))
SHOP = (
    make_product("TEE-01", title="Linen shirt", description="A shirt of linen, in off-white."),
    make_product("TEE-02", title="Cotton shirt", description="Soft organic cotton."),
    make_product("DR-7", title="Rote Cr\u00eape-Kleider", description="Stra\u00dfe, \u00d8resund"),
    make_product("KI-3", title="\u8d64\u3044\u7740\u7269", description=""),
)


class TextsSuite:
    """A subclass gives the fixture `store`: a migrated, empty RecordStore."""

    def found(self, store: RecordStore, words: str) -> list[str]:
        """SKUs of products whose texts have any of some words."""
        return [hit.id for hit in store.search_texts(search_words(words), kind="product", limit=10)]

    @pytest.mark.parametrize("words", [[], [""], ["..."], ["shirt"]], ids=["none", "empty", "no-word", "a-word"])
    def test_an_empty_library_has_no_texts(self, store: RecordStore, words: list[str]) -> None:
        assert store.search_texts(words, kind="product", limit=10) == []

    @pytest.mark.parametrize(
        ("words", "skus"),
        [
            ("linen", ["TEE-01"]),
            ("SHIRTS", ["TEE-01", "TEE-02"]),
            ("linen shirt", ["TEE-01", "TEE-02"]),
            ("organic cotton linen", ["TEE-02", "TEE-01"]),
            ("tee-02", ["TEE-02", "TEE-01"]),
            ("off white", ["TEE-01"]),
            ("creme crepe", ["DR-7"]),
            ("strasse", ["DR-7"]),
            ("oresund", ["DR-7"]),
            ("\u7740\u7269", ["KI-3"]),
            ("\u8d64", ["KI-3"]),
            ("velvet", []),
            ("or", []),
        ],
    )
    def test_finds_products(self, store: RecordStore, words: str, skus: list[str]) -> None:
        store.put_products(SHOP)
        assert self.found(store, words) == skus

    def test_says_which_words_a_text_has(self, store: RecordStore) -> None:
        store.put_products(SHOP)
        (hit,) = store.search_texts(["linen", "velvet", "white"], kind="product", limit=10)
        assert hit.words == {"linen", "white"}

    def test_more_words_have_a_higher_score(self, store: RecordStore) -> None:
        store.put_products(SHOP)
        first, second = store.search_texts(["linen", "shirt"], kind="product", limit=10)
        assert [first.words, second.words] == [frozenset({"linen", "shirt"}), frozenset({"shirt"})]
        assert first.score > second.score > 0.0

    def test_gives_no_more_than_asked_for(self, store: RecordStore) -> None:
        store.put_products(SHOP)
        assert len(store.search_texts(["shirt"], kind="product", limit=1)) == 1
        assert store.search_texts(["shirt"], kind="product", limit=0) == []

    def test_a_product_has_its_last_text(self, store: RecordStore) -> None:
        store.put_products([make_product("A", title="old"), make_product("A", title="older")])
        store.put_products([make_product("A", title="new")])
        assert [self.found(store, words) for words in ("old", "older", "new")] == [[], [], ["A"]]

    def test_products_and_assets_are_apart(self, store: RecordStore) -> None:
        store.put_products([make_product("A", title="pier")])
        store.commit_asset(make_asset("b", caption="At the pier"))
        hits = [store.search_texts(["pier"], kind=kind, limit=10) for kind in ("product", "asset")]
        assert [[hit.id for hit in found] for found in hits] == [["A"], ["b"]]

    def test_an_asset_is_found_by_its_caption(self, store: RecordStore) -> None:
        asset = make_asset("a", caption="Summer on the pier", title="erika-mustermann.jpg")
        store.commit_asset(asset)
        assert [hit.id for hit in store.search_texts(["summer"], kind="asset", limit=10)] == ["a"]
        store.commit_asset(replace(asset, caption="Winter"))
        assert store.search_texts(["summer"], kind="asset", limit=10) == []
        assert [hit.id for hit in store.search_texts(["winter"], kind="asset", limit=10)] == ["a"]

    @pytest.mark.parametrize("word", ["erika", "jpg"], ids=["name", "ending"])
    def test_an_asset_is_not_found_by_the_name_of_its_file(self, store: RecordStore, word: str) -> None:
        store.commit_asset(make_asset("a", caption="Summer", title="erika-mustermann.jpg"))
        assert store.search_texts([word], kind="asset", limit=10) == []

    def test_what_may_not_be_shown_can_be_left_out(self, store: RecordStore) -> None:
        shown = make_asset("c", caption="Summer")
        store.commit_asset(replace(shown, id="a", sha256="a" * 64, rights=Rights()))
        store.commit_asset(replace(shown, id="b", sha256="b" * 64, rights=Rights()))
        store.commit_asset(replace(shown, rights=_SHOWN))
        found = [
            [hit.id for hit in store.search_texts(["summer"], kind="asset", limit=1, shown=only)]
            for only in (False, True)
        ]
        assert found == [["a"], ["c"]]

    def test_rights_that_are_taken_back_hide_a_text(self, store: RecordStore) -> None:
        asset = make_asset("a", caption="Summer")
        store.commit_asset(replace(asset, rights=_SHOWN))
        store.commit_asset(replace(asset, rights=Rights(state=RightsState.WITHDRAWN)))
        assert store.search_texts(["summer"], kind="asset", limit=10, shown=True) == []

    def test_only_the_first_words_of_a_long_text_count(self, store: RecordStore) -> None:
        title = "".join(map(chr, range(0x4E00, 0x4E00 + MOST_TEXT_WORDS)))
        store.put_products([make_product("A", title=title)])
        asked = list(dict.fromkeys(search_words(title)))
        (hit,) = store.search_texts(asked, kind="product", limit=10)
        assert hit.words == set(asked[:MOST_TEXT_WORDS])

    def test_texts_are_folded_again(self, store: RecordStore) -> None:
        store.put_products([make_product("A", title="pier")])
        store.commit_asset(make_asset("b", caption="At the pier"))
        assert store.refill_texts() == len("Ab")
        assert self.found(store, "pier") == ["A"]
        assert [hit.id for hit in store.search_texts(["pier"], kind="asset", limit=10)] == ["b"]

    def test_a_deleted_asset_is_not_found(self, store: RecordStore) -> None:
        store.commit_asset(make_asset("a", caption="secret"))
        store.delete_asset("a")
        assert store.search_texts(["secret"], kind="asset", limit=10) == []

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param('"', id="quote"),
            pytest.param('" OR *', id="or"),
            pytest.param("a* NEAR(b c) -d ^e", id="fts5"),
            pytest.param("words:x", id="column"),
            pytest.param("'; DROP TABLE assets; --", id="sql"),
            pytest.param("a & | ! <-> (b", id="tsquery"),
            pytest.param("\x00", id="nul"),
            pytest.param("%_\\", id="like"),
            pytest.param("\ud7ff\U0010ffff", id="last"),
            pytest.param("AND OR NOT", id="operators"),
            pytest.param("a " * 400, id="many"),
            pytest.param("x" * 5000, id="long"),
        ],
    )
    def test_any_words_can_be_asked(self, store: RecordStore, text: str) -> None:
        store.put_products([*SHOP, make_product("X", title="x" * 5000, description=text.replace("\x00", ""))])
        for words in ([text], text.split(), search_words(text)):
            assert isinstance(store.search_texts(words, kind="product", limit=10), list)

    def test_every_word_of_letters_and_digits_is_found(self, store: RecordStore) -> None:
        chance = random.Random(4)  # noqa: S311 - the same words each time
        letters = string.ascii_lowercase + "0123456789e\u00df\u0436\u03c9\u05d0\u0645\u5b57\ud55c\u00e9"
        words = ["1e5", "0x1f", "007", "12e", "e12", "501s", "2xl", "in", "the", "nan"]
        words += ["".join(chance.choices(letters, k=chance.randint(1, 9))) for _ in range(50)]
        store.put_products([make_product(f"{number:04d}", title=word) for number, word in enumerate(words)])
        for number, word in enumerate(words):
            asked = search_words(word)
            best = store.search_texts(asked, kind="product", limit=100)
            own = next(hit for hit in best if hit.id == f"{number:04d}")
            assert own.words == set(asked)

import pytest

from wornby.vocabulary.agreement import text_agreement

TITLE = ("Harbour Coffee T-shirt", "Organic cotton.")


@pytest.mark.parametrize(
    ("read", "expected", "agreement"),
    [
        ([], [], 0.0),
        ([("HARBOUR", 1.0)], [], 0.0),
        ([], TITLE, 0.0),
        ([("", 1.0), ("it", 1.0)], ["it"], 0.0),
        ([("HARBOUR", 1.0), ("COFFEE", 0.9)], TITLE, 1.0),
        ([("HARBOURCOFFEE", 1.0)], TITLE, 1.0),
        ([("HARB OUR", 1.0)], TITLE, 1.0),
        ([("HARBOUR", 0.0)], TITLE, 0.0),
        ([("MOUNTAIN", 1.0), ("1984", 1.0)], TITLE, 0.0),
        ([("COFFEE", 1.0), ("LAGOON", 1.0)], TITLE, 0.5),
        ([("COFFEE", 0.9), ("LAGOON", 0.3)], TITLE, 0.75),
        ([("Straße", 1.0)], ["STRASSE 9"], 1.0),
        ([("1984", 1.0)], ["Wild River 1984"], 1.0),
    ],
    ids=[
        *("nothing", "nothing-expected", "nothing-read", "too-short", "lines", "no-space", "split", "no-confidence"),
        *("others", "half", "by-confidence", "case-folded", "digits"),
    ],
)
def test_agreement(read, expected, agreement) -> None:
    assert text_agreement(read, expected) == pytest.approx(agreement)


def test_a_wrong_letter_counts_in_part() -> None:
    assert 0.8 < text_agreement([("HARBQUR", 1.0)], TITLE) < 1.0


def test_words_that_share_a_few_letters_do_not_agree() -> None:
    assert text_agreement([("CARROT", 1.0), ("HARVEST", 1.0)], TITLE) == 0.0


def test_confidence_outside_of_its_range_does_no_harm() -> None:
    assert text_agreement([("COFFEE", 7.0), ("LAGOON", -1.0)], TITLE) == 1.0

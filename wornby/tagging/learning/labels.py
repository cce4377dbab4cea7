"""The labels to learn from: rows of a table, checked against the vocabulary."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from wornby.datamodel import NOT_VISIBLE, Place
from wornby.errors import InputError
from wornby.tagging.learned import learnable
from wornby.vocabulary import Attribute, Sensitivity, Value, Vocabulary, refuse_forbidden

FILE, PLACE, DOUBT = "file", "place", "doubt"
FIRST_LINE = 2
"""Line of a CSV file in which its first row stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """What a person says about one garment.

    Attributes:
        file: Path of the photo below the folder of photos, with "/".
        place: Which garment of the wearer; None for the outermost upper one, or the one that lies there.
    """

    file: str
    value: str
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Rows to learn from, and how many were left out, by reason."""

    rows: tuple[Labelled, ...]
    left_out: Mapping[str, int]


def parse_labels(rows: Sequence[Mapping[str, str]], *, attribute: str, vocabulary: Vocabulary) -> Labels:
    """Labels of one attribute from the rows of a table.

    Rows without a value, in doubt, "not_visible", or with several values ("striped+graphic") are left out.

    Args:
        rows: Cells by column: `file`; the attribute's id, or the part of it after the dot; and if there, `place` and
            `doubt`, which names columns in doubt, or says yes.
        attribute: Id.
        vocabulary: What is known.

    Raises:
        InputError: The attribute cannot be learned, a column is missing, or a cell cannot be used; names the line.
        ForbiddenAttributeError: The attribute or a value speaks of what wornby never infers.
    """
    _check_attribute(attribute, vocabulary, said=_said(rows, attribute))
    column = _column(rows, attribute)
    left_out: Counter[str] = Counter()
    kept: dict[tuple[str, Place | None], Labelled] = {}
    for line, row in enumerate(rows, start=FIRST_LINE):
        value = row.get(column, "").strip()
        reason = _reason(value, row.get(DOUBT, ""), names={column, attribute})
        if reason:
            left_out[reason] += 1
            continue
        one = Labelled(file=_file(row, line), value=value, place=_place(row, line))
        if (one.file, one.place) in kept:
            message = f"Line {line}: {one.file} has a row already. Keep one row for each garment."
            raise InputError(message)
        kept[one.file, one.place] = one
    return Labels(rows=tuple(kept.values()), left_out=dict(left_out))


def lines_to_add(rows: Sequence[Mapping[str, str]], *, attribute: str, vocabulary: Vocabulary) -> str:
    """What the shop's vocabulary file lacks for these labels, in TOML; empty where nothing is missing.

    Definitions are left for a person to write: they are what labels are checked against.
    """
    known = vocabulary.attributes.get(attribute)
    missing = [value for value in _said(rows, attribute) if known is None or known.value(value) is None]
    if known is not None and (not missing or attribute not in learnable(vocabulary)):
        return ""
    lines = ["[[attribute]]", f'id = "{attribute}"']
    if known is None:
        lines += [f'title = "{_title(attribute.rpartition(".")[2])}"', 'applies_to = "garment"', 'known_by = "model"']
        lines += ['sensitivity = "open"']
        missing += [value for value in (NOT_VISIBLE,) if value not in missing]
    values = [f'    {{ id = "{value}", title = "{_title(value)}", definition = "…" }},' for value in missing]
    return "\n".join([*lines, "values = [", *values, "]"])


def _check_attribute(attribute: str, vocabulary: Vocabulary, *, said: Sequence[str]) -> None:
    known = vocabulary.attributes.get(attribute)
    missing = [value for value in said if known is None or known.value(value) is None]
    if known is None or missing:
        # Asked before anybody is told to add it: what is forbidden stays out of every vocabulary file.
        refuse_forbidden(_draft(attribute, missing, known=known))
    ids = ", ".join(learnable(vocabulary))
    if known is None:
        message = (
            f"The vocabulary does not know the attribute {attribute!r}. Known ones that can be learned: {ids}. "
            "Add yours to vocabulary.toml in the library's folder, with a definition for each value."
        )
        raise InputError(message)
    if attribute not in learnable(vocabulary):
        message = (
            f"{attribute} cannot be learned: a head is learned on the embedding of a garment, so only open attributes "
            f"of garments that a model states can be: {ids}. Hair, eyewear and headwear have no embedding of their own."
        )
        raise InputError(message)
    if missing:
        message = (
            f"The vocabulary does not know {', '.join(map(repr, missing))} of {attribute}. "
            f"Known: {', '.join(value.id for value in known.values)}. "
            "Mend the labels, or add the value to vocabulary.toml in the library's folder."
        )
        raise InputError(message)


def _draft(attribute: str, values: Sequence[str], *, known: Attribute | None) -> Attribute:
    try:
        drafted = tuple(Value(id=value, title=_title(value), definition="…") for value in values)
        if known is not None:
            return known.model_copy(update={"values": (*known.values, *drafted)})
        title = _title(attribute.rpartition(".")[2] or attribute)
        return Attribute(
            id=attribute,
            title=title,
            applies_to="garment",
            known_by="model",
            sensitivity=Sensitivity.OPEN,
            values=drafted,
        )
    except ValidationError as exc:
        word = exc.errors()[0]["input"]
        message = f"Not an id: {word!r}. Ids are written in small letters and digits, with _ or -."
        raise InputError(message) from exc


def _said(rows: Sequence[Mapping[str, str]], attribute: str) -> list[str]:
    """Values in the labels, each once, sorted."""
    column = _column(rows, attribute)
    values = {row.get(column, "").strip() for row in rows}
    return sorted({part for value in values for part in value.split("+") if part})


def _column(rows: Sequence[Mapping[str, str]], attribute: str) -> str:
    header = list(rows[0]) if rows else []
    column = next((name for name in (attribute, attribute.partition(".")[2]) if name and name in header), None)
    if column is None or FILE not in header:
        message = f"The labels have no column {FILE if column else attribute}. Give {FILE} and {attribute}."
        raise InputError(message)
    return column


def _reason(value: str, doubt: str, *, names: set[str]) -> str:
    if not value:
        return "without a value"
    if value == NOT_VISIBLE:
        return "not visible"
    if "+" in value:
        return "with several values"
    words = set(_words(doubt.lower()))
    return "in doubt" if words & (names | {"yes", "x", "1", "true"}) else ""


def _words(cell: str) -> Iterator[str]:
    yield from (word.strip() for word in re.split(r"[,;|]", cell) if word.strip())


def _file(row: Mapping[str, str], line: int) -> str:
    file = row.get(FILE, "").strip().replace("\\", "/").removeprefix("./")
    if not file:
        message = f"Line {line}: the cell {FILE} is empty. Give the photo's path below the folder of photos."
        raise InputError(message)
    return file


def _place(row: Mapping[str, str], line: int) -> Place | None:
    word = row.get(PLACE, "").strip().lower()
    try:
        return Place(word) if word else None
    except ValueError as exc:
        message = f"Line {line}: unknown place {word!r}. Known: {', '.join(Place)}."
        raise InputError(message) from exc


def _title(word: str) -> str:
    return word.replace("_", " ").replace("-", " ").capitalize()

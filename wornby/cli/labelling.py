"""The work of `wornby label`."""

from collections.abc import Sequence
from pathlib import Path

from wornby import compose
from wornby.api.labelling import Desk, DeskPhoto, Ranking, serve_labelling
from wornby.cli.context import err, out, plain
from wornby.cli.evaluating import read_labels, shop_vocabulary
from wornby.cli.evaluating_tables import agreement_table, disputes_table
from wornby.cli.tagging import photo_names
from wornby.cli.taking import split_words
from wornby.comparison import Labels, Question, agree, find_question
from wornby.comparison.sheet import Sheet
from wornby.datamodel import Purpose
from wornby.datamodel.library import TagResult
from wornby.errors import InputError
from wornby.settings import Settings
from wornby.sources.files import FileSource
from wornby.vocabulary import Vocabulary

DEFAULT = (
    "garment.kind",
    "garment.color",
    "garment.pattern",
    "lower.kind",
    "bag.kind",
    "hair.color",
    "hair.length",
    "eyewear.kind",
    "headwear.kind",
)
"""What is asked where nothing is named, as far as the purposes allow it."""


def label_photos(
    photos: Path,
    *,
    settings: Settings,
    attributes: str,
    purposes: frozenset[Purpose],
    target: Path,
    labeller: str,
    port: int,
) -> None:
    """Serve the page until Ctrl-C, then say what was done."""
    questions = choose_questions(split_words(attributes), vocabulary=shop_vocabulary(settings), purposes=purposes)
    desk, ranking = open_desk(
        photos, settings=settings, questions=questions, purposes=purposes, target=target, labeller=labeller
    )
    left = len(desk.open_photos())
    err().print(f"{len(desk.photos)} photos, {left} to label. Answers go to {plain(target)}.")
    serve_labelling(desk, ranking=ranking, port=port, announce=_announce)
    done = len(desk.photos) - len(desk.open_photos())
    out().print(f"{done} of {len(desk.photos)} photos are labelled in {plain(target)}.")


def open_desk(
    photos: Path,
    *,
    settings: Settings,
    questions: Sequence[Question],
    purposes: frozenset[Purpose],
    target: Path,
    labeller: str,
) -> tuple[Desk, Ranking]:
    """What the page shows, and what puts it in order.

    Raises:
        InputError: No photos, or `target` is a file of something else.
    """
    if not photos.exists():
        message = f"No folder {photos.name}. Give the folder of the photos."
        raise InputError(message)
    given = photo_names(str(photos))
    empty = next((name.failure for name in given if name.failure), None)
    if empty is not None:
        raise InputError(empty.message)
    names = [DeskPhoto(path=name.path, file=name.file) for name in given]
    sheet = Sheet(target, questions=questions, labeller=labeller.strip())
    source = FileSource()
    service = compose.open_tagging(settings)

    def read(path: str) -> bytes:
        return source.read(path, limit_bytes=settings.max_upload_bytes)

    def tag(number: int) -> TagResult:
        return service.tag_source(names[number].path, source=source, purposes=purposes)

    desk = Desk(names, questions=questions, sheet=sheet, read=read, max_pixels=settings.max_pixels)
    return desk, Ranking(len(names), questions=questions, tag=tag)


def choose_questions(
    names: Sequence[str], *, vocabulary: Vocabulary, purposes: frozenset[Purpose]
) -> tuple[Question, ...]:
    """The questions behind the ids that were named.

    Raises:
        InputError: An unknown id, one that is no question of one value, or one that needs a purpose.
    """
    found = {name: find_question(name, vocabulary) for name in names or DEFAULT}
    unknown = next((name for name, question in found.items() if question is None or question.id != name), None)
    if unknown is not None:
        known = [name for name in vocabulary.attributes if find_question(name, vocabulary)]
        message = f"Unknown attribute {unknown!r}. Known: {', '.join(known)}."
        raise InputError(message)
    questions = tuple(question for question in found.values() if question is not None)
    several = next((question.id for question in questions if question.multiple), None)
    if several is not None:
        message = f"{several} has several values at once and cannot be asked with one key. Label it in a table."
        raise InputError(message)
    kept, closed = Labels(questions=questions, rows=()).allowed(purposes)
    if closed and names:
        needs = ", ".join(f"{question.id} (needs {question.sensitivity})" for question in closed)
        message = f"The purposes do not open {needs}. Add --purposes appearance where the rights allow it."
        raise InputError(message)
    return kept.questions


def print_agreement(files: tuple[Path, Path], *, settings: Settings) -> None:
    """Print how far two people agree.

    Raises:
        InputError: A table cannot be used, or the two have nothing in common.
    """
    vocabulary = shop_vocabulary(settings)
    found = agree(read_labels(files[0], vocabulary), read_labels(files[1], vocabulary))
    if not found:
        message = f"{files[0].name} and {files[1].name} label no attribute of the same photo."
        raise InputError(message)
    names = (files[0].stem, files[1].stem) if files[0].stem != files[1].stem else ("first", "second")
    out().print(agreement_table(found, names=names))
    if any(each.disputes for each in found):
        out().print("")
        out().print(disputes_table(found, names=names))


def _announce(address: str) -> None:
    # On standard output and alone, so that a script can read it; the secret in it is the right to write.
    out().print(f"Open {address}", soft_wrap=True, highlight=False)
    err().print("Ctrl-C ends it; every answer is kept.")

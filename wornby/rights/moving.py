"""What staff must say when they change rights."""

from wornby.datamodel import Rights, RightsNote, RightsState
from wornby.errors import InputError, RightsMoveError


def check_stated(rights: Rights, *, note: RightsNote, held: Rights | None = None) -> None:
    """Refuse a change of rights by staff that nobody could later account for.

    Args:
        rights: What shall hold.
        note: Who says so.
        held: What holds; None where that is not known yet.

    Raises:
        RightsMoveError: Erasing is more than a word: it has a command of its own.
        InputError: Rights are granted, what a wearer gave is widened, or the person is said to have spoken, without
            evidence.
    """
    if rights.state is RightsState.ERASED:
        message = "A photo is erased with `wornby erase`: the word alone would leave everything in place."
        raise RightsMoveError(message)
    if note.by_person and not note.evidence:
        message = "That the person said so needs evidence, such as mail/4711."
        raise InputError(message)
    if rights.state is RightsState.GRANTED and not (note.evidence or rights.text):
        message = "Granted rights need an evidence, such as ticket/4711, or the text that was agreed to."
        raise InputError(message)
    is_own = held is not None and held.state is RightsState.SELF_UPLOADED
    if held is not None and is_own and not note.evidence and not rights.purposes <= held.purposes:
        message = (
            "A wearer says what their own photo may be used for: more than that needs evidence, such as mail/4711."
        )
        raise InputError(message)

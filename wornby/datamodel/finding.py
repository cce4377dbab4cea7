"""A person's photos, found by a picture of them that is not kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wornby.datamodel.shelf import ShelfRow


class FoundBy(StrEnum):
    """What two pictures were compared by. None of it is a face: nobody is told from another by it for sure.

    The very same file; the same picture in another size or quality; how a person looks as a whole, by the joint encoder
    that is set; what the person wears.
    """

    CONTENT = "content"
    PICTURE = "picture"
    LOOK = "look"
    GARMENTS = "garments"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPhoto:
    """A photo that may be of the person.

    Attributes:
        why: Likeness by what was compared, in [-1, 1]; what did not find it is left out.
    """

    row: ShelfRow
    why: Mapping[FoundBy, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSearch:
    """Candidates for a person to look at, the likeliest first, also those that may not be shown.

    Attributes:
        compared_by: What was compared, in the order in which it counts.
    """

    photos: tuple[FoundPhoto, ...]
    compared_by: tuple[FoundBy, ...]

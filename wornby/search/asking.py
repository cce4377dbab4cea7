"""A query as it is worked on, and what answers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from wornby.datamodel import Clause, Filters, IndexHit, ReadPart
from wornby.search.filters import holds
from wornby.search.fusion import RankedList
from wornby.search.pictures import QueryPicture
from wornby.search.reading import Reading
from wornby.search.texts import TextHits

DISPLAY = "rights.display"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """A query as it is worked on.

    Attributes:
        reading: Of its text.
        filters: What somebody chose.
        fixed: What holds whatever is asked: rights, the product of a gallery.
        picture: What is looked for; None without one.
        texts: What the records' texts have of its words; looked up again where None.
    """

    reading: Reading
    filters: Filters = ()
    fixed: Filters = ()
    picture: QueryPicture | None = None
    texts: TextHits | None = None

    @property
    def scope(self) -> Filters:
        """What must hold beside the text. Only a filter is ignored by its own facet."""
        return (*self.filters, *(replace(clause, fixed=True) for clause in self.fixed))

    @property
    def clauses(self) -> Filters:
        """All that must hold; what the text says is the question."""
        return (*self.scope, *(replace(clause, fixed=True) for clause in self.reading.clauses))

    @property
    def is_shown(self) -> bool:
        """Whether only what may be shown is asked for."""
        return any(clause.attribute == DISPLAY for clause in self.fixed)

    @property
    def is_open(self) -> bool:
        """Whether it asks for all that may be shown: words that say little leave nothing out."""
        scoped = any(clause.attribute != DISPLAY for clause in self.fixed)
        said = self.reading.clauses or self.reading.strong or self.reading.wishes
        return not scoped and not self.filters and self.picture is None and not said

    def without_filter(self, clause: Clause) -> "Asked":
        """The same query without one filter."""
        return replace(self, filters=tuple(one for one in self.filters if one is not clause))

    def without_parts(self, parts: Sequence[ReadPart]) -> "Asked":
        """The same query without some parts of its text."""
        reading = self.reading
        for part in parts:
            reading = reading.without(part)
        return replace(self, reading=reading)

    def with_part(self, part: ReadPart, other: ReadPart) -> "Asked":
        """The same query with another part in place of one."""
        parts = tuple(other if one is part else one for one in self.reading.parts)
        return replace(self, reading=replace(self.reading, parts=parts))

    def without_picture(self) -> "Asked":
        """The same query without its picture."""
        return replace(self, picture=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Entries of an answer.

    Attributes:
        filters: What holds for each.
        among: Which of those that are under the filters; None for all.
    """

    filters: Filters
    among: frozenset[str] | None = None

    def admits(self, entry_id: str, attributes: Mapping[str, Sequence[str]]) -> bool:
        """Whether an entry with these values belongs to it."""
        named = self.among is None or entry_id in self.among
        return named and all(holds(clause, attributes) for clause in self.filters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """What answers a query.

    Attributes:
        filters: What somebody chose and what holds whatever is asked.
        segments: Its entries; none belongs to two segments.
        order: Ranked entries, best first; the others come after them, by id.
        lists: That the order was made of.
        capped: Whether there may be more entries than the segments have.
        plain: Whether filters alone say which entries it has, so that one of them can be taken away.
    """

    filters: Filters
    segments: tuple[Segment, ...] = ()
    order: tuple[IndexHit, ...] = ()
    lists: tuple[RankedList, ...] = ()
    capped: bool = False
    plain: bool = False

    def admits(self, entry_id: str, attributes: Mapping[str, Sequence[str]]) -> bool:
        """Whether an entry with these values still belongs to it."""
        return any(segment.admits(entry_id, attributes) for segment in self.segments)

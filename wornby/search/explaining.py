"""Why an entry answers a query."""

from collections.abc import Iterator, Mapping

from wornby.datamodel import Asset, Clause, Hit, IndexHit, Reason
from wornby.search.asking import Asked, Ranked
from wornby.search.entries import LOOSE, index_entries
from wornby.search.fusion import RankedList
from wornby.search.reading import clause_words
from wornby.search.stated import split_id, statements
from wornby.vocabulary import Vocabulary
from wornby.vocabulary.shades import SHADE


class Explainer:
    """Makes hits of one answer.

    Args:
        asked: The query.
        ranked: What answers it.
        vocabulary: Names attributes and values.
        reasons: Whether each hit also says how well each part matched.
    """

    def __init__(self, asked: Asked, ranked: Ranked, *, vocabulary: Vocabulary, reasons: bool) -> None:
        self._asked = asked
        self._vocabulary = vocabulary
        self._reasons = reasons
        self._ranked = ranked
        self._lists = ranked.lists
        self._ranks = [one.ranks() for one in ranked.lists] if reasons else []
        self._parts = [(clause_words(one), "filter", one) for one in asked.filters]
        self._parts += [(one.words, "vocabulary", one.clause) for one in asked.reading.kept if one.clause is not None]

    def hit(self, found: IndexHit, asset: Asset) -> Hit | None:
        """An entry as a hit; None where the asset has no such entry any more, or it no longer has what was asked."""
        number = split_id(found.id)[1]
        entries = {entry.id: entry for entry in index_entries(asset, vocabulary=self._vocabulary)}
        if found.id not in entries:
            return None
        attributes = entries[found.id].attributes
        if not self._ranked.admits(found.id, attributes):
            return None
        said = [self._said(clause, attributes) for _, _, clause in self._parts]
        said += [_list_said(one, found.id) for one in self._lists if found.id in one.scores]
        return Hit(
            id=found.id,
            asset=asset,
            wearer=None if number == LOOSE else int(number),
            score=found.score,
            why=tuple(dict.fromkeys(reason for reason in said if reason)),
            reasons=tuple(self._explained(found.id, asset, attributes=attributes)) if self._reasons else (),
        )

    def _said(self, clause: Clause, attributes: Mapping[str, tuple[str, ...]]) -> str:
        titles = "" if clause.attribute == SHADE else self._titles(clause, attributes)
        return f"{self._vocabulary.attribute(clause.attribute).title}: {titles}" if titles else ""

    def _titles(self, clause: Clause, attributes: Mapping[str, tuple[str, ...]]) -> str:
        if clause.negate:
            values = sorted(clause.values)
        else:
            values = [value for value in attributes.get(clause.attribute, ()) if value in clause.values]
        titles = ", ".join(self._vocabulary.title(clause.attribute, value) for value in values)
        return f"not {titles}" if clause.negate and titles else titles

    def _explained(self, entry_id: str, asset: Asset, *, attributes: Mapping[str, tuple[str, ...]]) -> Iterator[Reason]:
        for part, by, clause in self._parts:
            titles = self._titles(clause, attributes)
            if not titles:
                continue
            best = next(iter(statements(asset, split_id(entry_id)[1], clause, vocabulary=self._vocabulary)), None)
            said_by = f", says {best.source}" if best is not None and best.source else ""
            confidence = best.confidence if best is not None else 1.0
            yield Reason(part=part, by=by, found=f"{titles}{said_by}", score=confidence)
        for one, ranks in zip(self._lists, self._ranks, strict=True):
            if entry_id in one.scores:
                found = one.found.get(entry_id, "")
                yield Reason(part=one.part, by=one.by, found=found, score=one.scores[entry_id], rank=ranks[entry_id])


def _list_said(one: RankedList, entry_id: str) -> str:
    if one.by == "picture":
        return f"Looks like the picture ({one.scores[entry_id]:.2f})"
    if one.by == "encoder":
        return f"Fits the words ({one.scores[entry_id]:.2f})"
    title = "Words" if one.by == "text" else "Exact colour"
    return f"{title}: {one.found[entry_id]}"

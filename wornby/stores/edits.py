"""Corrections in the database of the records."""

from collections.abc import Sequence

from wornby.datamodel import Asset
from wornby.datamodel.edits import TagEdit
from wornby.datamodel.rights import RECORDS_NOTE
from wornby.errors import NotFoundError
from wornby.interfaces.editing import Revise
from wornby.interfaces.stores import Decision
from wornby.stores import edit_rows
from wornby.stores.connect import reading
from wornby.stores.records import SqlRecordStore


class SqlEdits:
    """Writes a correction with the facts that it changes, or neither.

    Args:
        records: The assets.
    """

    def __init__(self, records: SqlRecordStore) -> None:
        self._records = records

    def revise(self, asset_id: str, *, decide: Revise) -> Asset:
        """Decide on an asset while nobody else can write, and write it with the edit in one transaction."""
        held: list[Asset] = []
        made: list[TagEdit] = []
        with self._records.ledger_writer.writing(self._records.database) as connection:
            edits = edit_rows.read(connection, asset_id)

            def both(known: Asset | None) -> Decision:
                if known is None:
                    message = f"No asset {asset_id!r}."
                    raise NotFoundError(message)
                held.append(known)
                revised = decide(known, edits)
                if revised is None:
                    return None, None
                made.append(revised[1])
                return revised[0], None

            written, _ = self._records.merge_within(connection, asset_id, decide=both, note=RECORDS_NOTE)
            for edit in made:
                edit_rows.put(connection, edit)
        return written or held[0]

    def list(self, asset_id: str) -> Sequence[TagEdit]:
        """The edits of an asset, the oldest first."""
        with reading(self._records.database) as connection:
            return edit_rows.read(connection, asset_id)

"""What erasure needs beside the engine's other parts."""

from pathlib import Path

from wornby.compose.indexes import INDEX_FILES, JointParts
from wornby.engine.erasing import ErasureStores
from wornby.ingest import IngestPipeline
from wornby.interfaces import VectorIndex
from wornby.stores.erasing import SqlErasureStore
from wornby.stores.records import SqlRecordStore
from wornby.stores.snapshot import SnapshotFolders


def open_erasure(
    home: Path, records: SqlRecordStore, *, pipeline: IngestPipeline, index: VectorIndex, joint: JointParts | None
) -> ErasureStores:
    """Where erased photos would be found again."""
    return ErasureStores(
        records=SqlErasureStore(records.database, records.ledger_writer),
        identify=pipeline.id_of,
        indexes={"garments": index} | ({"joint": joint.index} if joint else {}),
        index_files=SnapshotFolders(home / INDEX_FILES),
    )

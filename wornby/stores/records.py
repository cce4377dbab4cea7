"""The records in SQLite or PostgreSQL."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Select,
    delete,
    func,
    insert,
    inspect,
    or_,
    select,
    true,
    update,
)

from wornby.datamodel import (
    ApiKey,
    Asset,
    EmbeddingSpace,
    IdempotentAnswer,
    Job,
    JobState,
    Match,
    MatchDecision,
    MatchPage,
    MatchState,
    Outcome,
    PhotoTags,
    Product,
    Purpose,
    Rights,
    RightsNote,
    TextHit,
    Vectors,
)
from wornby.datamodel.joint import joint_boxes
from wornby.datamodel.ledger import LedgerEntry, rights_entry, subject_entry
from wornby.datamodel.rights import RECORDS_NOTE, check_move
from wornby.datamodel.serial import rights_from_dict
from wornby.errors import DuplicateError, ErasedError
from wornby.interfaces import RightsGate
from wornby.interfaces.stores import ERASED_MESSAGE, Decide, Decision, TextKind
from wornby.stores import edit_rows, joint, texts, waiting
from wornby.stores import jobs as job_rows
from wornby.stores import matches as match_rows
from wornby.stores.claims import add_claim
from wornby.stores.connect import open_engine, reading, writing
from wornby.stores.erasing import is_tombstoned
from wornby.stores.ledger import LedgerWriter
from wornby.stores.photo_reports import SqlPhotoReports
from wornby.stores.products import put_products
from wornby.stores.rows import (
    answer_from_row,
    asset_from_row,
    asset_to_row,
    asset_to_vector_rows,
    key_from_row,
    key_to_row,
    product_from_row,
)
from wornby.stores.schema import answers, api_keys, asset_products, assets, changes, meta, vectors
from wornby.stores.schema import products as product_table
from wornby.stores.schema_rights import ledger as ledger_table
from wornby.stores.upsert import CHUNK, chunks, insert_into, upsert

_MIGRATIONS = Path(__file__).parent / "migrations"


class SqlRecordStore:
    """Records in a database. Thread-safe; several processes may share one database.

    Args:
        url: SQLAlchemy URL: sqlite:///PATH or postgresql://USER@HOST/NAME.
        ledger: Adds a line for each change of rights, in the same transaction; unsigned if left out.
        gate: Says what of former corrections an asset's rights allow to keep; all of it if left out.

    Raises:
        ConfigurationError: The URL cannot be read, or names another database.
        MissingExtraError: The driver is not installed.
    """

    def __init__(self, url: str, *, ledger: LedgerWriter | None = None, gate: RightsGate | None = None) -> None:
        self._engine = open_engine(url)
        self._gate = gate
        self.ledger_writer = ledger or LedgerWriter()

    @property
    def database(self) -> Engine:
        """The database, for stores that keep further tables in it."""
        return self._engine

    @property
    def reports(self) -> SqlPhotoReports:
        """The reports of photos in the same database."""
        return SqlPhotoReports(self._engine)

    def migrate(self) -> None:
        """Bring the schema up to date; a second process waits for the first."""
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        with self.ledger_writer.writing(self._engine) as connection:
            config.attributes["connection"] = connection
            is_new = not inspect(connection).has_table(ledger_table.name)
            command.upgrade(config, "head")
            if is_new:
                self.ledger_writer.seal(connection)
            texts.scrub_replaced(connection)

    def close(self) -> None:
        """Release connections."""
        self._engine.dispose()

    def get_meta(self, name: str) -> str | None:
        """A value that belongs to the whole library."""
        with reading(self._engine) as connection:
            return _meta_value(connection, name)

    def put_meta(self, name: str, value: str, *, overwrite: bool = True) -> str:
        """Set it; with overwrite=False an existing value wins. Returns the value that holds."""
        with writing(self._engine) as connection:
            held = _meta_value(connection, name)
            if held is not None and not overwrite:
                return held
            upsert(connection, meta, rows=[{"name": name, "value": value}])
            return value

    def put_products(self, products: Sequence[Product]) -> None:
        """Add or replace products; the shop's pictures of one that changed get a change line."""
        with writing(self._engine) as connection:
            put_products(connection, products)

    def get_product(self, sku: str) -> Product | None:
        """One product."""
        with reading(self._engine) as connection:
            row = connection.execute(select(product_table).where(product_table.c.sku == sku)).mappings().first()
        return None if row is None else product_from_row(dict(row))

    def list_products(self, *, after: str | None = None, limit: int = 100) -> list[Product]:
        """Products by SKU, after one."""
        order = _bytewise(product_table.c.sku, self._engine.dialect.name)
        statement = select(product_table).order_by(order).limit(limit)
        if after is not None:
            statement = statement.where(order > after)
        with reading(self._engine) as connection:
            return [product_from_row(dict(row)) for row in connection.execute(statement).mappings()]

    def commit_asset(self, asset: Asset, *, job: Job | None = None, note: RightsNote | None = None) -> None:
        """Write asset, tags, vectors, a change line and the finished job in one transaction.

        Raises:
            DuplicateError: Another asset has the same content.
            ErasedError: It was erased before.
            RightsMoveError: Its rights cannot change in this way.
        """
        self.merge_asset(asset.id, decide=lambda _: (asset, job), note=note)

    def merge_asset(self, asset_id: str, *, decide: Decide, note: RightsNote | None = None) -> Decision:
        """Decide on an asset while nobody else can write, and write what was decided in the same transaction.

        Raises:
            ErasedError: The asset is new and was erased before.
            DuplicateError: Another asset has the same content.
            RightsMoveError: Its rights cannot change in this way.
        """
        with self.ledger_writer.writing(self._engine) as connection:
            return self.merge_within(connection, asset_id, decide=decide, note=note or RECORDS_NOTE)

    def merge_within(self, connection: Connection, asset_id: str, *, decide: Decide, note: RightsNote) -> Decision:
        """As `merge_asset`, inside of a transaction of `ledger_writer` in which a caller writes more.

        Raises:
            DuplicateError: Another asset has the same content.
            ErasedError: The asset is new and was erased before.
            RightsMoveError: Its rights cannot change in this way.
        """
        known = _read(connection, select(assets).where(assets.c.id == asset_id))
        asset, job = decide(known[0] if known else None)
        if asset is not None:
            if not known:
                _refuse_erased(connection, asset.id)
            self._log_rights(connection, known[0].rights if known else None, asset, note=note)
            if known and known[0].subject != asset.subject:
                self.ledger_writer.append(connection, subject_entry(asset.id, asset.subject, note=note))
            _write(connection, asset)
            if known and joint_boxes(known[0]) != joint_boxes(asset):
                joint.forget(connection, asset_id)
            if self._gate is not None:
                edit_rows.trim(connection, asset, gate=self._gate)
        if job is not None:
            job_rows.finish(connection, [job])
            waiting.note(connection, job)
            if job.outcome is Outcome.CLAIMED:
                given = job.options.rights
                add_claim(connection, self.ledger_writer, asset_id, rights=given, by=note.actor, contributor=None)
        return asset, job

    def get_asset(self, asset_id: str) -> Asset | None:
        """One asset with its tags and embeddings."""
        return self.get_assets([asset_id]).get(asset_id)

    def get_assets(self, asset_ids: Sequence[str]) -> dict[str, Asset]:
        """Assets that exist, by id, with tags and embeddings; in the order asked for."""
        wanted = list(dict.fromkeys(asset_ids))
        found: dict[str, Asset] = {}
        with reading(self._engine) as connection:
            for part in chunks(wanted, CHUNK):
                found |= {asset.id: asset for asset in _read(connection, select(assets).where(assets.c.id.in_(part)))}
        return {asset_id: found[asset_id] for asset_id in wanted if asset_id in found}

    def is_erased(self, asset_id: str) -> bool:
        """Whether a photo was erased, so that it is not taken in again."""
        with reading(self._engine) as connection:
            return is_tombstoned(connection, asset_id)

    def get_rights(self, asset_ids: Sequence[str]) -> dict[str, Rights]:
        """Rights of the assets that exist, by id."""
        found: dict[str, Rights] = {}
        with reading(self._engine) as connection:
            for part in chunks(asset_ids, CHUNK):
                rows = connection.execute(select(assets.c.id, assets.c.rights).where(assets.c.id.in_(part)))
                found |= {row.id: rights_from_dict(row.rights) for row in rows}
        return found

    def find_generated(self, key: str) -> Asset | None:
        """The generated picture with this key."""
        with reading(self._engine) as connection:
            found = _read(connection, select(assets).where(assets.c.generation_key == key).limit(1))
        return found[0] if found else None

    def list_assets(self, *, after: str | None = None, limit: int = 100) -> list[Asset]:
        """Assets by id, after one, with tags and embeddings."""
        return self._page(true(), after=after, limit=limit)

    def replace_tags(self, asset: Asset, tags: PhotoTags, *, tagger: str) -> bool:
        """Write other facts of an asset that was read, and a change line; its vectors stay as they are."""
        read, written = asset_to_row(asset), asset_to_row(replace(asset, tags=tags, tagger=tagger))
        with writing(self._engine) as connection:
            held = connection.execute(select(assets).where(assets.c.id == asset.id)).mappings().first()
            if held is None or any(held[name] != read[name] for name in ("tags", "rights", "tagger")):
                return False
            changed = {name: written[name] for name in ("tags", "tagger", "doubt")}
            connection.execute(update(assets).where(assets.c.id == asset.id).values(changed))
            connection.execute(insert(changes).values(asset_id=asset.id))
            return True

    def count_assets(self) -> int:
        """Number of assets."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.count()).select_from(assets)).scalar_one()

    def find_other_space(self, space: EmbeddingSpace, *, after: int = 0) -> EmbeddingSpace | None:
        """A space that stored vectors are of and that is not this one; None where all are of this one."""
        differs = or_(vectors.c.space != space.name, vectors.c.dims != space.dimensions)
        statement = select(vectors.c.space, vectors.c.dims).where(differs).limit(1)
        if after:
            statement = statement.where(vectors.c.asset_id.in_(select(changes.c.asset_id).where(changes.c.seq > after)))
        with reading(self._engine) as connection:
            row = connection.execute(statement).first()
        return None if row is None else EmbeddingSpace(name=row.space, dimensions=row.dims)

    def delete_asset(
        self, asset_id: str, *, files: Callable[[], None] | None = None, note: RightsNote | None = None
    ) -> bool:
        """Delete asset, tags and vectors, add a change line and one to the ledger; False where there is none.

        Args:
            asset_id: Which.
            files: Deletes what lies outside of the records, before the deletion is final; where it raises, nothing
                is deleted here.
            note: Who deletes it, and why.
        """
        with self.ledger_writer.writing(self._engine) as connection:
            statement = delete(assets).where(assets.c.id == asset_id).returning(assets.c.rights)
            gone = connection.execute(statement).first()
            if gone is None:
                return False
            entry = rights_entry(asset_id, rights_from_dict(gone.rights), None, note=note or RECORDS_NOTE)
            if entry is not None:
                self.ledger_writer.append(connection, entry)
            connection.execute(insert(changes).values(asset_id=asset_id))
            texts.scrub(connection)
            job_rows.forget_captions(connection, asset_id)
            if files is not None:
                files()
            return True

    def put_joint(self, asset: Asset, *, space: EmbeddingSpace, vectors: Mapping[int, Vectors]) -> bool:
        """Replace the vectors that a joint encoder made of an asset that was read, and add a change line."""
        with writing(self._engine) as connection:
            known = _read(connection, select(assets).where(assets.c.id == asset.id))
            if not known or joint_boxes(known[0]) != joint_boxes(asset):
                return False
            joint.put(connection, asset.id, space=space, vectors=vectors)
            connection.execute(insert(changes).values(asset_id=asset.id))
            return True

    def get_joint(self, asset_ids: Sequence[str], *, space: EmbeddingSpace) -> dict[str, dict[int, Vectors]]:
        """Vectors in a joint encoder's space, by asset id and wearer's number."""
        with reading(self._engine) as connection:
            return joint.get(connection, asset_ids, space=space)

    def list_without_joint(self, space: EmbeddingSpace, *, after: str | None = None, limit: int = 100) -> list[Asset]:
        """Assets without a vector in a joint encoder's space by id, after one."""
        return self._page(joint.is_without(space), after=after, limit=limit)

    def search_texts(self, words: Sequence[str], *, kind: TextKind, limit: int, shown: bool = False) -> list[TextHit]:
        """Texts that have any of the words; those with most of them first, then by BM25 or cover density.

        Args:
            words: As `search_words` gives them; others are folded first. At most 64 different ones count.
            kind: Texts of products (SKU, title, description), or of assets (caption).
            limit: Most hits.
            shown: Of assets, only those that may be shown.
        """
        with reading(self._engine) as connection:
            return texts.search(connection, words, kind=kind, limit=limit, shown=shown)

    def refill_texts(self) -> int:
        """Fold all texts again, as this version folds words; returns their number."""
        with writing(self._engine) as connection:
            return texts.refill(connection)

    def list_product_assets(self, *, after: str | None = None, limit: int = 100) -> list[Asset]:
        """The shop's own pictures by asset id, after one, with tags and embeddings."""
        return self._page(match_rows.product_pictures(), after=after, limit=limit)

    def put_features(self, asset_id: str, content: bytes) -> bool:
        """Keep the local features of a picture; False, and nothing is kept, where there is no such asset."""
        with writing(self._engine) as connection:
            return match_rows.put_features(connection, asset_id, content)

    def get_features(self, asset_ids: Sequence[str]) -> dict[str, bytes]:
        """Local features of the pictures that have them, by asset id."""
        with reading(self._engine) as connection:
            return match_rows.get_features(connection, asset_ids)

    def put_matches(self, asset: Asset, matches: Sequence[Match], *, matcher: str) -> bool:
        """Replace the machine's matches of an asset that was read, and add a change line."""
        new = replace(asset, matches=tuple(matches), matcher=matcher)
        with writing(self._engine) as connection:
            return match_rows.replace(connection, asset, new=new)

    def list_matches(
        self,
        *,
        sku: str | None = None,
        state: MatchState | None = None,
        decided: bool | None = None,
        shown: bool = False,
        after: str | None = None,
        limit: int = 100,
    ) -> MatchPage:
        """Matches as they stand, by asset id, after one; an asset's matches are never parted."""
        order = _bytewise(assets.c.id, self._engine.dialect.name)
        wanted = assets.c.id.in_(match_rows.candidates(sku=sku, state=state, decided=decided))
        statement = select(assets.c.id).where(wanted).order_by(order).limit(limit + 1)
        if after is not None:
            statement = statement.where(order > after)
        with reading(self._engine) as connection:
            names = list(connection.execute(statement).scalars())
        looked = names[:limit]
        rights = self.get_rights(looked) if shown else {}
        # Whole assets are read of those only that may be given.
        read = self.get_assets([name for name in looked if not shown or _is_shown(rights.get(name))])
        lists = (match_rows.listings(asset, sku=sku, state=state, decided=decided) for asset in read.values())
        return MatchPage(
            listings=tuple(listing for listed in lists for listing in listed),
            after=looked[-1] if len(names) > limit else None,
        )

    def add_decision(self, decision: MatchDecision) -> None:
        """Keep a person's decision, and add a change line.

        Raises:
            NotFoundError: No such asset.
        """
        with writing(self._engine) as connection:
            match_rows.add_decision(connection, decision)

    def list_decisions(self, *, after: str | None = None, limit: int = 1000) -> list[MatchDecision]:
        """Decisions in the order in which they were made, after one; those on deleted assets are gone with them."""
        with reading(self._engine) as connection:
            return match_rows.list_decisions(connection, after=after, limit=limit)

    def list_waiting(self) -> dict[int, str]:
        """Products with a new picture whose photos are still to be found, by number, in order."""
        with reading(self._engine) as connection:
            return waiting.list_waiting(connection)

    def forget_waiting(self, numbers: Sequence[int]) -> None:
        """Forget products whose photos were looked for; one that was noted anew since has another number."""
        with writing(self._engine) as connection:
            waiting.forget(connection, numbers)

    def changes(self, *, after: int, limit: int = 1000) -> list[tuple[int, str]]:
        """(sequence number, asset id) of assets written or deleted after a number, in order."""
        statement = select(changes).where(changes.c.seq > after).order_by(changes.c.seq).limit(limit)
        with reading(self._engine) as connection:
            return [(row.seq, row.asset_id) for row in connection.execute(statement)]

    def last_change(self) -> int:
        """The highest sequence number; 0 for an empty library."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.max(changes.c.seq))).scalar() or 0

    def enqueue(self, jobs: Sequence[Job]) -> list[Job]:
        """Add jobs; one whose key exists is queued again for the new run, unless a live worker runs it.

        Returns:
            For each job given, in order, the one that stands under its key now.
        """
        with writing(self._engine) as connection:
            return job_rows.enqueue(connection, jobs)

    def claim(
        self,
        run_id: str,
        *,
        among: Sequence[str] | None = None,
        limit: int,
        lease_s: float,
        fresh_only: bool = False,
    ) -> list[Job]:
        """Take jobs that wait, or whose lease is over, for a run. Atomic across processes."""
        # Not serial: workers pass each other by, the rows they lock are skipped.
        with writing(self._engine, serial=False) as connection:
            return job_rows.claim(connection, run_id, among=among, limit=limit, lease_s=lease_s, fresh_only=fresh_only)

    def renew(self, jobs: Sequence[Job], *, lease_s: float) -> None:
        """Lengthen the leases of jobs that are worked on."""
        with writing(self._engine, serial=False) as connection:
            job_rows.renew(connection, jobs, lease_s=lease_s)

    def finish(self, jobs: Sequence[Job]) -> None:
        """Write jobs that are done or failed."""
        with writing(self._engine) as connection:
            job_rows.finish(connection, jobs)

    def get_job(self, job_id: str) -> Job | None:
        """One job."""
        with reading(self._engine) as connection:
            return job_rows.get(connection, job_id)

    def get_jobs(self, job_ids: Sequence[str]) -> dict[str, Job]:
        """Jobs that exist, by id."""
        with reading(self._engine) as connection:
            return job_rows.get_many(connection, job_ids)

    def list_jobs(
        self,
        *,
        run_id: str | None = None,
        state: JobState | None = None,
        sources: Sequence[str] | None = None,
        before: str | None = None,
        limit: int = 1000,
    ) -> list[Job]:
        """Jobs, newest first."""
        with reading(self._engine) as connection:
            return job_rows.find(connection, run_id=run_id, state=state, sources=sources, before=before, limit=limit)

    def count_jobs(self, *, run_id: str | None = None) -> Mapping[JobState, int]:
        """Number of jobs in each state."""
        with reading(self._engine) as connection:
            return job_rows.count(connection, run_id=run_id)

    def put_key(self, key: ApiKey, *, entry: LedgerEntry | None = None) -> None:
        """Add or replace an API key, with a line of the ledger."""
        with self.ledger_writer.writing(self._engine) as connection:
            upsert(connection, api_keys, rows=[key_to_row(key)])
            if entry is not None:
                self.ledger_writer.append(connection, entry)

    def find_key(self, secret_sha256: str) -> ApiKey | None:
        """The key with this hash, revoked or not."""
        statement = select(api_keys).where(api_keys.c.secret_sha256 == secret_sha256)
        with reading(self._engine) as connection:
            row = connection.execute(statement).mappings().first()
        return None if row is None else key_from_row(dict(row))

    def list_keys(self) -> list[ApiKey]:
        """All keys, oldest first."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)).mappings()
            return [key_from_row(dict(row)) for row in rows]

    def get_answer(self, idempotency_key: str) -> IdempotentAnswer | None:
        """What an idempotency key was answered."""
        statement = select(answers).where(answers.c.idempotency_key == idempotency_key)
        with reading(self._engine) as connection:
            row = connection.execute(statement).mappings().first()
        return None if row is None else answer_from_row(dict(row))

    def put_answer(self, idempotency_key: str, answer: IdempotentAnswer) -> None:
        """Keep an answer; the first one wins."""
        row = {
            "idempotency_key": idempotency_key,
            "request_sha256": answer.request_sha256,
            "status": answer.status,
            "body": dict(answer.body),
            "kept_at": datetime.now(UTC).isoformat(),
        }
        with writing(self._engine) as connection:
            connection.execute(insert_into(connection, answers).values(row).on_conflict_do_nothing())

    def _log_rights(self, connection: Connection, held: Rights | None, asset: Asset, *, note: RightsNote) -> None:
        check_move(held, asset.rights, by_person=note.by_person)
        entry = rights_entry(asset.id, held, asset.rights, note=note)
        if entry is not None:
            self.ledger_writer.append(connection, entry)

    def _page(self, wanted: ColumnElement[bool], *, after: str | None, limit: int) -> list[Asset]:
        order = _bytewise(assets.c.id, self._engine.dialect.name)
        statement = select(assets).where(wanted).order_by(order).limit(limit)
        if after is not None:
            statement = statement.where(order > after)
        with reading(self._engine) as connection:
            return _read(connection, statement)


def _meta_value(connection: Connection, name: str) -> str | None:
    return connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar()


def _refuse_erased(connection: Connection, asset_id: str) -> None:
    if is_tombstoned(connection, asset_id):
        raise ErasedError(ERASED_MESSAGE)


def _is_shown(rights: Rights | None) -> bool:
    return rights is not None and rights.allows(Purpose.DISPLAY)


def _bytewise(column: Column[str], dialect: str) -> ColumnElement[str]:
    # PostgreSQL sorts by the database's language unless told otherwise; pages must follow the same order everywhere.
    return column.collate("C") if dialect == "postgresql" else column


def _write(connection: Connection, asset: Asset) -> None:
    _refuse_double(connection, asset)
    upsert(connection, assets, rows=[asset_to_row(asset)])
    texts.put_asset_text(connection, asset)
    connection.execute(delete(vectors).where(vectors.c.asset_id == asset.id))
    connection.execute(delete(asset_products).where(asset_products.c.asset_id == asset.id))
    if vector_rows := asset_to_vector_rows(asset):
        connection.execute(insert(vectors), vector_rows)
    if asset.products:
        rows = [{"asset_id": asset.id, "position": number, "sku": sku} for number, sku in enumerate(asset.products)]
        connection.execute(insert(asset_products), rows)
    match_rows.write(connection, asset)
    connection.execute(insert(changes).values(asset_id=asset.id))


def _refuse_double(connection: Connection, asset: Asset) -> None:
    same = select(assets.c.id).where(assets.c.sha256 == asset.sha256, assets.c.id != asset.id)
    if (other := connection.execute(same).scalar()) is not None:
        message = f"Asset {other} has the same content as {asset.id}."
        raise DuplicateError(message)


def _read(connection: Connection, statement: Select[Any]) -> list[Asset]:
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    skus: dict[str, list[str]] = defaultdict(list)
    blobs: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for part in chunks([row["id"] for row in rows], CHUNK):
        links = select(asset_products).where(asset_products.c.asset_id.in_(part))
        for link in connection.execute(links.order_by(asset_products.c.asset_id, asset_products.c.position)):
            skus[link.asset_id].append(link.sku)
        for vector in connection.execute(select(vectors).where(vectors.c.asset_id.in_(part))).mappings():
            blobs[vector["asset_id"]].append(dict(vector))
    found = match_rows.read(connection, [row["id"] for row in rows])
    read = [asset_from_row(row, skus=skus[row["id"]], vectors=blobs[row["id"]]) for row in rows]
    return [match_rows.joined(asset, found) for asset in read]

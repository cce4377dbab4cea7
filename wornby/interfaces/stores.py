"""Stores. The records are the truth; index, facets and renditions can be made again from them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import (
    ApiKey,
    Asset,
    EmbeddingSpace,
    Filters,
    IdempotentAnswer,
    IndexEntry,
    IndexHit,
    Job,
    JobState,
    Match,
    MatchDecision,
    MatchPage,
    MatchState,
    PhotoTags,
    Product,
    Rights,
    RightsNote,
    TextHit,
    Vectors,
)
from wornby.datamodel.ledger import LedgerEntry

TextKind = Literal["product", "asset"]
"""Whose texts are searched."""

ERASED_MESSAGE = "This photo was erased, and is not taken in again."

MOST_TEXT_WORDS = 64
"""Different words of a query that are looked up in texts; those behind them do not count."""

Decision = tuple[Asset | None, Job | None]
"""The asset to write and the job to finish; None leaves things as they are."""

Decide = Callable[[Asset | None], Decision]
"""Makes a decision from the asset as it stands."""


class BlobStore(Protocol):
    """Files by name. Names are relative, with "/" between their parts."""

    def put(self, name: str, content: bytes) -> None:
        """Write whole or not at all; an existing file is replaced.

        Raises:
            StoreFullError: No space is left.
            StoreError: It could not be written.
        """
        ...

    def get(self, name: str) -> bytes:
        """Read a file.

        Raises:
            NotFoundError: No such file.
        """
        ...

    def exists(self, name: str) -> bool:
        """Whether the file is there."""
        ...

    def delete(self, name: str) -> None:
        """Delete a file; nothing happens where there is none."""
        ...

    def list(self, prefix: str) -> Iterable[str]:
        """Names below a prefix, sorted."""
        ...

    def remove_unfinished(self) -> int:
        """Delete what writers that died an hour ago or longer left half written; returns the number of files."""
        ...


class RecordStore(Protocol):
    """Products, assets with their tags and vectors, jobs, keys, settings of the library."""

    def migrate(self) -> None:
        """Bring the schema up to date."""
        ...

    def close(self) -> None:
        """Release connections."""
        ...

    def get_meta(self, name: str) -> str | None:
        """A value that belongs to the whole library."""
        ...

    def put_meta(self, name: str, value: str, *, overwrite: bool = True) -> str:
        """Set it; with overwrite=False an existing value wins. Returns the value that holds."""
        ...

    def put_products(self, products: Sequence[Product]) -> None:
        """Add or replace products; the shop's pictures of one that changed get a change line."""
        ...

    def get_product(self, sku: str) -> Product | None:
        """One product."""
        ...

    def list_products(self, *, after: str | None = None, limit: int = 100) -> list[Product]:
        """Products by SKU, after one."""
        ...

    def commit_asset(self, asset: Asset, *, job: Job | None = None, note: RightsNote | None = None) -> None:
        """Write asset, tags, vectors, a change line and the finished job in one transaction.

        A change of its rights, and a new asset, is a line of the ledger in the same transaction.

        Raises:
            ErasedError: It was erased before; nothing is written.
            RightsMoveError: Its rights cannot change in this way; nothing is written.
        """
        ...

    def replace_tags(self, asset: Asset, tags: PhotoTags, *, tagger: str) -> bool:
        """Write other facts of an asset that was read, and a change line; its vectors stay as they are.

        False, and nothing is written, where the asset is gone or its tags or rights have changed since it was read.
        """
        ...

    def merge_asset(self, asset_id: str, *, decide: Decide, note: RightsNote | None = None) -> Decision:
        """Decide on an asset while nobody else can write, and write what was decided in the same transaction.

        Args:
            asset_id: Which.
            decide: Given the asset as it stands, or None, it gives the asset to write, or None to leave it as it is,
                and the job to finish, if any. It holds everybody else up and must not use the store itself; where it
                raises, nothing is written.
            note: Who changes its rights, and why; it goes into the ledger where they change.

        Returns:
            What was decided.

        Raises:
            ErasedError: The asset is new and was erased before; nothing is written.
            RightsMoveError: The rights cannot change in this way; nothing is written.
        """
        ...

    def get_asset(self, asset_id: str) -> Asset | None:
        """One asset with its tags and embeddings."""
        ...

    def is_erased(self, asset_id: str) -> bool:
        """Whether a photo was erased, so that it is not taken in again."""
        ...

    def get_assets(self, asset_ids: Sequence[str]) -> dict[str, Asset]:
        """Assets that exist, by id, with tags and embeddings."""
        ...

    def get_rights(self, asset_ids: Sequence[str]) -> dict[str, Rights]:
        """Rights of the assets that exist, by id."""
        ...

    def find_generated(self, key: str) -> Asset | None:
        """The generated picture with this key, with its tags and embeddings."""
        ...

    def list_assets(self, *, after: str | None = None, limit: int = 100) -> list[Asset]:
        """Assets by id, after one, with tags and embeddings."""
        ...

    def count_assets(self) -> int:
        """Number of assets."""
        ...

    def find_other_space(self, space: EmbeddingSpace, *, after: int = 0) -> EmbeddingSpace | None:
        """A space that stored vectors are of and that is not this one; None where all are of this one.

        Args:
            space: Which the vectors should be of.
            after: Look at assets that changed after this number; 0 for all.
        """
        ...

    def delete_asset(
        self, asset_id: str, *, files: Callable[[], None] | None = None, note: RightsNote | None = None
    ) -> bool:
        """Delete asset, tags and vectors, add a change line and one to the ledger; False where there is none.

        Args:
            asset_id: Which.
            files: Deletes what lies outside of the records, before the deletion is final and while nobody else can
                write; where it raises, nothing is deleted here.
            note: Who deletes it, and why.
        """
        ...

    def list_product_assets(self, *, after: str | None = None, limit: int = 100) -> list[Asset]:
        """The shop's own pictures by asset id, after one, with tags and embeddings."""
        ...

    def put_features(self, asset_id: str, content: bytes) -> bool:
        """Keep the local features of a picture; False, and nothing is kept, where there is no such asset.

        They are made again from the picture where they are missing; the asset's deletion deletes them.
        """
        ...

    def get_features(self, asset_ids: Sequence[str]) -> dict[str, bytes]:
        """Local features of the pictures that have them, by asset id."""
        ...

    def put_matches(self, asset: Asset, matches: Sequence[Match], *, matcher: str) -> bool:
        """Replace the machine's matches of an asset that was read, and add a change line.

        False, and nothing is written, where the asset is gone or its tags, products or matches have changed since it
        was read.
        """
        ...

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
        """Matches as they stand, by asset id, after one; an asset's matches are never parted.

        Args:
            sku: Of this product only.
            state: Only those that stand so.
            decided: Only those that a person decided on, or did not.
            shown: Only those of assets that may be shown.
            after: Asset id.
            limit: Assets looked at, at most; not every one has a match that stands so, or may be shown.
        """
        ...

    def add_decision(self, decision: MatchDecision) -> None:
        """Keep a person's decision, and add a change line. None is ever changed or taken back: the last one counts.

        Raises:
            NotFoundError: No such asset.
        """
        ...

    def list_decisions(self, *, after: str | None = None, limit: int = 1000) -> list[MatchDecision]:
        """Decisions in the order in which they were kept, whatever their times say.

        Those on deleted assets are gone with them.

        Args:
            after: Id of a decision that is kept.
            limit: Most decisions.
        """
        ...

    def list_waiting(self) -> dict[int, str]:
        """Products with a new picture whose photos are still to be found, by number, in order.

        `commit_asset` and `merge_asset` note them with the job that added or updated one of the shop's own pictures.
        """
        ...

    def forget_waiting(self, numbers: Sequence[int]) -> None:
        """Forget products whose photos were looked for; one that was noted anew since has another number."""
        ...

    def search_texts(self, words: Sequence[str], *, kind: TextKind, limit: int, shown: bool = False) -> list[TextHit]:
        """Texts that have any of the words, best first (BM25 or its like).

        Args:
            words: As `vocabulary.words.search_words` gives them: folded, singular. More words found is better; only
                the first `MOST_TEXT_WORDS` different ones count.
            kind: Texts of products (SKU, title, description), or of assets (caption).
            limit: Most hits.
            shown: Of assets, only those that may be shown.
        """
        ...

    def refill_texts(self) -> int:
        """Fold all texts again, as this version folds words; returns their number. Replaced words leave no trace."""
        ...

    def put_joint(self, asset: Asset, *, space: EmbeddingSpace, vectors: Mapping[int, Vectors]) -> bool:
        """Replace the vectors that a joint encoder made of an asset that was read, and add a change line.

        False, and nothing is written, where the asset is gone or `joint_boxes` gives something else for it by now. The
        store deletes them as soon as it does.

        Args:
            asset: As it was read.
            space: The encoder's.
            vectors: By the wearer's number, `WHOLE_PHOTO` for the whole. (D,), float32, unit length.
        """
        ...

    def get_joint(self, asset_ids: Sequence[str], *, space: EmbeddingSpace) -> dict[str, dict[int, Vectors]]:
        """Vectors in a joint encoder's space, by asset id and wearer's number; assets without any are left out."""
        ...

    def list_without_joint(self, space: EmbeddingSpace, *, after: str | None = None, limit: int = 100) -> list[Asset]:
        """Assets without a vector in a joint encoder's space by id, after one, with tags and embeddings."""
        ...

    def changes(self, *, after: int, limit: int = 1000) -> list[tuple[int, str]]:
        """(sequence number, asset id) of assets written or deleted after a number, in order."""
        ...

    def last_change(self) -> int:
        """The highest sequence number; 0 for an empty library."""
        ...

    def enqueue(self, jobs: Sequence[Job]) -> list[Job]:
        """Add jobs; one whose key exists is queued again for the new run, unless a live worker runs it.

        A job that was begun and never ended keeps the count of its attempts.

        Returns:
            For each job given, in order, the one that stands under its key now.
        """
        ...

    def claim(
        self,
        run_id: str,
        *,
        among: Sequence[str] | None = None,
        limit: int,
        lease_s: float,
        fresh_only: bool = False,
    ) -> list[Job]:
        """Take jobs that wait, or running ones whose lease is over. Atomic across processes; counts as an attempt.

        Jobs that were never begun come first and together. One that was begun before comes alone: it may be the one
        that stopped its process, and its neighbours must not be counted with it.

        Args:
            run_id: The run that works on them from now on.
            among: Ids to choose from, 500 at most; all jobs if it is left out.
            limit: Most jobs.
            lease_s: Time for which they are this run's; see `renew`.
            fresh_only: Leave those that were begun before.
        """
        ...

    def renew(self, jobs: Sequence[Job], *, lease_s: float) -> None:
        """Lengthen the leases of jobs as they were claimed; one that another run has taken over is left alone."""
        ...

    def finish(self, jobs: Sequence[Job]) -> None:
        """Write jobs that are done or failed."""
        ...

    def get_job(self, job_id: str) -> Job | None:
        """One job."""
        ...

    def get_jobs(self, job_ids: Sequence[str]) -> dict[str, Job]:
        """Jobs that exist, by id."""
        ...

    def list_jobs(
        self,
        *,
        run_id: str | None = None,
        state: JobState | None = None,
        sources: Sequence[str] | None = None,
        before: str | None = None,
        limit: int = 1000,
    ) -> list[Job]:
        """Jobs, newest first, older than one; of one run, in one state, of some sources (500 at most)."""
        ...

    def count_jobs(self, *, run_id: str | None = None) -> Mapping[JobState, int]:
        """Number of jobs in each state."""
        ...

    def put_key(self, key: ApiKey, *, entry: LedgerEntry | None = None) -> None:
        """Add or replace an API key, with a line of the ledger in the same transaction."""
        ...

    def find_key(self, secret_sha256: str) -> ApiKey | None:
        """The key with this hash, revoked or not."""
        ...

    def list_keys(self) -> list[ApiKey]:
        """All keys, oldest first."""
        ...

    def get_answer(self, idempotency_key: str) -> IdempotentAnswer | None:
        """What an idempotency key was answered."""
        ...

    def put_answer(self, idempotency_key: str, answer: IdempotentAnswer) -> None:
        """Keep an answer; the first one wins."""
        ...


class VectorIndex(Protocol):
    """Vectors with attributes: filters, nearest neighbours, facet counts. Thread-safe."""

    @property
    def space(self) -> EmbeddingSpace:
        """The one space of its vectors."""
        ...

    @property
    def marker(self) -> int:
        """Sequence number of the last change of the records that the index holds."""
        ...

    def load(self) -> None:
        """Load the snapshot, if there is one of this space; else start empty with marker 0."""
        ...

    def save(self) -> None:
        """Write a snapshot, whole or not at all."""
        ...

    def clear(self) -> None:
        """Forget everything; marker 0."""
        ...

    def update(self, entries: Sequence[IndexEntry], *, remove_assets: Sequence[str], marker: int) -> None:
        """Remove all entries of some assets, then add entries. Vectors (N, D) float32.

        Raises:
            SpaceMismatchError: Vectors of another width.
        """
        ...

    def query(
        self, vectors: NDArray[np.float32], *, filters: Filters, k: int, floor: float | None = None
    ) -> list[IndexHit]:
        """Nearest entries under a filter, best first; an entry's score is the best pair of query and own vector.

        Args:
            vectors: (Q, D), float32, unit length.
            filters: Clauses that must hold.
            k: Most hits.
            floor: Least score; None for any.
        """
        ...

    def scroll(self, *, filters: Filters, after: str | None, limit: int) -> list[IndexHit]:
        """Entries under a filter by id, after one, score 0."""
        ...

    def of_assets(self, asset_ids: Collection[str], *, filters: Filters) -> list[IndexHit]:
        """Entries of some assets under a filter by id, score 0."""
        ...

    def count(self, filters: Filters, *, among: Collection[str] | None = None) -> int:
        """Number of entries under a filter; only those with these ids, where `among` is given."""
        ...

    def facets(
        self, filters: Filters, *, attributes: Sequence[str], among: Collection[str] | None = None
    ) -> dict[str, dict[str, int]]:
        """Entries for each value of each attribute; a facet ignores the clauses on its own attribute.

        Args:
            filters: Clauses that must hold.
            attributes: What is counted.
            among: Only entries with these ids count; all, where it is left out.
        """
        ...

    def values(self, attribute: str) -> frozenset[str]:
        """Values of an attribute that occur in the index."""
        ...

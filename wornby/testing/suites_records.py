"""The contract of every store of records."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from wornby.datamodel import (
    Asset,
    AssetKind,
    Failure,
    IdempotentAnswer,
    IngestOptions,
    JobState,
    Outcome,
    PhotoTags,
    Rights,
    RightsState,
)
from wornby.errors import ConflictError, DuplicateError, StoreError
from wornby.interfaces.stores import Decision, RecordStore
from wornby.testing.factories import make_asset, make_generation, make_job, make_key, make_product, make_tags
from wornby.testing.suites_joint import JointVectorsSuite
from wornby.testing.suites_matches import MatchSuite
from wornby.testing.suites_texts import TextsSuite


class _Library:
    """Products, assets, changes."""

    def test_migrates_twice(self, store: RecordStore) -> None:
        store.migrate()
        assert store.count_assets() == 0

    def test_keeps_meta(self, store: RecordStore) -> None:
        assert store.get_meta("a") is None
        assert store.put_meta("a", "1") == "1"
        assert store.put_meta("a", "2", overwrite=False) == "1"
        assert store.put_meta("a", "3") == "3"
        assert store.get_meta("a") == "3"

    def test_keeps_products(self, store: RecordStore) -> None:
        store.put_products([])
        store.put_products([make_product("b"), make_product("B"), make_product("a", title="old")])
        store.put_products([make_product("a", title="new")])
        assert [product.sku for product in store.list_products()] == ["B", "a", "b"]
        assert [product.sku for product in store.list_products(after="B", limit=1)] == ["a"]
        assert store.get_product("a") == make_product("a", title="new")
        assert store.get_product("x") is None

    def test_a_product_that_changes_touches_its_pictures(self, store: RecordStore) -> None:
        store.put_products([make_product("A", title="old"), make_product("B")])
        store.commit_asset(make_asset("own", kind=AssetKind.PRODUCT, products=("A", "B")))
        store.commit_asset(make_asset("other", kind=AssetKind.PRODUCT, products=("B",)))
        store.commit_asset(make_asset("worn", products=("A",)))
        before = store.last_change()
        store.put_products([make_product("A", title="old"), make_product("B"), make_product("C")])
        assert store.changes(after=before) == []
        store.put_products([make_product("A", title="new"), make_product("B")])
        assert [name for _, name in store.changes(after=before)] == ["own"]

    @pytest.mark.parametrize(
        "tags",
        [None, PhotoTags(photo={}, wearers=(), garments=()), make_tags(2, seed=5)],
        ids=["untagged", "empty", "two-wearers"],
    )
    def test_gives_back_an_asset(self, store: RecordStore, tags: PhotoTags | None) -> None:
        asset = make_asset("a", tags=tags)
        store.commit_asset(asset)
        assert store.get_asset("a") == asset

    def test_gives_back_how_a_picture_was_generated(self, store: RecordStore) -> None:
        asset = make_asset("a", generation=make_generation())
        store.commit_asset(asset)
        assert store.get_asset("a") == asset

    def test_gives_back_a_caption(self, store: RecordStore) -> None:
        asset = make_asset("a", caption="On the pier \u2013 \u6d77")
        store.commit_asset(asset)
        assert store.get_asset("a") == asset

    def test_finds_a_generated_picture_by_its_key(self, store: RecordStore) -> None:
        asset = make_asset("a", generation=make_generation(key="mine"))
        for each in (asset, make_asset("b", generation=make_generation(key="other")), make_asset("c")):
            store.commit_asset(each)
        assert store.find_generated("mine") == asset
        assert store.find_generated("nobody's") is None
        store.delete_asset("a")
        assert store.find_generated("mine") is None

    def test_gives_back_embeddings(self, store: RecordStore) -> None:
        asset = make_asset("a", tags=make_tags(2))
        store.commit_asset(asset)
        read = store.get_assets(["a"])["a"].tags
        assert read is not None
        assert asset.tags is not None
        pairs = [(asset.tags.garments[0], read.garments[0]), (asset.tags.garments[1], read.garments[1])]
        for wearer, other in zip(asset.tags.wearers, read.wearers, strict=True):
            pairs += zip(wearer.garments, other.garments, strict=True)
        for put, got in pairs:
            if put.embedding is None:
                assert got.embedding is None
                continue
            assert got.embedding is not None
            assert got.embedding.space == put.embedding.space
            assert got.embedding.vector.dtype == np.float32
            assert float(np.linalg.norm(got.embedding.vector)) == pytest.approx(1.0, abs=1e-5)
            assert float(got.embedding.vector @ put.embedding.vector) > 0.9999

    def test_finds_vectors_of_another_space(self, store: RecordStore) -> None:
        store.commit_asset(make_asset("a", tags=make_tags(1)))
        before = store.last_change()
        tags = make_tags(1)
        space = next(garment.embedding.space for garment in tags.wearers[0].garments if garment.embedding)
        other = replace(space, name="other@2")
        assert store.find_other_space(space) is None
        assert store.find_other_space(other) == space
        assert store.find_other_space(other, after=before) is None
        assert store.find_other_space(replace(space, dimensions=space.dimensions + 1)) == space

    def test_replaces_an_asset(self, store: RecordStore) -> None:
        store.commit_asset(make_asset("a", tags=make_tags(2)))
        changed = make_asset("a", products=(), tags=make_tags(1))
        store.commit_asset(changed)
        assert store.get_asset("a") == changed
        assert store.count_assets() == 1

    def test_replaces_the_tags_of_an_asset_as_it_was_read(self, store: RecordStore) -> None:
        store.commit_asset(make_asset("a", tags=make_tags(2)))
        read = store.get_assets(["a"])["a"]
        assert store.replace_tags(read, make_tags(1), tagger="other@1")
        found = store.get_asset("a")
        assert found == replace(read, tags=make_tags(1), tagger="other@1")
        assert [name for _, name in store.changes(after=0)] == ["a", "a"]
        assert found.tags is not None
        assert found.tags.wearers[0].garments[0].embedding is not None

    @pytest.mark.parametrize(
        "meanwhile",
        [{"tags": make_tags(3)}, {"rights": Rights(state=RightsState.WITHDRAWN)}, {"tagger": "new@2"}, None],
        ids=["tags", "rights", "tagger", "gone"],
    )
    def test_replaces_no_tags_of_an_asset_that_changed(
        self, store: RecordStore, meanwhile: dict[str, Any] | None
    ) -> None:
        read = make_asset("a", tags=make_tags(2))
        store.commit_asset(read)
        if meanwhile is None:
            store.delete_asset("a")
        else:
            store.commit_asset(replace(read, **meanwhile))
        before = (store.get_asset("a"), store.last_change())
        assert not store.replace_tags(read, make_tags(1), tagger="other@1")
        assert (store.get_asset("a"), store.last_change()) == before

    def test_refuses_the_same_content_twice(self, store: RecordStore) -> None:
        store.commit_asset(make_asset("a", sha256="0" * 64))
        with pytest.raises(DuplicateError):
            store.commit_asset(make_asset("b", sha256="0" * 64))
        assert store.last_change() == 1

    def test_writes_what_was_decided(self, store: RecordStore) -> None:
        first = make_asset("a", products=("A",))
        assert store.merge_asset("a", decide=lambda known: (first if known is None else None, None)) == (first, None)
        both = replace(first, products=("A", "B"))
        store.merge_asset("a", decide=lambda known: (both if known == first else None, None))
        assert store.get_asset("a") == both

    def test_leaves_what_nothing_was_decided_on(self, store: RecordStore) -> None:
        store.merge_asset("a", decide=lambda known: (known, None))
        assert (store.get_asset("a"), store.last_change()) == (None, 0)

    def test_writes_nothing_where_the_decision_fails(self, store: RecordStore) -> None:
        def decide(known: Asset | None) -> Decision:
            raise ConflictError(str(known))

        with pytest.raises(ConflictError):
            store.merge_asset("a", decide=decide)
        assert (store.get_asset("a"), store.last_change()) == (None, 0)

    def test_many_threads_lose_no_decision(self, store: RecordStore) -> None:
        def add(sku: str) -> None:
            def decide(known: Asset | None) -> Decision:
                asset = known or make_asset("a", products=(), tags=None)
                return replace(asset, products=(*asset.products, sku)), None

            store.merge_asset("a", decide=decide)

        skus = [f"S{number}" for number in range(24)]
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(add, skus))
        assert sorted(store.get_assets(["a"])["a"].products) == sorted(skus)

    def test_deletes_nothing_where_its_files_stay(self, store: RecordStore) -> None:
        def files() -> None:
            message = "The disk is gone."
            raise StoreError(message)

        store.commit_asset(make_asset("a"))
        with pytest.raises(StoreError):
            store.delete_asset("a", files=files)
        assert (store.get_asset("a"), store.last_change()) == (make_asset("a"), 1)

    def test_gives_rights(self, store: RecordStore) -> None:
        asset = make_asset("a")
        store.commit_asset(asset)
        assert store.get_rights([]) == {}
        assert store.get_rights(["a", "x"]) == {"a": asset.rights}

    def test_lists_assets_by_id(self, store: RecordStore) -> None:
        for name in ("b", "A", "c"):
            store.commit_asset(make_asset(name))
        assert [asset.id for asset in store.list_assets()] == ["A", "b", "c"]
        assert [asset.id for asset in store.list_assets(after="A", limit=1)] == ["b"]
        assert list(store.get_assets(["c", "x", "A"])) == ["c", "A"]

    def test_writes_changes_in_order(self, store: RecordStore) -> None:
        assert (store.last_change(), store.changes(after=0)) == (0, [])
        store.commit_asset(make_asset("a"))
        store.commit_asset(make_asset("b"))
        assert store.delete_asset("a")
        assert not store.delete_asset("a")
        lines = store.changes(after=0)
        assert [name for _, name in lines] == ["a", "b", "a"]
        assert store.changes(after=lines[0][0], limit=1) == [lines[1]]
        assert store.last_change() == lines[-1][0]
        assert store.get_asset("a") is None

    def test_many_threads_lose_no_change(self, store: RecordStore) -> None:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(store.commit_asset, [make_asset(f"a{number}") for number in range(40)]))
        assert sorted(name for _, name in store.changes(after=0)) == sorted(f"a{number}" for number in range(40))


class _Jobs:
    """Jobs and their leases."""

    def test_claims_each_job_once_in_order(self, store: RecordStore) -> None:
        jobs = [make_job() for _ in range(3)]
        assert store.enqueue(jobs) == jobs
        taken = store.claim("run-1", limit=2, lease_s=60) + store.claim("run-2", limit=5, lease_s=60)
        owners = ("run-1", "run-1", "run-2")
        assert taken == [
            replace(job, run_id=owner, state=JobState.RUNNING, attempts=1)
            for job, owner in zip(jobs, owners, strict=True)
        ]
        assert store.claim("run-1", limit=5, lease_s=60) == []

    def test_claims_only_among_some(self, store: RecordStore) -> None:
        jobs = store.enqueue([make_job() for _ in range(3)])
        taken = store.claim("run-1", among=[jobs[2].id, "none"], limit=5, lease_s=60)
        assert [job.id for job in taken] == [jobs[2].id]
        assert store.claim("run-1", among=[], limit=5, lease_s=60) == []

    def test_takes_over_when_the_lease_is_over(self, store: RecordStore) -> None:
        store.enqueue([make_job()])
        (late,) = store.claim("run-1", limit=1, lease_s=-1)
        (again,) = store.claim("run-2", limit=1, lease_s=60)
        assert (again.run_id, again.attempts) == ("run-2", 2)
        store.finish([replace(late, state=JobState.FAILED)])
        assert store.get_job(again.id) == again

    def test_a_renewed_lease_is_not_over(self, store: RecordStore) -> None:
        store.enqueue([make_job()])
        taken = store.claim("run-1", limit=1, lease_s=-1)
        store.renew(taken, lease_s=60)
        assert store.claim("run-2", limit=1, lease_s=60) == []

    def test_renews_nothing_that_was_taken_over_or_has_ended(self, store: RecordStore) -> None:
        store.renew([], lease_s=60)
        store.enqueue([make_job(), make_job()])
        ended, late = store.claim("run-1", limit=2, lease_s=-1)
        store.finish([replace(ended, state=JobState.DONE)])
        store.claim("run-1", limit=1, lease_s=-1)
        store.renew([ended, late], lease_s=60)
        assert [job.id for job in store.claim("run-2", limit=5, lease_s=60)] == [late.id]

    def test_jobs_begun_before_come_last_and_alone(self, store: RecordStore) -> None:
        jobs = store.enqueue([make_job() for _ in range(2)])
        store.claim("run-1", limit=2, lease_s=-1)
        fresh = store.enqueue([make_job()])
        order = [[job.id for job in store.claim("run-2", limit=5, lease_s=60)] for _ in range(4)]
        assert order == [[fresh[0].id], [jobs[0].id], [jobs[1].id], []]

    def test_leaves_jobs_begun_before_if_told_so(self, store: RecordStore) -> None:
        store.enqueue([make_job()])
        store.claim("run-1", limit=1, lease_s=-1)
        assert store.claim("run-2", limit=1, lease_s=60, fresh_only=True) == []

    def test_asking_again_keeps_the_attempts_of_a_job_that_never_ended(self, store: RecordStore) -> None:
        store.enqueue([make_job("same")])
        store.claim("run-1", limit=1, lease_s=-1)
        assert [job.attempts for job in store.enqueue([make_job("same")])] == [1]
        (taken,) = store.claim("run-2", limit=1, lease_s=60)
        store.finish([replace(taken, state=JobState.FAILED)])
        assert [job.attempts for job in store.enqueue([make_job("same")])] == [0]

    def test_a_known_key_is_queued_for_the_new_run(self, store: RecordStore) -> None:
        first = make_job("same")
        store.enqueue([first])
        (taken,) = store.claim("run-1", limit=1, lease_s=60)
        store.finish([replace(taken, state=JobState.FAILED, failure=Failure(code="x", message="y"))])
        assert [job.id for job in store.enqueue([make_job("same", run_id="run-2")])] == [first.id]
        (again,) = store.claim("run-2", limit=5, lease_s=60)
        assert (again.id, again.run_id, again.failure) == (first.id, "run-2", None)

    def test_a_live_worker_keeps_its_job(self, store: RecordStore) -> None:
        store.enqueue([make_job("same")])
        (taken,) = store.claim("run-1", limit=1, lease_s=60)
        assert store.enqueue([make_job("same", run_id="run-2"), make_job("other")])[0] == taken
        assert store.get_job(taken.id) == taken

    def test_finishes_with_the_asset(self, store: RecordStore) -> None:
        store.enqueue([make_job()])
        (taken,) = store.claim("run-1", limit=1, lease_s=60)
        done = replace(taken, state=JobState.DONE, outcome=Outcome.ADDED, asset_id="a")
        store.commit_asset(make_asset("a"), job=done)
        assert store.get_job(done.id) == done

    def test_lists_and_counts(self, store: RecordStore) -> None:
        jobs = [make_job(), make_job(), make_job(run_id="run-2")]
        store.enqueue(jobs)
        store.claim("run-2", among=[jobs[2].id], limit=1, lease_s=60)
        assert store.get_jobs([jobs[0].id, "none"]) == {jobs[0].id: jobs[0]}
        assert [job.id for job in store.list_jobs(limit=2)] == [jobs[2].id, jobs[1].id]
        assert [job.id for job in store.list_jobs(run_id="run-1", state=JobState.QUEUED)] == [jobs[1].id, jobs[0].id]
        assert store.list_jobs(sources=[jobs[1].source, "none"]) == [jobs[1]]
        assert [job.id for job in store.list_jobs(before=jobs[2].id)] == [jobs[1].id, jobs[0].id]
        assert store.list_jobs(sources=[]) == []
        assert store.count_jobs()[JobState.QUEUED] == 2
        assert store.count_jobs(run_id="run-2") == {state: int(state is JobState.RUNNING) for state in JobState}
        assert store.get_job("none") is None

    def test_many_threads_claim_each_job_once(self, store: RecordStore) -> None:
        store.enqueue([make_job() for _ in range(60)])
        claim: Callable[[int], list[str]] = lambda _: [job.id for job in store.claim("run-1", limit=5, lease_s=60)]  # noqa: E731
        with ThreadPoolExecutor(6) as pool:
            taken = [name for names in pool.map(claim, range(20)) for name in names]
        taken += [job.id for job in store.claim("run-1", limit=60, lease_s=60)]
        assert len(taken) == len(set(taken)) == 60


class _Captions:
    """What people wrote goes with their photo."""

    def test_a_job_forgets_the_caption_of_a_deleted_asset(self, store: RecordStore) -> None:
        options = IngestOptions(products=("A",), caption="mine")
        store.enqueue([make_job(options=options)])
        (taken,) = store.claim("run-1", limit=1, lease_s=60)
        done = replace(taken, state=JobState.DONE, outcome=Outcome.ADDED, asset_id="a")
        store.commit_asset(make_asset("a", caption="mine"), job=done)
        assert store.get_job(done.id) == done
        store.delete_asset("a")
        assert store.get_job(done.id) == replace(done, options=replace(options, caption=""))


class RecordStoreSuite(_Library, _Jobs, _Captions, JointVectorsSuite, MatchSuite, TextsSuite):
    """A subclass gives the fixture `store`: a migrated, empty RecordStore."""

    def test_keeps_keys(self, store: RecordStore) -> None:
        old, new = make_key("z"), make_key("a", created_at=make_key().created_at.replace(year=2027))
        store.put_key(new)
        store.put_key(old)
        assert store.list_keys() == [old, new]
        revoked = replace(old, revoked_at=new.created_at)
        store.put_key(revoked)
        assert store.find_key(old.secret_sha256) == revoked
        assert store.find_key("none") is None

    def test_the_first_answer_wins(self, store: RecordStore) -> None:
        first = IdempotentAnswer(request_sha256="1", status=202, body={"a": [1, None]})
        store.put_answer("k", first)
        store.put_answer("k", IdempotentAnswer(request_sha256="2", status=200, body={}))
        assert store.get_answer("k") == first
        assert store.get_answer("x") is None

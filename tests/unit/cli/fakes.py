"""An engine that remembers what it was asked, and answers from small lists."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from wornby.datamodel import (
    ApiKey,
    Asset,
    AssetKind,
    BoundingBox,
    Clause,
    ColorFact,
    Facet,
    FacetValue,
    Fact,
    Failure,
    GarmentTags,
    Hit,
    Job,
    JobState,
    MatchListing,
    Outcome,
    PhotoTags,
    Place,
    Product,
    Purpose,
    ReadPart,
    Rights,
    RightsState,
    SearchResult,
    StandingMatch,
    WearerTags,
)
from wornby.datamodel.library import Check, ImportReport, IngestReport, MatchReport, ModelInfo, RetagReport, TagResult
from wornby.datamodel.tuning import MatchTuning, ScoreMap, StateFigures, TuningFigures
from wornby.engine.clients import Clients
from wornby.errors import NotFoundError
from wornby.settings import Settings
from wornby.testing.factories import make_decision, make_evidence, make_match
from wornby.vocabulary import load_vocabulary

BOX = BoundingBox(x_min=0.1, y_min=0.1, x_max=0.9, y_max=0.9)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def fact(value: str) -> Fact:
    return Fact(value=value, confidence=0.9, source="fake@1")


def tags() -> PhotoTags:
    color = ColorFact(family="red", name="crimson", hex="#dc143c", share=0.8, source="fake@1")
    garment = GarmentTags(place=Place.UPPER, kind=fact("shirt"), color=color, pattern=fact("checked"), box=BOX)
    wearer = WearerTags(main=True, box=BOX, attributes={"hair.color": fact("red")}, garments=(garment,))
    return PhotoTags(photo={"photo.kind": fact("worn")}, wearers=(wearer,), garments=())


def asset(number: int = 1, *, title: str = "a.jpg") -> Asset:
    return Asset(
        id=f"asset{number}",
        kind=AssetKind.WORN,
        sha256="0" * 64,
        title=title,
        format="jpeg",
        width_px=10,
        height_px=20,
        rights=Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY})),
        products=("TEE-01",),
        created_at=NOW,
        tagger="fake@1",
        tags=tags(),
    )


class FakeMatches:
    machine = "testing@1"

    def __init__(self, asked: dict[str, object]) -> None:
        self.asked = asked
        self.failed: tuple[tuple[Asset, Failure], ...] = ()
        self.standing = StandingMatch(match=make_match("TEE-01"), decision=make_decision("asset1", "TEE-01"))

    def list(self, **asked) -> list[MatchListing]:
        self.asked["list"] = asked
        bare = StandingMatch(match=make_match("[b]x", wearer=None, evidence=make_evidence()))
        return [MatchListing(asset_id="asset1", standing=each) for each in (self.standing, bare)]

    def run(self, *, only_due, progress) -> MatchReport:
        self.asked["only_due"] = only_due
        progress()
        return MatchReport(matched=2, known=5, described=1, failed=self.failed)

    def decide(self, asset_id, sku, **asked) -> StandingMatch:
        self.asked["decide"] = (asset_id, sku, asked)
        return self.standing

    def evidence_picture(self, asset_id, sku) -> bytes:
        self.asked["evidence"] = (asset_id, sku)
        return b"png"


class FakeTuner:
    def __init__(self, asked: dict[str, object]) -> None:
        self.asked = asked

    def current(self) -> MatchTuning | None:
        return None

    def tune(self, fitter, *, matcher) -> MatchTuning:
        self.asked["tuned"] = matcher
        figures = TuningFigures(
            log_loss=0.5,
            calibration_error=0.25,
            confirmed=StateFigures(count=0, precision=None, recall=0.0),
            likely=StateFigures(count=12, precision=0.75, recall=0.9),
        )
        return MatchTuning(
            made_at="2026-11-27T00:00:00+00:00",
            method="platt",
            map=ScoreMap(scores=(0.0, 1.0), values=(0.0, 1.0)),
            confirmed=None,
            likely=0.625,
            examples=30,
            photos=20,
            before=figures,
            after=figures,
            matcher=matcher,
        )

    def apply(self, tuning) -> int:
        self.asked["applied"] = tuning
        return 3

    def undo(self) -> int:
        self.asked["undone"] = True
        return 4


class FakeEngine:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.vocabulary = load_vocabulary()
        self.asked: dict[str, object] = {}
        self.checks = [Check(name="Python", ok=True, detail="3.11")]
        self.retagged = RetagReport(tagged=2, known=5, failed=(), waiting=0)
        self.import_failures: tuple[tuple[int, Failure], ...] = ()
        self.to_match = 0
        self.matches = FakeMatches(self.asked)
        self.tuner = FakeTuner(self.asked)

    def import_products(self, rows, *, base=None) -> ImportReport:
        self.asked["rows"] = list(rows)
        return ImportReport(added=len(self.asked["rows"]), failures=self.import_failures, to_match=self.to_match)

    def list_products(self, *, after=None, limit=100) -> list[Product]:
        return [Product(sku="TEE-01", title="A [bold]tee", price="29", currency="EUR", swatch="#ffffff")]

    def get_product(self, sku: str) -> Product:
        if sku != "TEE-01":
            message = f"Unknown SKU {sku!r}."
            raise NotFoundError(message)
        return self.list_products()[0]

    def ingest(self, items, *, progress=None) -> IngestReport:
        self.asked["items"] = items
        failed = []
        for number, item in enumerate(items):
            job = Job(id=str(number), key=str(number), run_id="r", source=item.source, options=item.options)
            if "broken" in item.source:
                failure = Failure(code="image-decode", message="Not a picture.")
                job = Job(**(fields(job) | {"state": JobState.FAILED, "failure": failure}))
                failed.append(job)
            else:
                job = Job(**(fields(job) | {"state": JobState.DONE, "outcome": Outcome.ADDED, "asset_id": "asset1"}))
            progress(job)
        return IngestReport(run_id="r", added=len(items) - len(failed), known=0, updated=0, failed=tuple(failed))

    def resume(self, *, progress=None) -> IngestReport:
        self.asked["resumed"] = True
        return IngestReport(run_id="r", added=0, known=0, updated=0, failed=(), busy=2)

    def tend_uploads(self) -> int:
        return 0

    def sweep_files(self) -> int:
        return 0

    def get_asset(self, asset_id: str, *, everything: bool = False) -> Asset:
        if asset_id != "asset1":
            message = f"No asset {asset_id!r}."
            raise NotFoundError(message)
        return asset()

    def search(self, query, *, image_url=None, image_bytes=None) -> SearchResult:
        self.asked["query"] = query
        self.asked["image"] = image_bytes or image_url
        clause = Clause(attribute="hair.color", values=frozenset({"red"}))
        return SearchResult(
            hits=(Hit(id="asset1.0", asset=asset(title="[red]x\x1b[31m.jpg"), wearer=0, score=0.5, why=("red hair",)),),
            total=1,
            facets=self.facets(filters=()),
            read_as=(ReadPart(words="red hair", clause=clause), ReadPart(words="blorp", clause=None)),
            cursor=None,
        )

    def facets(self, *, filters, everything=False) -> tuple[Facet, ...]:
        self.asked["filters"] = filters
        value = FacetValue(value="red", title="Red", count=3)
        return (Facet(attribute="hair.color", title="Hair colour", values=(value,)),)

    def reindex(self) -> int:
        return 7

    def count_assets(self) -> int:
        return 2

    def retag(self, *, progress) -> RetagReport:
        progress()
        return self.retagged

    def export_rows(self) -> Iterator[dict[str, object]]:
        yield {"asset_id": "asset1", "wearer": 0, "hair_color": "röt"}
        yield {"asset_id": "asset2", "wearer": None, "hair_color": ""}

    def models(self) -> list[ModelInfo]:
        return [ModelInfo(name="m", version="1", size_bytes=10**6, file="m.onnx", outputs=("parts",), card="m.md")]

    def doctor(self) -> list[Check]:
        return self.checks

    def create_key(self, name, scopes) -> tuple[ApiKey, str]:
        self.asked["scopes"] = scopes
        return ApiKey(id="k1", name=name, scopes=scopes, secret_sha256="0", created_at=NOW), "wb_secret"

    @property
    def clients(self) -> Clients:
        return Clients(self, secret=b"c" * 32)

    def list_keys(self) -> list[ApiKey]:
        return [self.create_key("shop", frozenset())[0]]

    def revoke_key(self, key_id: str) -> None:
        self.asked["revoked"] = key_id


class FakeTagging:
    def __init__(self) -> None:
        self.purposes: frozenset[Purpose] = frozenset()

    def tag_source(self, name, *, source, purposes) -> TagResult:
        self.purposes = purposes
        if "broken" in name:
            failure = Failure(code="image-decode", message="Not a picture.")
            return TagResult(photo=None, tags=None, failure=failure, took_ms=1.0)
        return TagResult(photo=None, tags=tags(), failure=None, took_ms=1.0)


def fields(job: Job) -> dict[str, object]:
    return {name: getattr(job, name) for name in Job.__dataclass_fields__}


def opener(engine: FakeEngine):
    @contextmanager
    def open_engine(settings: Settings, *, any_space: bool = False) -> Iterator[FakeEngine]:
        engine.settings = settings
        engine.asked["any_space"] = any_space
        yield engine

    return open_engine


def write_their_tags(folder, kinds, **more):
    """What another program says is worn: a line for each file, with more beside it."""
    path = folder / "theirs.jsonl"
    with path.open("w") as lines:
        for file, kind in kinds.items():
            garment = {"place": "upper", "kind": {"value": kind, "confidence": 0.9, "source": "theirs"}}
            line = {"schema": "wornby.tags/1", "file": file, **more, "wearers": [{"garments": [garment]}]}
            lines.write(json.dumps(line) + "\n")
    return path

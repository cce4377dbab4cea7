"""An engine of this test's own: two assets, one product, three keys."""

import io
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from PIL import Image

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
    Gallery,
    GarmentTags,
    Hit,
    IngestOptions,
    Job,
    JobState,
    Match,
    MatchDecision,
    MatchEvidence,
    MatchListing,
    MatchPage,
    MatchState,
    MotifFit,
    Outcome,
    PhotoTags,
    Place,
    Product,
    Purpose,
    ReadPart,
    Rights,
    RightsState,
    Scope,
    SearchResult,
    StandingMatch,
    WearerTags,
)
from wornby.datamodel.library import Check, ImportReport, IngestReport, TagResult
from wornby.engine.clients import Clients
from wornby.engine.staff import SessionRules, Staff
from wornby.errors import ImageDecodeError, KeyMissingError, NotFoundError, StoreBusyError
from wornby.settings import Settings
from wornby.testing.fakes_reports import FakePhotoReports
from wornby.testing.fakes_staff import FakePasswords, FakeStaffStore
from wornby.vocabulary import load_vocabulary

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEYS = {f"wb_{scope}": scope for scope in (Scope.READ, Scope.INGEST, Scope.STAFF, Scope.RIGHTS, Scope.ADMIN)}
SECRET_SHA = "ab" * 32


def jpeg(color="red"):
    out = io.BytesIO()
    Image.new("RGB", (12, 16), color).save(out, "JPEG")
    return out.getvalue()


def make_tags():
    box = BoundingBox(x_min=0.1, y_min=0.1, x_max=0.9, y_max=0.9)
    garment = GarmentTags(
        place=Place.UPPER,
        kind=Fact(value="shirt", confidence=0.8, source="builtin/garments@1"),
        color=ColorFact(family="pink", name="salmon", hex="#f47a6b", share=0.7, source="measured"),
        pattern=Fact(value="solid", confidence=0.9, source="builtin/garments@1"),
        box=box,
    )
    hair = {"hair.color": Fact(value="red", confidence=0.9, source="builtin/head@1")}
    wearer = WearerTags(main=True, box=box, attributes=hair, garments=(garment,))
    kind = {"photo.kind": Fact(value="worn", confidence=0.9, source="builtin/parser@1")}
    return PhotoTags(photo=kind, wearers=(wearer,), garments=())


def make_asset(asset_id, *, shown=True, kind=AssetKind.WORN):
    purposes = frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}) if shown else frozenset()
    return Asset(
        id=asset_id,
        kind=kind,
        sha256=SECRET_SHA,
        title="photo.jpg",
        format="jpeg",
        width_px=12,
        height_px=16,
        rights=Rights(state=RightsState.LICENSED, purposes=purposes),
        products=("SKU-1",),
        created_at=NOW,
        tags=make_tags(),
    )


class FakeRecords:
    def __init__(self):
        self.answers = {}
        self.broken = False

    def count_jobs(self, *, run_id=None):
        return {JobState.QUEUED: 3}

    def last_change(self):
        if self.broken:
            message = "/secret/path is locked"
            raise StoreBusyError(message)
        return 1

    def get_answer(self, key):
        return self.answers.get(key)

    def put_answer(self, key, answer):
        self.answers.setdefault(key, answer)

    def get_product(self, sku):
        return PRODUCT if sku == PRODUCT.sku else None


PRODUCT = Product(
    sku="SKU-1",
    title="<b>White shirt</b>",
    price="49.90",
    currency="EUR",
    swatch="#f5f5f0",
    image="/home/shop/secret.jpg",
    link="javascript:alert(1)",
)


def make_evidence():
    motif = MotifFit(
        picture="p", inliers=24, planes=2, coverage=0.75, similarity=0.5, side_px=96.0, points=((0.1, 0.2, 0.3, 0.4),)
    )
    return MatchEvidence(similarity=0.9, color_distance=2.5, kind_agrees=True, has_motif=True, motif=motif)


class FakeMatches:
    """Photo a1 likely shows SKU-1, and is similar to SKU-2; a2 may not be shown."""

    def __init__(self, engine):
        self._engine = engine
        self.standing = (
            StandingMatch(
                match=Match(
                    wearer=0, garment=0, sku="SKU-1", score=0.75, state=MatchState.LIKELY, evidence=make_evidence()
                )
            ),
            StandingMatch(
                match=Match(wearer=0, garment=0, sku="SKU-2", score=0.25, state=MatchState.SIMILAR, evidence=None),
            ),
        )

    def of(self, asset_id, *, everything=False):
        self._engine.get_asset(asset_id, everything=everything)
        return self.standing

    def page(self, **asked):
        self._engine.calls.append(("matches", asked))
        names = [
            name for name in ("a1", "a2") if name > (asked["after"] or "") and (asked["everything"] or name == "a1")
        ]
        limit = asked["limit"]
        found = [MatchListing(asset_id=name, standing=one) for name in names[:limit] for one in self.standing]
        return MatchPage(listings=tuple(found), after=names[limit - 1] if len(names) > limit else None)

    def decide(self, asset_id, sku, *, verdict, by, wearer, place, garment, nobody, everything):
        self._engine.get_asset(asset_id, everything=everything)
        self._engine.get_product(sku)
        self._engine.calls.append(("decide", asset_id, sku, verdict, by, wearer, place, garment, nobody))
        box = BoundingBox(x_min=0.1, y_min=0.1, x_max=0.9, y_max=0.9)
        decision = MatchDecision(
            id="d1", asset_id=asset_id, sku=sku, place=place, box=box, verdict=verdict, by=by, at=NOW
        )
        return replace(self.standing[0], decision=decision)

    def evidence_picture(self, asset_id, sku):
        self._engine.get_asset(asset_id, everything=True)
        return b"\x89PNG"


class FakeEngine:
    def __init__(self, **settings):
        self.settings = Settings(max_upload_bytes=20_000, max_batch=3, **settings)
        self.records = FakeRecords()
        self.index = SimpleNamespace(count=lambda filters: 1)
        self.vocabulary = load_vocabulary()
        self.assets = {"a1": make_asset("a1"), "a2": make_asset("a2", shown=False)}
        self.calls = []
        self.jobs = {}
        self.resumed = threading.Event()
        self.looked_for_new = threading.Event()
        self.waiting = []
        self.limits = []
        self.explode = False
        self.matches = FakeMatches(self)
        self.reports = FakePhotoReports(self.assets)
        self.carried = None
        self.image_secret = b"i" * 32
        self.retention = SimpleNamespace(run_if_due=lambda *, stopped: None)
        self.keys = []
        self.clients = Clients(SimpleNamespace(list_keys=self.list_keys), secret=b"c" * 32)
        self.staff_store = FakeStaffStore()
        self.staff = Staff(
            self.staff_store,
            FakePasswords(),
            rules=SessionRules(lasts=timedelta(hours=12), idle=timedelta(hours=2)),
        )

    def doctor(self):
        return [Check(name="disk", ok=False, detail="0.1 GB free", remedy="Free some space.")]

    def match_new(self, *, limit=None):
        self.limits.append(limit)
        self.looked_for_new.set()
        return self.waiting.pop(0) if self.waiting else 0

    def authenticate(self, secret):
        if secret not in KEYS:
            message = "This API key is unknown or revoked."
            raise KeyMissingError(message)
        return ApiKey(id=secret, name=secret, scopes=frozenset({KEYS[secret]}), secret_sha256="", created_at=NOW)

    def list_keys(self):
        return list(self.keys)

    def create_key(self, name, scopes, *, by):
        key = ApiKey(id=f"k{len(self.keys)}", name=name, scopes=scopes, secret_sha256=SECRET_SHA, created_at=NOW)
        self.keys.append(key)
        self.calls.append(("create_key", by, key.id))
        return key, "wb_secret"

    def revoke_key(self, key_id, *, by):
        self.calls.append(("revoke_key", by, key_id))
        for place, key in enumerate(self.keys):
            if key.id == key_id:
                self.keys[place] = replace(key, revoked_at=NOW)
                return self.keys[place]
        message = f"No API key {key_id!r}."
        raise NotFoundError(message)

    def list_products(self, *, after=None, limit=100):
        if self.explode:
            message = "secret detail"
            raise RuntimeError(message)
        return [PRODUCT] if after is None else []

    def count_wearers(self, skus):
        return dict.fromkeys(skus, 1)

    def get_product(self, sku):
        if sku != PRODUCT.sku:
            message = f"Unknown SKU {sku!r}."
            raise NotFoundError(message)
        return PRODUCT

    def import_products(self, rows):
        self.calls.append(("import_products", list(rows)))
        return ImportReport(added=len(self.calls[-1][1]) - 1, failures=((3, Failure(code="input", message="bad")),))

    def get_asset(self, asset_id, *, everything=False):
        asset = self.assets.get(asset_id)
        if asset is None or not (everything or asset.rights.allows(Purpose.DISPLAY)):
            message = f"No asset {asset_id!r}."
            raise NotFoundError(message)
        return asset

    def list_assets(self, *, after=None, limit=100, everything=False):
        found = [one for one in self.assets.values() if everything or one.rights.allows(Purpose.DISPLAY)]
        return [one for one in sorted(found, key=lambda one: one.id) if after is None or one.id > after][:limit]

    def rendition(self, asset_id, *, name, everything=False, making=None):
        self.get_asset(asset_id, everything=everything)
        return jpeg()

    def delete_asset(self, asset_id, *, note=None):
        self.get_asset(asset_id, everything=True)
        del self.assets[asset_id]

    def ingest_bytes(self, content, *, title, options):
        self.calls.append(("ingest_bytes", title, options))
        if not content.startswith(b"\xff\xd8"):
            message = "This is no picture."
            raise ImageDecodeError(message)
        known = "a3" in self.assets
        self.assets["a3"] = make_asset("a3")
        return self.assets["a3"], Outcome.KNOWN if known else Outcome.ADDED

    def ingest_one(self, item):
        self.calls.append(("ingest_one", item.source))
        return self.assets["a1"], Outcome.ADDED

    def resume(self, *, progress=None, matching=True):
        self.resumed.set()
        return IngestReport(run_id="r", added=0, known=0, updated=0, failed=())

    def tend_uploads(self):
        return 0

    def finish_erasures(self, *, older_than_s=0.0):
        return 0

    def sweep_files(self):
        return 0

    def stage(self, content, *, title):
        self.calls.append(("stage", title))
        return f"inbox:{len(self.calls)}"

    def submit(self, items):
        jobs = [self._job(item) for item in items]
        self.jobs |= {job.id: job for job in jobs}
        return jobs

    def _job(self, item, **values):
        number = f"j{len(self.jobs) + len(self.calls)}-{item.source[-1]}"
        return Job(id=number, key=number, run_id="r", source=item.source, options=IngestOptions(), **values)

    def get_job(self, job_id):
        if job_id not in self.jobs:
            message = f"No job {job_id!r}."
            raise NotFoundError(message)
        return self.jobs[job_id]

    def tag(self, contents, *, purposes):
        self.calls.append(("tag", purposes))
        if contents[0].startswith(b"\xff\xd8"):
            return [TagResult(photo=None, tags=make_tags(), failure=None, took_ms=1.0)]
        failure = Failure(code="image-decode", message="This is no picture.")
        return [TagResult(photo=None, tags=None, failure=failure, took_ms=1.0)]

    def search(self, query, *, image_url=None, image_bytes=None):
        self.calls.append(("search", query, image_url, image_bytes))
        hit = Hit(id="a1.0", asset=self.assets["a1"], wearer=0, score=0.5, why=("hair.color=red",))
        red = FacetValue(value="red", title="Red", count=1)
        part = ReadPart(words="red hair", clause=Clause(attribute="hair.color", values=frozenset({"red"})))
        facets = (Facet(attribute="hair.color", title="Hair colour", values=(red,)),)
        return SearchResult(hits=(hit,), total=1, facets=facets, read_as=(part,), cursor=None)

    def original(self, asset_id):
        self.get_asset(asset_id, everything=True)
        return b"original"

    def masks(self, asset_id):
        self.get_asset(asset_id, everything=True)
        return b"\x89PNG"

    def set_veils(self, asset_id, veils):
        self.calls.append(("set_veils", asset_id, veils))
        return self.get_asset(asset_id, everything=True)

    def set_subject(self, asset_id, wearer, *, note):
        self.calls.append(("set_subject", asset_id, wearer))
        return self.get_asset(asset_id, everything=True)

    def gallery(self, sku, *, filters=(), cursor=None, k=24, exact=False):
        self.calls.append(("gallery", filters, cursor, k))
        result = self.search(None)
        hits = tuple(replace(hit, carried=self.carried) for hit in result.hits)
        return Gallery(product=self.get_product(sku), result=replace(result, hits=hits))

    def facets(self, *, filters=(), everything=False):
        return self.search(None).facets

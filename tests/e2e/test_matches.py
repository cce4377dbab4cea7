"""A library with a matcher: products and photos in either order, decisions, galleries, pages."""

import io

import pytest
from PIL import Image
from typer.testing import CliRunner

from wornby.cli.app import app
from wornby.compose import build_engine
from wornby.datamodel import AssetKind, IngestOptions, MatchState, Purpose, Rights, RightsState, Verdict
from wornby.datamodel.library import IngestItem
from wornby.demo import demo_shop
from wornby.errors import StoreBusyError
from wornby.settings import Settings
from wornby.testing.fakes_matching import FakeMatcher

RIGHTS = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))
SHOWN = 2


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home", threads=1)


@pytest.fixture
def photos(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    for picture in demo_shop().pictures[:SHOWN]:
        (folder / picture.name).write_bytes(picture.path.read_bytes())
    return sorted(folder.iterdir())


@pytest.fixture
def goods():
    """Two products of the demo shop, with their pictures."""
    return [row for row in demo_shop().products if row.get("image")][:2]


def take_in(engine, photos, **options):
    return engine.ingest(
        [IngestItem(source=str(path), options=IngestOptions(rights=RIGHTS, **options)) for path in photos]
    )


def run(settings, *words):
    env = {"COLUMNS": "200", "NO_COLOR": "1", "WORNBY_THREADS": "1"}
    return CliRunner(env=env).invoke(app, ["--home", str(settings.home), *words])


def test_a_new_product_finds_photos_that_were_there_before(settings, photos, goods) -> None:
    matcher = FakeMatcher()
    engine = build_engine(settings, machine=matcher)
    take_in(engine, photos)
    report = engine.import_products(goods[:1], base=demo_shop().folder)
    sku = goods[0]["sku"]
    assert (report.failures, report.to_match) == ((), 0)
    assert ((sku,), True) in matcher.asked
    assert len(engine.records.get_features([asset.id for asset in engine.records.list_product_assets()])) == 1
    found = engine.matches.list(sku=sku, state=MatchState.LIKELY)
    hits = engine.gallery(sku).result.hits
    assert {listing.asset_id for listing in found} == {hit.asset.id for hit in hits}
    assert {hit.carried.value for hit in hits} == {"likely"}
    matcher.asked.clear()
    engine.import_products(goods[:1], base=demo_shop().folder)
    assert matcher.asked == []
    engine.close()


def test_decisions_outlive_everything_but_the_photo(settings, photos, goods) -> None:
    engine = build_engine(settings, machine=FakeMatcher())
    engine.import_products(goods, base=demo_shop().folder)
    take_in(engine, photos, products=(goods[0]["sku"],))
    asset = next(each for each in engine.list_assets() if each.kind is AssetKind.WORN)
    match = next(each.match for each in engine.matches.of(asset.id) if each.match.wearer is not None)
    where = {"wearer": match.wearer, "garment": match.garment}
    standing = engine.matches.decide(asset.id, match.sku, verdict=Verdict.REJECTED, by="staff/anna", **where)
    assert standing.decision.score == match.score
    shown = {hit.asset.id for hit in engine.gallery(match.sku).result.hits}
    engine.matches.run(only_due=False)
    engine.reindex()
    assert {hit.asset.id for hit in engine.gallery(match.sku).result.hits} == shown
    (found,) = [
        each
        for each in engine.matches.of(asset.id)
        if (each.match.wearer, each.match.garment, each.match.sku) == (match.wearer, match.garment, match.sku)
    ]
    assert (found.match.state, found.state) == (MatchState.LIKELY, MatchState.REJECTED)
    assert len(engine.records.list_decisions()) == 1
    engine.delete_asset(asset.id)
    assert engine.records.list_decisions() == []
    engine.close()


def test_people_alone_can_say_which_product_it_is(settings, photos, goods, tmp_path) -> None:
    """Through the command line."""
    engine = build_engine(settings)
    engine.import_products(goods, base=demo_shop().folder)
    take_in(engine, photos)
    asset = next(each for each in engine.list_assets() if each.kind is AssetKind.WORN and each.tags.wearers)
    engine.close()
    sku, place = goods[0]["sku"], asset.tags.wearers[0].garments[0].place.value
    assert run(settings, "matches", "confirm", asset.id, sku, "--wearer", "1", "--place", place).exit_code == 0
    assert asset.id in run(settings, "matches", "list", "--state", "confirmed").stdout
    assert run(settings, "search", "--where", f"product.confirmed={sku}", "--json").stdout.count(asset.id)
    target = tmp_path / "why.png"
    assert run(settings, "show", asset.id, "--evidence", str(target)).exit_code == 0
    assert Image.open(io.BytesIO(target.read_bytes())).width > 600
    refused = run(settings, "matches", "tune")
    assert refused.exit_code == 1
    assert "tuning needs 20" in refused.stderr


def test_what_was_taken_in_is_in_where_matching_fails(settings, photos, goods, monkeypatch) -> None:
    engine = build_engine(settings, machine=FakeMatcher())
    take_in(engine, photos)

    def busy(**_):
        message = "The library is busy."
        raise StoreBusyError(message)

    with monkeypatch.context() as patched:
        patched.setattr(engine.matches, "_find_waiting", lambda _: busy())
        report = engine.import_products(goods[:1], base=demo_shop().folder)
    assert (report.failures, report.to_match) == ((), 1)
    assert engine.match_new() == 0
    assert engine.matches.list(sku=goods[0]["sku"], state=MatchState.LIKELY)
    engine.close()

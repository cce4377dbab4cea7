"""Rights from the first photo on: what is not allowed is not computed, not stored, not shown."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from wornby.compose import open_engine
from wornby.datamodel import Asset, Clause, IngestOptions, Purpose, Query, Rights, RightsNote, RightsState
from wornby.datamodel.library import IngestItem
from wornby.demo import demo_shop
from wornby.engine import Engine
from wornby.errors import NotFoundError
from wornby.ingest.pipeline import rendition_name
from wornby.settings import Settings

APPEARANCE = {"hair.color", "hair.length", "eyewear.kind", "headwear.kind"}


@pytest.fixture
def photo() -> Path:
    return demo_shop().pictures[0].path


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with open_engine(Settings(home=tmp_path / "home", threads=1, min_facet_count=1)) as opened:
        opened.import_products([{"sku": "A", "title": "A thing"}])
        yield opened


def ingest(engine: Engine, photo: Path, *purposes: Purpose, state: RightsState = RightsState.LICENSED) -> Asset:
    rights = Rights(state=state, purposes=frozenset(purposes))
    report = engine.ingest([IngestItem(source=str(photo), options=IngestOptions(rights=rights, products=("A",)))])
    assert not report.failed
    return engine.list_assets(everything=True)[0]


def move(engine: Engine, asset: Asset, *purposes: Purpose) -> Asset:
    rights = Rights(state=RightsState.LICENSED, purposes=frozenset(purposes))
    return engine.rights.move(asset.id, rights, note=RightsNote(actor="staff/ana"))


def stated(asset: Asset) -> set[str]:
    assert asset.tags is not None
    assert asset.tags.wearers, "nobody was found in the drawn photo"
    return {attribute for wearer in asset.tags.wearers for attribute in wearer.attributes}


def test_without_flags_a_photo_is_tagged_for_open_attributes_only(engine: Engine, photo: Path) -> None:
    engine.ingest([IngestItem(source=str(photo), options=IngestOptions(products=("A",)))])
    asset = engine.list_assets(everything=True)[0]
    assert stated(asset) & APPEARANCE == set()
    assert any(wearer.garments for wearer in asset.tags.wearers)  # type: ignore[union-attr]


def test_without_flags_a_photo_is_shown_nowhere(engine: Engine, photo: Path) -> None:
    engine.ingest([IngestItem(source=str(photo), options=IngestOptions(products=("A",)))])
    asset = engine.list_assets(everything=True)[0]
    assert engine.gallery("A").result.total == 0
    assert engine.search(Query()).hits == ()
    assert all(value.count == 0 for facet in engine.facets() for value in facet.values)
    assert engine.list_assets() == []
    assert not engine.blobs.exists(rendition_name(asset.id, "thumb"))
    with pytest.raises(NotFoundError):
        engine.rendition(asset.id, name="thumb")
    with pytest.raises(NotFoundError):
        engine.get_asset(asset.id)


def test_a_filter_cannot_switch_the_rights_off(engine: Engine, photo: Path) -> None:
    engine.ingest([IngestItem(source=str(photo), options=IngestOptions(products=("A",)))])
    hidden = (Clause(attribute="rights.display", values=frozenset({"no"})),)
    assert engine.search(Query(filters=hidden)).hits == ()


def test_with_display_alone_no_hair_is_computed(engine: Engine, photo: Path) -> None:
    asset = ingest(engine, photo, Purpose.DISPLAY)
    assert stated(asset) & APPEARANCE == set()
    assert engine.gallery("A").result.total == 1


def test_with_appearance_hair_is_computed(engine: Engine, photo: Path) -> None:
    assert stated(ingest(engine, photo, Purpose.DISPLAY, Purpose.APPEARANCE)) >= APPEARANCE


def test_taking_appearance_away_removes_the_attributes_everywhere(engine: Engine, photo: Path) -> None:
    asset = move(engine, ingest(engine, photo, Purpose.DISPLAY, Purpose.APPEARANCE), Purpose.DISPLAY)
    assert stated(asset) & APPEARANCE == set()
    assert {facet.attribute for facet in engine.facets() if any(v.count for v in facet.values)} & APPEARANCE == set()
    personal = {attribute.replace(".", "_") for attribute in APPEARANCE}
    assert not any(row[key] for row in engine.export_rows() for key in personal)


def test_taking_display_away_removes_the_renditions(engine: Engine, photo: Path) -> None:
    asset = move(engine, ingest(engine, photo, Purpose.DISPLAY), Purpose.APPEARANCE)
    assert list(engine.blobs.list("renditions")) == []
    assert engine.gallery("A").result.total == 0
    with pytest.raises(NotFoundError):
        engine.rendition(asset.id, name="view")


def test_giving_appearance_later_computes_it_now(engine: Engine, photo: Path) -> None:
    asset = move(engine, ingest(engine, photo, Purpose.DISPLAY), Purpose.DISPLAY, Purpose.APPEARANCE)
    assert stated(asset) >= APPEARANCE
    assert {facet.attribute for facet in engine.facets() if any(v.count for v in facet.values)} & APPEARANCE


def test_giving_the_photo_again_changes_no_rights(engine: Engine, photo: Path) -> None:
    before = ingest(engine, photo, Purpose.DISPLAY)
    assert ingest(engine, photo, Purpose.DISPLAY, Purpose.APPEARANCE).rights == before.rights
    assert [claim.asset_id for claim in engine.rights.claims.list()] == [before.id]
    assert engine.rights.verify().faults == ()


def test_renditions_and_masters_hold_no_metadata(engine: Engine, photo: Path, tmp_path: Path) -> None:
    from PIL import Image

    tagged = tmp_path / "tagged.jpg"
    exif = Image.Exif()
    exif[0x010E] = "secret-place"
    Image.open(photo).save(tagged, exif=exif, comment=b"secret-place")
    assert b"secret-place" in tagged.read_bytes()
    ingest(engine, tagged, Purpose.DISPLAY)
    for name in [*engine.blobs.list("masters"), *engine.blobs.list("renditions")]:
        assert b"secret-place" not in engine.blobs.get(name)
        assert b"Exif" not in engine.blobs.get(name)


def test_an_export_names_no_folder(engine: Engine, photo: Path) -> None:
    ingest(engine, photo, Purpose.DISPLAY)
    assert str(photo.parent) not in json.dumps(list(engine.export_rows()))

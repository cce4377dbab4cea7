"""A library with generated photos, in which something waits in every pane of the console."""

from datetime import UTC, datetime

from wornby.datamodel import IngestOptions, Purpose, Rights, RightsState, Scope
from wornby.datamodel.library import IngestItem
from wornby.datamodel.photo_reports import PhotoReport, ReportReason
from wornby.datamodel.requests import Channel
from wornby.datamodel.staff import Role
from wornby.demo import demo_shop

PASSWORD = "correct horse battery"
SKUS = ("TEE-01", "COAT-01", "SKR-01")
USERS = (("ada", Role.ADMIN), ("eddy", Role.EDITOR), ("rita", Role.RIGHTS), ("vic", Role.VIEWER))
SHOWN = frozenset({Purpose.DISPLAY, Purpose.APPEARANCE})
BY = "staff/test"


def fill(engine):
    """Take twelve photos of three products in, of which one was found elsewhere, and let something wait everywhere.

    What comes back names the photos in the order of their pictures: their ids are drawn by chance, and each test
    changes a photo of its own.
    """
    shop = demo_shop()
    engine.import_products([row for row in shop.products if row["sku"] in SKUS], base=shop.folder)
    pictures = [picture for sku in SKUS for picture in shop.pictures if picture.sku == sku][:15]
    chosen = [picture for number, picture in enumerate(pictures) if number % 5 < 4]
    licensed = Rights(state=RightsState.LICENSED, purposes=SHOWN)
    items = [_item(picture, licensed) for picture in chosen[:-1]] + [_item(chosen[-1], Rights())]
    report = engine.ingest([*items, IngestItem(source="/nowhere/gone.jpg", options=IngestOptions())])
    assert len(report.failed) == 1
    by_title = {asset.title: asset for asset in engine.list_assets(everything=True)}
    assets = [by_title[picture.path.name] for picture in chosen]
    shown = [asset for asset in assets if asset.rights.state is RightsState.LICENSED]
    found = next(asset for asset in assets if asset.rights.state is RightsState.DISCOVERED)
    generated = Rights(state=RightsState.LICENSED, purposes=frozenset({*SHOWN, Purpose.ADVERTISING}))
    engine.ingest([_item(chosen[0], generated)])
    for number, reason in enumerate((ReportReason.SHOWS_ME, ReportReason.OFFENDS, ReportReason.WRONG_PRODUCT)):
        at = datetime(2026, 12, 1, 12, number, tzinfo=UTC)
        engine.reports.add(PhotoReport(id=f"r{number}", asset_id=shown[number].id, reason=reason, at=at), most=9)
    engine.requests.add(found.id, address="eve@example.org", language="en", channel=Channel.COPY, by=BY)
    engine.create_key("till", frozenset({Scope.INGEST}))
    for name, role in USERS:
        engine.staff.add(name, role, password=PASSWORD)
    return {"shown": [asset.id for asset in shown], "found": found.id}


def _item(picture, rights):
    products = () if rights.state is RightsState.DISCOVERED else (picture.sku,)
    return IngestItem(source=str(picture.path), options=IngestOptions(rights=rights, products=products))

"""What a photo's file says of where and whose it is comes out of no address that can be read."""

from collections import defaultdict
from pathlib import Path

import pytest
from PIL import Image

from tests.unit.api.conftest import open_client
from wornby.api.app import ROUTES
from wornby.compose import open_engine
from wornby.datamodel import IngestOptions, Purpose, Rights, RightsState
from wornby.datamodel.library import IngestItem
from wornby.demo import demo_shop
from wornby.settings import Settings

MARKERS = (b"secret-place", b"secret-name", b"52.516", b"GPS", b"Exif")
RIGHTS = Rights(state=RightsState.SELF_UPLOADED, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))
PATHS = sorted({route.path for route in ROUTES if "GET" in route.methods and "jobs" not in route.path})


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    exif = Image.Exif()
    exif[0x010E] = "secret-place"
    exif.get_ifd(0x8825)[0x001D] = "52.516"
    path = tmp_path / "secret-name.jpg"
    Image.open(demo_shop().pictures[0].path).save(path, exif=exif, comment=b"secret-place")
    assert b"52.516" in path.read_bytes()
    return path


def test_no_answer_holds_what_the_file_said(tmp_path: Path, marked: Path) -> None:
    with open_engine(Settings(home=tmp_path / "home", threads=1, min_facet_count=1)) as engine:
        engine.import_products([{"sku": "A", "title": "A thing"}])
        options = IngestOptions(rights=RIGHTS, products=("A",))
        assert not engine.ingest([IngestItem(source=str(marked), options=options)]).failed
        asset = engine.list_assets()[0]
        answered = 0
        with open_client(engine) as client:
            for path in PATHS:
                for name in ("thumb", "view"):
                    known = defaultdict(lambda: "1", asset_id=asset.id, sku="A", name=name, lang="en")
                    address = path.replace(":path", "").format_map(known)
                    answer = client.get(address)
                    answered += answer.status_code == 200 and asset.id.encode() in answer.content
                    found = [marker for marker in MARKERS if marker in answer.content + str(answer.headers).encode()]
                    assert (address, found) == (address, [])
    assert answered > 3

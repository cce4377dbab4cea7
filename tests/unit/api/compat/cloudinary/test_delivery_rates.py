"""What delivered pictures cost whoever asks for them."""

import pytest

from tests.unit.api.conftest import STRANGER, open_app
from tests.unit.api.fakes import FakeEngine
from wornby.api import create_app
from wornby.api.compat.cloudinary import delivery
from wornby.api.rates import PICTURE_WORK, SMALL_COST
from wornby.engine.delivering import Delivered
from wornby.imaging.transform_steps import Format

MADE = Delivered(content=b"picture", format=Format.JPEG, etag="e")


class Deliveries:
    """Makes nothing, as an engine's delivery would."""

    def __init__(self, *, kept):
        self._kept = kept

    def kept(self, _asset, _wanted, **_values):
        return MADE if self._kept else None

    def deliver(self, _asset, _wanted, *, making, **_values):
        making()
        return MADE


async def no_turns(*_args, **_values):
    raise AssertionError


def cost(monkeypatch, address, *, kept):
    engine = FakeEngine()
    engine.delivery = Deliveries(kept=kept)
    found = (None, None, None)
    monkeypatch.setattr(delivery, "_find", lambda *_args, **_values: found)
    app = create_app(engine, compat=["cloudinary"])
    if kept:  # waits behind nobody
        monkeypatch.setattr(app.state.services.deliveries, "run", no_turns)
    buckets = app.state.services.rates.addresses
    taken = []
    monkeypatch.setattr(buckets, "take", lambda _who, *, cost=1.0: taken.append(cost))
    with open_app(app, address=STRANGER) as client:
        assert client.get(address).status_code == 200
    return sum(taken)


@pytest.mark.parametrize("ending", ["", ".jpg", ".png"], ids=["none", "jpg", "png"])
@pytest.mark.parametrize(
    ("step", "kept", "work"),
    [("w_90", True, 0.0), ("w_90", False, PICTURE_WORK), ("c_thumb,g_face,w_90", False, 1.0)],
    ids=["kept", "made", "faces"],
)
def test_what_is_made_costs_as_other_work_on_pictures_does(monkeypatch, ending, step, kept, work):
    address = f"/shop/image/upload/{step}/worn/first{ending}"
    assert cost(monkeypatch, address, kept=kept) == pytest.approx(SMALL_COST + work)

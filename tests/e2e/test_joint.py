"""Search by a joint encoder, from the photo to the ranked hits, with a tiny encoder that knows red, green and blue."""

import numpy as np
import pytest
from onnx import helper
from PIL import Image
from typer.testing import CliRunner

from tests.hub_models import LENGTH, WIDTH, WORDS, save_encoder, save_graph, value
from wornby.cli.app import app
from wornby.compose import open_engine
from wornby.datamodel import Clause, IngestOptions, Purpose, Rights, RightsState
from wornby.datamodel.joint import WHOLE_PHOTO
from wornby.datamodel.library import IngestItem
from wornby.demo import demo_shop
from wornby.settings import Settings

SHADES = {"red": (225, 15, 15), "green": (15, 225, 15)}
DISPLAY = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY}))
APPEARANCE = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))
SHOWN = (Clause(attribute="rights.display", values=frozenset({"yes"})),)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    """The vision model of `hub_models`, with a text model whose colours lie where its pictures of them do."""
    folder = save_encoder(tmp_path_factory.mktemp("models") / "tiny")
    vision = np.random.default_rng(1).normal(size=(3, WIDTH)).astype(np.float32)
    table = np.full((len(WORDS), WIDTH), 0.1, dtype=np.float32)
    table[WORDS.index("<pad>")] = 0.0
    for number, word in enumerate(("red", "green", "blue")):
        table[WORDS.index(word)] = (2 * np.eye(3)[number] - 1) @ vision
    save_graph(
        folder / "onnx/text_model.onnx",
        nodes=[
            helper.make_node("Gather", ["table", "input_ids"], ["words"]),
            helper.make_node("ReduceMean", ["words"], ["text_embeds"], axes=[1], keepdims=0),
        ],
        inputs=[value("input_ids", ["n", LENGTH], kind=7)],
        outputs=[value("text_embeds", ["n", WIDTH])],
        weights={"table": table},
    )
    return f"onnx:{folder}"


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    folder = tmp_path_factory.mktemp("photos")
    for name, shade in SHADES.items():
        Image.new("RGB", (96, 128), shade).save(folder / f"{name}.png")
    return folder


@pytest.fixture
def settings(tmp_path, encoder):
    return Settings(home=tmp_path / "home", encoder=encoder, threads=1)


def take_in(engine, folder, *, rights=DISPLAY) -> dict[str, str]:
    """Ids of the plain pictures by their names."""
    options = IngestOptions(rights=rights)
    items = [IngestItem(source=str(folder / f"{name}.png"), options=options) for name in SHADES]
    assert engine.ingest(items).failed == ()
    return {asset.title.partition(".")[0]: asset.id for asset in engine.list_assets()}


def ranked(engine, text, *, filters=SHOWN) -> list[str]:
    return [hit.id.rpartition(".")[0] for hit in engine._parts.search._ranker._encoder.rank(text, filters=filters, k=5)]


def test_photos_are_found_by_what_a_text_says(settings, photos) -> None:
    with open_engine(settings) as engine:
        assert ranked(engine, "red") == []
        ids = take_in(engine, photos)
        assert ranked(engine, "a red coat") == [ids["red"]]
        assert ranked(engine, "green") == [ids["green"]]
        assert ranked(engine, "a paper lantern") == []
        assert ranked(engine, "red", filters=(Clause(attribute="asset.kind", values=frozenset({"product"})),)) == []


def test_what_is_deleted_is_forgotten_at_once(settings, photos) -> None:
    with open_engine(settings) as engine:
        ids = take_in(engine, photos)
        engine.delete_asset(ids["red"])
        assert ranked(engine, "red") == []
        assert engine.records.get_joint(list(ids.values()), space=engine._parts.joint._embedder.space).keys() == {
            ids["green"]
        }
        (kept,) = (settings.home / "index" / "joint-scan").glob("generation-*/vectors.npy")
        assert len(np.load(kept)) == 1


def test_what_is_deleted_without_the_encoder_is_forgotten_too(settings, photos) -> None:
    with open_engine(settings) as engine:
        ids = take_in(engine, photos)
    with open_engine(Settings(home=settings.home)) as engine:
        assert not list((settings.home / "index").glob("joint-*"))
        engine.delete_asset(ids["red"])
    with open_engine(settings) as engine:
        engine._parts.sync.catch_up()
        assert (ranked(engine, "red"), ranked(engine, "green")) == ([], [ids["green"]])


def test_the_index_is_there_after_a_restart(settings, photos) -> None:
    with open_engine(settings) as engine:
        ids = take_in(engine, photos)
    with open_engine(settings) as engine:
        assert ranked(engine, "red") == [ids["red"]]


def test_photos_of_before_are_embedded_from_their_masters(settings, photos) -> None:
    with open_engine(Settings(home=settings.home)) as engine:
        ids = take_in(engine, photos)
        assert engine._parts.search._ranker._encoder is None
    first, second = (run(settings, "reindex", "--joint") for _ in range(2))
    assert first.stdout == "2 photos indexed.\n2 embedded, 0 passed over, 0 failed.\n"
    assert second.stdout == "2 photos indexed.\n0 embedded, 0 passed over, 0 failed.\n"
    with open_engine(settings) as engine:
        assert ranked(engine, "red") == [ids["red"]]


def test_embedding_needs_an_encoder(settings) -> None:
    result = run(Settings(home=settings.home), "reindex", "--joint")
    assert result.exit_code == 1
    assert "WORNBY_ENCODER" in result.stderr


@pytest.mark.parametrize(("rights", "embedded"), [(DISPLAY, False), (APPEARANCE, True)], ids=["display", "appearance"])
def test_wearers_are_embedded_by_consent(settings, rights, embedded) -> None:
    picture = next(picture for picture in demo_shop().pictures if picture.view == "front")
    with open_engine(settings) as engine:
        asset, _ = engine.ingest_one(IngestItem(source=str(picture.path), options=IngestOptions(rights=rights)))
        assert asset.tags.wearers
        space = engine._parts.joint._embedder.space
        found = engine.records.get_joint([asset.id], space=space).get(asset.id, {})
        assert WHOLE_PHOTO not in found
        assert (len(found) == len(asset.tags.wearers)) is embedded


def run(settings, *words):
    env = {"COLUMNS": "200", "NO_COLOR": "1", "WORNBY_THREADS": "1", "WORNBY_ENCODER": settings.encoder}
    return CliRunner(env=env).invoke(app, ["--home", str(settings.home), *words])

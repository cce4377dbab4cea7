"""Our side of RapidOCR with a fake, and the real one where it is installed."""

import importlib.util
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.requirements import require
from wornby.errors import MissingExtraError, ModelError
from wornby.models.ocr import RapidOcrReader, readings
from wornby.registry import PRINT_READERS, load_component
from wornby.vocabulary.agreement import text_agreement

INSTALLED = importlib.util.find_spec("rapidocr") is not None
PICTURE = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
CLOTHS = {
    "ecru": ((236, 233, 226), (30, 30, 40)),
    "navy": ((24, 34, 60), (240, 240, 235)),
    "red": ((170, 30, 40), (250, 240, 220)),
}


def answer(texts, scores) -> SimpleNamespace:
    return SimpleNamespace(txts=texts, scores=scores)


def curved_print(text: str, *, ground, ink, bend_px: int = 18, width_px: int = 480, height_px: int = 400):
    """A print on cloth that bends like a chest, with a shadow on one side and the noise of a camera."""
    image = Image.new("RGB", (width_px, height_px), ground)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(48)
    lines = text.splitlines()
    for number, line in enumerate(lines):
        place = (width_px / 2, height_px / 2 + (number - (len(lines) - 1) / 2) * 64)
        draw.text(place, line, fill=ink, font=font, anchor="mm")
    flat = np.asarray(image)
    drops = np.round(bend_px * np.cos((np.arange(width_px) / width_px - 0.5) * np.pi)).astype(int)
    bent = np.stack([np.roll(flat[:, column], -drop, axis=0) for column, drop in enumerate(drops)], axis=1)
    light = 1 - 0.25 * np.linspace(0, 1, width_px)[None, :, None]
    noise = np.random.default_rng(0).normal(0, 4, bent.shape)
    return np.clip(bent * light + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (answer(None, None), ()),
        (answer((), ()), ()),
        (SimpleNamespace(), ()),
        (answer(("HARBOUR", " COFFEE "), (1.0, 0.75)), (("HARBOUR", 1.0), ("COFFEE", 0.75))),
        (answer(("", "  ", "unsure"), (0.9, 0.9, 0.4)), ()),
        (answer(("sure",), (1.0000001,)), (("sure", 1.0),)),
    ],
    ids=["none", "empty", "another-answer", "lines", "blank-or-unsure", "over-one"],
)
def test_answers_become_lines(given, expected) -> None:
    assert readings(given) == expected


def test_texts_without_scores_are_refused() -> None:
    with pytest.raises(ModelError, match="2 texts"):
        readings(answer(("a", "b"), (1.0,)))


def test_nothing_is_read_on_no_pixels() -> None:
    def fail(_) -> None:
        raise AssertionError

    assert RapidOcrReader(recogniser=fail).read(np.zeros((0, 5, 3), np.uint8)) == ()


def test_the_recogniser_sees_blue_first() -> None:
    seen = []
    RapidOcrReader(recogniser=lambda pixels: seen.append(pixels) or answer(None, None)).read(PICTURE)
    assert np.array_equal(seen[0], PICTURE[:, :, ::-1])
    assert seen[0].flags.c_contiguous


@pytest.mark.parametrize("error", [RuntimeError, ValueError, OSError], ids=str)
def test_its_errors_become_ours(error) -> None:
    def fail(_) -> None:
        raise error

    with pytest.raises(ModelError, match="failed on a picture"):
        RapidOcrReader(recogniser=fail).read(PICTURE)


def test_the_missing_extra_is_named(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(MissingExtraError, match=r"wornby\[ocr\]"):
        load_component(PRINT_READERS, "rapidocr")()


@pytest.fixture(scope="module")
def reader() -> RapidOcrReader:
    require(INSTALLED, "rapidocr is not installed: pip install 'wornby[ocr]'")
    return RapidOcrReader()


@pytest.mark.parametrize("cloth", CLOTHS)
def test_reads_a_curved_print(reader, cloth) -> None:
    ground, ink = CLOTHS[cloth]
    read = reader.read(curved_print("HARBOUR\nCOFFEE", ground=ground, ink=ink))
    assert [text for text, _ in read] == ["HARBOUR", "COFFEE"]
    assert text_agreement(read, ["Harbour Coffee T-shirt"]) == 1.0
    assert text_agreement(read, ["Wild River T-shirt"]) == 0.0


def test_reads_nothing_on_plain_cloth(reader) -> None:
    assert reader.read(curved_print("", ground=(24, 34, 60), ink=(0, 0, 0))) == ()


def test_fetches_nothing(reader, monkeypatch) -> None:
    def refuse(*_) -> None:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    ground, ink = CLOTHS["ecru"]
    assert RapidOcrReader().read(curved_print("OCEAN", ground=ground, ink=ink))[0][0] == "OCEAN"


def test_threads_do_not_mix_their_pictures(reader) -> None:
    ground, ink = CLOTHS["navy"]
    words = ["HARBOUR", "COFFEE", "MOUNTAIN", "LAGOON"]
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(lambda word: reader.read(curved_print(word, ground=ground, ink=ink)), words))
    assert [lines[0][0] for lines in read] == words


def test_its_name_holds_the_version(reader) -> None:
    assert reader.name.startswith("rapidocr@3.")

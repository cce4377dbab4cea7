"""Drawing what was tagged onto the photo, for people to look at."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from wornby.datamodel import BoundingBox, Fact, GarmentTags, PhotoTags, Pixels, WearerTags
from wornby.datamodel.tags import sure_value
from wornby.imaging.renditions import shrink

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Area = tuple[int, int, int, int]

_MIN_LONG_SIDE = 800
_MAX_LONG_SIDE = 1600
_PANEL = (250, 250, 248)
_INK = (28, 28, 30)
_QUIET = (110, 110, 115)
_WEARER_INK = ((20, 110, 200), (190, 80, 20), (30, 140, 70), (140, 60, 170))
_LOOSE_INK = (90, 90, 96)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line of the side panel."""

    text: str
    ink: tuple[int, int, int] = _INK
    swatch: str | None = None
    bold: bool = False


def annotate(pixels: Pixels, tags: PhotoTags) -> Pixels:
    """Draw boxes with short labels, and list everything that is stated in a panel at the right.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8.
        tags: What was stated about it.

    Returns:
        The drawing, at least 800 pixels on the photo's long side, with the panel. (H2, W2, 3), uint8, RGB.
    """
    photo = Image.fromarray(_at_size(pixels))
    size_px = max(13, max(photo.size) // 60)
    font = ImageFont.load_default(size_px)
    _draw_boxes(photo, tags, font=font)
    lines = list(_panel_lines(tags))
    panel = _draw_panel(lines, min_height_px=photo.height, font=font, size_px=size_px)
    sheet = Image.new("RGB", (photo.width + panel.width, max(photo.height, panel.height)), _PANEL)
    sheet.paste(photo, (0, 0))
    sheet.paste(panel, (photo.width, 0))
    return np.array(sheet, dtype=np.uint8)


def _at_size(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    scale = _MIN_LONG_SIDE / max(height, width)
    if scale <= 1:
        return np.ascontiguousarray(shrink(pixels, long_side_px=_MAX_LONG_SIDE))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _draw_boxes(photo: Image.Image, tags: PhotoTags, *, font: Font) -> None:
    draw = ImageDraw.Draw(photo)
    taken: list[Area] = []
    for number, wearer in enumerate(tags.wearers):
        ink = _WEARER_INK[number % len(_WEARER_INK)]
        title = f"wearer {number + 1}"
        _draw_box(draw, wearer.box, text=title, ink=ink, font=font, taken=taken, width_px=3)
        for garment in wearer.garments:
            _draw_box(draw, garment.box, text=_short(garment), ink=ink, font=font, taken=taken, garment=garment)
    for garment in tags.garments:
        _draw_box(draw, garment.box, text=_short(garment), ink=_LOOSE_INK, font=font, taken=taken, garment=garment)


def _draw_box(
    draw: ImageDraw.ImageDraw,
    box: BoundingBox,
    *,
    text: str,
    ink: tuple[int, int, int],
    font: Font,
    taken: list[Area],
    garment: GarmentTags | None = None,
    width_px: int = 2,
) -> None:
    canvas = (round(draw.im.size[0]), round(draw.im.size[1]))
    left, top, right, bottom = box.as_pixels(width_px=canvas[0], height_px=canvas[1])
    draw.rectangle((left, top, right - 1, bottom - 1), outline=ink, width=width_px)
    _, ascent, text_width, descent = draw.textbbox((0, 0), text, font=font)
    height = round(descent + ascent) + 2
    swatch = garment.color.hex if garment is not None and garment.color is not None else None
    extra = height if swatch else 0
    area = _free_place(
        (left, top, right, bottom), size=(round(text_width) + extra + 8, height), canvas=canvas, taken=taken
    )
    taken.append(area)
    draw.rectangle(area, fill=ink)
    if swatch:
        inner = (area[0] + 3, area[1] + 3, area[0] + height - 4, area[3] - 3)
        draw.rectangle(inner, fill=swatch, outline=(255, 255, 255))
    draw.text((area[0] + extra + 4, area[1]), text, font=font, fill=(255, 255, 255))


def _free_place(box: Area, *, size: tuple[int, int], canvas: tuple[int, int], taken: list[Area]) -> Area:
    """Place of a label: along the box's edges, then up and down from them; the least covered one wins."""
    width, height = size
    left, top, right, bottom = box
    starts = [(left, top - height), (left, top), (right - width, top), (left, bottom - height), (left, bottom)]
    starts += [(left, top + step * height) for step in range(1, 8)]
    starts += [(left, top - step * height) for step in range(2, 8)]
    best: Area | None = None
    least = float("inf")
    for x, y in starts:
        x0 = min(max(0, x), max(0, canvas[0] - width - 1))
        y0 = min(max(0, y), max(0, canvas[1] - height - 1))
        area = (x0, y0, x0 + width, y0 + height)
        covered = sum(_overlap(area, other) for other in taken)
        if covered < least:
            best, least = area, covered
        if covered == 0:
            break
    return best or (0, 0, width, height)


def _overlap(one: Area, other: Area) -> int:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(0, width) * max(0, height)


def _short(garment: GarmentTags) -> str:
    words = [sure_value(garment.color), _pattern(garment), sure_value(garment.kind) or "garment"]
    return " ".join(word for word in words if word)


def _pattern(garment: GarmentTags) -> str:
    pattern = sure_value(garment.pattern)
    return pattern if pattern not in {"solid", "not_visible"} else ""


def _panel_lines(tags: PhotoTags) -> Iterator[_Line]:
    for attribute, fact in tags.photo.items():
        yield _Line(text=_stated(attribute, fact))
    for number, wearer in enumerate(tags.wearers):
        yield _Line(text="")
        yield from _wearer_lines(wearer, number=number)
    if tags.garments:
        yield _Line(text="")
        yield _Line(text="not worn", ink=_LOOSE_INK, bold=True)
    for garment in tags.garments:
        yield from _garment_lines(garment)
    if not tags.wearers and not tags.garments:
        yield _Line(text="no wearer, no garment", ink=_QUIET)


def _wearer_lines(wearer: WearerTags, *, number: int) -> Iterator[_Line]:
    ink = _WEARER_INK[number % len(_WEARER_INK)]
    yield _Line(text=f"wearer {number + 1}" + (" (main)" if wearer.main else ""), ink=ink, bold=True)
    for attribute, fact in wearer.attributes.items():
        quiet = fact.value in {"not_visible", "none"}
        yield _Line(text=_stated(attribute, fact), ink=_QUIET if quiet else _INK)
    for garment in wearer.garments:
        yield from _garment_lines(garment)


def _garment_lines(garment: GarmentTags) -> Iterator[_Line]:
    place = f"{garment.place.value}: " if garment.place else ""
    doubt = "?" if garment.kind.unsure else ""
    yield _Line(text=f"{place}{garment.kind.value}{doubt} {garment.kind.confidence:.0%}", bold=True)
    if garment.color:
        color = garment.color
        text = f"{color.family}{'?' if color.unsure else ''} ({color.name}) {color.hex} {color.share:.0%}"
        yield _Line(text=text, swatch=color.hex)
    if garment.pattern:
        yield _Line(text=_stated("pattern", garment.pattern))
    for attribute, fact in garment.attributes.items():
        yield _Line(text=_stated(attribute, fact))


def _stated(attribute: str, fact: Fact) -> str:
    """A fact as a line; a question mark says that it is kept for review only."""
    return f"{attribute}: {fact.value.replace('_', ' ')}{'?' if fact.unsure else ''} {fact.confidence:.0%}"


def _draw_panel(lines: list[_Line], *, min_height_px: int, font: Font, size_px: int) -> Image.Image:
    """A column of lines; as wide as the longest, as high as they need."""
    step = round(size_px * 1.5)
    probe = ImageDraw.Draw(Image.new("RGB", (1, 1)))
    widest = max((probe.textlength(line.text, font=font) for line in lines), default=0.0)
    width = round(widest) + 4 * size_px
    panel = Image.new("RGB", (width, max(min_height_px, step * (len(lines) + 1))), _PANEL)
    draw = ImageDraw.Draw(panel)
    for row, line in enumerate(lines):
        y = size_px // 2 + row * step
        x = size_px + (0 if line.bold else size_px // 2)
        if line.swatch:
            draw.rectangle((x, y + 2, x + size_px, y + 2 + size_px), fill=line.swatch, outline=_QUIET)
            x += round(1.4 * size_px)
        draw.text((x, y), line.text, font=font, fill=line.ink)
        if line.bold:
            draw.text((x + 1, y), line.text, font=font, fill=line.ink)
    return panel

"""The evidence of a match as a picture, for people to judge: product and photo side by side, and what was measured."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from wornby.datamodel import BoundingBox, MatchEvidence, Pixels, StandingMatch

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Rgb = tuple[int, int, int]

_HEIGHT_PX = 900
_WIDEST = 2.0
_GAP_PX = 24
_FONT_PX = 20
_LINE_PX = 30
_DOT_PX = 4
_MOST_LINES = 60
_NO_RIVAL = -1.0
_HEADLINES = 2
_PAPER: Rgb = (250, 250, 248)
_INK: Rgb = (28, 28, 30)
_QUIET: Rgb = (110, 110, 115)
_BOX_INK: Rgb = (20, 110, 200)
# Far apart in hue and in lightness, so that lines that cross can be told from each other on most cloths.
_LINE_INKS: tuple[Rgb, ...] = (
    (230, 60, 50),
    (20, 150, 90),
    (250, 170, 0),
    (120, 70, 200),
    (0, 160, 220),
    (220, 80, 170),
)


def draw_evidence(photo: Pixels, product: Pixels | None, *, standing: StandingMatch, box: BoundingBox | None) -> Pixels:
    """Draw the product at the left and the photo at the right, lines between matched points, and the figures below.

    Args:
        photo: Upright RGB image. (H, W, 3), uint8.
        product: The picture that the points are of. (H2, W2, 3), uint8; None where there is none.
        standing: The match with the last decision on it.
        box: Of the garment in the photo.

    Returns:
        The sheet. (H3, W3, 3), uint8, RGB.
    """
    font = ImageFont.load_default(_FONT_PX)
    lines = evidence_lines(standing)
    right = _at_height(photo)
    left = _blank(font) if product is None else _at_height(product)
    width = max(left.width + _GAP_PX + right.width, *(round(font.getlength(line)) + 2 * _GAP_PX for line in lines))
    sheet = Image.new("RGB", (width, _HEIGHT_PX + _LINE_PX * len(lines) + 2 * _GAP_PX), _PAPER)
    sheet.paste(left, (0, 0))
    start = left.width + _GAP_PX
    sheet.paste(right, (start, 0))
    draw = ImageDraw.Draw(sheet)
    if box is not None:
        x_min, y_min, x_max, y_max = box.as_pixels(width_px=right.width, height_px=right.height)
        draw.rectangle((start + x_min, y_min, start + x_max - 1, y_max - 1), outline=_BOX_INK, width=3)
    motif = standing.match.evidence.motif if standing.match.evidence is not None else None
    if motif is not None and product is not None:
        _draw_points(draw, motif.points, left=left.size, right=right.size, start=start)
    for number, line in enumerate(lines):
        y = _HEIGHT_PX + _GAP_PX + number * _LINE_PX
        draw.text((_GAP_PX, y), line, font=font, fill=_INK if number < _HEADLINES else _QUIET)
    return np.array(sheet, dtype=np.uint8)


def evidence_lines(standing: StandingMatch) -> list[str]:
    """What is known of a match, in short lines: the product and the state first, then each measurement."""
    match, decision = standing.match, standing.decision
    lines = [f"product {match.sku}"]
    if decision is None:
        lines.append(f"{standing.state.value}, score {match.score:.2f}")
    else:
        lines.append(f"{decision.verdict.value} by {decision.by} on {decision.at:%Y-%m-%d}")
    if match.evidence is None:
        return [*lines, "the matcher did not find it"]
    if decision is not None:
        lines.append(f"the matcher: {match.state.value}, score {match.score:.2f}")
    return [*lines, *_measured(match.evidence)]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _measured(evidence: MatchEvidence) -> list[str]:
    lines = []
    if evidence.untuned_score is not None and evidence.untuned_state is not None:
        lines.append(f"before tuning: {evidence.untuned_state.value}, score {evidence.untuned_score:.2f}")
    motif = evidence.motif
    if motif is not None:
        held = f"{_counted(motif.inliers, 'point')} on {_counted(motif.planes, 'plane')}"
        lines.append(
            f"motif: the same print by {motif.similarity:.0%}, {held} over {motif.coverage:.0%} of it, "
            f"{motif.side_px:.0f} px"
        )
        if motif.tint_distance is not None:
            other = "" if evidence.rival_tint is None else f", of another product {evidence.rival_tint:.1f}"
            lines.append(f"colours of motif and cloth, in one light: CIEDE2000 {motif.tint_distance:.1f}{other}")
    else:
        lines.append("motif: not found" if evidence.has_motif else "motif: the product has none")
    if evidence.rival_inliers:
        lines.append(f"motif of another product: {_counted(evidence.rival_inliers, 'point')} on the same garment")
    rival = "" if evidence.rival_similarity <= _NO_RIVAL else f", of another product {evidence.rival_similarity:.2f}"
    lines.append(f"embedding: cosine {evidence.similarity:.2f}{rival}")
    if evidence.color_distance is None:
        lines.append("colour: not known")
    else:
        corrected = evidence.corrected_distance
        tail = "" if corrected is None else f", {corrected:.1f} with the light corrected"
        lines.append(f"colour: CIEDE2000 {evidence.color_distance:.1f}{tail}")
    if evidence.rival_distance is not None:
        lines.append(f"colour of another product with that motif: CIEDE2000 {evidence.rival_distance:.1f}")
    lines.append(f"kind: {_agrees(evidence.kind_agrees)}; pattern: {_agrees(evidence.pattern_agrees)}")
    if evidence.text is not None:
        lines.append(f"words on the print: {evidence.text:.0%} agree")
    return lines


def _agrees(value: bool | None) -> str:  # noqa: FBT001 - three answers of one question
    return "not known" if value is None else "agrees" if value else "differs"


def _draw_points(
    draw: ImageDraw.ImageDraw,
    points: tuple[tuple[float, float, float, float], ...],
    *,
    left: tuple[int, int],
    right: tuple[int, int],
    start: int,
) -> None:
    """Every point as a dot, and lines between as many pairs as the eye can follow."""
    step = max(1, math.ceil(len(points) / _MOST_LINES))
    for number, (x, y, photo_x, photo_y) in enumerate(points):
        ink = _LINE_INKS[number % len(_LINE_INKS)]
        one = (x * left[0], y * left[1])
        other = (start + photo_x * right[0], photo_y * right[1])
        if number % step == 0:
            draw.line((*one, *other), fill=ink, width=2)
        for at_x, at_y in (one, other):
            draw.ellipse((at_x - _DOT_PX, at_y - _DOT_PX, at_x + _DOT_PX, at_y + _DOT_PX), fill=ink, outline=_PAPER)


def _at_height(pixels: Pixels) -> Image.Image:
    """The picture, as high as the sheet's pictures are; a very wide one is as wide as may be, on paper."""
    height, width = pixels.shape[:2]
    scale = min(_HEIGHT_PX / height, _WIDEST * _HEIGHT_PX / width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS)


def _blank(font: Font) -> Image.Image:
    sheet = Image.new("RGB", (_HEIGHT_PX // 2, _HEIGHT_PX), (235, 235, 232))
    ImageDraw.Draw(sheet).text((_GAP_PX, _HEIGHT_PX // 2), "no picture of the product", font=font, fill=_QUIET)
    return sheet

"""The evidence of matches as JSON-able dictionaries and back.

Reading is strict, as in `serial`, but for what a matcher of before did not measure: that may be missing.
"""

import base64
from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields
from typing import Any

import numpy as np

from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.matching import MatchEvidence, MatchState, MotifFit
from wornby.datamodel.serial import JsonDict
from wornby.errors import InputError

_DEFAULTS = {
    kind: {one.name: one.default for one in fields(kind) if one.default is not MISSING}
    for kind in (MatchEvidence, MotifFit)
}
_PACKED = np.dtype("<f8")
# Only where the library is tuned; left out when empty.
_SPARSE = ("untuned_score", "untuned_state")


def evidence_to_dict(evidence: MatchEvidence) -> JsonDict:
    """Evidence of one match. The motif's points are packed: they are read with every photo, and numbers read slowly."""
    plain = {name: _plain(value) for name, value in asdict(evidence).items()}
    if evidence.motif is not None:
        points = base64.b64encode(np.array(evidence.motif.points, dtype=_PACKED).tobytes()).decode("ascii")
        plain["motif"] = {name: _plain(value) for name, value in asdict(evidence.motif).items()} | {"points": points}
    if evidence.untuned_state is not None:
        plain["untuned_state"] = evidence.untuned_state.value
    return {name: value for name, value in plain.items() if value is not None or name not in _SPARSE}


def evidence_from_dict(data: Mapping[str, Any]) -> MatchEvidence:
    """Evidence of one match.

    Raises:
        InputError: A key or a word is unknown, or a key that has no default is missing.
    """
    whole = _whole(data, MatchEvidence)
    motif, state = whole["motif"], whole["untuned_state"]
    try:
        read = {
            "motif": None if motif is None else _fit_from_dict(motif),
            "untuned_state": None if state is None else MatchState(state),
        }
    except ValueError as exc:
        raise InputError(str(exc)) from exc
    return MatchEvidence(**{**whole, **read})


def box_to_list(box: BoundingBox) -> list[float]:
    """Corners in order."""
    return [float(corner) for corner in box.as_tuple()]


def box_from_list(corners: object) -> BoundingBox:
    """A box of four corners.

    Raises:
        InputError: They are none.
    """
    if not isinstance(corners, list | tuple) or len(corners) != len(BoundingBox.__dataclass_fields__):
        message = f"A box has four corners, not {corners!r}."
        raise InputError(message)
    x_min, y_min, x_max, y_max = corners
    return BoundingBox(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)


def _plain(value: object) -> object:
    """What a matcher measured with NumPy, as Python's own number."""
    return value.item() if isinstance(value, np.generic) else value


def _fit_from_dict(data: Mapping[str, Any]) -> MotifFit:
    whole = _whole(data, MotifFit)
    try:
        flat = np.frombuffer(base64.b64decode(whole["points"] or "", validate=True), dtype=_PACKED).tolist()
        points = tuple(zip(flat[0::4], flat[1::4], flat[2::4], flat[3::4], strict=True))
    except (TypeError, ValueError) as exc:
        message = "Points are four packed numbers each."
        raise InputError(message) from exc
    return MotifFit(**{**whole, "points": points})


def _whole(data: object, kind: type[MatchEvidence | MotifFit]) -> dict[str, Any]:
    """What was written, with the defaults of what was not."""
    keys = {one.name for one in fields(kind)}
    whole = {**_DEFAULTS[kind], **data} if isinstance(data, Mapping) else {}
    if set(whole) != keys:
        given = sorted(data) if isinstance(data, Mapping) else type(data).__name__
        message = f"Expected the keys {sorted(keys)}, not {given}."
        raise InputError(message)
    return whole

"""Answers in the shape of the public documentation, with invented numbers.

Source:
    https://cloudinary.com/documentation/cloudinary_ai_content_analysis_automatic_tagging (objects with confidence, box
    and attributes), .../google_auto_tagging_addon, .../visual_search, read on 2026-11-28.
"""

from typing import Any

WIDTH_PX, HEIGHT_PX = 200, 100
SIZE = {"width_px": WIDTH_PX, "height_px": HEIGHT_PX}

FASHION: dict[str, Any] = {
    "model_name": "cld-fashion",
    "model_version": 4,
    "schema_version": 1.1,
    "tags": {
        "hat": [{"bounding-box": [20, 10, 40, 20], "categories": ["headwear"], "confidence": 0.97}],
        "coat": [
            {
                "attributes": {"textile pattern": [["plain", 0.81]], "length": ["above the hip"]},
                "bounding-box": [0, 30, 100, 100],
                "categories": ["outerwear", "top"],
                "confidence": 0.93,
            }
        ],
    },
}
TAGGING: list[dict[str, Any]] = [{"tag": "Outerwear", "confidence": 0.9795}, {"tag": "Street", "confidence": 0.64}]


def uploaded(
    *, models: dict[str, Any] | None = None, add_ons: dict[str, Any] | None = None, status: str = "complete"
) -> dict[str, Any]:
    """The answer of an upload with what was analysed."""
    info: dict[str, Any] = {}
    if models is not None:
        info["detection"] = {"object_detection": {"status": status, "data": models}}
    if add_ons is not None:
        info["categorization"] = {name: {"status": status, "data": data} for name, data in add_ons.items()}
    return {
        "asset_id": "b1946ac92492d2347c6235b4d2611184",
        "public_id": "wornby/0123",
        "width": WIDTH_PX,
        "height": HEIGHT_PX,
        "type": "authenticated",
        "secure_url": "https://res.cloudinary.com/demo/image/authenticated/s--x--/wornby/0123.jpg",
        "info": info,
    }


FOUND: dict[str, Any] = {
    "next_cursor": "a36b8bd8",
    "resources": [
        {"asset_id": "5f9d30acd36ac3c4f48a82241a37a299", "public_id": "shoes", "type": "upload"},
        {"asset_id": "0a1b", "public_id": "boots", "type": "upload"},
    ],
}

"""Answers in the shape of the public documentation, with invented numbers.

Source:
    Image Analysis: .../computer-vision/how-to/call-analyze-image-40 (REST); Face: .../concept-face-detection and
    .../how-to/specify-detection-model, all of learn.microsoft.com/en-us/azure/ai-services, read on 2026-11-28.
"""

from typing import Any

WIDTH_PX, HEIGHT_PX = 200, 100
SIZE = {"width_px": WIDTH_PX, "height_px": HEIGHT_PX}

ANALYSIS: dict[str, Any] = {
    "modelVersion": "2023-10-01",
    "metadata": {"width": WIDTH_PX, "height": HEIGHT_PX},
    "tagsResult": {"values": [{"name": "clothing", "confidence": 0.99}, {"name": "coat", "confidence": 0.91}]},
    "objectsResult": {
        "values": [
            {
                "id": "1",
                "boundingBox": {"x": 20, "y": 10, "w": 100, "h": 40},
                "tags": [{"name": "Handbag", "confidence": 0.71}],
            }
        ]
    },
    "peopleResult": {
        "values": [
            {"boundingBox": {"x": 0, "y": 0, "w": 100, "h": 100}, "confidence": 0.947},
            {"boundingBox": {"x": 150, "y": 0, "w": 10, "h": 10}, "confidence": 0.0014},
        ]
    },
    "readResult": {
        "blocks": [
            {
                "lines": [
                    {
                        "text": "Town Hall",
                        "boundingPolygon": [
                            {"x": 20, "y": 10},
                            {"x": 60, "y": 11},
                            {"x": 60, "y": 20},
                            {"x": 20, "y": 19},
                        ],
                        "words": [
                            {"text": "Town", "boundingPolygon": [], "confidence": 0.988},
                            {"text": "Hall", "boundingPolygon": [], "confidence": 0.75},
                        ],
                    }
                ]
            }
        ]
    },
}


def face(**attributes: object) -> dict[str, Any]:
    """One face with what is said of it."""
    return {
        "faceRectangle": {"top": 10, "left": 20, "width": 40, "height": 50},
        "faceAttributes": {"headPose": {"pitch": 0.0, "roll": 1.5, "yaw": -2.0}, **attributes},
    }

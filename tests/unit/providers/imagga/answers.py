"""Answers of Imagga, written by hand in the shapes of its documentation.

Read on 2026-11-28: https://docs.imagga.com (introduction), the fields of every answer in
https://github.com/airbytehq/airbyte/blob/master/airbyte-integrations/connectors/source-imagga/manifest.yaml, which was
made from answers of the service; what each status means in https://docs.imagga.com/#errors.
"""

SUCCESS = {"text": "", "type": "success"}

TAGS = {
    "result": {
        "tags": [
            {"confidence": 100, "tag": {"en": "jeans"}},
            {"confidence": 61.4116096496582, "tag": {"en": "sunglasses"}},
            {"confidence": 12.5, "tag": {"en": "street"}},
        ]
    },
    "status": SUCCESS,
}


def _color(code, name, parent, percent):
    red, green, blue = (int(code[at : at + 2], 16) for at in (1, 3, 5))
    return {
        "b": blue,
        "closest_palette_color": name,
        "closest_palette_color_html_code": "#123456",
        "closest_palette_color_parent": parent,
        "closest_palette_distance": 3.06844806671143,
        "g": green,
        "html_code": code,
        "percent": percent,
        "r": red,
    }


COLORS = {
    "result": {
        "colors": {
            "background_colors": [_color("#f4f4f2", "white", "white", 92.5)],
            "color_percent_threshold": 1.75,
            "color_variance": 36,
            "foreground_colors": [
                _color("#1b2a49", "navy", "navy blue", 71.25),
                _color("#F2C69C", "fair beige", "skin", 28.75),
            ],
            "image_colors": [_color("#eeeeec", "white", "white", 60.0), _color("#20304f", "navy", "navy blue", 40.0)],
            "object_percentage": 42.5,
        }
    },
    "status": SUCCESS,
}

CATEGORIES = {
    "result": {"categories": [{"confidence": 99.9, "name": {"en": "streetview architecture"}}]},
    "status": SUCCESS,
}

FACES = {
    "result": {
        "faces": [
            {
                "attributes": [
                    {"confidence": 98.2, "label": "female", "type": "gender"},
                    {"confidence": 71.0, "label": "31", "type": "age"},
                    {"confidence": 64.0, "label": "some", "type": "ethnicity"},
                ],
                "confidence": 99.99,
                "coordinates": {"height": 100, "width": 80, "xmax": 180, "xmin": 100, "ymax": 150, "ymin": 50},
                "face_id": "a1b2c3d4e5",
                "landmarks": [{"type": "left_eye", "x": 120, "y": 80}],
            }
        ]
    },
    "status": SUCCESS,
}

REFUSED = {"result": {}, "status": {"text": "You have reached one of your limits.", "type": "error"}}

"""Answers of Amazon Rekognition, written by hand in the shapes of its API reference, read 2026-11-28.

https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectLabels.html, API_DetectFaces.html,
API_DetectText.html, API_DetectCustomLabels.html, API_FaceDetail.html, API_DominantColor.html. The values are made up;
no photo stands behind them. As the service does, parents are sorted by name and confidences are percent.
"""


def box(left, top, width, height):
    return {"Left": left, "Top": top, "Width": width, "Height": height}


def color(code, percent, *, css="", simplified=""):
    red, green, blue = bytes.fromhex(code.removeprefix("#"))
    return {
        "Red": red,
        "Green": green,
        "Blue": blue,
        "HexCode": code,
        "CSSColor": css,
        "SimplifiedColor": simplified,
        "PixelPercent": percent,
    }


def label(name, confidence=90.0, *, parents=(), categories=(), aliases=(), instances=()):
    return {
        "Name": name,
        "Confidence": confidence,
        "Parents": [{"Name": each} for each in parents],
        "Categories": [{"Name": each} for each in categories],
        "Aliases": [{"Name": each} for each in aliases],
        "Instances": list(instances),
    }


SNEAKER = {
    "BoundingBox": box(0.25, 0.5, 0.25, 0.125),
    "Confidence": 87.5,
    "DominantColors": [
        color("#ff0000", 75.0, css="red", simplified="red"),
        color("#ffffff", 25.0, css="white", simplified="white"),
    ],
}

LABELS = {
    "LabelModelVersion": "3.0",
    "Labels": [
        label("Clothing", 99.0, categories=["Apparel and Accessories"], aliases=["Apparel"]),
        label("Footwear", 97.0, parents=["Clothing"], categories=["Apparel and Accessories"]),
        label("Shoe", 96.0, parents=["Clothing", "Footwear"], categories=["Apparel and Accessories"]),
        label(
            "Sneaker",
            95.0,
            parents=["Clothing", "Footwear", "Shoe"],
            categories=["Apparel and Accessories"],
            instances=[SNEAKER],
        ),
    ],
    "ImageProperties": {
        "Quality": {"Brightness": 80.0, "Sharpness": 90.0, "Contrast": 70.0},
        "DominantColors": [color("#f5f5f5", 60.0, css="whitesmoke", simplified="white")],
        "Foreground": {
            "Quality": {"Brightness": 60.0, "Sharpness": 90.0},
            "DominantColors": [color("#b22222", 50.0, css="firebrick", simplified="red")],
        },
        "Background": {
            "Quality": {"Brightness": 90.0, "Sharpness": 50.0},
            "DominantColors": [color("#ffffff", 100.0, css="white", simplified="white")],
        },
    },
    "ResponseMetadata": {"RequestId": "f5b5a7a0-0000-4000-8000-000000000000", "HTTPStatusCode": 200},
}


def yes(confidence):
    return {"Value": True, "Confidence": confidence}


def no(confidence):
    return {"Value": False, "Confidence": confidence}


FACES = {
    "FaceDetails": [
        {
            "BoundingBox": box(0.5, 0.125, 0.25, 0.25),
            "Confidence": 99.5,
            "AgeRange": {"Low": 20, "High": 30},
            "Gender": {"Value": "Female", "Confidence": 90.0},
            "Emotions": [{"Type": "CALM", "Confidence": 80.0}],
            "Landmarks": [{"Type": "eyeLeft", "X": 0.55, "Y": 0.2}],
            "Pose": {"Roll": 1.0, "Yaw": 2.0, "Pitch": 3.0},
            "Quality": {"Brightness": 80.0, "Sharpness": 90.0},
            "EyeDirection": {"Yaw": 1.0, "Pitch": 2.0, "Confidence": 90.0},
            "Eyeglasses": yes(98.0),
            "Sunglasses": no(97.0),
            "Beard": no(96.0),
            "Mustache": no(95.0),
            "Smile": yes(94.0),
            "EyesOpen": yes(93.0),
            "MouthOpen": no(92.0),
            "FaceOccluded": no(91.0),
        }
    ],
    "OrientationCorrection": "ROTATE_0",
}

TEXTS = {
    "TextModelVersion": "3.0",
    "TextDetections": [
        {
            "DetectedText": "GOOD DAY",
            "Type": "LINE",
            "Id": 0,
            "Confidence": 99.0,
            "Geometry": {"BoundingBox": box(0.25, 0.25, 0.5, 0.125), "Polygon": [{"X": 0.25, "Y": 0.25}]},
        },
        {
            "DetectedText": "GOOD",
            "Type": "WORD",
            "Id": 1,
            "ParentId": 0,
            "Confidence": 99.0,
            "Geometry": {"BoundingBox": box(0.25, 0.25, 0.25, 0.125)},
        },
    ],
}

CUSTOMS = {
    "CustomLabels": [
        {"Name": "anchor logo", "Confidence": 75.0, "Geometry": {"BoundingBox": box(0.25, 0.5, 0.25, 0.25)}},
        {"Name": "autumn", "Confidence": 50.0},
    ]
}

"""Answers in the shape that the documentation gives, of pictures that do not exist.

Sources, read on 2026-11-28:
    https://docs.cloud.google.com/vision/docs/reference/rest/v1/AnnotateImageResponse
    https://docs.cloud.google.com/vision/docs/labels
    https://docs.cloud.google.com/vision/docs/object-localizer
    https://docs.cloud.google.com/vision/docs/detecting-logos
    https://docs.cloud.google.com/vision/docs/detecting-faces
    https://docs.cloud.google.com/vision/product-search/docs/searching-response
"""

WIDTH_PX, HEIGHT_PX = 400, 600

LABELS = {
    "labelAnnotations": [
        {"mid": "/m/01d40f", "description": "Dress", "score": 0.9375, "topicality": 0.8125},
        {"mid": "/m/01b4ft", "description": "Polka dot", "score": 0.75, "topicality": 0.0625},
    ]
}

OBJECTS = {
    "localizedObjectAnnotations": [
        {
            "mid": "/m/01d40f",
            "name": "Dress",
            "score": 0.875,
            "boundingPoly": {
                "normalizedVertices": [
                    {"x": 0.25, "y": 0.125},
                    {"x": 0.75, "y": 0.125},
                    {"x": 0.75, "y": 0.875},
                    {"x": 0.25, "y": 0.875},
                ]
            },
        },
        {
            "mid": "/m/01prls",
            "name": "Shoe",
            "score": 0.625,
            "boundingPoly": {
                "normalizedVertices": [{"y": 0.875}, {"x": 0.25, "y": 0.875}, {"x": 0.25, "y": 1}, {"y": 1}]
            },
        },
    ]
}

LOGOS = {
    "logoAnnotations": [
        {
            "mid": "/m/0000",
            "description": "Nowhere Sports",
            "score": 0.75,
            "boundingPoly": {
                "vertices": [{"x": 100, "y": 150}, {"x": 200, "y": 150}, {"x": 200, "y": 300}, {"x": 100, "y": 300}]
            },
        }
    ]
}

COLORS = {
    "imagePropertiesAnnotation": {
        "dominantColors": {
            "colors": [
                {"color": {"red": 203, "green": 16, "blue": 32}, "score": 0.5, "pixelFraction": 0.25},
                {"color": {}, "score": 0.125, "pixelFraction": 0.125},
            ]
        }
    },
    "cropHintsAnnotation": {"cropHints": [{"confidence": 0.5, "importanceFraction": 1}]},
}

FACES = {
    "faceAnnotations": [
        {
            "boundingPoly": {"vertices": [{"x": 100}, {"x": 200}, {"x": 200, "y": 150}, {"x": 100, "y": 150}]},
            "fdBoundingPoly": {"vertices": [{"x": 110}, {"x": 190}, {"x": 190, "y": 140}, {"x": 110, "y": 140}]},
            "landmarks": [{"type": "LEFT_EYE", "position": {"x": 130, "y": 60, "z": 0.001}}],
            "rollAngle": 1.5,
            "panAngle": -2.5,
            "tiltAngle": 3.5,
            "detectionConfidence": 0.875,
            "landmarkingConfidence": 0.5,
            "joyLikelihood": "VERY_LIKELY",
            "sorrowLikelihood": "VERY_UNLIKELY",
            "angerLikelihood": "UNKNOWN",
            "surpriseLikelihood": "UNKNOWN",
            "underExposedLikelihood": "VERY_UNLIKELY",
            "blurredLikelihood": "POSSIBLE",
            "headwearLikelihood": "VERY_LIKELY",
        },
        {
            "boundingPoly": {
                "vertices": [{"x": 300, "y": 60}, {"x": 420, "y": 60}, {"x": 420, "y": 180}, {"x": 300, "y": 180}]
            },
            "detectionConfidence": 0.5,
            "headwearLikelihood": "UNLIKELY",
        },
    ]
}

WEB = {
    "webDetection": {
        "webEntities": [
            {"entityId": "/m/01d40f", "score": 1.4375, "description": "Dress"},
            {"entityId": "/m/0000", "score": 0.5},
        ],
        "pagesWithMatchingImages": [{"url": "https://shop.example/dress", "pageTitle": "A dress"}],
        "bestGuessLabels": [{"label": "dotted dress", "languageCode": "en"}],
    }
}

_FOUND = [
    {
        "product": {
            "name": "projects/p/locations/europe-west1/products/SKU-1",
            "displayName": "Dotted dress",
            "productCategory": "apparel-v2",
        },
        "score": 0.75,
        "image": "projects/p/locations/europe-west1/products/SKU-1/referenceImages/one",
    },
    {
        "product": {"name": "projects/p/locations/europe-west1/products/SKU-2", "productCategory": "apparel-v2"},
        "score": 0.25,
        "image": "projects/p/locations/europe-west1/products/SKU-2/referenceImages/one",
    },
]

PRODUCTS = {
    "productSearchResults": {
        "indexTime": "2026-11-27T22:33:53.673600055Z",
        "results": _FOUND,
        "productGroupedResults": [
            {
                "boundingPoly": {
                    "normalizedVertices": [{"x": 0.25}, {"x": 0.75}, {"x": 0.75, "y": 0.5}, {"x": 0.25, "y": 0.5}]
                },
                "results": _FOUND,
                "objectAnnotations": [{"mid": "/m/01d40f", "name": "Dress", "score": 0.875}],
            }
        ],
    }
}

TEXT = {
    "textAnnotations": [
        {
            "locale": "en",
            "description": "HELLO\nDOTS\n",
            "boundingPoly": {
                "vertices": [{"x": 100, "y": 300}, {"x": 300, "y": 300}, {"x": 300, "y": 360}, {"x": 100, "y": 360}]
            },
        },
        {
            "description": "HELLO",
            "boundingPoly": {
                "vertices": [{"x": 100, "y": 300}, {"x": 300, "y": 300}, {"x": 300, "y": 330}, {"x": 100, "y": 330}]
            },
        },
    ],
    "fullTextAnnotation": {"text": "HELLO\nDOTS\n"},
}

ALL = LABELS | OBJECTS | LOGOS | COLORS | FACES | WEB | PRODUCTS | TEXT

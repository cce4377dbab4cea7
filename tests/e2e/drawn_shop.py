"""A library with drawn photos whose tags are known: what the shop page is tested against."""

import io
from dataclasses import replace

from PIL import Image, ImageDraw

from wornby.datamodel import (
    AssetKind,
    BoundingBox,
    ColorFact,
    Fact,
    GarmentTags,
    IngestOptions,
    PhotoTags,
    Place,
    Purpose,
    Rights,
    RightsState,
    WearerTags,
)

SKU = "SHIRT-WHITE"
PRODUCTS = (
    {
        "sku": SKU,
        "title": "White shirt with a fox",
        "description": "Crisp cotton poplin, a small fox on the chest.",
        "price": "49.90",
        "currency": "EUR",
        "link": "https://shop.example/fox",
        "image": "",
        "swatch": "#f4f1ea",
    },
    {
        "sku": "JACKET-NAVY",
        "title": "Navy jacket",
        "description": "",
        "price": "120",
        "currency": "EUR",
        "link": "",
        "image": "",
        "swatch": "#22305c",
    },
)
HAIR = {"red": "#a8492a", "brown": "#5b3a24", "black": "#1d1a1c", "blonde": "#e2c27a", "grey": "#b4b6ba"}
LENGTHS = ("short", "medium", "long")
EYEWEAR = ("none", "eyeglasses", "sunglasses")
LOWER = {"blue": "#3f6fb0", "black": "#26262a", "beige": "#d8c4a0"}
SIZE = (360, 480)


def draw_photo(number, *, hair, length, eyewear, lower):
    """One drawn figure; every number gives other bytes."""
    backdrop = ("#dfe7e4", "#eadfd3", "#d5dbe8", "#e9e4d0")[number % 4]
    image = Image.new("RGB", SIZE, backdrop)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 400, *SIZE), fill="#b9b2a4")
    draw.point((number % SIZE[0], 0), fill="black")
    bottom = {"short": 105, "medium": 150, "long": 200}[length]
    draw.rounded_rectangle((132, 45, 228, bottom), 40, fill=HAIR[hair])
    draw.ellipse((145, 60, 215, 145), fill="#e3b796")
    if eyewear != "none":
        fill = "#222222" if eyewear == "sunglasses" else None
        for left in (152, 184):
            draw.ellipse((left, 90, left + 24, 110), fill=fill, outline="#222222", width=3)
    draw.rounded_rectangle((105, 150, 255, 300), 26, fill="#f6f3ec", outline="#d9d4c8", width=2)
    draw.rectangle((125, 295, 235, 440), fill=LOWER[lower])
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def draw_product():
    image = Image.new("RGB", (480, 600), "#e7e2d8")
    draw = ImageDraw.Draw(image)
    draw.polygon(
        (
            (150, 130),
            (330, 130),
            (430, 220),
            (370, 270),
            (340, 240),
            (340, 480),
            (140, 480),
            (140, 240),
            (110, 270),
            (50, 220),
        ),
        fill="#fbfaf6",
        outline="#cfc8ba",
    )
    draw.ellipse((270, 220, 310, 255), fill="#d8742c")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def truth(*, hair, length, eyewear, lower):
    """The tags of one drawn figure."""

    def fact(value):
        return Fact(value=value, confidence=0.93, source="test/drawn@1")

    def garment(place, kind, *, color, hex_color, corners):
        measured = ColorFact(family=color, name=color, hex=hex_color, share=0.86, source="measured@1")
        return GarmentTags(place=place, kind=fact(kind), color=measured, pattern=fact("solid"), box=box(*corners))

    attributes = {
        "hair.color": fact(hair),
        "hair.length": fact(length),
        "eyewear.kind": fact(eyewear),
        "headwear.kind": fact("none"),
    }
    garments = (
        garment(Place.UPPER, "shirt", color="white", hex_color="#f6f3ec", corners=(0.29, 0.31, 0.71, 0.63)),
        garment(Place.LOWER, "trousers", color=lower, hex_color=LOWER[lower], corners=(0.34, 0.61, 0.66, 0.92)),
    )
    wearer = WearerTags(main=True, box=box(0.29, 0.09, 0.71, 0.93), attributes=attributes, garments=garments)
    return PhotoTags(photo={"photo.kind": fact("worn")}, wearers=(wearer,), garments=())


def box(*corners):
    return BoundingBox(x_min=corners[0], y_min=corners[1], x_max=corners[2], y_max=corners[3])


def figures(count):
    """What is drawn, number by number: an uneven mix, so that counts differ."""
    hair, lower = list(HAIR), list(LOWER)
    for number in range(count):
        yield {
            "hair": hair[(number * number + number // 3) % len(hair)],
            "length": LENGTHS[(number // 2) % 3],
            "eyewear": EYEWEAR[(number % 7) % 3],
            "lower": lower[number % 3],
        }


def fill(engine, *, count=30):
    """Take products and drawn photos in, then state the truth about them in place of what a model said."""
    engine.import_products(PRODUCTS)
    purposes = frozenset({Purpose.DISPLAY, Purpose.APPEARANCE})
    rights = Rights(state=RightsState.SYNTHETIC, purposes=purposes)
    options = IngestOptions(rights=rights, products=(SKU,))
    for number, figure in enumerate(figures(count)):
        asset, _ = engine.ingest_bytes(draw_photo(number, **figure), title=f"{number}.png", options=options)
        engine.records.commit_asset(replace(asset, tags=truth(**figure)))
    engine.ingest_bytes(draw_product(), title="p.png", options=replace(options, kind=AssetKind.PRODUCT))
    hidden = replace(options, rights=Rights())
    asset, _ = engine.ingest_bytes(draw_photo(999, **next(figures(1))), title="hidden.png", options=hidden)

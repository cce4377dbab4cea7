"""The values of the garment classifier, and what the folders' own labels say of them. Needs no torch."""

HEAD_KINDS = ("cap", "beanie", "hat", "other")
FEET_KINDS = ("boots", "sneakers", "sandals", "heels", "flats", "shoes")
UPPER_KINDS = ("t-shirt", "longsleeve", "polo", "shirt", "top", "knitwear", "sweatshirt", "jacket", "coat")
LOWER_KINDS = ("trousers", "jeans", "shorts", "skirt", "leggings")
KINDS = (*UPPER_KINDS, "dress", *LOWER_KINDS, *HEAD_KINDS, *FEET_KINDS)
VALUES = {
    "kind": KINDS,
    "setting": ("worn", "flat", "hanger"),
    "pattern": ("solid", "striped", "checked", "dotted", "floral", "animal", "graphic", "other"),
    "sleeve": ("sleeveless", "short", "half", "long"),
    "color": (
        *("black", "white", "grey", "beige", "brown", "red", "pink", "orange", "yellow", "green", "blue", "navy"),
        *("purple", "multicolor"),
    ),
    "bag": ("none", "handbag", "shoulder", "crossbody", "tote", "backpack", "clutch", "other"),
}
# The labels of the garment photos; those not named here say nothing about the kind.
GARMENT_KINDS: dict[str, tuple[str, ...]] = {
    "T-Shirt": ("t-shirt",),
    "Longsleeve": ("longsleeve",),
    "Pants": ("trousers", "jeans", "leggings"),
    "Shoes": FEET_KINDS,
    "Shirt": ("shirt",),
    "Blouse": ("shirt",),
    "Dress": ("dress",),
    "Body": ("dress",),
    "Outwear": ("jacket", "coat"),
    "Blazer": ("jacket",),
    "Shorts": ("shorts",),
    "Hat": HEAD_KINDS,
    "Skirt": ("skirt",),
    "Polo": ("polo",),
    "Undershirt": ("top",),
    "Top": ("top",),
    "Hoodie": ("sweatshirt",),
}
# The classes of the street masks. A suit's mask covers jacket and trousers, so it says nothing.
STREET_KINDS: dict[str, tuple[str, ...]] = {
    "t-shirt": ("t-shirt",),
    "shirt": ("shirt",),
    "blouse": ("shirt",),
    "top": ("top", "t-shirt"),
    "sweater": ("knitwear",),
    "jumper": ("knitwear",),
    "cardigan": ("knitwear",),
    "sweatshirt": ("sweatshirt",),
    "hoodie": ("sweatshirt",),
    "jacket": ("jacket",),
    "blazer": ("jacket",),
    "vest": ("jacket",),
    "coat": ("coat",),
    "cape": ("coat", "jacket"),
    "dress": ("dress",),
    "romper": ("dress",),
    "bodysuit": ("dress",),
    "pants": ("trousers",),
    "jeans": ("jeans",),
    "shorts": ("shorts",),
    "skirt": ("skirt",),
    "leggings": ("leggings",),
    "tights": ("leggings",),
    "stockings": ("leggings",),
    "hat": HEAD_KINDS,
    "boots": ("boots",),
    "sneakers": ("sneakers",),
    "sandals": ("sandals",),
    "heels": ("heels",),
    "pumps": ("heels",),
    "wedges": ("heels",),
    "flats": ("flats",),
    "loafers": ("flats", "shoes"),
    "clogs": ("shoes",),
    "shoes": FEET_KINDS,
}
HAT_TEXTS = (
    ("baseball cap", "cap"),
    ("beanie", "beanie"),
    ("cowboy hat", "hat"),
    ("fedora", "hat"),
    ("top hat", "hat"),
    ("sun hat", "hat"),
    ("bandana", "other"),
)

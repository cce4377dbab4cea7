"""Labels and tags by hand."""

from wornby.comparison import Labels, parse_labels
from wornby.datamodel import BoundingBox, ColorFact, Fact, GarmentTags, PhotoTags, Place, WearerTags
from wornby.vocabulary import load_vocabulary

BOX = BoundingBox(x_min=0.1, y_min=0.1, x_max=0.9, y_max=0.9)
VOCABULARY = load_vocabulary()


def fact(value: str, confidence: float = 0.9) -> Fact:
    return Fact(value=value, confidence=confidence, source="test@1")


def garment(place: str | None, kind: str, *, color: str = "black", pattern: str = "solid") -> GarmentTags:
    measured = ColorFact(family=color, name=color, hex="#000000", share=0.8, source="measured@1")
    where = Place(place) if place else None
    return GarmentTags(place=where, kind=fact(kind), color=measured, pattern=fact(pattern), box=BOX)


def wearer(*garments: GarmentTags, main: bool = True, **attributes: Fact) -> WearerTags:
    named = {name.replace("__", "."): value for name, value in attributes.items()}
    return WearerTags(main=main, box=BOX, attributes=named, garments=garments)


def worn(*garments: GarmentTags, **attributes: Fact) -> PhotoTags:
    return PhotoTags(photo={"photo.kind": fact("worn")}, wearers=(wearer(*garments, **attributes),), garments=())


def lying(*garments: GarmentTags) -> PhotoTags:
    return PhotoTags(photo={"photo.kind": fact("flat")}, wearers=(), garments=garments)


def labels(*rows: dict[str, str]) -> Labels:
    return parse_labels(rows, vocabulary=VOCABULARY)


def hair(*cells: str) -> Labels:
    """A row for each hair colour; "brown?" is doubted."""
    return labels(
        *(
            {"file": f"{n}.jpg", "hair.color": cell.rstrip("?"), "doubt": "hair.color" if "?" in cell else ""}
            for n, cell in enumerate(cells)
        )
    )


def hair_tags(*answers: tuple[str, float] | None) -> dict[str, PhotoTags]:
    """Tags with these hair colours and confidences; None is a photo without tags."""
    return {f"{n}.jpg": worn(hair__color=fact(*each)) for n, each in enumerate(answers) if each is not None}

"""What machines can read in a page about its pictures: ImageObject of schema.org, as JSON-LD."""

from collections.abc import Iterable

from wornby.api.wire import Renditions
from wornby.datamodel import Asset
from wornby.datamodel.provenance import SCHEMA_ORG, backend_of, is_synthetic, source_type_of

JsonLd = dict[str, object]


def image_graph(pictures: Iterable[tuple[Asset, str]]) -> JsonLd:
    """Pictures with their names as one block; each picture once.

    Addresses are without a host: a proxy in front of this server may be reached by another name and scheme, and readers
    resolve them against the page's own address.
    """
    once: dict[str, JsonLd] = {}
    for asset, name in pictures:
        once.setdefault(asset.id, image_object(asset, name=name))
    return {"@context": "https://schema.org", "@graph": list(once.values())}


def image_object(asset: Asset, *, name: str) -> JsonLd:
    """One picture. What is not known is left out: of a photo, who took it; of a synthetic picture, what made it."""
    paths = Renditions.of(asset)
    stated: JsonLd = {"@type": "ImageObject", "contentUrl": paths.view, "thumbnailUrl": paths.thumb, "name": name}
    if is_synthetic(asset):
        backend = backend_of(asset)
        stated["creditText"] = f"Generated picture, made by {backend}" if backend else "Generated picture"
    source_type = source_type_of(asset)
    if source_type is not None:
        stated["digitalSourceType"] = SCHEMA_ORG[source_type]
    return stated

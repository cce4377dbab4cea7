"""What is said about where a picture comes from: on its face, in its manifest, in a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wornby.datamodel.generation import SourceType
from wornby.datamodel.records import Asset, AssetKind
from wornby.datamodel.rights import RightsState

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
"""Where the terms of `SourceType` live; C2PA names them by these addresses."""

SCHEMA_ORG: Mapping[SourceType, str] = {
    SourceType.ALGORITHMIC: "https://schema.org/AlgorithmicMediaDigitalSource",
    SourceType.TRAINED: "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
}
"""The same terms in the words of schema.org."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentClaim:
    """What a manifest says about a picture. No person, no path, no file name.

    Attributes:
        title: For people.
        backend: What made the picture, such as "studio@1"; empty where it is not known.
        source_type: How it came to be.
    """

    title: str
    backend: str
    source_type: SourceType


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateInfo:
    """The certificate that manifests are signed with. `test` where the library made it itself."""

    subject: str
    issuer: str
    ends_at: datetime
    test: bool


class ManifestState(StrEnum):
    """What a reader of manifests finds: valid by somebody on the trust list, valid by anybody, damaged, none."""

    TRUSTED = "trusted"
    VALID = "valid"
    INVALID = "invalid"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestReport:
    """What the manifest of a picture says, and whether it holds. Texts are empty where the manifest says nothing.

    Attributes:
        state: Whether it holds.
        generator: Program that made the claim.
        backend: Program that made the picture.
        source_type: Address of the term, as it stands there.
        signer: Common name of the certificate.
        problems: Codes of the specification for what does not hold.
    """

    state: ManifestState
    generator: str = ""
    backend: str = ""
    source_type: str = ""
    signer: str = ""
    problems: tuple[str, ...] = ()


def is_synthetic(asset: Asset) -> bool:
    """Whether the picture shows what never stood before a camera, and so must say it on its face."""
    return asset.kind is AssetKind.GENERATED or asset.rights.state is RightsState.SYNTHETIC


def source_type_of(asset: Asset) -> SourceType | None:
    """How a picture came to be; None for one that wornby did not generate, since it cannot know."""
    return asset.generation.source_type if asset.generation else None


def backend_of(asset: Asset) -> str:
    """What generated a picture; empty where wornby did not."""
    return asset.generation.backend if asset.generation else ""


def claim_of(asset: Asset) -> ContentClaim | None:
    """What the manifest of an asset's pictures says; None where there is nothing to claim."""
    source_type = source_type_of(asset)
    if source_type is None:
        return None
    return ContentClaim(title="Generated picture", backend=backend_of(asset), source_type=source_type)

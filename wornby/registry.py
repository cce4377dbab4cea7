"""Components by name; imported on first use."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wornby.errors import MissingExtraError, UnknownComponentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Where a component lies, and the extra it needs."""

    target: str
    extra: str = ""
    remote: bool = False


DETECTORS: Mapping[str, Entry] = {
    "detr": Entry(target="wornby.models.hub.detr:DetrDetector"),
    "yolox": Entry(target="wornby.models.hub.yolox:YoloxDetector"),
}

ENCODERS: Mapping[str, Entry] = {
    "onnx": Entry(target="wornby.models.hub.onnx_encoder:OnnxEncoder", extra="hub"),
    "open-clip": Entry(target="wornby.models.hub.open_clip_encoder:OpenClipEncoder", extra="torch"),
}

FACE_DETECTORS: Mapping[str, Entry] = {
    "yunet": Entry(target="wornby.models.hub.yunet:YunetDetector"),
}

GENERATORS: Mapping[str, Entry] = {
    "studio": Entry(target="wornby.studio:Studio"),
}

HUB: Mapping[str, Entry] = {
    "download": Entry(target="wornby.models.hub.download:fetch_file", extra="hub"),
}

INDEXES: Mapping[str, Entry] = {
    "exact": Entry(target="wornby.stores.exact_index:ExactVectorIndex"),
    "qdrant": Entry(target="wornby.stores.qdrant_index:QdrantVectorIndex", extra="qdrant"),
    "scan": Entry(target="wornby.stores.scan_index:ScanVectorIndex"),
}

PRINT_READERS: Mapping[str, Entry] = {
    "rapidocr": Entry(target="wornby.models.ocr:RapidOcrReader", extra="ocr"),
}

PROFILES: Mapping[str, Entry] = {
    "azure": Entry(target="wornby.providers.azure.profile:PROFILE"),
    "cloudinary": Entry(target="wornby.providers.cloudinary.profile:PROFILE"),
    "google-vision": Entry(target="wornby.providers.google_vision.profile:PROFILE"),
    "imagga": Entry(target="wornby.providers.imagga.profile:PROFILE"),
    "openai-compatible": Entry(target="wornby.providers.openai_compatible.profile:PROFILE"),
    "rekognition": Entry(target="wornby.providers.rekognition.profile:PROFILE"),
}
"""What is documented of the rented services among the taggers."""

TAGGERS: Mapping[str, Entry] = {
    "azure": Entry(target="wornby.providers.azure.client:AzureClient", extra="azure", remote=True),
    "builtin": Entry(target="wornby.models.builtin:BuiltinTagger"),
    "cloudinary": Entry(target="wornby.providers.cloudinary.client:CloudinaryClient", extra="cloudinary", remote=True),
    "google-vision": Entry(
        target="wornby.providers.google_vision.client:GoogleVisionClient", extra="google", remote=True
    ),
    "imagga": Entry(target="wornby.providers.imagga.client:ImaggaClient", remote=True),
    "openai-compatible": Entry(target="wornby.providers.openai_compatible.client:OpenAiCompatibleClient", remote=True),
    "rekognition": Entry(target="wornby.providers.rekognition.client:RekognitionClient", extra="aws", remote=True),
    "router": Entry(target="wornby.tagging.router:RouterTagger"),
    "zero-shot": Entry(target="wornby.tagging.zero_shot:ZeroShotTagger", extra="hub"),
}


def load_component(entries: Mapping[str, Entry], name: str) -> Any:  # noqa: ANN401 - the caller knows the Protocol
    """Import the class behind a name.

    Raises:
        UnknownComponentError: The name is not registered; the known ones are named.
        MissingExtraError: A package that it needs is not installed.
    """
    if name not in entries:
        message = f"Unknown component {name!r}. Known: {', '.join(entries)}."
        raise UnknownComponentError(message)
    entry = entries[name]
    module, _, attribute = entry.target.partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError as exc:
        if (exc.name or "").startswith("wornby"):
            raise
        message = f"{name!r} needs the package {exc.name!r}: pip install 'wornby[{entry.extra}]'."
        raise MissingExtraError(message) from exc

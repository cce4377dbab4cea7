"""Reading manifests with the public reader of c2pa-python."""

import io
import json
from collections.abc import Mapping
from typing import Any

from wornby.datamodel.provenance import ManifestReport, ManifestState
from wornby.errors import ImageDecodeError, InputError, UnsupportedFormatError

UNTRUSTED = "signingCredential.untrusted"
_JPEG = b"\xff\xd8\xff"
_CREATED = "c2pa.created"
# The reader's own list knows only the first; certificates of the C2PA trust list carry the last.
_KEY_USAGES = (
    "1.3.6.1.5.5.7.3.4",
    "1.3.6.1.5.5.7.3.36",
    "1.3.6.1.4.1.311.76.59.1.9",
    "1.3.6.1.4.1.62558.2.1",
)


def read_manifest(jpeg: bytes, *, anchors: str = "") -> ManifestReport:
    """What a JPEG's manifest says, and whether it holds. Nothing is fetched.

    Args:
        jpeg: The file.
        anchors: Certificates of authorities that are trusted, PEM; without any nobody is.

    Raises:
        ImageDecodeError: The JPEG cannot be read.
        InputError: The anchors cannot be used.
        UnsupportedFormatError: Not a JPEG.
    """
    if not jpeg.startswith(_JPEG):
        message = "Not a JPEG. Manifests are read from JPEG files as wornby serves them."
        raise UnsupportedFormatError(message)
    # 50 ms to load, and most commands read no manifest.
    import c2pa

    try:
        context = c2pa.Context.from_dict(_settings(anchors))
    except c2pa.C2paError as exc:
        message = f"The trusted certificates cannot be used: {exc}. Give a PEM file."
        raise InputError(message) from exc
    try:
        with c2pa.Reader("image/jpeg", io.BytesIO(jpeg), context=context) as reader:
            return report_of(json.loads(reader.json()))
    except c2pa.C2paError.ManifestNotFound:
        return ManifestReport(state=ManifestState.NONE)
    except (c2pa.C2paError.NotSupported, c2pa.C2paError.Other) as exc:
        message = "The JPEG is damaged."
        raise ImageDecodeError(message) from exc
    except c2pa.C2paError as exc:
        return ManifestReport(state=ManifestState.INVALID, problems=(str(exc),))


def report_of(store: Mapping[str, Any]) -> ManifestReport:
    """The reader's JSON as a report."""
    manifest = store.get("manifests", {}).get(store.get("active_manifest"), {})
    generator: Mapping[str, Any] = next(iter(manifest.get("claim_generator_info", ())), {})
    created = _created(manifest)
    problems = _problems(store)
    state = ManifestState(str(store.get("validation_state", "invalid")).lower())
    return ManifestReport(
        state=state,
        generator=" ".join(str(generator[name]) for name in ("name", "version") if generator.get(name)),
        backend=_agent(created.get("softwareAgent", "")),
        source_type=str(created.get("digitalSourceType", "")),
        signer=str(manifest.get("signature_info", {}).get("common_name", "")),
        problems=problems,
    )


def _settings(anchors: str) -> dict[str, object]:
    trust: dict[str, object] = {"trust_config": "\n".join(_KEY_USAGES)}
    if anchors:
        trust["user_anchors"] = anchors
    return {"trust": trust, "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}


def _created(manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    for assertion in manifest.get("assertions", ()):
        if str(assertion.get("label", "")).startswith("c2pa.actions"):
            for action in assertion.get("data", {}).get("actions", ()):
                if action.get("action") == _CREATED:
                    return dict(action)
    return {}


def _agent(agent: object) -> str:
    # A name alone in the first version of the assertion, an object in the second.
    return str(agent.get("name", "")) if isinstance(agent, Mapping) else str(agent)


def _problems(store: Mapping[str, Any]) -> tuple[str, ...]:
    found = store.get("validation_results", {}).get("activeManifest", {}).get("failure", ())
    return tuple(str(each.get("code", "")) for each in found if each.get("code") != UNTRUSTED)

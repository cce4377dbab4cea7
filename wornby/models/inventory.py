"""Which built-in models are installed."""

from wornby.datamodel.library import ModelInfo
from wornby.models.builtin import MODELS, WEIGHTS, open_session


def list_models() -> list[ModelInfo]:
    """Every built-in model, by name.

    Raises:
        ModelError: A file is missing or damaged.
    """
    found = []
    for name in MODELS:
        session = open_session(name)
        path = WEIGHTS / f"{name}.onnx"
        outputs = session.outputs
        found.append(
            ModelInfo(
                name=session.source,
                version=session.version,
                size_bytes=path.stat().st_size,
                file=path.name,
                outputs=outputs,
                card=f"docs/models/{name}.md",
            )
        )
    return found

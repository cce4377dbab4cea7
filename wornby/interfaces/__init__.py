"""What services ask for, and adapters give."""

from wornby.interfaces.models import (
    Detector,
    Encoder,
    FaceDetector,
    HeadTrainer,
    ModelSession,
    PictureGenerator,
    RightsGate,
    Tagger,
)
from wornby.interfaces.provenance import ContentSigner
from wornby.interfaces.sources import Inbox, PhotoSource
from wornby.interfaces.stores import BlobStore, RecordStore, VectorIndex

__all__ = [
    "BlobStore",
    "ContentSigner",
    "Detector",
    "Encoder",
    "FaceDetector",
    "HeadTrainer",
    "Inbox",
    "ModelSession",
    "PhotoSource",
    "PictureGenerator",
    "RecordStore",
    "RightsGate",
    "Tagger",
    "VectorIndex",
]

"""Contract suites: an adapter's test class inherits one and gives its fixture."""

from wornby.testing.suites_blobs import BlobStoreSuite
from wornby.testing.suites_detectors import DetectorSuite, FaceDetectorSuite
from wornby.testing.suites_encoders import EncoderSuite
from wornby.testing.suites_generators import GeneratorSuite
from wornby.testing.suites_index import VectorIndexSuite
from wornby.testing.suites_records import RecordStoreSuite
from wornby.testing.suites_signers import ContentSignerSuite
from wornby.testing.suites_taggers import LabelServiceSuite, TaggerSuite

__all__ = [
    "BlobStoreSuite",
    "ContentSignerSuite",
    "DetectorSuite",
    "EncoderSuite",
    "FaceDetectorSuite",
    "GeneratorSuite",
    "LabelServiceSuite",
    "RecordStoreSuite",
    "TaggerSuite",
    "VectorIndexSuite",
]

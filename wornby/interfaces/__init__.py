"""What services ask for, and adapters give."""

from wornby.interfaces.matching import (
    MotifJudge,
    PrintEmbedder,
    PrintFinder,
    PrintModels,
    PrintReader,
    ProductMatcher,
    ProductRecords,
    ScoreFitter,
)
from wornby.interfaces.messages import Messenger
from wornby.interfaces.models import (
    Detector,
    Encoder,
    FaceDetector,
    FaceFinder,
    HeadTrainer,
    Hidden,
    ModelSession,
    PartFinder,
    PeopleFinder,
    PictureGenerator,
    RightsGate,
    Tagger,
    TextRanker,
)
from wornby.interfaces.people import PeopleStore
from wornby.interfaces.provenance import ContentSigner
from wornby.interfaces.providers import AnswerShelf, LabelService, SentPicture
from wornby.interfaces.retention import RetentionStore
from wornby.interfaces.rights import ClaimStore, ConsentTexts, Ledger, RequestStore, RightsView, Signer
from wornby.interfaces.sources import Inbox, PhotoSource
from wornby.interfaces.staff import IdentityProvider, PasswordHasher, StaffStore
from wornby.interfaces.stores import BlobStore, RecordStore, VectorIndex

__all__ = [
    "AnswerShelf",
    "BlobStore",
    "ClaimStore",
    "ConsentTexts",
    "ContentSigner",
    "Detector",
    "Encoder",
    "FaceDetector",
    "FaceFinder",
    "HeadTrainer",
    "Hidden",
    "IdentityProvider",
    "Inbox",
    "LabelService",
    "Ledger",
    "Messenger",
    "ModelSession",
    "MotifJudge",
    "PartFinder",
    "PasswordHasher",
    "PeopleFinder",
    "PeopleStore",
    "PhotoSource",
    "PictureGenerator",
    "PrintEmbedder",
    "PrintFinder",
    "PrintModels",
    "PrintReader",
    "ProductMatcher",
    "ProductRecords",
    "RecordStore",
    "RequestStore",
    "RetentionStore",
    "RightsGate",
    "RightsView",
    "ScoreFitter",
    "SentPicture",
    "Signer",
    "StaffStore",
    "Tagger",
    "TextRanker",
    "VectorIndex",
]

"""Matching: which product a garment of a photo is, with the evidence for it."""

from wornby.matching.catalogue import Catalogue
from wornby.matching.scoring import Scorer
from wornby.matching.service import MatchService

__all__ = ["Catalogue", "MatchService", "Scorer"]

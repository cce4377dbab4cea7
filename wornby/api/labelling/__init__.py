"""The page on which a person labels photos: an app of its own, for this machine only."""

from wornby.api.labelling.app import create_labelling_app
from wornby.api.labelling.desk import Desk, DeskPhoto
from wornby.api.labelling.ranking import Ranking
from wornby.api.labelling.server import serve_labelling

__all__ = ["Desk", "DeskPhoto", "Ranking", "create_labelling_app", "serve_labelling"]

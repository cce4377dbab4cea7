"""The HTTP API and the shop's pages: who may ask, what is asked, and how it is answered."""

from wornby.api.app import create_app
from wornby.api.server import serve

__all__ = ["create_app", "serve"]

"""The mannequin studio: pictures of people who do not exist, rendered from meshes on any CPU."""

from wornby.studio.generator import Studio, picture_of
from wornby.studio.looks import Extra, Face, Hair, Look, Shot

__all__ = ["Extra", "Face", "Hair", "Look", "Shot", "Studio", "picture_of"]

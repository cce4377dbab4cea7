"""wornby: photos of people who wear that very product, found and tagged by consent, on your own machine."""

__version__ = "0.1.0"

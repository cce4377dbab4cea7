"""How photos come in: durable jobs, done once."""

from wornby.ingest.pipeline import IngestPipeline
from wornby.ingest.runs import IngestRuns
from wornby.ingest.sweep import Sweeper

__all__ = ["IngestPipeline", "IngestRuns", "Sweeper"]

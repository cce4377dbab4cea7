"""Larger open models that the operator names: joint text-image encoders, object and face detectors."""

"""Heads: face, hair, eyewear, headwear."""

"""Cloudinary: models of AI Content Analysis, tagging add-ons, Visual Search."""

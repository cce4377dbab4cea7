"""Imagga: tags, colours, categories, faces."""

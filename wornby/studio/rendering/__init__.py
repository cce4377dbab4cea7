"""Meshes, cameras, light: how shapes become pixels."""

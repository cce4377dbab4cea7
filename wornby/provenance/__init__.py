"""Manifests of C2PA: signing generated pictures, and reading what a picture's manifest says."""

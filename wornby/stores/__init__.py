"""Stores: records in SQL, pictures through fsspec, vectors with attributes in an index."""

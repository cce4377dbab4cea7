"""Taggers that run on this machine."""

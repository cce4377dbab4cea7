"""Rented services: one folder each, and none knows another."""

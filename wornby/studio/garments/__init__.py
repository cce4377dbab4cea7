"""Cloth: patterns, cut, folds, and every garment."""

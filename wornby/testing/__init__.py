"""Helpers for tests: fakes, and suites of facts that every adapter must hold."""

"""Numbers that we keep: `python -m benchmarks`."""

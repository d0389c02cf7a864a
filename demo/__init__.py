"""A small invented company, the same for a given seed: demo, tests, benchmarks at any scale."""

"""How many examples a property is tried on: all in `make test`, a few in `make check`, and the same ones each time.

The profiles are named in tests/conftest.py; `pytest --hypothesis-profile=default` draws others each time.
"""

from hypothesis import settings

FULL = 100


def examples(most: int) -> int:
    """So many of them in a full run; no more than the profile's in a quick one."""
    return most if settings().max_examples >= FULL else min(most, settings().max_examples)

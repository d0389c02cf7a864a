"""A scope as text, for what is kept with the scope it was seen in; company totals are no part of it."""

import json

from domain.scope import Scope


def scope_text(scope: Scope) -> str:
    """The same for scopes that see the same.

    >>> scope_of_text(scope_text(Scope(regions=frozenset({"demo:huadong"})))).regions
    frozenset({'demo:huadong'})
    """
    plain = scope.plain()
    plain.pop("company_totals")
    return json.dumps(plain, sort_keys=True, ensure_ascii=False)


def scope_of_text(text: str) -> Scope:
    """The scope of `scope_text`."""
    said = json.loads(text)
    channels, reps = (None if said[name] is None else frozenset(said[name]) for name in ("channels", "reps"))
    return Scope(said["everything"], frozenset(said["regions"]), channels, reps)

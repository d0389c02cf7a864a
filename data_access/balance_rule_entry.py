"""Changing the rules of channel conflict: who may, and what is written down."""

from collections.abc import Mapping

from sqlalchemy import Engine

from data_access.workspace import balance_rules
from domain.balance import Terms
from domain.balance_terms import checked, overlaid, plain_terms
from domain.errors import NotInScope, ReaderError
from domain.incidents import LONGEST
from domain.scope import Scope
from i18n import Text

_NOT_YOURS = Text(
    "规则适用于全公司，只有看得到全公司的人才能修改。",
    "The rules hold for the whole company: only who sees all of it may change them.",
)
_WHY = Text("请写明修改原因。", "Say why they are changed.")
_NOTHING = Text("没有改动。", "Nothing was changed.")


def terms_of(space: Engine, own: Terms) -> Terms:
    """The rules in force: those of the installation (`own`), with what people have changed since."""
    said = balance_rules.in_force(space)
    return overlaid(own, said) if said else own


def may_change(scope: Scope) -> bool:
    """Whether this reader may change the rules: who sees the whole company."""
    return scope.everything


def change_rules(space: Engine, scope: Scope, own: Terms, said: Mapping[str, str], by: tuple[str, str]) -> str:
    """Change some rules; the key of the batch. `by` is who, and why.

    Only what differs is written. Raises NotInScope for who may not, ReaderError for what a rule cannot be.
    """
    who, reason = by
    if not may_change(scope):
        raise NotInScope(_NOT_YOURS)
    stands = terms_of(space, own)
    checked(said, stands)
    before, after = plain_terms(stands), plain_terms(overlaid(stands, said))
    pairs = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    if not pairs:
        raise ReaderError(_NOTHING)
    if not reason.strip():
        raise ReaderError(_WHY)
    return balance_rules.change(space, pairs, who, reason.strip()[:LONGEST])


def undo_rules(space: Engine, scope: Scope, own: Terms, batch: str, who: str) -> int:
    """Put back what a batch of changes made; how many rules that were. Raises NotInScope for who may not."""
    if not may_change(scope):
        raise NotInScope(_NOT_YOURS)
    return balance_rules.undo(space, batch, who, plain_terms(own))

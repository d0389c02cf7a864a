"""Who may call for which region, who is told of it, and why an entry is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd
from sqlalchemy import Engine

from data_access.freshness import today
from data_access.options import members
from data_access.warehouse import Warehouse
from data_access.workspace import calls, readers
from data_access.workspace.calls import WrittenCall
from domain.calls import COMPANY, DEMO, LONGEST, SET, Call
from domain.errors import NotInScope, ReaderError
from domain.scope import Scope
from domain.targets import storable
from i18n import Locale, Text

_UNSEEN = Text("没有区域“{key}”，或不在您的范围内。", "There is no region “{key}”, or it is not in your scope.")
_WHOLE = Text(
    "全公司的预测承诺只有可见全部数据的人可以录入和查看。",
    "The call of the whole company is for readers of everything only.",
)
PARTLY = Text(
    "预测承诺针对整个区域；您的范围只是区域的一部分（部分渠道或本人商机），因此不能录入或查看。",
    "A call is for a region as a whole; your scope is a part of it (some channels, or your own deals), so you can "
    "neither enter nor see one.",
)
_AMOUNT = Text("“{amount}”应为 0 到 99 万亿之间的数。", "“{amount}” must lie between 0 and 99 trillion.")
_NO_CALL = Text("请给出预测承诺的金额。", "Give the amount of your call.")
_NO_REASON = Text("请写明理由（{most} 字以内）。", "Give a reason (of at most {most} letters).")
_ORDER = Text(
    "承诺（{commit}）包含在乐观（{best}）之内，不能更大。",
    "Commit ({commit}) is a part of best case ({best}) and cannot be larger.",
)
_OVER = Text(
    "期间在 {last} 已结束，结果已知，不能再录入预测承诺。",
    "The period ended on {last} and what came is known: it cannot be called any more.",
)
_COMPANY_NAME = Text("全公司", "Whole company")


@dataclass(frozen=True, slots=True)
class MayCall:
    """What a reader may call for: the scope, the regions as the tree is drawn (MEMBERS), their names by key.

    `today` is the last day of the data: a period that is over is not called any more.
    """

    scope: Scope
    tree: pd.DataFrame
    names: dict[str, str]
    today: date

    @property
    def partly(self) -> bool:
        """Whether the reader sees only a part of each region, so that a call for it is wider than the scope."""
        return not self.scope.everything and (self.scope.channels is not None or self.scope.reps is not None)

    @property
    def keys(self) -> tuple[str, ...]:
        """The regions that can be called for, the whole company first where it can."""
        if self.partly:
            return ()
        return ((COMPANY,) if self.scope.everything else ()) + tuple(self.tree.key)


def may_call(data: Warehouse, locale: Locale) -> MayCall:
    """The regions of this reader, with the name of each in that language."""
    tree = members(data, "region")
    own = tree.name_zh.fillna(tree.name) if locale is Locale.ZH else tree.name
    names = {COMPANY: _COMPANY_NAME.to(locale), **dict(zip(tree.key, own, strict=True))}
    return MayCall(data.scope, tree, names, today(data))


def why_not(call: Call, mine: MayCall) -> ReaderError | None:
    """Why this reader may not enter that, in words; None when it is right."""
    if error := beyond(call.place.region, mine):
        return error
    if call.state != SET:
        return None
    if call.place.last < mine.today:
        return ReaderError(_OVER, last=call.place.last)
    return _wrong(call)


def _wrong(call: Call) -> ReaderError | None:
    """What is wrong with the amounts and the reason."""
    amounts = (call.call, call.commit, call.best_case)
    if call.call is None:
        return ReaderError(_NO_CALL)
    if bad := next((one for one in amounts if one is not None and not storable(one)), None):
        return ReaderError(_AMOUNT, amount=str(bad)[:40])
    if call.commit is not None and call.best_case is not None and call.commit > call.best_case:
        return ReaderError(_ORDER, commit=f"{call.commit:,f}", best=f"{call.best_case:,f}")
    return None if 0 < len(call.reason.strip()) <= LONGEST else ReaderError(_NO_REASON, most=LONGEST)


def beyond(region: str, mine: MayCall) -> ReaderError | None:
    """Why a region is not this reader's to call for or to be told of; None when it is."""
    if mine.partly:
        return NotInScope(PARTLY)
    if region in mine.keys:
        return None
    return NotInScope(_WHOLE) if region == COMPANY else NotInScope(_UNSEEN, key=region[:60])


def visible(written: WrittenCall, mine: MayCall) -> bool:
    """Whether a call is one that this reader could have made: others' are none of the reader's business.

    What the demo company called as a whole names no region of it: it is told beside the demo company only.
    """
    if written.how == DEMO and not mine.tree.key.str.startswith(f"{DEMO}:").any():
        return False
    return beyond(written.call.place.region, mine) is None


def told(space: Engine, mine: MayCall) -> list[WrittenCall]:
    """The history that this reader may see, newest first."""
    return [one for one in calls.everything(space) if visible(one, mine)]


def enter_calls(space: Engine, entered: Sequence[Call], how: tuple[str, str], mine: MayCall) -> str:
    """Write the calls down, amounts to the cent; the key of the batch. `how` is who enters, and by which way.

    All or nothing: raises ReaderError (NotInScope) for the first that this reader may not enter.
    """
    for call in entered:
        if error := why_not(call, mine):
            raise error
    return calls.enter(space, [_in_cents(call) for call in entered], *how)


def undo_calls(space: Engine, batch: str, who: str, reason: str, mine: MayCall) -> int:
    """Put back what was called before a batch; how many calls that were. Raises NotInScope for one of others."""
    for one in calls.history(space, batch=batch):
        if error := beyond(one.call.place.region, mine):
            raise error
    return calls.undo(space, batch, who, reason)


def callers(space: Engine, mine: MayCall) -> dict[str, list[str]]:
    """Region → the names of the readers who answer for just that region, of those within this reader's scope."""
    found: dict[str, list[str]] = {}
    for reader in readers(space):
        scope = reader.scope
        if scope.everything or scope.channels is not None or scope.reps is not None:
            continue
        if scope.regions <= set(mine.keys):
            for region in sorted(scope.regions):
                found.setdefault(region, []).append(reader.name or reader.login)
    return found


def _in_cents(call: Call) -> Call:
    said, commit, best = (_cents(amount) for amount in (call.call, call.commit, call.best_case))
    return Call(call.place, said, commit, best, call.reason.strip(), call.state)


def _cents(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(Decimal("0.01"))

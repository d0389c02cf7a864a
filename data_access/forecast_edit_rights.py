"""Who may edit which forecast, who is told of it, and which edits are in force."""

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd
from sqlalchemy import Engine

from data_access.stored_forecasts import stored_key
from data_access.warehouse import Warehouse
from data_access.workspace import forecast_edits
from data_access.workspace.forecast_edits import WrittenEdit
from domain.contracts_forecast import EDITS
from domain.errors import NotInScope, ReaderError
from domain.filters import Filters
from domain.forecast import ForecastAsk
from domain.forecast_edits import LONGEST, SET, Edit, Edited
from domain.targets import storable
from i18n import Text

_NO_SLICE = Text(
    "您的范围不是可以命名的整体（例如仅本人商机），因此不能调整这一预测。",
    "What you see is no slice that can be named (own deals only), so you cannot edit this forecast.",
)
_NOT_YOURS = Text("没有这次调整，或不在您的范围内。", "There is no such edit, or it is not in your scope.")
_NO_REASON = Text("请写明理由（{most} 字以内）。", "Give a reason (of at most {most} letters).")
_AMOUNT = Text("“{amount}”应为 0 到 99 万亿之间的数。", "“{amount}” must lie between 0 and 99 trillion.")


def whose(data: Warehouse, filters: Filters, ask: ForecastAsk) -> Edited | None:
    """The forecast of the selection as edits name it; None where the reader sees no slice that can be named."""
    key = stored_key(data, filters)
    return None if key is None else Edited(key, ask.metric, ask.grain.value)


def told(space: Engine, of: Edited | None) -> list[WrittenEdit]:
    """The history of edits of a forecast, newest first. `of` comes from `whose`, hence lies in the scope."""
    return [] if of is None else forecast_edits.history(space, of)


def in_force(history: Sequence[WrittenEdit]) -> pd.DataFrame:
    """Of a history, newest first, what holds now. Returns EDITS, in the order of entering."""
    newest: dict[tuple[object, str], WrittenEdit] = {}
    for one in history:
        newest.setdefault((one.edit.first, one.edit.node), one)
    rows = [
        (one.id, pd.Timestamp(one.edit.first), one.edit.node, float(one.edit.amount))
        for one in sorted(newest.values(), key=lambda each: each.id)
        if one.edit.state == SET and one.edit.amount is not None
    ]
    return EDITS.coerce(pd.DataFrame(rows, columns=list(EDITS.columns))) if rows else EDITS.empty()


def enter_edits(space: Engine, edits: Sequence[Edit], who: str, mine: Edited | None) -> str:
    """Write the edits down, amounts to the cent; the key of the batch. `mine` is the forecast that the reader sees.

    All or nothing: raises ReaderError (NotInScope) for the first that this reader may not enter.
    """
    for edit in edits:
        if mine is None or edit.of != mine:
            raise NotInScope(_NO_SLICE)
        if edit.amount is None or not storable(edit.amount):
            raise ReaderError(_AMOUNT, amount=str(edit.amount)[:40])
        if not 0 < len(edit.reason.strip()) <= LONGEST:
            raise ReaderError(_NO_REASON, most=LONGEST)
    return forecast_edits.enter(space, [_in_cents(edit) for edit in edits], who, "page")


def undo_edits(space: Engine, batch: str, who: str, reason: str, mine: Edited | None) -> int:
    """Put back what held before a batch; how many places that were. Raises NotInScope for one of another forecast."""
    if any(one.edit.of != mine for one in forecast_edits.of_batch(space, batch)):
        raise NotInScope(_NOT_YOURS)
    return forecast_edits.undo(space, batch, who, reason)


def _in_cents(edit: Edit) -> Edit:
    cents = None if edit.amount is None else edit.amount.quantize(Decimal("0.01"))
    return Edit(edit.of, edit.node, edit.first, cents, edit.reason.strip(), edit.state)

"""The stages of every funnel, as the installation's own data name them."""

from typing import Any

import pandas as pd
from sqlalchemy import Select, func, select

from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.contracts_funnel import STAGES
from domain.errors import ReaderError, unknown
from domain.frames import Contract
from i18n import Locale, Text

_FUNNEL = Text("漏斗", "funnel")
_TWO_MEANINGS = Text(
    "几个数据来源都有漏斗“{funnel}”，但第 {position} 个阶段的性质不同；请在映射中使用不同的漏斗名。",
    "Several sources have a funnel “{funnel}”, and its stage {position} is of different kinds in them: "
    "give the funnels different names in the mappings.",
)
_ROWS = Contract("stage_rows", STAGES.columns)


@query(_ROWS)
def stage_rows(see: Visible, locale: Locale) -> Select[Any]:
    """The stages of all sources, each told once for all sources that agree on it."""
    stage = see.labels("stage")
    name = func.coalesce(stage.c.name_zh, stage.c.name) if locale is Locale.ZH else stage.c.name
    columns = {"funnel": stage.c.funnel, "position": stage.c.position, "name": name, "kind": stage.c.kind}
    columns |= {"lead_role": stage.c.lead_role, "expected_days": stage.c.expected_days}
    rows = select(*(column.label(key) for key, column in columns.items())).distinct().subquery("rows")
    return select(rows).order_by(rows.c.funnel, rows.c.position, rows.c.name)


def stages(data: Warehouse, locale: Locale) -> pd.DataFrame:
    """The stages of every funnel, in order. Returns STAGES.

    Sources that share a funnel's name share the funnel: where they call a stage differently, the first name by
    alphabet stands. Raises ReaderError where a stage is of one kind in one source and of another in another.
    """
    rows = stage_rows(data, locale)
    kinds = rows.groupby(["funnel", "position"]).kind.nunique()
    if (kinds > 1).any():
        funnel, position = kinds.index[kinds > 1][0]
        raise ReaderError(_TWO_MEANINGS, funnel=funnel, position=position)
    return STAGES.coerce(rows.drop_duplicates(["funnel", "position"]).reset_index(drop=True))


def stages_of(data: Warehouse, funnel: str, locale: Locale) -> pd.DataFrame:
    """The stages of one funnel, in order. Returns STAGES; raises ReaderError for a funnel that there is not."""
    rows = stages(data, locale)
    if funnel not in set(rows.funnel):
        raise unknown(_FUNNEL, funnel, rows.funnel)
    return rows[rows.funnel == funnel].reset_index(drop=True)

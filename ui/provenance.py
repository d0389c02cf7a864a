"""Where the history of deals comes from that a figure looks at, in words."""

import pandas as pd

from domain.contracts_deals import DEAL_ORIGINS
from i18n import Locale, Text, exact
from ui.context import Context

_ORIGINS = {
    "source": Text("来源系统记录的历史", "history as its source recorded it"),
    "observed": Text("由每日快照观察到的历史", "history observed by daily snapshots"),
    "reconstructed": Text(
        "由创建与关闭日期重建的历史，没有中间阶段的时间",
        "history rebuilt from dates, without times of the stages between",
    ),
}
_LOOKS_AT = Text("所依据的历史：{what}。", "What this looks at: {what}.")
_EACH = Text("{what}（{n} 个商机）", "{what} ({n} deals)")
_CLAMPED = Text(
    "{n} 次变更的记录时间早于前一次变更，按前一次的时间计。",
    "{n} changes are recorded as earlier than the change before them, and count as made at its time.",
)


def history_told(ctx: Context, known: pd.DataFrame) -> tuple[str, ...]:
    """How the history is known, and what was wrong with its times; empty without any. Takes DEAL_ORIGINS."""
    rows = DEAL_ORIGINS.check(known).to_dict("records")
    parts = [
        ctx.say(_EACH, what=_ORIGINS[row["origin"]], n=exact(row["deals"]))
        for row in rows
        if row["deals"] and row["origin"] in _ORIGINS
    ]
    clamped = int(known.clamped.sum())
    said = [ctx.say(_LOOKS_AT, what=("；" if ctx.locale is Locale.ZH else "; ").join(parts))] if parts else []
    return (*said, ctx.say(_CLAMPED, n=exact(clamped))) if clamped else tuple(said)

"""Who stands behind a region at the end of the tree: its partners, reps and customers, each a click away."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.ranking import compared
from data_access.metric_table import metric_table
from domain.ask import Ask, Compare
from domain.contracts import STANDINGS
from domain.dimensions import DIMENSIONS
from domain.errors import ReaderError
from domain.filters import ONE_BY_ONE, SELECTS
from domain.metrics import why_not
from i18n import Text
from ui import heads, link
from ui.ask import measured
from ui.card import NOTHING_HERE, Exhibit, behind, card, note
from ui.columns import Column, Columns
from ui.funnels import tabs
from ui.grid import grid
from ui.parts import AGAINST
from ui.region_view import BELOW_NAME, PAGE, View

ROWS = 30
_WHO = Text("谁在卖，卖给谁", "Who sells, and to whom")
_FIRST = Text("销售额最大的 {n} 个，共 {all} 个。", "The {n} largest of {all}.")
_HINT = Text("点击一行，整页只看它。", "Click a row to see this page for it alone.")


def at_the_end(view: View) -> bool:
    """Whether nothing lies below the regions shown, or the page is about a partner, a rep or a customer."""
    narrowed = any(getattr(view.ctx.filters, name) for name in ONE_BY_ONE)
    return narrowed or view.dimension == "region" or len(view.figures) < 2


def below_box(view: View) -> None:
    """The partners, reps or customers with their figures, the largest first; a click narrows the page to one."""
    ctx, key = view.ctx, view.amount.key
    with card(ctx, _WHO):
        offered = [name for name in ONE_BY_ONE if not why_not(key, (SELECTS[name],))]
        free = [name for name in offered if not getattr(ctx.filters, name)] or offered
        if not offered:
            note(ctx.say(NOTHING_HERE))
            return
        asked = view.own.get("below", "")
        name = asked if asked in offered else free[0]
        names = {one: ctx.say(DIMENSIONS[SELECTS[one]].name) for one in offered}
        st.html(tabs(ctx, BELOW_NAME, names, name, {one: view.to(below=one) for one in offered}))
        frame = _figures(view, name)
        if frame.empty:
            note(ctx.say(NOTHING_HERE))
            return
        st.html(f'<p class="hint">{escape(ctx.say(_HINT))}</p>')
        columns = _columns(view, name, frame)
        grid(ctx, frame.head(ROWS), columns)
        if len(frame) > ROWS:
            st.html(f'<p class="more">{escape(ctx.say(_FIRST, n=ROWS, all=len(frame)))}</p>')
        behind(ctx, frame, Exhibit(f"below_{name}", columns, (key,)))


def _figures(view: View, name: str) -> pd.DataFrame:
    """STANDINGS of the partners, reps or customers, and `to`, the address that each leads to."""
    ctx, key, dim = view.ctx, view.amount.key, SELECTS[name]
    along = ("margin_rate",) if key == "revenue" else ()
    table = measured(ctx, Ask((key, *along), (dim,), compare=(AGAINST,), locale=ctx.locale))
    known = table[dim].fillna("")
    before = compared(table, key, Compare.LAST_YEAR)
    whole = table[key].sum()
    frame = pd.DataFrame(
        {
            "key": known,
            "name": table[f"{dim}_name"],
            "revenue": table[key],
            "growth": table[key] / before.where(before > 0) - 1,
            "attainment": _attained(view, dim, known),
            "margin_rate": table["margin_rate"] if "margin_rate" in table else float("nan"),
            "share": table[key] / whole if whole > 0 else float("nan"),
        }
    )
    return STANDINGS.coerce(frame).assign(to=[_leads(view, name, one) for one in known])


def _attained(view: View, dim: str, keys: pd.Series) -> pd.Series:
    """Attainment by key; NaN where there is no target at this level."""
    try:
        table = metric_table(view.ctx.data, view.ctx.filters, Ask(("attainment",), (dim,), locale=view.ctx.locale))
    except ReaderError:
        return pd.Series(float("nan"), index=keys.index)
    return keys.map(dict(zip(table[dim].fillna(""), table.attainment, strict=True))).astype("float64")


def _leads(view: View, name: str, key: str) -> str:
    if not key:
        return ""
    own = {one: value for one, value in view.own.items() if one != "below"}
    return link.to(PAGE, {**view.ctx.filters.only(**{name: (key,)}).to_query(), **own, "beside": view.beside})


def _columns(view: View, name: str, frame: pd.DataFrame) -> Columns:
    who = DIMENSIONS[SELECTS[name]].name
    shown = {key: one for key, one in heads.standings(who, view.amount).items() if frame[key].notna().any()}
    return {**shown, "name": Column(who, link="to")}

"""Partners that have gone silent: a mark for each order day of the last year, and the pause since the last one."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, draw_rows, headed, told
from charts.theme import Look
from domain.contracts_partners import SILENT_MARKS
from domain.frames import each
from domain.metric import Unit
from domain.written import exactly, written
from i18n import Locale, Text, exact

ALT = Text("正在沉默：{names}", "Going silent: {names}")
STAKE, SINCE = Text("12 个月销售额", "12 months"), Text("未下单", "Silent")
DAYS = Text("{n} 天", "{n} d")
USUAL = Text("通常间隔", "Usual pause")
ORDERED = Text("{n} 天前下单", "ordered {n} days ago")
YEAR = 365


def silence_marks(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """A row a partner, in the order given: ticks at its order days, today at the right end, the silence as a bar.

    Takes SILENT_MARKS. Right of the row: what it sold in twelve months, and for how long it has been silent. A click
    gives the partner's key.
    """
    SILENT_MARKS.check(frame)
    firsts = frame.drop_duplicates("key")  # the marks of one stand together
    rows = [_row(one, locale, look) for one in each(firsts)]
    places = {key: place for place, key in enumerate(firsts.key)}
    figure = draw_rows(
        look,
        rows,
        [_pauses(rows, firsts, look), _ticks(frame, places, locale, look)],
        ALT.to(locale, names="; ".join(f"{row.name} {row.change}" for row in rows)),
        hovermode="closest",
        xaxis={"range": [-YEAR - 4, 4]},
    )
    return headed(figure, look, STAKE.to(locale), SINCE.to(locale))


def _row(one: Any, locale: Locale, look: Look) -> Row:
    since = DAYS.to(locale, n=exact(one.days_since))
    hover = told(
        one.name,
        (SINCE.to(locale), since),
        (USUAL.to(locale), DAYS.to(locale, n=exact(one.rhythm, decimals=1))),
        (STAKE.to(locale), exactly(one.year, Unit.MONEY, locale)),
    )
    return Row(one.key, one.name, written(one.year, Unit.MONEY, locale), since, look.palette.bad, hover)


def _pauses(rows: list[Row], firsts: pd.DataFrame, look: Look) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(rows))),
        "x": firsts.days_since.to_list(),
        "base": (-firsts.days_since).to_list(),
        "width": 0.22,
        "marker": {"color": look.palette.bad, "opacity": 0.75},
        "hoverinfo": "text",
        "hovertext": [row.hover for row in rows],
        "customdata": [[row.key] for row in rows],
        "selected": {"marker": {"opacity": 0.75}},
        "unselected": {"marker": {"opacity": 0.75}},
    }


def _ticks(frame: pd.DataFrame, places: dict[str, int], locale: Locale, look: Look) -> dict[str, Any]:
    tick = {"symbol": "line-ns-open", "size": 14, "color": look.palette.accent, "line": {"width": 1.5}}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": (-frame.ago).to_list(),
        "y": [places[key] for key in frame.key],
        "marker": tick,
        "hoverinfo": "text",
        "hovertext": [told(one.name, (ORDERED.to(locale, n=exact(one.ago)), " ")) for one in each(frame)],
        "customdata": [[key] for key in frame.key],
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }

"""How long partners last: a curve a group with its band, the part that is not settled yet dotted."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import told
from charts.theme import Look, axis, draw
from domain.contracts_partners import SURVIVAL
from domain.frames import each
from i18n import Locale, Text, exact, percent

ALT = Text("存活率：{names}", "Share still alive: {names}")
NOTHING = Text("存活率：没有数据", "Share still alive: no data")
ALIVE, AT_RISK = Text("仍存活", "Still alive"), Text("观察中", "Observed")
BAND = Text("95% 区间", "95 % interval")
ENDED = Text("在此年龄终止", "Ended at this age")
PROVISIONAL = Text("暂定", "provisional")
AFTER = Text("开业后 {age}", "{age} after opening")
YEARS, MONTHS, DAYS = Text("{n} 年", "{n} y"), Text("{n} 个月", "{n} m"), Text("{n} 天", "{n} days")
AGE = Text("开业至今", "Age")
ALL = Text("全部", "All")
HEIGHT = 430
YEAR = 365.25
SHADES = ("accent", "ink", "quiet", "accent_soft", "muted", "line")


def survival_curves(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """The share alive by age, a step line a group in the order given, and its 95 % band. Takes SURVIVAL.

    Dotted from the oldest settled age on: what is known of the last months only. A curve that begins later than at
    birth tells the share of those that were alive at that age.
    """
    SURVIVAL.check(frame)
    names = list(dict.fromkeys(frame.group))
    traces: list[dict[str, Any]] = []
    for place, name in enumerate(names):
        own = frame[frame.group == name]
        traces += _curve(own, getattr(look.palette, SHADES[place % len(SHADES)]), locale, len(names))
    lowest = float(frame.low.min()) if frame.low.notna().any() else 0.0
    return draw(
        look,
        traces,
        ALT.to(locale, names="; ".join(_said(frame[frame.group == name], name) for name in names))
        if names
        else NOTHING.to(locale),
        height=HEIGHT,
        hovermode="closest",
        showlegend=len(names) > 1,
        margin={"t": 40},
        xaxis=_ages(look, frame.age, locale),
        yaxis=_shares(look, lowest),
    )


def _curve(own: pd.DataFrame, colour: str, locale: Locale, count: int) -> list[dict[str, Any]]:
    name = str(own.group.iloc[0]) or ALL.to(locale)
    settled = own[~own.provisional]
    later = pd.concat([settled.tail(1), own[own.provisional]])
    line = {"width": 2, "shape": "hv", "color": colour}
    traces = [_band(own, colour, 0.16 if count < 4 else 0.08)]
    for part, dash in ((settled, "solid"), (later, "dot")):
        if len(part) < 2 and not (dash == "solid" and len(part)):
            continue
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "legendgroup": name,
                "showlegend": dash == "solid" or settled.empty,
                "x": part.age.to_numpy(),
                "y": part.share.to_numpy(),
                "line": line | {"dash": dash},
                "hoverinfo": "text",
                "hovertext": [_words(point, name, locale) for point in each(part)],
            }
        )
    return traces


def _band(own: pd.DataFrame, colour: str, opacity: float) -> dict[str, Any]:
    """Both edges as one outline of steps, there and back."""
    ages, low, high = (own[name].to_list() for name in ("age", "low", "high"))
    x = [age for pair in pairwise(ages) for age in pair]
    up = [value for value in high[:-1] for _ in range(2)]
    down = [value for value in low[:-1] for _ in range(2)]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*x, *reversed(x)],
        "y": [*up, *reversed(down)],
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": colour,
        "opacity": opacity,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _words(point: Any, name: str, locale: Locale) -> str:
    head = f"{name} · {AFTER.to(locale, age=age_in_words(point.age, locale))}"
    return told(
        f"{head} · {PROVISIONAL.to(locale)}" if point.provisional else head,
        (ALIVE.to(locale), percent(point.share)),
        (BAND.to(locale), f"{percent(point.low)} – {percent(point.high)}"),
        (AT_RISK.to(locale), exact(point.at_risk)),
        *([(ENDED.to(locale), exact(point.died))] if point.died else []),
    )


def age_in_words(days: float, locale: Locale) -> str:
    """An age in the largest fitting unit.

    >>> age_in_words(800.0, Locale.EN), age_in_words(400.0, Locale.EN), age_in_words(20.0, Locale.ZH)
    ('2.2 y', '13 m', '20 天')
    """
    if days >= 2 * YEAR:
        return YEARS.to(locale, n=exact(days / YEAR, decimals=1))
    if days >= 60:
        return MONTHS.to(locale, n=exact(days / YEAR * 12))
    return DAYS.to(locale, n=exact(days))


def _said(own: pd.DataFrame, name: str) -> str:
    return f"{name} {percent(float(own.share.iloc[-1]))}".strip()


def _ages(look: Look, ages: Iterable[float], locale: Locale) -> dict[str, Any]:
    """Ticks at half-years, or at as many years as leave no more than seven of them."""
    oldest = max([1.0, *ages])
    half = oldest <= 3 * YEAR
    step = 0.5 if half else next(years for years in (1, 2, 5, 10, 20, 50) if oldest / YEAR / years <= 7)
    ticks = [place * step for place in range(int(oldest / YEAR / step) + 1)]
    text = [MONTHS.to(locale, n=round(t * 12)) if half else YEARS.to(locale, n=round(t)) for t in ticks]
    title = {"text": AGE.to(locale), "font": {"color": look.palette.muted, "size": 11}, "standoff": 6}
    return axis(
        look, tickvals=[t * YEAR for t in ticks], ticktext=["0", *text[1:]], range=[0, oldest * 1.01], title=title
    )


def _shares(look: Look, lowest: float) -> dict[str, Any]:
    """From 0, or from a half where nothing falls below it: that is said by the ticks."""
    low = 0.5 if lowest >= 0.5 else 0.0
    ticks = [low + place * (1 - low) / 5 for place in range(6)]
    text = [percent(tick, decimals=0) for tick in ticks]
    return axis(look, showgrid=True, tickvals=ticks, ticktext=text, range=[low, 1.02])

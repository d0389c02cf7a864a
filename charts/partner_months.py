"""Partners month by month: how many stand in which state, what moves them, and who opens and ends."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, round_ticks, steps, time_axis, value_axis
from charts.rows import told
from charts.theme import Look, axis, draw
from domain.contracts_partners import OPENING_MONTHS, STATE_MONTHS
from domain.partners import MOVES, STATES
from domain.written import step_name
from i18n import Locale, Text, exact

ALT = Text("经销商状态：{step} {counts}", "Partners by state: {step} {counts}")
ALT_MOVES = Text("活跃经销商的变动：{step} 净增 {net}", "What moved active partners: {step}, net {net}")
ALT_OPENINGS = Text("净开店：{step} 净增 {net}", "Net openings: {step}, net {net}")
NOTHING = Text("经销商：没有数据", "Partners: no data")
TO_DATE = Text("进行中", "to date")
NET = Text("净增", "Net")
OPENED, CLOSED = Text("新开", "Opened"), Text("关闭", "Closed")
FADED = Text("停止下单", "Stopped ordering")
PROVISIONAL = Text("暂定", "provisional")
FLAGS = {"unfinished": TO_DATE, "provisional": PROVISIONAL}
HEIGHT, LOW = 330, 300
_STATE_COLOURS = {"active": "accent", "waiting": "accent_soft", "dormant": "bad", "closed": "quiet_soft"}
_MOVE_COLOURS = {"started": "accent", "reactivated": "good", "lapsed": "bad", "ended": "quiet"}
_OUT = ("lapsed", "ended", "closed", "faded")
_OPENINGS = {"opened": (OPENED, "accent"), "closed": (CLOSED, "quiet"), "faded": (FADED, "bad")}


def partner_states(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Partners by state at the end of each month, the active ones at the bottom. Takes STATE_MONTHS.

    The month that is not over is pale. States that nobody is in leave no trace.
    """
    STATE_MONTHS.check(frame)
    taken = [state for state in STATES if frame[state].any()]
    traces = [
        _bars(frame, frame[state], (STATES[state].to(locale), _STATE_COLOURS[state]), "unfinished", look)
        for state in taken
    ]
    words = _words(frame, {**STATES, **MOVES}, "unfinished", (locale, subject))
    total = frame[list(STATES)].sum(axis=1).astype("float64")
    figure = _drawn(frame, [*traces, _hover(frame, total, words)], look, (locale, subject))
    return figure.update_layout(
        height=HEIGHT,
        barmode="stack",
        yaxis=value_axis(look, total, subject, locale),
        meta={"alt": _alt(frame, locale, subject)},
    )


def partner_moves(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """What became active above the axis, what ceased to be below it, and the net of both. Takes STATE_MONTHS."""
    STATE_MONTHS.check(frame)
    parts = {name: (MOVES[name], _MOVE_COLOURS[name]) for name in MOVES}
    return _both_ways(frame, parts, (ALT_MOVES, "unfinished"), look, (locale, subject))


def opening_bars(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Openings above the axis, ends below it, and the net of both. Takes OPENING_MONTHS.

    On the shaded months who stopped ordering is not all known yet: hatched, and their net is provisional.
    """
    OPENING_MONTHS.check(frame)
    figure = _both_ways(frame, _OPENINGS, (ALT_OPENINGS, "provisional"), look, (locale, subject))
    if not frame.provisional.any():
        return figure
    begin = int(frame.provisional.to_numpy().argmax()) - 0.5
    place = {"type": "rect", "xref": "x", "yref": "paper", "x0": begin, "x1": len(frame) - 0.5, "y0": 0, "y1": 1}
    shade = place | {"fillcolor": look.palette.quiet_soft, "opacity": 0.35, "line": {"width": 0}, "layer": "below"}
    text = {"text": PROVISIONAL.to(locale), "showarrow": False, "font": {"color": look.palette.muted, "size": 11}}
    spot = {"xref": "x", "yref": "paper", "x": begin, "y": 1, "xanchor": "left", "yanchor": "top", "xshift": 4}
    return figure.update_layout(shapes=[shade], annotations=[text | spot])


Parts = Mapping[str, tuple[Text, str]]


def _both_ways(
    frame: pd.DataFrame, parts: Parts, says: tuple[Text, str], look: Look, how: tuple[Locale, Subject]
) -> go.Figure:
    locale, subject = how
    alt, flag = says
    signed = {name: (frame[name].astype("float64") * (-1 if name in _OUT else 1)).rename(name) for name in parts}
    net = sum(signed.values(), pd.Series(0.0, index=frame.index))
    ups = sum((values.clip(lower=0) for values in signed.values()), net * 0)
    downs = sum((values.clip(upper=0) for values in signed.values()), net * 0)
    traces = [
        _bars(frame, values, (parts[name][0].to(locale), parts[name][1]), flag, look)
        for name, values in signed.items()
        if frame[name].any()
    ]
    names = {name: text for name, (text, _) in parts.items()}
    words = _words(frame, names, flag, how)
    figure = _drawn(frame, [*traces, _net(frame, net, flag, locale, look), _hover(frame, ups, words)], look, how)
    finished = frame.index[~frame[flag]]
    said = NOTHING.to(locale)
    if len(finished):
        step = step_name(frame.period[finished[-1]].date(), subject.grain, locale)
        said = alt.to(locale, step=step, net=exact(net[finished[-1]], signed=True))
    return figure.update_layout(height=LOW, barmode="relative", yaxis=_around(look, [*ups, *downs]), meta={"alt": said})


def _drawn(frame: pd.DataFrame, traces: Sequence[Any], look: Look, how: tuple[Locale, Subject]) -> go.Figure:
    locale, subject = how
    return draw(
        look,
        traces,
        NOTHING.to(locale),
        hovermode="x",
        showlegend=len(frame) > 0,
        bargap=0.25,
        margin={"t": 44},
        xaxis=time_axis(look, frame.period, subject.grain, locale),
    )


def _bars(frame: pd.DataFrame, values: pd.Series, what: tuple[str, str], flag: str, look: Look) -> dict[str, Any]:
    """One part of the stack, by its name and its colour."""
    name, colour = what[0], getattr(look.palette, what[1])
    hatched = flag == "provisional" and values.name == "faded"
    shapes = ["/" if pale and hatched else "" for pale in frame[flag]]
    pattern = {"shape": shapes, "size": 5, "solidity": 0.3, "fgcolor": colour, "bgcolor": look.palette.card}
    faint = [0.5 if pale and flag == "unfinished" else 1.0 for pale in frame[flag]]
    marker = {"color": colour, "opacity": faint} | ({"pattern": pattern} if any(shapes) else {})
    bar = {"type": "bar", "name": name, "x": steps(frame.period), "y": values.to_numpy(dtype="float64")}
    return bar | {"marker": marker, "hoverinfo": "skip"}


def _net(frame: pd.DataFrame, net: pd.Series, flag: str, locale: Locale, look: Look) -> dict[str, Any]:
    ink, card = look.palette.ink, look.palette.card
    fill = [card if pale else ink for pale in frame[flag]]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": NET.to(locale),
        "x": steps(frame.period),
        "y": net.to_numpy(dtype="float64"),
        "line": {"color": ink, "width": 1.5},
        "marker": {"size": 6, "color": fill, "line": {"width": 1.5, "color": ink}},
        "hoverinfo": "skip",
    }


def _hover(frame: pd.DataFrame, top: pd.Series, words: list[str]) -> dict[str, Any]:
    """An unseen mark on top of each month that carries its words."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": steps(frame.period),
        "y": top.to_numpy(dtype="float64"),
        "marker": {"opacity": 0},
        "showlegend": False,
        "hoverinfo": "text",
        "hovertext": words,
    }


def _words(frame: pd.DataFrame, names: Mapping[str, Text], flag: str, how: tuple[Locale, Subject]) -> list[str]:
    """What each month says on hovering."""
    locale, subject = how
    said = []
    for row in frame.to_dict("records"):
        head = step_name(row["period"].date(), subject.grain, locale)
        lines = ((name.to(locale), exact(row[key])) for key, name in names.items())
        said.append(told(f"{head} · {FLAGS[flag].to(locale)}" if row[flag] else head, *lines))
    return said


def _around(look: Look, values: Sequence[float]) -> dict[str, Any]:
    """An axis around 0 without signs: above and below are told apart by what stands there."""
    ticks = [tick for tick in round_ticks(values) if tick == int(tick)]
    room = max(ticks[-1] - ticks[0], 1) * 0.05
    zero = {"zeroline": True, "zerolinecolor": look.palette.quiet, "zerolinewidth": 1}
    text = [exact(abs(tick)) for tick in ticks]
    return axis(look, showgrid=True, tickvals=ticks, ticktext=text, range=[ticks[0] - room, ticks[-1] + room]) | zero


def _alt(frame: pd.DataFrame, locale: Locale, subject: Subject) -> str:
    """The last month, in words."""
    if frame.empty:
        return NOTHING.to(locale)
    last = frame.iloc[-1]
    counts = "; ".join(f"{name.to(locale)} {exact(last[state])}" for state, name in STATES.items())
    return ALT.to(locale, step=step_name(last.period.date(), subject.grain, locale), counts=counts)

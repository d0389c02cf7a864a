"""The columns of the frames that charts draw, for the table and the download behind each figure."""

import pandas as pd

from charts.axes import Subject
from charts.waterfall import NAMES
from domain.ask import COMPARE_NAMES, Compare
from domain.metric import Metric, Unit
from i18n import Text
from ui.columns import Column, Columns, of_metric
from ui.context import Context

_PERIOD, _CAUSE = Text("期间", "Period"), Text("原因", "Cause")
_BEFORE, _CHANGE = Text("对比期", "Compared with"), Text("变化", "Change")
_SHARE, _SHARE_BEFORE = Text("占所选", "Of selection"), Text("去年占比", "Share last year")
_GROWTH = Text("较去年", "vs last year")
_TARGET, _LAST_YEAR = COMPARE_NAMES[Compare.TARGET], COMPARE_NAMES[Compare.LAST_YEAR]


def trend(subject: Subject) -> Columns:
    """The columns of TREND."""
    key = subject.metric.key
    return {
        "period": Column(_PERIOD, grain=subject.grain),
        "value": of_metric(key),
        "last_year": of_metric(key, _LAST_YEAR),
        "target": of_metric(key, _TARGET),
    }


def ranking(subject: Subject, who: Text) -> Columns:
    """The columns of RANKING that the ranking shows."""
    key = subject.metric.key
    return {
        "name": Column(who),
        "value": of_metric(key),
        "last_year": of_metric(key, _LAST_YEAR),
        "target": of_metric(key, _TARGET),
    }


def contributions(subject: Subject, who: Text) -> Columns:
    """The columns of CONTRIBUTIONS, whose members are called `who`."""
    return {
        "name": Column(who),
        "after": of_metric(subject.metric.key),
        "before": of_metric(subject.metric.key, _BEFORE),
        "change": Column(_CHANGE, subject.metric.unit, signed=True),
    }


def mix(subject: Subject, who: Text) -> Columns:
    """The columns of MIX."""
    return {
        "name": Column(who),
        "value": of_metric(subject.metric.key),
        "share": Column(_SHARE, Unit.SHARE),
        "share_before": Column(_SHARE_BEFORE, Unit.SHARE),
    }


def standings(who: Text, metric: Metric) -> Columns:
    """The columns of STANDINGS, whose revenue is that metric: changes in their colour, shares with a bar."""
    return {
        "name": Column(who),
        "revenue": of_metric(metric.key, short=True),
        "growth": Column(_GROWTH, Unit.SHARE, signed=True, short=True, better=True),
        "attainment": Column(of_metric("attainment").head, Unit.SHARE, short=True, meter=True),
        "margin_rate": of_metric("margin_rate", short=True),
        "share": Column(_SHARE, Unit.SHARE, short=True, meter=True),
    }


EFFECTS = {"effect": Column(_CAUSE), "amount": of_metric("revenue", _CHANGE)}


def named_effects(ctx: Context, frame: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """EFFECTS with the causes by name, as the table shows them."""
    names = {key: name.to(ctx.locale) for key, name in NAMES.items()}
    names["before"] = subject.against_name(ctx.locale)
    return frame.assign(effect=frame.effect.map(names))

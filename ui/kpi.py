"""The row of tiles: each figure with its change, target, shape over time, and its definition one click away."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from analytics.plan import covers_all
from data_access.metric_table import metric_table
from domain.ask import Ask, Compare
from domain.errors import ReaderError
from domain.metric import Metric
from domain.metrics import metric
from domain.periods import fitting_grain
from ui import tile
from ui.context import Context
from ui.tile import Tile

_BESIDE = (Compare.PREVIOUS, Compare.LAST_YEAR, Compare.TARGET)
_ALONE = ("attainment", "pace", "run_rate_needed")  # held against the plan, not against other periods
_RIPENING = ("collection_rate",)  # the last steps have had less time: a line would look like a fall
_UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class _Answers:
    """What the data says about each metric: values of one row, steps over time, and why a value is missing."""

    row: dict[str, float] = field(default_factory=dict)
    steps: dict[str, tuple[float, ...]] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)


def tile_row(ctx: Context, metrics: Sequence[str]) -> None:
    """One tile per metric, in this order, as a grid that wraps; a tile that has no value says why.

    "attainment" also shows its pace. All metrics are asked for together; when one cannot be answered each is
    asked for alone, so that the others still stand.
    """
    answers = _asked(ctx, tuple(metrics))
    tiles = [_tile(ctx, metric(key), answers) for key in metrics]
    st.html('<div class="tiles">' + "".join(tile.html(ctx, one) for one in tiles) + "</div>")


def _asked(ctx: Context, keys: tuple[str, ...]) -> _Answers:
    try:
        return _answers(ctx, keys)
    except ReaderError as error:
        if len(keys) == 1:
            return _Answers(why={keys[0]: error.to(ctx.locale)})
    alone = [_asked(ctx, (key,)) for key in keys]
    return _Answers(
        row={name: value for one in alone for name, value in one.row.items()},
        steps={name: value for one in alone for name, value in one.steps.items()},
        why={name: value for one in alone for name, value in one.why.items()},
    )


def _answers(ctx: Context, keys: tuple[str, ...]) -> _Answers:
    """The sums and samples beside other periods, the figures that are beside nothing (attainment), and the steps."""
    wanted = dict.fromkeys((*keys, *(metric(key).sample for key in keys)))
    beside, alone = (tuple(key for key in wanted if (key in _ALONE) is lonely) for lonely in (False, True))
    row: dict[str, float] = {}
    for asked, compare in ((beside, _BESIDE), ((*alone, "pace") if "attainment" in alone else alone, ())):
        if asked:
            sums = metric_table(ctx.data, ctx.filters, Ask(asked, compare=compare, locale=ctx.locale))
            row |= {str(name): float(value) for name, value in sums.iloc[0].items()}
    grain = fitting_grain(ctx.filters.first, ctx.filters.window.elapsed_last)
    lined = tuple(key for key in keys if key not in _RIPENING)
    return _Answers(row=row, steps=_steps(ctx, Ask(lined, grain=grain, locale=ctx.locale)) if lined else {})


def _steps(ctx: Context, ask: Ask) -> dict[str, tuple[float, ...]]:
    """The values over time; a figure that has no steps has no line, which is no reason to hide its value."""
    try:
        frame = metric_table(ctx.data, ctx.filters, ask)
    except ReaderError:
        return {}
    next_step = frame.period.shift(-1, fill_value=pd.Timestamp(ctx.filters.last) + pd.Timedelta(days=1))
    over = frame[next_step <= pd.Timestamp(ctx.today) + pd.Timedelta(days=1)]  # an unfinished step looks like a fall
    return {key: tuple(over[key].astype("float64")) for key in ask.metrics}


def _tile(ctx: Context, asked: Metric, answers: _Answers) -> Tile:
    def of(ending: str = "") -> float:
        return float(answers.row.get(f"{asked.key}{ending}", _UNKNOWN))

    attained = float(answers.row.get("attainment", _UNKNOWN)) if asked.key == "revenue" else _UNKNOWN
    return Tile(
        metric=asked,
        value=of(),
        previous=of("_previous"),
        last_year=of("_last_year"),
        target=of("_target"),
        pace=float(answers.row.get("pace", _UNKNOWN)) if asked.key == "attainment" else _UNKNOWN,
        sample=float(answers.row.get(asked.sample, _UNKNOWN)),
        steps=answers.steps.get(asked.key, ()),
        why=answers.why.get(asked.key, ""),
        covered=covers_all(of(), of("_target"), attained),
    )

"""The row of tiles: each figure with its change, target, shape over time, and its definition one click away."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

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
    """What the data says about the metrics: values of one row, and why a value is missing."""

    row: dict[str, float] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)


Steps = Mapping[str, tuple[float, ...] | None]  # None: not asked for yet


def tile_row(ctx: Context, metrics: Sequence[str]) -> None:
    """One tile per metric, in this order, as a grid that wraps; a tile that has no value says why.

    "attainment" also shows its pace. All metrics are asked for together; when one cannot be answered each is
    asked for alone, so that the others still stand.
    """
    with tiles_first(ctx, metrics):
        pass


@contextmanager
def tiles_first(ctx: Context, metrics: Sequence[str]) -> Iterator[None]:
    """`tile_row` around the rest of the page: the values come first, the lines in the tiles after what is inside.

    A line takes as long to ask for as a chart, and is looked at last.
    """
    keys, place = tuple(metrics), st.empty()
    answers = _values(ctx, keys)
    _put(ctx, place, [_tile(ctx, metric(key), answers, dict.fromkeys(keys)) for key in keys])
    yield
    steps = _steps(ctx, keys)
    _put(ctx, place, [_tile(ctx, metric(key), answers, steps) for key in keys])


def _put(ctx: Context, place: DeltaGenerator, tiles: Iterable[Tile]) -> None:
    place.html('<div class="tiles">' + "".join(tile.html(ctx, one) for one in tiles) + "</div>")


def _values(ctx: Context, keys: tuple[str, ...]) -> _Answers:
    """The sums and samples beside other periods, and the figures that are beside nothing (attainment)."""
    wanted = dict.fromkeys((*keys, *(metric(key).sample for key in keys)))
    beside, alone = (tuple(key for key in wanted if (key in _ALONE) is lonely) for lonely in (False, True))
    row: dict[str, float] = {}
    try:
        for asked, compare in ((beside, _BESIDE), ((*alone, "pace") if "attainment" in alone else alone, ())):
            if asked:
                sums = metric_table(ctx.data, ctx.filters, Ask(asked, compare=compare, locale=ctx.locale))
                row |= {str(name): float(value) for name, value in sums.iloc[0].items()}
    except ReaderError as error:
        if len(keys) == 1:
            return _Answers(why={keys[0]: error.to(ctx.locale)})
        each = [_values(ctx, (key,)) for key in keys]
        return _Answers(
            {name: value for one in each for name, value in one.row.items()},
            {name: value for one in each for name, value in one.why.items()},
        )
    return _Answers(row)


def _steps(ctx: Context, keys: tuple[str, ...]) -> Steps:
    """The values over time; a figure that has no steps has no line, which is no reason to hide its value."""
    asked = tuple(key for key in keys if key not in _RIPENING)
    grain = fitting_grain(ctx.filters.first, ctx.filters.window.elapsed_last)
    try:
        frame = metric_table(ctx.data, ctx.filters, Ask(asked, grain=grain, locale=ctx.locale)) if asked else None
    except ReaderError:
        each = [_steps(ctx, (key,)) for key in asked] if len(asked) > 1 else []
        return {name: values for one in each for name, values in one.items()}
    if frame is None:
        return {}
    next_step = frame.period.shift(-1, fill_value=pd.Timestamp(ctx.filters.last) + pd.Timedelta(days=1))
    over = frame[next_step <= pd.Timestamp(ctx.today) + pd.Timedelta(days=1)]  # an unfinished step looks like a fall
    return {key: tuple(over[key].astype("float64")) for key in asked}


def _tile(ctx: Context, asked: Metric, answers: _Answers, steps: Steps) -> Tile:
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
        steps=steps.get(asked.key, ()),
        why=answers.why.get(asked.key, ""),
        covered=covers_all(of(), of("_target"), attained),
    )

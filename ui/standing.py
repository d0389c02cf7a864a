"""The boxes of the pages on regions and channels: the way up the tree, the ranking, and the figures of each."""

from html import escape

import pandas as pd
import streamlit as st

from analytics import findings
from analytics.plan import whole_targets
from analytics.ranking import compared, ranking, standings
from analytics.tree import path
from charts.axes import Subject
from charts.ranking import ranking_bars
from charts.rows import stretched
from data_access.options import members
from domain.ask import Ask, Compare
from domain.metrics import METRICS
from i18n import Locale, Text
from ui import heads, link
from ui.ask import headline, measured
from ui.card import NOTHING_HERE, Exhibit, behind, card, note, show
from ui.context import Context
from ui.grid import grid
from ui.parts import AGAINST, FILTERED_BY, NAMES, level, named, told

ROWS = 20  # of the ranking as a chart; the table has all
TALL = 300  # pixels that a short ranking is stretched to
_ALL = {"region": Text("全部区域", "All regions"), "channel": Text("全部渠道", "All channels")}
_RANKING = Text("排名", "Ranking")
_TABLE = Text("明细", "By the figures")
_HINT = Text("{marks}；点击一行进入下一级。", "{marks}. Click a row to go a level down.")
_THIS, _PALE = Text("深条为本期", "Dark: this period"), Text("浅条为去年同期", "pale: last year")
_TICK = Text("竖线为整个期间的目标", "tick: target of the whole period")
_FIRST_ROWS = Text(
    "这里是前 {n} 行；全部 {all} 行见右上角。", "The first {n} rows; all {all} are behind the mark above."
)
_PARTLY_PLANNED = Text(
    "{n} 个成员的目标只覆盖其部分销售，未画出。",
    "Targets that cover only part of a member's sales are not drawn ({n}).",
)


def trail(ctx: Context, tree: str) -> None:
    """The way from all members down to the one chosen, each step a link back; nothing when none is chosen."""
    chosen = getattr(ctx.filters, tree)
    if not chosen:
        return
    steps = [
        ((), ctx.say(_ALL[tree])),
        *(((key,), ctx.names.get(key, key)) for key in path(members(ctx.data, tree), chosen)),
    ]
    with st.container(horizontal=True, key=f"trail_{tree}", gap="small"):
        for place, (members_of, name) in enumerate(steps):
            st.button(
                name if place == 0 else f"› {name}",
                key=f"trail_{tree}_{place}",
                type="tertiary",
                disabled=members_of == chosen,
                on_click=link.choose,
                args=(ctx.filters.only(**{tree: members_of}).to_query(),),
            )


def ranking_box(ctx: Context, tree: str) -> None:
    """The headline figure of each member against last year and target; a click narrows to it, a level down."""
    with card(ctx, _RANKING):
        dimension, subject = level(ctx, tree), Subject(headline(ctx), against=AGAINST)
        asked = named(ctx, tree, _figures(ctx, dimension))
        table = whole_targets(asked, _attained(ctx, dimension), dimension)
        frame = ranking(table, dimension, subject.metric.key).head(ROWS)
        told((*findings.of_ranking(frame, ctx.locale), *_left_out(ctx, asked, table)))
        hint(ctx, frame)
        figure = stretched(ranking_bars(frame, ctx.locale, ctx.look, subject), TALL)
        columns = heads.ranking(subject, NAMES[tree])
        exhibit = Exhibit(f"ranking_{tree}", columns, (subject.metric.key,), FILTERED_BY[tree])
        show(ctx, figure, frame, exhibit)


def table_box(ctx: Context, tree: str) -> None:
    """Revenue, growth, attainment, margin rate and share of each member; what nobody has is no column."""
    with card(ctx, _TABLE):
        dimension, metric = level(ctx, tree), headline(ctx)
        table = named(ctx, tree, _figures(ctx, dimension))
        table = table.rename(columns=lambda name: name.replace(metric.key, "revenue", 1))  # what STANDINGS calls it
        frame = standings(table, _attained(ctx, dimension), dimension)
        if frame.empty:
            note(ctx.say(NOTHING_HERE))
            return
        columns = {name: one for name, one in heads.standings(NAMES[tree], metric).items() if frame[name].notna().any()}
        grid(ctx, frame.head(ROWS), columns)
        if len(frame) > ROWS:
            st.html(f'<p class="more">{escape(ctx.say(_FIRST_ROWS, n=ROWS, all=len(frame)))}</p>')
        behind(ctx, frame, Exhibit(f"standings_{tree}", columns, tuple(name for name in columns if name in METRICS)))


def hint(ctx: Context, frame: pd.DataFrame) -> None:
    """How to read the ranking: only what is there to see. Takes RANKING."""
    drawn = ((_THIS, frame.value), (_PALE, frame.last_year), (_TICK, frame.target))
    marks = [mark for mark, values in drawn if values.notna().any()]
    said = ("，" if ctx.locale is Locale.ZH else ", ").join(ctx.say(mark) for mark in marks)
    st.html(f'<p class="hint">{escape(ctx.say(_HINT, marks=said))}</p>')


def _figures(ctx: Context, dimension: str) -> pd.DataFrame:
    key = headline(ctx).key
    others = ("margin_rate",) if key == "revenue" else ()
    return measured(ctx, Ask((key, *others), (dimension,), compare=(AGAINST, Compare.TARGET), locale=ctx.locale))


def _attained(ctx: Context, dimension: str) -> pd.DataFrame:
    return measured(ctx, Ask((headline(ctx).key, "attainment"), (dimension,), locale=ctx.locale))


def _left_out(ctx: Context, asked: pd.DataFrame, table: pd.DataFrame) -> tuple[str, ...]:
    """Says how many members' targets are not drawn, because they cover only part of what the member sells."""
    before, after = (compared(frame, headline(ctx).key, Compare.TARGET).notna().sum() for frame in (asked, table))
    return (ctx.say(_PARTLY_PLANNED, n=before - after),) if before > after else ()

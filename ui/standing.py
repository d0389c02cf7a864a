"""The boxes of the pages on regions and channels: the way up the tree, the ranking, and the figures of each."""

import streamlit as st

from analytics import findings
from analytics.plan import whole_targets
from analytics.ranking import ranking, standings
from analytics.tree import path
from charts.axes import Subject
from charts.ranking import ranking_bars
from data_access.options import members
from domain.ask import Ask, Compare
from domain.metrics import METRICS
from i18n import Text
from ui import heads, link
from ui.ask import measured
from ui.card import Exhibit, behind, card, show
from ui.context import Context
from ui.grid import grid
from ui.parts import AGAINST, FILTERED_BY, NAMES, level, named, told

ROWS = 20  # of the ranking as a chart; the table has all
REVENUE = Subject(METRICS["revenue"], against=AGAINST)
_ALL = {"region": Text("全部区域", "All regions"), "channel": Text("全部渠道", "All channels")}
_RANKING = Text("排名", "Ranking")
_TABLE = Text("明细", "By the figures")
_HINT = Text(
    "深条为本期，浅条为去年同期，竖线为整个期间的目标；点击一行进入下一级。",
    "Dark: this period; pale: last year; tick: target of the whole period. Click a row to go a level down.",
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
    """Revenue of each member against last year and target; a click narrows to it, and so goes a level down."""
    with card(ctx, _RANKING, ctx.say(_HINT)):
        dimension = level(ctx, tree)
        ask = Ask(("revenue", "margin_rate"), (dimension,), compare=(AGAINST, Compare.TARGET), locale=ctx.locale)
        attained = measured(ctx, Ask(("revenue", "attainment"), (dimension,), locale=ctx.locale))
        table = whole_targets(named(ctx, tree, measured(ctx, ask)), attained, dimension)
        frame = ranking(table, dimension, "revenue").head(ROWS)
        told(findings.of_ranking(frame, ctx.locale))
        figure = ranking_bars(frame, ctx.locale, ctx.look, REVENUE)
        show(
            ctx,
            figure,
            frame,
            Exhibit(f"ranking_{tree}", heads.ranking(REVENUE, NAMES[tree]), ("revenue",), FILTERED_BY[tree]),
        )


def table_box(ctx: Context, tree: str) -> None:
    """Revenue, growth, attainment, margin rate and share of each member."""
    with card(ctx, _TABLE):
        dimension = level(ctx, tree)
        ask = Ask(("revenue", "margin_rate"), (dimension,), compare=(AGAINST, Compare.TARGET), locale=ctx.locale)
        attained = measured(ctx, Ask(("revenue", "attainment"), (dimension,), locale=ctx.locale))
        frame = standings(named(ctx, tree, measured(ctx, ask)), attained, dimension)
        columns = heads.standings(NAMES[tree])
        grid(ctx, frame, columns)
        behind(ctx, frame, Exhibit(f"standings_{tree}", columns, ("revenue", "attainment", "margin_rate")))

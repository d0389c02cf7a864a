"""What the review page shows: the running review made of today's data, or a closed one as it was seen."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Protocol

import pandas as pd

from analytics.plan import covers_all
from config import settings
from data_access.freshness import require
from data_access.metric_table import metric_table
from data_access.pipeline_waterfall import waterfall
from data_access.review_rights import Attendant, coming, held, on_these_data
from domain.ask import Ask, Compare
from domain.balance import last_whole_month, of_month
from domain.errors import ReaderError
from domain.periods import add_months, quarter_start
from domain.pipeline import Since, close_window
from domain.review import HEADLINE, INDEX, PIPELINE, Headline, Index, Item, Lock, Sheet, Words
from i18n import Text
from ui import link, reader
from ui.ask import headline, planned
from ui.balance_picked import Picked
from ui.balance_view import View as Balance
from ui.changes_bar import usual_since
from ui.context import Context
from ui.review_index import index_of, then_of
from ui.review_lock import attending

_DAY, _LONGEST = timedelta(days=1), 40


class Shown(Protocol):
    """What the boxes of a review are drawn from. A part without figures raises ReaderError, which says why."""

    @property
    def day(self) -> date:
        """The last day of the data."""

    @property
    def since(self) -> date:
        """The day at whose end changes begin."""

    @property
    def by_lock(self) -> bool:
        """Whether that is the day of a review; else a week before."""

    @property
    def headline(self) -> Headline:
        """The figure of the quarter against its plan."""

    @property
    def pipeline(self) -> pd.DataFrame:
        """WATERFALL."""

    @property
    def index(self) -> Index:
        """The conflict index and what moved it."""

    @property
    def items(self) -> tuple[Item, ...]:
        """What was put in."""


@dataclass(frozen=True)  # no slots: shared figures are kept on the view while the page runs
class Live:
    """The running review, of all that the reader sees; its figures are asked for once."""

    ctx: Context

    @property
    def day(self) -> date:
        """The last day of the data."""
        return self.ctx.today

    @cached_property
    def mine(self) -> Attendant:
        """The reader as one who looks at reviews."""
        return attending(self.ctx)

    @cached_property
    def lock(self) -> Lock | None:
        """The last review before these data."""
        return held(reader.space(), self.mine, self.day)

    @cached_property
    def closed(self) -> Lock | None:
        """The review of these very data, once it is closed."""
        return on_these_data(reader.space(), self.mine, self.ctx.data, self.day)

    @property
    def since(self) -> date:
        """The day of the last review, else a week before."""
        return usual_since(self.day, self.lock)

    @property
    def by_lock(self) -> bool:
        """Whether there is a last review."""
        return self.lock is not None

    @cached_property
    def headline(self) -> Headline:
        """The running quarter up to now, against the plan of all of it."""
        first = quarter_start(self.day, settings().fiscal_start_month)
        ctx = _over(self.ctx, first, add_months(first, 3) - _DAY)
        metric = headline(ctx)
        row = metric_table(ctx.data, ctx.filters, Ask((metric.key,), compare=(Compare.TARGET,))).iloc[0]
        plan = planned(ctx)
        value, target = float(row[metric.key]), float(row.get(f"{metric.key}_target", float("nan")))
        of_plan = covers_all(value, target, plan["attainment"])
        new = metric_table(ctx.data, ctx.filters.between(self.since + _DAY, self.day), Ask((metric.key,)))
        return Headline(
            metric.key, ctx.filters.first, ctx.filters.last, value, target if of_plan else float("nan"),
            plan["attainment"], plan["pace"], float(new[metric.key].iloc[0]),
        )  # fmt: skip

    @cached_property
    def pipeline(self) -> pd.DataFrame:
        """WATERFALL since then, of the deals that are expected to close in the running quarter."""
        require(self.ctx.data, "opportunity")
        window = close_window("quarter", self.day, settings().fiscal_start_month)
        since = Since.days(self.since, self.day, window, self.ctx.data.time_zone)
        return waterfall(self.ctx.data, self.ctx.filters, since)

    @cached_property
    def index(self) -> Index:
        """The index of the last whole month."""
        month = last_whole_month(self.day)
        ctx = replace(self.ctx, filters=of_month(self.ctx.filters, month))
        balance = Balance(ctx, month, "channel", "", Picked(), "")
        return index_of(balance, then_of(balance))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """What is put into the coming review."""
        return coming(reader.space(), self.mine)


@dataclass(frozen=True, slots=True)
class AsSeen:
    """A closed review: what it showed, never computed again."""

    sheet: Sheet

    @property
    def day(self) -> date:
        """The last day of the data then."""
        return self.sheet.day

    @property
    def since(self) -> date:
        """The day of the review before it, else a week before."""
        return self.sheet.since

    @property
    def by_lock(self) -> bool:
        """Whether there was a review before it."""
        return self.sheet.by_lock

    @property
    def headline(self) -> Headline:
        """The figure of the quarter as it was seen."""
        if self.sheet.headline is None:
            raise _absent(self.sheet.missing[HEADLINE])
        return self.sheet.headline

    @property
    def pipeline(self) -> pd.DataFrame:
        """WATERFALL as it was seen."""
        if PIPELINE in self.sheet.missing:
            raise _absent(self.sheet.missing[PIPELINE])
        return self.sheet.waterfall

    @property
    def index(self) -> Index:
        """The conflict index as it was seen."""
        if self.sheet.index is None:
            raise _absent(self.sheet.missing[INDEX])
        return self.sheet.index

    @property
    def items(self) -> tuple[Item, ...]:
        """What was put in."""
        return self.sheet.items


def live(ctx: Context) -> Live:
    """The running review of all that the reader sees, whatever the filters of other pages are."""
    return Live(replace(ctx, filters=ctx.filters.whole()))


def asked_for() -> str:
    """The key of the closed review that the address asks for; "" for the running one."""
    return next((value[:_LONGEST] for value in link.values("review") if value), "")


def _over(ctx: Context, first: date, last: date) -> Context:
    return replace(ctx, filters=ctx.filters.between(first, last))


def _absent(words: Words) -> ReaderError:
    """Why there were no figures, in the words of then: braces in them are no blanks."""
    return ReaderError(Text(words["zh"], words["en"]))

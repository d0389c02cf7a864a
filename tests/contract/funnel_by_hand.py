"""The figures of the funnel, deal by deal over walked histories in plain Python: the second opinion on the SQL."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor
from typing import Any

import numpy as np

from domain.funnel import FunnelAsk
from domain.periods import add_months
from tests.contract.deal_lives import STAGES, ZONE
from tests.contract.history_by_hand import Funnel, events_of, spans_of, stays_of
from tests.contract.waterfall_by_hand import Whose

Row = dict[str, Any]
Told = dict[tuple[Any, ...], tuple[float, ...]]
ONE_DAY = timedelta(days=1)


class Book:
    """The states and stays of all deals, of which a reader sees those that `whose` holds."""

    def __init__(self, lives: Iterable[tuple[Row, list[Row]]]) -> None:
        funnel = Funnel(dict(enumerate(STAGES, 1)), ZONE)
        self.spans: list[list[Row]] = []
        self.stays: list[Row] = []
        for deal, events in lives:
            known = {"closed_on": None} | deal
            told = events_of(known, [{"partner_id": None} | event for event in events], [], funnel)
            self.spans.append(spans_of(known, told, funnel))
            self.stays += stays_of(self.spans[-1], funnel)

    def standing(self, whose: Whose, at: datetime) -> Iterator[Row]:
        """The deals in the selection, as they stood."""
        for spans in self.spans:
            yield from (s for s in spans if s["from_at"] <= at < s["to_at"] and whose.holds(s))

    def seen(self, whose: Whose, ask: FunnelAsk) -> list[Row]:
        """The stays in the selection that had begun."""
        return [stay for stay in self.stays if stay["entered_at"] <= ask.at and whose.holds(stay)]

    def stock(self, whose: Whose, ask: FunnelAsk) -> Told:
        """stage → count, amount, median age."""
        groups = grouped((s["stage"], s) for s in self.standing(whose, ask.at) if s["status"] == "open")
        ages = {key: [(ask.at - s["entered_at"]) / ONE_DAY for s in rows] for key, rows in groups.items()}
        return {key: (len(rows), money(rows), np.median(ages[key])) for key, rows in groups.items()}

    def closed(self, whose: Whose, ask: FunnelAsk) -> Told:
        """outcome → count, amount, how many have one, mean, median and 80th percentile of days."""
        closed = [s for s in self.standing(whose, ask.at) if s["status"] in ("won", "lost")]
        groups = grouped((s["status"], s) for s in closed if ask.first <= s["close_on"] <= ask.last)
        found = {}
        for key, rows in groups.items():
            days = [(s["closed_at"] - s["created_at"]) / ONE_DAY for s in rows]
            known = sum(s["amount"] is not None for s in rows)
            found[key] = (len(rows), money(rows), known, np.mean(days), np.median(days), np.percentile(days, 80))
        return found

    def cohort(self, whose: Whose, ask: FunnelAsk) -> Told:
        """furthest stage, outcome, day → count, amount."""

        def key(s: Row) -> tuple[Any, ...]:
            still = s["status"] == "open"
            day = (
                floor((ask.at - s["created_at"]) / ONE_DAY)
                if still
                else ceil((s["closed_at"] - s["created_at"]) / ONE_DAY)
            )
            return s["highest"], s["status"], min(day, ask.horizon + 1)

        zone = Funnel({}, ZONE)
        there = [s for s in self.standing(whose, ask.at) if s["status"] != "deleted"]
        born = [s for s in there if ask.first <= zone.day(s["created_at"]) <= ask.last]
        return {key: (len(rows), money(rows)) for key, rows in grouped((key(s), s) for s in born).items()}

    def outcomes(self, whose: Whose, ask: FunnelAsk) -> Told:
        """stage, month, within, day → reached, lost, open, late, amount, how many have one."""
        since, told = add_months(ask.first, -12), []
        for stay in self.seen(whose, ask):
            if stay["visit"] == 1 and since <= stay["entered_on"] <= ask.last:
                told.append((*self._fate(stay, ask), stay))
        found = {}
        for key, rows in grouped((key, (what, stay)) for key, what, stay in told).items():
            counts = [sum(what == name or (name == "lost" and what == "late") for what, _ in rows)
                      for name in ("reached", "lost", "open", "late")]  # fmt: skip
            stays = [stay for _, stay in rows]
            found[key] = (*counts, money(stays), sum(s["amount"] is not None for s in stays))
        return found

    def _fate(self, stay: Row, ask: FunnelAsk) -> tuple[tuple[Any, ...], str]:
        later = {
            name: stay[name] for name in ("reached_at", "lost_at", "gone_at") if stay[name] and stay[name] <= ask.at
        }
        day = floor((ask.at - stay["entered_at"]) / ONE_DAY)
        what = "open"
        if later:
            first = min(later.values())
            day = ceil((first - stay["entered_at"]) / ONE_DAY)
            what = "reached" if later.get("reached_at") == first else "late" if "reached_at" in later else "lost"
        within = ask.first <= stay["entered_on"] <= ask.last
        return (stay["stage"], stay["entered_on"].replace(day=1), within, min(day, ask.horizon + 1)), what

    def times(self, whose: Whose, ask: FunnelAsk) -> Told:
        """stage → n, median, 80th percentile in the window; n and 80th percentile ever."""
        left = [s for s in self.seen(whose, ask) if s["left_at"] and s["left_at"] <= ask.at and not s["skipped"]]
        found = {}
        for key, rows in grouped((s["stage"], s) for s in left if s["left_by"] in ("forward", "won")).items():
            ever = [s["days"] for s in rows]
            now = [s["days"] for s in rows if ask.first <= s["left_on"] <= ask.last]
            pair = (np.median(now), np.percentile(now, 80)) if now else (np.nan, np.nan)
            found[key] = (len(now), *pair, len(ever), np.percentile(ever, 80))
        return found

    def lengths(self, whose: Whose, ask: FunnelAsk) -> Told:
        """stage, day → left, still there."""
        told = []
        for s in self.seen(whose, ask):
            if not s["skipped"] and ask.first <= s["entered_on"] <= ask.last:
                left = s["left_at"] is not None and s["left_at"] <= ask.at
                day = ceil(s["days"]) if left else floor((ask.at - s["entered_at"]) / ONE_DAY)
                told.append(((s["stage"], min(day, 366)), left))
        return {key: (sum(rows), len(rows) - sum(rows)) for key, rows in grouped(told).items()}

    def moves(self, whose: Whose, ask: FunnelAsk) -> Told:
        """week, was, stage before, became, stage → count, amounts before and after."""
        told = []
        for spans in self.spans:
            for before, after in pairwise([None, *spans]):
                if not (ask.first <= after["from_on"] <= ask.last and after["from_at"] <= ask.at):
                    continue
                was = "new" if before is None else before["status"] if whose.holds(before) else "elsewhere"
                became = after["status"] if whose.holds(after) else "elsewhere"
                if became == "elsewhere" and was in ("new", "elsewhere"):
                    continue
                monday = after["from_on"] - timedelta(days=after["from_on"].weekday())
                stages = (
                    before["stage"] if was not in ("new", "elsewhere") else 0,
                    after["stage"] if became != "elsewhere" else 0,
                )
                sums = (before["amount"] if stages[0] else None, after["amount"] if stages[1] else None)
                told.append(((monday, was, stages[0], became, stages[1]), sums))
        return {
            key: (len(rows), *(float(sum((pair[side] or Decimal(0) for pair in rows), Decimal(0))) for side in (0, 1)))
            for key, rows in grouped(told).items()
        }

    def stuck(self, whose: Whose, ask: FunnelAsk, limits: tuple[tuple[int, float], ...]) -> dict[str, float]:
        """deal → days in its stage."""
        most = dict(limits)
        opened = [s for s in self.standing(whose, ask.at) if s["status"] == "open"]
        days = {f"crm:{s['opportunity_id']}": ((ask.at - s["entered_at"]) / ONE_DAY, s["stage"]) for s in opened}
        return {key: age for key, (age, stage) in days.items() if age > most.get(stage, np.inf)}


def grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    """The values of each key, as a tuple of its parts."""
    found = defaultdict(list)
    for key, value in pairs:
        found[key if isinstance(key, tuple) else (key,)].append(value)
    return found


def money(rows: Iterable[Row]) -> float:
    """The sum of the amounts that are known; NaN when none is."""
    known = [row["amount"] for row in rows if row["amount"] is not None]
    return float(sum(known, Decimal(0))) if known else np.nan

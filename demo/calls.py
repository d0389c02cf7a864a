"""What the directors of the demo company called: two years of quarters, each with its own habit of being wrong."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np

from data_access.call_deals import call_deals
from data_access.call_figures import finished_periods, won_by_region
from data_access.freshness import today
from data_access.options import members
from data_access.warehouse import Warehouse
from data_access.workspace import Engine, calls
from domain.calls import COMPANY, DEMO, Call, CallPlace, running
from domain.filters import Filters

QUARTERS = 8
_DIRECTORS = {  # region → login, how much is called too much, how far off at first
    "demo:huadong": ("east", 0.12, 0.30),
    "demo:huabei": ("north", -0.08, 0.18),
    "demo:huanan": ("south", 0.03, 0.24),
    "demo:huazhong": ("central", 0.00, 0.28),
    "demo:xinan": ("southwest", -0.02, 0.15),
    "demo:dongbei": ("northeast", 0.20, 0.45),
    "demo:xibei": ("northwest", 0.05, 0.50),
    COMPANY: ("boss", 0.03, 0.12),
}
_SILENT = ("demo:dongbei", "demo:xibei")  # have not called for the running quarter yet
_DAYS = (9, 40, 68)  # of a quarter, on which directors call
_REASONS = (
    "首轮判断，按在谈商机与去年同期 · First view: open deals and last year",
    "大项目招标延后，下调 · A large tender is late",
    "经销商补货提前，上调 · Distributors order early",
    "承诺类商机已逐个核对 · Every deal in commit was checked",
    "两个合同在走流程 · Two contracts are being signed",
)
_WORTH = {"commit": 0.75, "best case": 0.35, "pipeline": 0.12}  # of open deals, as a director guesses


def call(space: Engine, data: Warehouse, seed: int, fiscal_start: int = 1) -> None:
    """Enter the calls, unless some were entered before; each bears the time at which it would have been made."""
    if calls.history(space, limit=1):
        return
    for at, who, one in sorted(_made(data, seed, fiscal_start), key=lambda made: made[0]):
        calls.enter(space, [one], who, DEMO, at)


def _made(data: Warehouse, seed: int, fiscal_start: int) -> Iterator[tuple[datetime, str, Call]]:
    now, rng = today(data), np.random.default_rng(seed)
    filters = Filters.default(now)
    over = finished_periods(data, filters, "quarter", fiscal_start)[-QUARTERS:]
    for first in (*over, running("quarter", now, fiscal_start)):
        span = filters.between(first, CallPlace(COMPANY, "quarter", first).last)
        came = _by_director(data, won_by_region(data, span, "quarter").itertuples()) if first in over else {}
        for turn, day in enumerate(first + timedelta(days=days) for days in _DAYS):
            if day > now:
                break
            worth = {region: (won, won * (0.4 + turn * 0.2), won * 1.4) for region, won in came.items()}
            yield from _of_day((first, day, turn), worth or _known(data, span, day, turn), bool(came), rng)


def _of_day(
    when: tuple[date, date, int], worth: dict[str, tuple[float, float, float]], finished: bool, rng: np.random.Generator
) -> Iterator[tuple[datetime, str, Call]]:
    first, day, turn = when
    for place, (region, (who, bias, off)) in enumerate(_DIRECTORS.items()):
        if not finished and region in _SILENT:
            continue
        likely, commit, best = worth.get(region, (0.0, 0.0, 0.0))
        value = max(likely * (1 + bias + off / (turn + 1) * rng.standard_normal()), 0.0)
        at = datetime(day.year, day.month, day.day, 1, 10 + place)  # noqa: DTZ001  (UTC, as the workspace takes it)
        reason = _REASONS[int(rng.integers(1, len(_REASONS)))] if turn else _REASONS[0]
        amounts = (_rounded(value), _rounded(min(commit, best, value)), _rounded(max(best, value)))
        yield at, who, Call(CallPlace(region, "quarter", first), *amounts, reason)


def _known(data: Warehouse, span: Filters, day: date, turn: int) -> dict[str, tuple[float, float, float]]:
    """What a director makes of the deals of the running quarter: likely, with commit, with best case."""
    deals = call_deals(data, span, day)
    parts = {name: _by_director(data, own.itertuples()) for name, own in deals.groupby("category")}
    found = {}
    for region in _DIRECTORS:
        own = {name: sums.get(region, 0.0) for name, sums in parts.items()}
        won, commit, best = (own.get(name, 0.0) for name in ("won", "commit", "best case"))
        likely = won + sum(share * own.get(name, 0.0) for name, share in _WORTH.items()) + 0.25 * won / (turn + 1)
        found[region] = (likely, won + commit, won + commit + best)
    return found


def _by_director(data: Warehouse, rows: Iterator[object]) -> dict[str, float]:
    """The amounts of regions added up for each director."""
    tree = members(data, "region")
    parents = dict(zip(tree.key, tree.parent.fillna(""), strict=True))
    sums: dict[str, float] = {}
    for row in rows:
        amount = float(getattr(row, "amount", getattr(row, "won", 0.0)))
        node = str(getattr(row, "region", ""))
        while node in parents and node not in _DIRECTORS:
            node = parents[node]
        for one in {node, COMPANY}:
            sums[one] = sums.get(one, 0.0) + amount
    return sums


def _rounded(amount: float) -> Decimal:
    return Decimal(round(amount, -4)).quantize(Decimal("0.01"))

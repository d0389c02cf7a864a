"""A public set of deals with two dates and no stages (CRM Sales Opportunities), for what can be forecast from that.

Each deal is open from the day it was engaged to the day it closed. Open deals carry no amount, so each is worth its
product's list price; nothing says when a deal was expected to close, so all open ones count as due.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.pipeline_forecast import pipeline_forecast
from domain.contracts_funnel import STAGES
from domain.contracts_pipeline_forecast import CELLS, TURNS
from domain.periods import Grain
from domain.pipeline_forecast import PipelineAsk, Which

FOLDER = "crm-sales-opportunities"
SHARES = (0.15, 0.40, 0.65, 0.85)
_ROW = {"funnel": "crm", "position": [1, 2], "name": ["Engaging", "Won"], "kind": ["open", "won"], "lead_role": None}
STAGE_ROWS = STAGES.coerce(pd.DataFrame({**_ROW, "expected_days": np.nan}))
_FIRST, _LAST = pd.Timestamp("2017-03-01"), pd.Timestamp("2017-12-31")  # the first and the last day of closing


def read(data: Path) -> pd.DataFrame:
    """Deals with `began`, `ended` (NaT: still open), `won`, `amount` and `channel`: the regional office."""
    rows = pd.read_csv(data / FOLDER / "sales_pipeline.csv", parse_dates=["engage_date", "close_date"])
    prices = pd.read_csv(data / FOLDER / "products.csv").set_index("product").sales_price
    teams = pd.read_csv(data / FOLDER / "sales_teams.csv").set_index("sales_agent").regional_office
    price = rows["product"].replace("GTXPro", "GTX Pro").map(prices).astype(float)
    won = rows.deal_stage == "Won"
    made = {"began": rows.engage_date, "ended": rows.close_date, "won": won, "amount": price}
    made |= {"paid": rows.close_value.where(won, 0.0), "channel": rows.sales_agent.map(teams)}
    return pd.DataFrame(made).dropna(subset=["began"])


def forecasts(data: Path, grain: Grain) -> Iterator[tuple[float, dict[str, float], float]]:
    """Share of the period, what each method said, and what came: of each period with three whole ones before it."""
    deals = read(data)
    starts = pd.date_range("2017-03-01" if grain is Grain.MONTH else "2017-04-01", _LAST, freq=_STEP[grain])
    for start in starts[_LEAST[grain] :]:
        end = start + _LENGTH[grain]
        for share in SHARES:
            day = start + pd.Timedelta(days=round((end - start).days * share) - 1)
            ask = PipelineAsk.of(day.date(), "UTC", Which(grain))
            cells, turns = _seen(deals, ask)
            found = pipeline_forecast(cells, turns, STAGE_ROWS)
            said = dict(zip(found.scores.method, found.scores.value, strict=True))
            yield share, said, _between(deals, start, end - pd.Timedelta(days=1))


_STEP = {Grain.MONTH: "MS", Grain.QUARTER: "QS"}
_LENGTH = {Grain.MONTH: pd.DateOffset(months=1), Grain.QUARTER: pd.DateOffset(months=3)}
_LEAST = {Grain.MONTH: 3, Grain.QUARTER: 2}


def _between(deals: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> float:
    inside = deals.won & deals.ended.between(first, last)
    return float(deals.paid[inside].sum())


def _seen(deals: pd.DataFrame, ask: PipelineAsk) -> tuple[pd.DataFrame, pd.DataFrame]:
    """CELLS and TURNS of the periods since the set says anything of closings."""
    parts, ends = [], []
    for turn in ask.turns:
        first, last, day = (pd.Timestamp(one) for one in (turn.first, turn.last, turn.day))
        if first < _FIRST:
            continue
        here = deals[(deals.began <= day) & ~(deals.ended <= day)]
        won = here.won & (here.ended <= last) & (turn.known is not None)
        values = {"count": 1, "square": here.amount**2, "due": here.amount, "won_count": won.astype(int)}
        rows = here.assign(**values, won=here.paid.where(won, 0.0), stage=1, funnel="crm", turn=turn.back)
        sums = ["count", "amount", "square", "due", "won", "won_count"]
        parts.append(rows.groupby(["turn", "funnel", "stage", "channel"], as_index=False)[sums].sum())
        inside = deals.paid[deals.won & deals.ended.between(first, last)]
        total, square = (float(inside.sum()), float((inside**2).sum())) if turn.known else (np.nan, np.nan)
        ends.append({"turn": turn.back, "won": _between(deals, first, day), "total": total, "square": square})
    return CELLS.coerce(pd.concat(parts, ignore_index=True)), TURNS.coerce(pd.DataFrame(ends))

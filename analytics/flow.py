"""What entered and left each stage week by week, so that stock and flow agree; and the moves from stage to stage."""

from datetime import timedelta

import pandas as pd

from domain.contracts_drawn import STAGE_MOVES
from domain.contracts_funnel import FLOW, FLOWS, IN_FLOWS, OUT_FLOWS, STOCK, TRANSITIONS
from domain.contracts_history import MOVES
from domain.funnel import FunnelAsk

_CAME = {"new": "in_new", "elsewhere": "in_transferred", "won": "in_reopened", "lost": "in_reopened",
         "deleted": "in_reopened"}  # fmt: skip
_WENT = {"won": "out_won", "lost": "out_lost", "deleted": "out_deleted", "elsewhere": "out_transferred"}
_CENTS = 4  # decimals of money in the warehouse; what is added up from them is exact in as many
DELETED = 0  # the stage that a deleted deal moves to


def flow(moves: pd.DataFrame, stock: pd.DataFrame, stages: pd.DataFrame, ask: FunnelAsk) -> pd.DataFrame:
    """Stock and flow of every open stage in every week of the window. Takes MOVES, STOCK, STAGES; returns FLOW.

    `stock` is that at the end of the window. In each row start + Σ in − Σ out = end, in amount with + revalued; an
    end is the next week's start. Deals without a creation date are in none of it. A deal that moves takes its
    amount before out of one stage and brings its amount after into the other.
    """
    MOVES.check(moves)
    STOCK.check(stock)
    positions = stages.position[stages.kind == "open"].sort_values()
    rows = pd.MultiIndex.from_product([_weeks(ask), positions], names=["period", "position"])
    parts = [_arrivals(moves), _departures(moves), _revaluations(moves)]
    found = pd.concat([part.groupby(["period", "position"]).sum() for part in parts], axis=1)
    columns = [*FLOWS, *(f"{flow}_amount" for flow in FLOWS), "revalued_amount"]
    table = found.reindex(index=rows, columns=columns).fillna(0.0)
    dated = stock.set_index("position").reindex(positions).fillna(0.0)
    ends = {"": dated["count"] - dated.undated, "_amount": dated.amount - dated.undated_amount}
    for suffix, last in ends.items():
        net = _net(table, suffix).unstack("position")
        later = net[::-1].cumsum()[::-1]  # what still happens from the beginning of the week on
        start = (last - later).round(_CENTS)
        table[f"start{suffix}"] = start.stack()
        table[f"end{suffix}"] = (start + net).round(_CENTS).stack()
    return FLOW.coerce(table.reset_index())


def _weeks(ask: FunnelAsk) -> list[pd.Timestamp]:
    first = ask.first - timedelta(days=ask.first.weekday())
    return list(pd.date_range(first, ask.last, freq="7D", unit="us"))


def _net(table: pd.DataFrame, suffix: str) -> pd.Series:
    came, went = (table[[f"{one}{suffix}" for one in ways]].sum(axis=1) for ways in (IN_FLOWS, OUT_FLOWS))
    return came - went + (table.revalued_amount if suffix else 0.0)


def _arrivals(moves: pd.DataFrame) -> pd.DataFrame:
    """Deals that are in the stock of a stage and were not, each in the column of the way it came."""
    into = moves[(moves.became == "open") & ~_stays(moves)]
    way = into.was.map(_CAME).where(into.was != "open", "in_forward")
    way = way.mask((into.was == "open") & (into.stage < into.stage_before), "in_back")
    return _spread(into, way, "stage", "amount")


def _departures(moves: pd.DataFrame) -> pd.DataFrame:
    """Deals that were in the stock of a stage and are not, each in the column of the way it went."""
    out = moves[(moves.was == "open") & ~_stays(moves)]
    way = out.became.map(_WENT).where(out.became != "open", "out_forward")
    way = way.mask((out.became == "open") & (out.stage < out.stage_before), "out_back")
    return _spread(out, way, "stage_before", "amount_before")


def _revaluations(moves: pd.DataFrame) -> pd.DataFrame:
    same = moves[_stays(moves)]
    table = pd.DataFrame({"period": same.period, "position": same.stage})
    return table.assign(revalued_amount=same.amount - same.amount_before)


def _stays(moves: pd.DataFrame) -> pd.Series:
    return (moves.was == "open") & (moves.became == "open") & (moves.stage == moves.stage_before)


def _spread(rows: pd.DataFrame, way: pd.Series, stage: str, amount: str) -> pd.DataFrame:
    table = pd.DataFrame({"period": rows.period, "position": rows[stage]})
    for one in sorted(set(way)):
        table[one] = rows["count"].where(way == one, 0).astype("float64")
        table[f"{one}_amount"] = rows[amount].where(way == one, 0.0)
    return table


def transitions(moves: pd.DataFrame) -> pd.DataFrame:
    """How often deals of the selection moved from stage to stage, deleted ones to 0. Takes MOVES, returns TRANSITIONS.

    Amounts are those after the move. Deals that come from, or go, elsewhere are not told of.
    """
    MOVES.check(moves)
    inside = moves[~moves.was.isin(["new", "elsewhere"]) & (moves.became != "elsewhere")]
    target = inside.stage.where(inside.became != "deleted", DELETED)
    rows = pd.DataFrame({"from": inside.stage_before, "to": target})
    rows = rows.assign(count=inside["count"], amount=inside.amount)
    moved = rows[(rows["from"] != rows["to"]) & (inside.was != "deleted")]
    return TRANSITIONS.coerce(moved.groupby(["from", "to"], as_index=False)[["count", "amount"]].sum())


def stage_moves(moved: pd.DataFrame, stages: pd.DataFrame, deleted: str) -> pd.DataFrame:
    """The moves between stages with their names, and whether they lead on. Takes TRANSITIONS and STAGES.

    Returns STAGE_MOVES. Back, lost and deleted is worse, anything else is better; a stage that the funnel does not have
    goes by its number, the deleted ones by the name given.
    """
    TRANSITIONS.check(moved)
    names = {DELETED: deleted, **dict(zip(stages.position, stages["name"], strict=True))}
    lost = stages.position[stages.kind == "lost"].tolist()
    ranks = {DELETED: -1} | dict.fromkeys(lost, 0)
    before, after = (moved[side].map(lambda one: ranks.get(one, one)) for side in ("from", "to"))
    told = {
        end: [names.get(one, str(one)) for one in moved[side]]
        for side, end in (("from", "from_name"), ("to", "to_name"))
    }
    return STAGE_MOVES.coerce(moved.assign(better=(after > before) * 2 - 1, **told))

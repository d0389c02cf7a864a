"""Examples of the charts of funnels and deals."""

import pandas as pd

from charts.axes import Subject
from charts.conversion import conversion_trend
from charts.example import Example
from charts.funnel import funnel_bars
from charts.stage_flow import flow_bars
from charts.stage_heat import stage_heat
from charts.stage_moves import stage_moves
from charts.time_in_stage import stay_ranges, staying_curves
from charts.timeline import deal_life
from domain.contracts_drawn import (
    COHORT_POINTS,
    DEAL_LIFE,
    FLOW_BARS,
    FUNNEL_STEPS,
    STAGE_HEAT,
    STAGE_MOVES,
    STAY_RANGES,
    STAYING,
)
from domain.metrics import METRICS
from domain.periods import Grain

NONE = float("nan")
_AMOUNT, _DEALS = Subject(METRICS["won_amount"], Grain.WEEK), Subject(METRICS["won_deals"], Grain.WEEK)
_SHARES = Subject(METRICS["repeat_rate"])
_STEPS = (
    ("1", "商机", 171.6e6, NONE, 1.0, NONE, NONE, 90, False),
    ("2", "招投标", 108.1e6, 0.63, 0.63, 0.621, 0.64, 90, False),
    ("3", "合同", 30.2e6, 0.2794, 0.176, 0.291, 0.551, 90, True),
    ("4", "交付", 28.9e6, 0.957, 0.1684, 0.961, 0.96, 90, False),
    ("5", "回款", 24.0e6, 0.8304, 0.1399, 0.88, NONE, 90, False),
)
_WEEKS = tuple(
    (pd.Timestamp(2026, 8, 31) + pd.Timedelta(weeks=week), *map(float, ways), week == 11)
    for week, ways in enumerate(
        (
            (14, 9, 1, 0, 0, 8, 1, 4, 9, 0, 0, 61, 63), (11, 7, 0, 1, 2, 9, 0, 3, 7, 0, 1, 63, 64),
            (16, 8, 2, 0, 0, 7, 2, 5, 8, 1, 0, 64, 67), (9, 6, 0, 0, 0, 8, 0, 2, 9, 0, 0, 67, 63),
            (5, 2, 0, 0, 0, 3, 0, 1, 2, 0, 0, 63, 64), (18, 9, 1, 1, 0, 11, 1, 6, 8, 0, 0, 64, 67),
            (15, 10, 0, 0, 0, 9, 0, 4, 12, 0, 0, 67, 67), (13, 8, 1, 0, 0, 8, 1, 5, 6, 0, 2, 67, 67),
            (14, 7, 0, 0, 3, 9, 0, 7, 9, 0, 0, 67, 66), (17, 11, 0, 0, 0, 12, 1, 5, 7, 2, 0, 66, 67),
            (12, 9, 2, 1, 0, 8, 0, 4, 10, 0, 0, 67, 69), (4, 3, 0, 0, 0, 2, 0, 1, 3, 0, 0, 69, 70),
        )
    )
)  # fmt: skip
_COHORTS = tuple(
    (pd.Timestamp(2026, month, 1), n, rate, low, high, raw, month > 8)
    for month, n, rate, low, high, raw in (
        (1, 64, 0.594, 0.472, 0.703, 0.61), (2, 22, 0.545, 0.344, 0.731, 0.55), (3, 71, 0.577, 0.461, 0.682, 0.58),
        (4, 66, 0.561, 0.441, 0.672, 0.56), (5, 80, 0.381, 0.281, 0.487, 0.39), (6, 77, 0.286, 0.196, 0.394, 0.29),
        (7, 69, 0.247, 0.158, 0.358, 0.25), (8, 28, 0.214, 0.102, 0.395, 0.21), (9, 58, 0.23, 0.12, 0.41, 0.14),
        (10, 41, NONE, NONE, NONE, 0.05),
    )
)  # fmt: skip
_HEAT = tuple(
    (key, name, position, stage, rate, rate if rate == rate else 0.4, reference, n)
    for key, name, rates in (
        ("demo:east", "华东大区", ((0.66, 240), (0.24, 150), (0.97, 41))),
        ("demo:south", "华南大区", ((0.58, 180), (0.31, 104), (0.95, 38))),
        ("demo:west", "西南大区（川渝云贵藏）", ((0.63, 90), (0.62, 55), (0.90, 12))),
        ("demo:north", "Northeast <b>&", ((0.71, 44), (0.55, 29), (NONE, 31))),
    )
    for (position, stage, reference), (rate, n) in zip(
        ((1, "商机", 0.64), (2, "招投标", 0.55), (3, "合同", 0.95)), rates, strict=True
    )
)
_STAYS = (
    ("1", "商机", 1210, 21.4, 39.8, 24.0),
    ("2", "招投标", 640, 61.0, 96.2, 32.0),
    ("3", "合同", 310, 9.1, 14.5, 12.0),
    ("4", "交付", 24, 33.0, 41.0, 35.0),
    ("5", "回款", 0, NONE, NONE, NONE),
)
_CURVES = tuple(
    (name, day, share, at_risk)
    for name, points in (
        ("本期", ((0, 1.0, 77), (20, 0.92, 70), (40, 0.71, 55), (60, 0.52, 40), (90, 0.3, 21), (120, 0.18, 9))),
        ("去年", ((0, 1.0, 160), (20, 0.7, 112), (40, 0.36, 57), (60, 0.17, 27), (90, 0.05, 8), (120, 0.02, 3))),
    )
    for day, share, at_risk in points
)
_LIFE = tuple(
    (pd.Timestamp(at), pd.Timestamp(until), position, stage, status, amount)
    for at, until, position, stage, status, amount in (
        ("2026-03-02 10:00", "2026-03-20 09:00", 1, "商机", "open", 280e3),
        ("2026-03-20 09:00", "2026-05-11 15:00", 2, "招投标", "open", 280e3),
        ("2026-05-11 15:00", "2026-05-25 11:00", 1, "商机", "open", 350e3),
        ("2026-05-25 11:00", "2026-06-02 09:00", 1, "商机", "deleted", 350e3),
        ("2026-06-02 09:00", "2026-08-14 16:00", 2, "招投标", "open", 310e3),
        ("2026-08-14 16:00", "2026-11-22 00:00", 3, "合同", "won", 305e3),
    )
)
_MOVES = (
    (1, 2, "商机", "招投标", 1, 584, 214.6e6), (1, 5, "商机", "丢单", -1, 308, 104.2e6),
    (1, 0, "商机", "已删除", -1, 3, 0.9e6), (2, 1, "招投标", "商机", -1, 12, 4.1e6),
    (2, 3, "招投标", "合同", 1, 186, 64.0e6), (2, 5, "招投标", "丢单", -1, 314, 115.1e6),
    (3, 4, "合同", "交付", 1, 170, 58.0e6), (5, 1, "丢单", "商机", 1, 4, 1.3e6),
)  # fmt: skip
FUNNEL: dict[str, Example] = {
    "funnel_bars": Example(
        funnel_bars, FUNNEL_STEPS, _STEPS, "How far they come; the bottleneck's way in red.", _AMOUNT
    ),
    "flow_bars": Example(flow_bars, FLOW_BARS, _WEEKS, "In above, out below, what remains as a line.", _DEALS),
    "conversion_trend": Example(
        conversion_trend,
        COHORT_POINTS,
        _COHORTS,
        "Hollow where fewer than 30 deals entered; the last has none yet.",
        _SHARES,
    ),
    "stage_heat": Example(
        stage_heat, STAGE_HEAT, _HEAT, "The stage leaks in two regions; few deals stay pale, a star: so far.", _SHARES
    ),
    "stage_moves": Example(
        stage_moves, STAGE_MOVES, _MOVES, "Onwards good; back, lost and deleted bad; stronger is more.", _AMOUNT
    ),
    "stay_ranges": Example(stay_ranges, STAY_RANGES, _STAYS, "Median, 80th percentile, a tick at what is expected."),
    "staying_curves": Example(staying_curves, STAYING, _CURVES, "Half of them used to leave within 30 days.", _SHARES),
    "deal_life": Example(deal_life, DEAL_LIFE, _LIFE, "Back and forth, deleted for a week, won at last.", _AMOUNT),
}

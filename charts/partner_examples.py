"""Examples of the charts of partners."""

from dataclasses import replace

import pandas as pd

from charts.axes import Subject
from charts.example import Example
from charts.pareto import pareto_curve
from charts.partner_life import partner_life
from charts.partner_months import opening_bars, partner_moves, partner_states
from charts.silence import silence_marks
from charts.survival import survival_curves
from domain.contracts_partners import OPENING_MONTHS, PARETO, PARTNER_MONTHS, SILENT_MARKS, STATE_MONTHS, SURVIVAL
from domain.metrics import METRICS
from i18n import Text

NONE = float("nan")
_PARTNERS = Subject(replace(METRICS["orders"], name=Text("经销商数", "Partners")))
_MONEY = Subject(METRICS["revenue"])


def _months(*rows: tuple[object, ...]) -> tuple[tuple[object, ...], ...]:
    """Rows from January 2026 on; the last one carries its flag, the others do not."""
    days = [pd.Timestamp(2026, month, 1) for month in range(1, len(rows) + 1)]
    return tuple((day, *row) for day, row in zip(days, rows, strict=True))


_STATES = _months(
    (462, 5, 41, 43, 5, 1, 3, 2, False), (459, 7, 45, 45, 3, 0, 4, 2, False), (461, 5, 47, 45, 4, 2, 4, 0, False),
    (453, 5, 56, 47, 2, 1, 9, 2, False), (453, 9, 57, 47, 1, 3, 4, 0, False), (453, 10, 60, 50, 6, 0, 3, 3, False),
    (459, 10, 59, 51, 6, 2, 1, 1, False), (463, 5, 60, 53, 7, 0, 1, 2, True),
)  # fmt: skip
_OPENINGS = _months(
    (5, 2, 7, False), (5, 2, 2, False), (2, 0, 3, False), (3, 2, 1, False), (5, 0, 2, False), (7, 3, 3, True),
    (6, 1, 1, True), (2, 2, 0, True),
)  # fmt: skip
_CURVES = (
    ("Dealer", 0, 36, 0, 1.0, 1.0, 1.0, False), ("Dealer", 210, 36, 1, 0.972, 0.82, 0.996, False),
    ("Dealer", 500, 41, 3, 0.901, 0.76, 0.961, False), ("Dealer", 800, 60, 2, 0.871, 0.73, 0.94, False),
    ("Dealer", 1100, 58, 0, 0.871, 0.73, 0.94, False), ("Dealer", 1180, 12, 1, 0.798, 0.61, 0.91, True),
    ("Dealer", 1250, 4, 0, 0.798, 0.61, 0.91, True), ("Outlet <b>&", 0, 60, 0, 1.0, 1.0, 1.0, False),
    ("Outlet <b>&", 90, 60, 4, 0.933, 0.83, 0.974, False), ("Outlet <b>&", 420, 52, 6, 0.825, 0.70, 0.90, False),
    ("Outlet <b>&", 900, 40, 5, 0.722, 0.58, 0.82, False), ("Outlet <b>&", 1150, 9, 1, 0.642, 0.45, 0.78, False),
)  # fmt: skip
_SHARES = (
    (1, "demo:P1", "无锡嘉恒电器 Jiaheng", 8.6e6, 0.43, 2.4e6, 0.6e6, 1.8e6),
    (2, "demo:P2", "广东远达电器 Yuanda", 4.3e6, 0.645, 1.2e6, 0.4e6, 0.8e6),
    (3, "demo:P3", "北京安泰 <b>&", 3.3e6, 0.81, 0.9e6, 0.3e6, 0.6e6),
    (4, "demo:P4", "吉林宏兴电器 Hongxing", 2.0e6, 0.91, 0.5e6, 0.2e6, 0.3e6),
    (5, "demo:P5", "丽水达泰店 Datai", 1.0e6, 0.96, 0.25e6, 0.2e6, 0.05e6),
    (6, "demo:P6", "温州安达店 Anda", 0.8e6, 1.0, 0.2e6, 0.5e6, -0.3e6),
)
_SILENT = tuple(
    (key, name, since, rhythm, year, int(since + rhythm * step))
    for key, name, since, rhythm, year in (
        ("demo:P204", "上海达嘉商贸 Dajia Trading", 171.0, 4.0, 5.45e6),
        ("demo:P121", "江苏兴达 <b>&", 48.0, 16.0, 2.38e6),
        ("demo:P23", "株洲安澄电器 Ancheng", 99.0, 13.0, 1.67e6),
    )
    for step in range(12)
)
_LIFE = _months(
    (0.0, NONE, 0.0, "waiting", False), (210e3, 60e3, 0.0, "active", False), (340e3, 95e3, 12e3, "active", False),
    (180e3, 41e3, 0.0, "active", False), (0.0, NONE, 9e3, "active", False), (0.0, NONE, 0.0, "dormant", False),
    (120e3, 30e3, 0.0, "active", False), (40e3, 11e3, 0.0, "active", True),
)  # fmt: skip
PARTNERS: dict[str, Example] = {
    "partner_states": Example(
        partner_states, STATE_MONTHS, _STATES, "Who is active, not started, dormant, closed.", _PARTNERS
    ),
    "partner_moves": Example(
        partner_moves, STATE_MONTHS, _STATES, "What became active and what ceased to be.", _PARTNERS
    ),
    "opening_bars": Example(
        opening_bars, OPENING_MONTHS, _OPENINGS, "Openings and ends; the hatched months are not settled.", _PARTNERS
    ),
    "survival_curves": Example(
        survival_curves, SURVIVAL, _CURVES, "The share alive by age with its band; dotted: provisional.", _PARTNERS
    ),
    "pareto_curve": Example(
        pareto_curve, PARETO, _SHARES, "How few make 80 %; below, what each leaves after its costs.", _MONEY
    ),
    "silence_marks": Example(
        silence_marks, SILENT_MARKS, _SILENT, "Order days as ticks; the pause since in the colour of bad.", _MONEY
    ),
    "partner_life": Example(
        partner_life, PARTNER_MONTHS, _LIFE, "One partner: its state above what it sold and earned.", _MONEY
    ),
}

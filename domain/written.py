"""Values, changes and time steps as readers write them: the one place where a unit decides how a number looks."""

from datetime import date

from domain.metric import Unit
from domain.periods import Grain, add_months
from i18n import Locale, Text, compact, exact, percent, points
from i18n.numbers import MISSING

_SPANS = {Unit.DAYS: Text("{n} 天", "{n} days"), Unit.MONTHS: Text("{n} 个月", "{n} months")}
_WEEK = Text("{day}起的一周", "Week of {day}")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DIFFERENCES = (
    Unit.SHARE,
    Unit.POINTS,
    Unit.INDEX,
    Unit.SCORE,
    Unit.DAYS,
    Unit.MONTHS,
)  # compared by difference, all others by ratio
_CENTS = (Unit.MONEY, Unit.MONEY_EACH)


def written(value: float, unit: Unit, locale: Locale, *, signed: bool = False) -> str:
    """The value in a few digits, for tiles, labels and axes; NaN is '—'.

    >>> written(12_340_000, Unit.MONEY, Locale.ZH), written(0.354, Unit.SHARE, Locale.EN)
    ('1,234万', '35.4%')
    >>> written(-0.021, Unit.POINTS, Locale.EN)
    '−2.1 pp'
    >>> written(41.26, Unit.DAYS, Locale.EN), written(float("nan"), Unit.DAYS, Locale.EN)
    ('41.3 days', '—')
    """
    if unit is Unit.SHARE:
        return percent(value, signed=signed)
    if unit is Unit.POINTS:
        return points(value, locale)
    if unit in (Unit.INDEX, Unit.SCORE):
        return exact(value, decimals=1, signed=signed)
    if unit in _SPANS:
        shown = exact(value, decimals=1, signed=signed)
        return shown if shown == MISSING else _SPANS[unit].to(locale, n=shown)
    return compact(value, locale, signed=signed)


def exactly(value: float, unit: Unit, locale: Locale, *, signed: bool = False) -> str:
    """Every digit that means something: money to the cent, shares to a hundredth of a percent; NaN is '—'.

    >>> exactly(29358677.2207, Unit.MONEY, Locale.EN), exactly(0.35417, Unit.SHARE, Locale.ZH)
    ('29,358,677.22', '35.42%')
    >>> exactly(12.0, Unit.QUANTITY, Locale.EN), exactly(12.5, Unit.QUANTITY, Locale.EN)
    ('12', '12.5')
    """
    if unit in _CENTS:
        return exact(value, decimals=2, signed=signed)
    if unit is Unit.SHARE:
        return percent(value, decimals=2, signed=signed)
    if unit is Unit.POINTS:
        return points(value, locale, decimals=2)
    if unit is Unit.COUNT:
        return exact(value, signed=signed)
    if unit is Unit.QUANTITY and value == value:
        shown = exact(value, decimals=3, signed=signed)
        return shown.rstrip("0").rstrip(".") if "." in shown else shown
    return written(value, unit, locale, signed=signed)


def change(after: float, before: float, unit: Unit) -> float:
    """How much a value moved: the difference for shares, indices, scores and days, else the ratio less 1.

    NaN when either is unknown, and when a ratio has nothing (or a loss) to grow from.

    >>> round(change(110.0, 100.0, Unit.MONEY), 3), round(change(0.30, 0.25, Unit.SHARE), 3)
    (0.1, 0.05)
    >>> change(5.0, 0.0, Unit.MONEY), change(5.0, -2.0, Unit.MONEY)
    (nan, nan)
    """
    if unit in _DIFFERENCES:
        return after - before
    return after / before - 1 if before > 0 else float("nan")


def written_change(after: float, before: float, unit: Unit, locale: Locale) -> str:
    """The move in words: percent, percentage points for shares, or the plain difference; '—' when unknown.

    >>> written_change(108.2, 100.0, Unit.MONEY, Locale.ZH), written_change(0.30, 0.25, Unit.SHARE, Locale.EN)
    ('+8.2%', '+5.0 pp')
    """
    moved = change(after, before, unit)
    if unit in (Unit.SHARE, Unit.POINTS):
        return points(moved, locale)
    return written(moved, unit, locale, signed=True) if unit in _DIFFERENCES else percent(moved, signed=True)


def step_label(first: date, grain: Grain, locale: Locale) -> str:
    """A time step in the fewest letters, for axes; the year is left to the axis.

    >>> day = date(2026, 10, 5)
    >>> [step_label(day, grain, Locale.ZH) for grain in Grain]
    ['10/5', '10/5', '10月', '10–12月', '2026/27']
    >>> [step_label(day, grain, Locale.EN) for grain in Grain]
    ['5 Oct', '5 Oct', 'Oct', 'Oct–Dec', '2026/27']
    """
    chinese = locale is Locale.ZH
    if grain is Grain.YEAR:  # a fiscal year that starts in January has one number, others two
        return str(first.year) if first.month == 1 else f"{first.year}/{(first.year + 1) % 100:02d}"
    if grain is Grain.QUARTER:  # its months, since the number of a fiscal quarter means another thing in each company
        last = add_months(first, 2).month
        return f"{first.month}–{last}月" if chinese else f"{_MONTHS[first.month - 1]}–{_MONTHS[last - 1]}"
    if grain is Grain.MONTH:
        return f"{first.month}月" if chinese else _MONTHS[first.month - 1]
    return f"{first.month}/{first.day}" if chinese else f"{first.day} {_MONTHS[first.month - 1]}"


def step_name(first: date, grain: Grain, locale: Locale) -> str:
    """A time step in full, for hovering, tables and sentences.

    >>> step_name(date(2026, 10, 1), Grain.MONTH, Locale.ZH), step_name(date(2026, 10, 1), Grain.QUARTER, Locale.EN)
    ('2026年10月', 'Oct–Dec 2026')
    >>> step_name(date(2026, 10, 5), Grain.WEEK, Locale.ZH), step_name(date(2026, 10, 5), Grain.DAY, Locale.EN)
    ('2026年10月5日起的一周', '5 Oct 2026')
    """
    chinese, label = locale is Locale.ZH, step_label(first, grain, locale)
    if grain is Grain.YEAR:
        return f"{label}年" if chinese and first.month == 1 else label
    if grain in (Grain.MONTH, Grain.QUARTER):
        return f"{first.year}年{label}" if chinese else f"{label} {first.year}"
    day = f"{first.year}年{first.month}月{first.day}日" if chinese else f"{label} {first.year}"
    return _WEEK.to(locale, day=day) if grain is Grain.WEEK else day

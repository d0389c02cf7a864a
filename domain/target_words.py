"""How targets are written in a file: names of columns in both languages, periods, amounts."""

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from domain.errors import ReaderError
from domain.periods import add_months
from i18n import Text

Span = tuple[date, date]
NAMES: dict[str, Text] = {  # the column of a template, in the language of its reader
    "plan": Text("方案", "plan"),
    "version": Text("版本", "version"),
    "metric": Text("指标", "metric"),
    "level": Text("层级", "level"),
    "source": Text("来源", "source"),
    "region": Text("区域", "region"),
    "channel": Text("渠道", "channel"),
    "product_line": Text("产品线", "product line"),
    "rep": Text("销售", "rep"),
    "partner": Text("经销商", "partner"),
    "period": Text("期间", "period"),
    "first": Text("起始日", "period start"),
    "last": Text("截止日", "period end"),
    "amount": Text("目标", "amount"),
}
_ALSO = {"line": "product_line", "target": "amount", "金额": "amount", "目标值": "amount", "dealer": "partner"}
CLEARING = ("none", "无")  # written in place of an amount: there is no target
NO_NUMBER = Text("“{value}”不是数字。", "“{value}” is not a number.")
NO_PERIOD = Text(
    "“{value}”不是期间，请写成 2026、2026-Q1、2026-01 或 2026-01-05..2026-03-02。",
    "“{value}” is not a period: write 2026, 2026-Q1, 2026-01 or 2026-01-05..2026-03-02.",
)
_UNITS = {
    "万": Decimal(10_000), "亿": Decimal(100_000_000), "%": Decimal("0.01"),
    "k": Decimal(1_000), "m": Decimal(1_000_000), "b": Decimal(1_000_000_000),
}  # fmt: skip
_YEARS = range(1990, 2100)
_SHAPES = (
    (r"(\d{4})年?", 12),
    (r"(\d{4})\s*[-年/ ]?\s*[Qq第]?\s*([1-4])\s*季度?", 3),
    (r"(\d{4})\s*[-/ ]?\s*[Qq]\s*([1-4])", 3),
    (r"(\d{4})[-/.年]\s*(\d{1,2})\s*月?", 1),
    (r"(\d{4})-(\d{2})-01", 1),  # what a spreadsheet makes of 2026-01
)
_LONGEST = 40


def column(head: str) -> str:
    """The column that a head names, in either language, capitals and blanks apart; "" for none.

    >>> column(" Product_Line "), column("渠道"), column("2026-01")
    ('product_line', 'channel', '')
    """
    word = " ".join(head.replace("_", " ").split()).casefold()
    known = {said.casefold(): name for name, text in NAMES.items() for said in (text.zh, text.en)}
    return known.get(word) or _ALSO.get(word, "")


def period(written: str, fiscal_start: int = 1) -> Span:
    """First and last day of a period as written. A year and its quarters are fiscal ones. Raises ReaderError.

    >>> [str(day) for day in period("2026-Q1")], [str(day) for day in period("2026年2月")]
    (['2026-01-01', '2026-03-31'], ['2026-02-01', '2026-02-28'])
    >>> [str(day) for day in period("2026", fiscal_start=4)]
    ['2026-04-01', '2027-03-31']
    >>> [str(day) for day in period("2013-06-30..2013-09-28")]
    ['2013-06-30', '2013-09-28']
    """
    word = written.strip()
    if ".." in word:
        first, _, last = word.partition("..")
        return day(first), day(last)
    for shape, months in _SHAPES:
        if (found := re.fullmatch(shape, word)) and int(found[1]) in _YEARS:
            number = int(found[2]) if months < 12 else 1
            if number <= 12 // months:
                return _months(int(found[1]), (number - 1) * months, months, 1 if months == 1 else fiscal_start)
    raise ReaderError(NO_PERIOD, value=_short(written))


def day(written: str) -> date:
    """A day written as 2026-01-31. Raises ReaderError."""
    try:
        found = date.fromisoformat(written.strip())
    except ValueError as error:
        raise ReaderError(NO_PERIOD, value=_short(written)) from error
    if found.year not in _YEARS:
        raise ReaderError(NO_PERIOD, value=_short(written))
    return found


def amount(written: str) -> Decimal | None:
    """The number as written, with 万, 亿, K, M, B or % where it has one; None for the words that clear.

    Raises ReaderError.

    >>> [str(amount(word)) for word in ("1,234.50", "¥ 120万", "1.5亿", "40%", "无", "1e3", "2.5M")]
    ['1234.50', '1200000', '150000000.0', '0.40', 'None', '1E+3', '2500000.0']
    """
    word = re.sub(r"[\s,，¥￥$€]", "", written)
    if word.casefold() in CLEARING:
        return None
    unit = _UNITS.get(word[-1:].lower(), Decimal(1))
    try:
        return Decimal(word if unit == 1 else word[:-1]) * unit
    except InvalidOperation as error:
        raise ReaderError(NO_NUMBER, value=_short(written)) from error


def said(first: date, last: date, fiscal_start: int = 1) -> str:
    """The period as a file writes it: 2026, 2026-Q1, 2026-01, or both of its days.

    >>> said(date(2026, 1, 1), date(2026, 3, 31)), said(date(2026, 1, 1), date(2026, 3, 30))
    ('2026-Q1', '2026-01-01..2026-03-30')
    """
    months = (first.month - fiscal_start) % 12
    year = first.year - (first.month < fiscal_start)
    words = (f"{first:%Y-%m}", f"{year}-Q{months // 3 + 1}", str(year))
    return next((word for word in words if period(word, fiscal_start) == (first, last)), f"{first}..{last}")


def _months(year: int, skipped: int, months: int, start: int) -> Span:
    first = add_months(date(year, start, 1), skipped)
    return first, add_months(first, months) - timedelta(days=1)


def _short(written: str) -> str:
    return written if len(written) <= _LONGEST else written[:_LONGEST] + "…"

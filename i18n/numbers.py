"""Numbers as readers write them: 万 and 亿 in Chinese, K, M and B in English."""

from i18n.text import Locale

MISSING = "—"
_STEPS = {
    Locale.ZH: ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")),
    Locale.EN: ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")),
}


def compact(value: float, locale: Locale, *, signed: bool = False) -> str:
    """Four digits at most, with the unit of the language; NaN is '—'.

    >>> compact(12_340_000, Locale.ZH), compact(12_340_000, Locale.EN)
    ('1,234万', '12.34M')
    >>> compact(99_999_999, Locale.ZH), compact(99_999_999, Locale.EN)
    ('1亿', '100M')
    >>> compact(1234.5, Locale.EN, signed=True), compact(float("nan"), Locale.EN)
    ('+1.234K', '—')
    """
    if value != value:
        return MISSING
    rounded = float(f"{value:.4g}")  # first, so that 99,999,999 is 1亿 and not 10,000万
    step, unit = next((pair for pair in _STEPS[locale] if abs(rounded) >= pair[0]), (1.0, ""))
    return f"{_sign(rounded, signed)}{_plain(abs(rounded) / step)}{unit}"


def exact(value: float, *, decimals: int = 0, signed: bool = False) -> str:
    """Every digit, with thousands separators; NaN is '—'.

    >>> exact(29358677.2207, decimals=2), exact(-3), exact(float("nan"))
    ('29,358,677.22', '−3', '—')
    """
    if value != value:
        return MISSING
    shown = f"{abs(value):,.{decimals}f}"
    return shown if not float(shown.replace(",", "")) else f"{_sign(value, signed)}{shown}"


def percent(value: float, *, decimals: int = 1, signed: bool = False) -> str:
    """A share (1.0 = 100 %) as a percentage; NaN is '—'.

    >>> percent(0.8342), percent(-0.05, signed=True), percent(float("inf"))
    ('83.4%', '−5.0%', '—')
    """
    if value != value or abs(value) == float("inf"):
        return MISSING
    return f"{exact(value * 100, decimals=decimals, signed=signed)}%"


def points(value: float, locale: Locale, *, decimals: int = 1) -> str:
    """A difference of two shares in percentage points, signed; NaN is '—'.

    >>> points(0.021, Locale.EN), points(-0.005, Locale.ZH)
    ('+2.1 pp', '−0.5 个百分点')
    """
    if value != value:
        return MISSING
    unit = "个百分点" if locale is Locale.ZH else "pp"
    return f"{exact(value * 100, decimals=decimals, signed=True)} {unit}"


def _sign(value: float, signed: bool) -> str:
    return "−" if value < 0 else "+" if signed and value > 0 else ""


def _plain(value: float) -> str:
    """Four significant digits without trailing zeros: 12.34, 1,234, 100."""
    whole = len(str(int(value)))
    shown = f"{value:,.{max(0, 4 - whole)}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown

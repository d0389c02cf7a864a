"""Examples of the charts of reallocation."""

from charts.example import Example
from charts.reallocation import allocation_rows, response_curve
from domain.contracts_reallocation import ALLOCATION, CURVE_POINTS

NONE = float("nan")
_CHANNELS = (
    ("demo:flagship", "电商旗舰店", 7.4e6, 6.5e6, 3.7e6, 11.1e6, 79e6, 76e6, 1.16, 1.27, -0.2e6, False, False),
    ("demo:distributor", "经销商", 6.4e6, 9.5e6, 3.2e6, 9.5e6, 415e6, 470e6, 4.85, 3.66, 10.1e6, False, True),
    ("demo:live", "直播", 4.4e6, 2.2e6, 2.2e6, 6.6e6, 30e6, 25e6, 0.67, 1.10, 0.3e6, False, False),
    ("demo:direct", "大客户直销", 2.9e6, 2.9e6, 2.9e6, 2.9e6, 350e6, 350e6, NONE, NONE, 0.0, True, False),
)
_CURVE = tuple(
    (
        0.1e6 * at,
        2.5e6 * (at / 4) ** 0.28,
        2.5e6 * (at / 4) ** (0.28 + width),
        2.5e6 * (at / 4) ** (0.28 - width),
        "curve",
    )
    for at in range(11)
    for width in ((0.04 if at < 4 else -0.04),)
)
_POINTS = tuple(
    (spend * 1e6, revenue * 1e6, NONE, NONE, "point")
    for spend, revenue in ((0.2, 2.2), (0.25, 2.05), (0.3, 2.4), (0.35, 2.3), (0.45, 2.7), (0.5, 2.5), (0.7, 3.0))
)
_ENDS = ((0.4e6, 2.5e6, NONE, NONE, "now"), (0.6e6, 2.5e6 * 1.5**0.28, NONE, NONE, "then"))
REALLOCATION: dict[str, Example] = {
    "allocation_rows": Example(
        allocation_rows, ALLOCATION, _CHANNELS, "From live streaming to dealers; key accounts are kept as they are."
    ),
    "response_curve": Example(
        response_curve, CURVE_POINTS, (*_CURVE, *_POINTS, *_ENDS), "Half as much again would bring a tenth more."
    ),
}

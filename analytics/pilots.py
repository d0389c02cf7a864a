"""Whether a pilot channel is worth going on with: cumulative contribution, payback, and a verdict with its reason."""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
import pandas as pd

from domain.contracts_channels import PILOT_MONTHS, PILOT_SUMS, PILOTS
from domain.contribution import contribution
from domain.metric import Unit
from domain.periods import Grain
from domain.written import step_name, written
from i18n import Locale, Text

RECENT = 6  # full months that the pace is taken from
ENOUGH = 3  # full months before which nothing is judged
_T90 = (3.078, 1.886, 1.638, 1.533, 1.476)  # Student's t at 0.9 for 1 to 5 degrees of freedom: an 80 % interval
_NOT_YET = pd.NaT
VERDICTS = {
    "go_on": Text("继续", "Go on"),
    "watch": Text("观察", "Watch"),
    "stop": Text("停止", "Stop"),
}
_STOP = Text(
    "累计贡献 {sum}，已越过止损线 {line}；近 {n} 个完整月平均每月 {pace}，{then}。",
    "Cumulative contribution is {sum}, past the stop-loss line of {line}; the last {n} full months brought {pace} a "
    "month on average: {then}.",
)
_NEVER, _BACK = (
    Text("看不到回本的迹象", "no payback in sight"),
    Text("按此要到 {month} 才回本", "at that pace it pays back in {month}"),
)
_PAID = Text(
    "自 {month} 起累计贡献为正，现为 {sum}；近 {n} 个完整月平均每月 {pace}。",
    "Cumulative contribution has been above zero since {month} and is {sum}; the last {n} full months brought {pace} "
    "a month on average.",
)
_PAID_LOSING = Text(
    "累计贡献 {sum}，已回本，但近 {n} 个完整月平均每月 {pace}。",
    "Cumulative contribution is {sum}, so it has paid back, but the last {n} full months brought {pace} a month.",
)
_ON_ITS_WAY = Text(
    "累计贡献 {sum}；近 {n} 个完整月平均每月 {pace}，预计 {month} 回本（80% 区间：{early}至{late}）。",
    "Cumulative contribution is {sum}; the last {n} full months brought {pace} a month on average: payback is expected "
    "in {month} (80 % interval: {early} to {late}).",
)
_UNSURE = Text(
    "累计贡献 {sum}；近 {n} 个完整月平均每月 {pace}，预计 {month} 回本；但波动大，80% 区间从 {early} 到永不回本。",
    "Cumulative contribution is {sum}; the last {n} full months brought {pace} a month on average: payback in {month}, "
    "but months differ so much that the 80 % interval runs from {early} to never.",
)
_LOSING = Text(
    "累计贡献 {sum}，尚未到止损线 {line}；近 {n} 个完整月平均每月 {pace}，按此约 {left} 个月后触及。",
    "Cumulative contribution is {sum}, above the stop-loss line of {line}; the last {n} full months brought {pace} a "
    "month on average, which reaches it in about {left} months.",
)
_YOUNG = Text(
    "上线后只有 {n} 个完整月，不足 {enough} 个月，还不能判断。",
    "Only {n} full months since launch: fewer than {enough} say nothing yet.",
)
_UNKNOWN = Text(
    "所售商品没有成本数据，贡献未知，无法判断。", "The goods sold have no cost: the contribution is not known."
)


@dataclass(frozen=True, slots=True)
class _Pace:
    """The mean contribution a month of the last full months, and the ends of its 80 % interval."""

    months: int
    mean: float
    low: float
    high: float


def pilot_course(sums: pd.DataFrame, today: pd.Timestamp, stop_loss: float) -> pd.DataFrame:
    """Every month of each pilot, with its contribution and the sum so far. Takes PILOT_SUMS, returns PILOT_MONTHS.

    Months without rows brought nothing; they run from the launch (else the first row) to the month of `today`, which
    is unfinished unless `today` is its last day.
    """
    PILOT_SUMS.check(sums)
    parts = []
    for key, own in sums.groupby("channel", sort=False):
        launch = own.launched_on.min()
        first = (own.period.min() if launch is pd.NaT else launch).replace(day=1)
        months = pd.date_range(first, max(today, first), freq="MS").as_unit("us")
        earned = pd.Series(contribution(own).to_numpy(), index=own.period).reindex(months, fill_value=0.0)
        last_days = months + pd.offsets.MonthEnd(0)
        part = {"period": months, "contribution": earned.to_numpy(), "cumulative": _summed(earned)}
        fixed = {"key": key, "name": own.channel_name.iloc[0], "stop_loss": -stop_loss}
        parts.append(pd.DataFrame(part | {"unfinished": last_days > today}).assign(**fixed))
    return PILOT_MONTHS.coerce(pd.concat(parts, ignore_index=True)) if parts else PILOT_MONTHS.empty()


def judged(course: pd.DataFrame, locale: Locale) -> pd.DataFrame:
    """One row a pilot with its verdict, those to stop first. Takes PILOT_MONTHS, returns PILOTS.

    Only full months count. The pace is the mean of the last six of them, its 80 % interval mean ± t·s/√n; payback is
    projected at the mean, and at both ends of the interval.
    """
    PILOT_MONTHS.check(course)
    rows = [_judged(own, locale) for _, own in course.groupby("key", sort=False)]
    if not rows:
        return PILOTS.empty()
    order = {verdict: place for place, verdict in enumerate(("stop", "watch", "go_on"))}
    found = pd.DataFrame(rows)
    return PILOTS.coerce(
        found.sort_values(["verdict", "cumulative"], key=lambda c: c.map(order) if c.name == "verdict" else c)
    )


def pace(values: pd.Series) -> _Pace:
    """The mean of the last six values with its 80 % interval; NaN ends for fewer than two.

    >>> p = pace(pd.Series([1.0, 3.0]))
    >>> p.mean, round(p.low, 3), round(p.high, 3)
    (2.0, -1.078, 5.078)
    """
    last = values.tail(RECENT)
    n = len(last)
    mean = float(last.mean()) if n else float("nan")
    if n < 2:
        return _Pace(n, mean, float("nan"), float("nan"))
    away = _T90[n - 2] * float(last.std()) / sqrt(n)
    return _Pace(n, mean, mean - away, mean + away)


def _summed(earned: pd.Series) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return earned.cumsum(skipna=False).to_numpy(dtype="float64")


def _judged(own: pd.DataFrame, locale: Locale) -> dict[str, object]:
    full = own[~own.unfinished]
    recent = pace(full.contribution)
    cumulative = float(full.cumulative.iloc[-1]) if len(full) else float("nan")
    last = full.period.iloc[-1] if len(full) else own.period.iloc[0]
    paid = _paid_back(full) if cumulative >= 0 else _NOT_YET
    ends = {
        name: _ahead(last, cumulative, each)
        for name, each in (("on", recent.mean), ("early", recent.high), ("late", recent.low))
    }
    found = {
        "key": own.key.iloc[0],
        "name": own["name"].iloc[0],
        "launched_on": own.period.iloc[0],
        "months": len(full),
        "cumulative": cumulative,
        "recent": recent.mean,
        "recent_low": recent.low,
        "recent_high": recent.high,
        "recent_months": recent.months,
        "paid_back_on": paid,
        **{f"payback_{name}": month for name, month in ends.items()},
    }
    verdict, said = _verdict(found, float(own.stop_loss.iloc[0]))
    return found | {"verdict": verdict, "reason": _reason(said, found, float(own.stop_loss.iloc[0]), locale)}


def _verdict(found: dict[str, object], line: float) -> tuple[str, Text]:
    """The verdict and the phrase of its reason; the first rule that fits."""
    cumulative, mean = found["cumulative"], found["recent"]
    assert isinstance(cumulative, float)
    assert isinstance(mean, float)
    rules = (
        (not found["months"], "watch", _YOUNG),
        (cumulative != cumulative, "watch", _UNKNOWN),
        (cumulative < line, "stop", _STOP),
        (int(str(found["months"])) < ENOUGH, "watch", _YOUNG),
        (cumulative >= 0 and mean >= 0, "go_on", _PAID),
        (cumulative >= 0, "watch", _PAID_LOSING),
        (mean <= 0, "watch", _LOSING),
        (found["payback_late"] is _NOT_YET, "watch", _UNSURE),
        (True, "go_on", _ON_ITS_WAY),
    )
    return next((verdict, said) for fits, verdict, said in rules if fits)


def _reason(said: Text, found: dict[str, object], line: float, locale: Locale) -> str:
    def money(value: object) -> str:
        return written(float(str(value)), Unit.MONEY, locale)

    def month(name: str) -> str:
        day = found[name]
        return step_name(day.date(), Grain.MONTH, locale) if isinstance(day, pd.Timestamp) else ""

    mean, cumulative = float(str(found["recent"])), float(str(found["cumulative"]))
    then = _BACK.to(locale, month=month("payback_on")) if month("payback_on") else _NEVER.to(locale)
    left = ceil((line - cumulative) / mean) if mean < 0 and cumulative == cumulative else 0
    return said.to(
        locale,
        sum=money(cumulative),
        line=money(line),
        n=found["months"] if said is _YOUNG else found["recent_months"],
        enough=ENOUGH,
        pace=written(mean, Unit.MONEY, locale, signed=True),
        then=then,
        month=month("paid_back_on") or month("payback_on"),
        early=month("payback_early"),
        late=month("payback_late"),
        left=left,
    )


def _paid_back(full: pd.DataFrame) -> pd.Timestamp:
    """The month since when the sum has been above zero: the one after the last that was not."""
    below = full.period[full.cumulative < 0]
    after = full.period[full.period > below.iloc[-1]] if len(below) else full.period
    found: pd.Timestamp = after.iloc[0]
    return found


def _ahead(last: pd.Timestamp, cumulative: float, each: float) -> pd.Timestamp | pd.api.typing.NaTType:
    """The month in which the sum reaches zero at `each` a month after `last`; NaT: it has, or never will."""
    if not (cumulative < 0 and each > 0):
        return _NOT_YET
    months = ceil(-cumulative / each)
    return (last + pd.DateOffset(months=months)) if months <= 1200 else _NOT_YET

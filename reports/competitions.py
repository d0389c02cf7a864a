"""Public data sets with published scores, and anybody's own series from a CSV file: histories and what came after."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import gcd
from pathlib import Path

import numpy as np
import pandas as pd

from domain.errors import ReaderError
from i18n import Text

_NO_FILE = Text(
    "找不到 {path}。请用 --source 指明数据集所在的文件夹。",
    "There is no {path}; say with --source where the data sets are.",
)
_NO_CSV = Text("无法读取 {path}：需要 UTF-8 编码的 CSV。", "{path} cannot be read: a CSV file in UTF-8 is needed.")
_NO_COLUMNS = Text("{path} 缺少列：{names}", "{path} lacks the columns {names}")
_NOT_NUMBERS = Text("第 {row} 行的 y 不是数值：{value}", "y in row {row} is no number: {value}")
_NO_TIME = Text(
    "第 {row} 行的 t 既不是整数也不是日期：{value}", "t in row {row} is neither a whole number nor a date: {value}"
)
_TWICE = Text("序列“{name}”在 t={t} 有不止一行", "The series “{name}” has more than one row at t={t}")
_TOO_WIDE = Text(
    "t 的间隔不规则，无法补齐缺失的期：请检查 t 列",
    "The steps of t are too uneven to fill in missing periods: check the column t",
)
_TOO_FEW = Text(
    "没有一条序列够长：留出 {horizon} 期之后至少要剩 {least} 期",
    "No series is long enough: {least} periods must remain beside the {horizon} held out",
)
LEAST = 4
_PERIODS = 20_000


@dataclass(frozen=True, slots=True)
class Held:
    """Histories and the periods after them that were held out. `yard` is the season that MASE is measured by."""

    histories: list[np.ndarray]
    actual: np.ndarray
    season: int
    yard: int
    label: str = ""
    skipped: int = 0


def m3(source: Path, frequency: str, season: int) -> Iterator[Held]:
    """The M3 series of one frequency, with the periods that the competition held out."""
    series = _csv(source / "m3-competition" / "m3_series.csv.gz")
    about = _csv(source / "m3-competition" / "m3_info.csv")
    mine = series[series.series.isin(set(about.series[about.frequency == frequency]))]
    train, test = (mine[mine.split == split].groupby("series", sort=False).value for split in ("train", "test"))
    yield Held([g.to_numpy(float) for _, g in train], np.array([g.to_numpy(float) for _, g in test]), season, season)


def m4_weekly(source: Path) -> Iterator[Held]:
    """The M4 weekly series. The competition measured MASE against the last value, not the last year."""
    train, test = (_csv(source / "m4-weekly-hourly" / name) for name in ("Weekly-train.csv.gz", "Weekly-test.csv"))
    rows = train.iloc[:, 1:].to_numpy(float)
    yield Held([row[~np.isnan(row)] for row in rows], test.iloc[:, 1:].to_numpy(float), 52, 1)


def walmart(source: Path) -> Iterator[Held]:
    """Weekly sales of 45 stores, 13 weeks held out at each of three origins, the latest first."""
    sales = _csv(source / "walmart-weekly-stores" / "walmart_weekly.csv")
    rows = sales.pivot(index="Store", columns="Date", values="Weekly_Sales").to_numpy(float)
    for origin in (130, 117, 104):
        yield Held(list(rows[:, :origin]), rows[:, origin : origin + 13], 52, 52, f"{origin}")


SETS: dict[str, Callable[[Path], Iterator[Held]]] = {
    "m3-monthly": lambda source: m3(source, "MONTHLY", 12),
    "m3-quarterly": lambda source: m3(source, "QUARTERLY", 4),
    "m4-weekly": m4_weekly,
    "walmart": walmart,
}


def own_series(path: Path, season: int, horizon: int) -> Held:
    """Series from a CSV file with the columns unique_id, t (whole numbers or dates) and y; the last periods held out.

    A step of t without a row is unknown. Raises ReaderError, in words, for a file that does not hold this.
    """
    table = _csv(path)
    if missing := [name for name in ("unique_id", "t", "y") if name not in table.columns]:
        raise ReaderError(_NO_COLUMNS, path=path.name, names=", ".join(missing))
    table = table.assign(y=_numbers(table.y), at=_steps(table.t))
    twice = table[table.duplicated(["unique_id", "at"])]
    if len(twice):
        raise ReaderError(_TWICE, name=twice.unique_id.iloc[0], t=twice.t.iloc[0])
    rows = [_complete(group) for _, group in table.groupby("unique_id", sort=False)]
    long = [row for row in rows if (~np.isnan(row[:-horizon])).sum() >= LEAST]
    if not long:
        raise ReaderError(_TOO_FEW, horizon=horizon, least=LEAST)
    actual = np.array([row[-horizon:] for row in long])
    return Held([row[:-horizon] for row in long], actual, season, season, skipped=len(rows) - len(long))


def _complete(group: pd.DataFrame) -> np.ndarray:
    first = int(group["at"].min())
    row = np.full(int(group["at"].max()) - first + 1, np.nan)
    row[group["at"].to_numpy() - first] = group.y.to_numpy()
    return row


def _csv(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise ReaderError(_NO_FILE, path=path)
    try:
        return pd.read_csv(path)
    except (ValueError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise ReaderError(_NO_CSV, path=path.name) from error


def _numbers(column: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(column, errors="coerce")
    wrong = column[(numbers.isna() & column.notna()) | np.isinf(numbers)]
    if len(wrong):
        raise ReaderError(_NOT_NUMBERS, row=int(wrong.index[0]) + 2, value=wrong.iloc[0])
    return numbers.astype("float64")


def _steps(column: pd.Series) -> pd.Series:
    """Whole numbers, or dates as counted in months or days, in steps of their own common divisor."""
    whole = pd.to_numeric(column, errors="coerce")
    at = whole if whole.notna().all() and (whole % 1 == 0).all() else _dates(column)
    off = (at - at.min()).astype("int64")
    step = gcd(*off.unique().tolist()) or 1
    if off.max() // step > _PERIODS:
        raise ReaderError(_TOO_WIDE)
    return pd.Series(off // step)


def _dates(column: pd.Series) -> pd.Series:
    days = pd.to_datetime(column.astype(str), errors="coerce", format="ISO8601")
    neither = days.isna() & pd.to_numeric(column, errors="coerce").isna()
    wrong = column[neither if neither.any() else days.isna()]
    if len(wrong):
        raise ReaderError(_NO_TIME, row=int(wrong.index[0]) + 2, value=wrong.iloc[0])
    ends = (days + pd.Timedelta(days=1)).dt.day == 1
    if days.dt.day.nunique() == 1 or ends.all():
        return pd.Series(days.dt.year * 12 + days.dt.month)
    return pd.Series((days - pd.Timestamp(1970, 1, 1)).dt.days)

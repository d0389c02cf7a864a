"""The options of `backtest`, with their help in both languages."""

from collections.abc import Callable

from i18n import Locale
from reports.console import Form


def backtest_options(add: Callable[..., None]) -> None:
    """Add them: a data set by name or a file of one's own, and how the answer is written."""
    sets = "m3-monthly, m3-quarterly, m4-weekly, walmart, tourism"
    add("set", f"数据集：{sets}", f"data set: {sets}", nargs="?", default="")
    add("--source", "数据集所在的文件夹", "folder of the data sets", metavar="DIR", default="../shared/data")
    add(
        "--csv",
        "自己的序列：含 unique_id、t、y 三列",
        "your own series: columns unique_id, t, y",
        metavar="FILE",
        default="",
    )
    add(
        "--season",
        "一季的期数（月 12，周 52）",
        "periods in a season: 12 of months, 52 of weeks",
        type=int,
        metavar="M",
    )
    add("--horizon", "预测期数", "periods ahead, held out and forecast", type=int, metavar="H")
    add("--format", "输出格式", "how the answer is written", choices=[Form.TABLE, Form.JSON], default=Form.TABLE)
    add("--lang", "语言", "language", choices=list(Locale), default="")

"""The declared figures as a reader looks them up: name, formula, unit, direction."""

from collections.abc import Iterable

import pandas as pd

from domain.metric import UNIT_NAMES, Metric
from domain.metrics import METRICS
from i18n import Locale, Text
from ui.columns import Column

_DIRECTIONS = {True: Text("▲ 越高越好", "▲ higher is better"), False: Text("▼ 越低越好", "▼ lower is better")}
_COMPANY = Text("以全公司为分母", "divides by the whole company")
COLUMNS = {
    "name": Column(Text("指标", "Metric")),
    "note": Column(Text("公式", "Formula")),
    "unit": Column(Text("单位", "Unit")),
    "direction": Column(Text("方向", "Direction")),
    "key": Column(Text("代码", "Key")),
}


def definitions(sought: str, locale: Locale) -> pd.DataFrame:
    """The metrics whose name, formula or key holds every word of `sought`, in either language; all for "".

    Columns as in COLUMNS, all text.

    >>> definitions("客单价", Locale.EN)["name"].tolist()
    ['Average order value']
    """
    words = sought.casefold().split()
    found = [metric for metric in METRICS.values() if all(word in _searched(metric) for word in words)]
    return pd.DataFrame(_rows(found, locale), columns=list(COLUMNS), dtype="str")


def _rows(metrics: Iterable[Metric], locale: Locale) -> list[dict[str, str]]:
    return [
        {
            "name": metric.name.to(locale),
            "note": metric.note.to(locale) + (f" · {_COMPANY.to(locale)}" if metric.whole else ""),
            "unit": UNIT_NAMES[metric.unit].to(locale),
            "direction": _DIRECTIONS[metric.up_is_good].to(locale),
            "key": metric.key,
        }
        for metric in metrics
    ]


def _searched(metric: Metric) -> str:
    said = (metric.key, metric.name.zh, metric.name.en, metric.note.zh, metric.note.en)
    return " ".join(said).casefold()

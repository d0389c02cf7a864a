"""Every figure of the house, declared once: SQL, tiles, axes, the glossary and tests follow from it."""

from collections.abc import Iterable

from domain.dimensions import lacking
from domain.errors import ReaderError, unknown
from domain.metric import Metric, Unit
from domain.metrics.cash import CASH
from domain.metrics.channels import CHANNELS
from domain.metrics.customers import CUSTOMERS
from domain.metrics.deals import DEALS
from domain.metrics.plan import PLAN
from domain.metrics.sales import SALES
from i18n import Text

__all__ = ["METRICS", "Metric", "Unit", "metric", "why_not"]

_ALL = (*SALES, *CUSTOMERS, *CHANNELS, *PLAN, *DEALS, *CASH)
METRICS: dict[str, Metric] = {metric.key: metric for metric in _ALL}
if len(METRICS) != len(_ALL):
    raise ValueError("a metric is declared twice")

_KIND = Text("指标", "metric")


def metric(key: str) -> Metric:
    """The metric of that key, or a ReaderError that suggests the right one."""
    if key not in METRICS:
        raise unknown(_KIND, key, METRICS)
    return METRICS[key]


def why_not(key: str, dimensions: Iterable[str]) -> ReaderError | None:
    """Why the metric cannot be asked for by, or filtered on, these dimensions; None when it can."""
    wanted = tuple(dimensions)
    return next((error for fact in metric(key).facts if (error := lacking(fact, wanted))), None)

"""Examples of the charts of the way to cash."""

from charts.ageing import ageing_bars
from charts.axes import Subject
from charts.delay import delay_bars
from charts.example import Example
from charts.order_to_cash import cash_funnel
from domain.contracts_cash import AGEING, CASH_STAGES, ROLE_DELAYS
from domain.metrics import METRICS

NONE = float("nan")
_AMOUNT, _DEALS = Subject(METRICS["won_amount"]), Subject(METRICS["won_deals"])
_UNPAID = Subject(METRICS["unpaid"])
_STAGES = (  # entered, onward, leaked: each in count and amount; then waiting, median days, books
    (1, "商机", "open", "AR", 24, 950, 346.4e6, 576, 209.4e6, 302, 109.2e6, 72, 27.8e6, 20.0, NONE),
    (2, "招投标", "open", "SR", 32, 630, 229.6e6, 184, 63.4e6, 309, 113.8e6, 137, 52.4e6, 40.8, NONE),
    (3, "合同", "won", "AR", 12, 228, 79.2e6, 224, 78.2e6, 0, 0.0, 4, 1.0e6, 12.0, 81.5e6),
    (4, "交付", "fulfilled", "FR", 35, 234, 81.8e6, 204, 70.4e6, 0, 0.0, 30, 11.4e6, 36.0, 82.9e6),
    (5, "回款", "paid", None, NONE, 237, 83.5e6, 237, 83.5e6, 0, 0.0, 0, 0.0, NONE, 84.4e6),
)
_AGES = (
    ("demo:east", "华东大区", 38.2e6, 20.5e6, 9.4e6, 17.1e6, 85.2e6, 709),
    ("demo:south", "华南大区", 13.3e6, 7.3e6, 3.7e6, 4.4e6, 28.7e6, 250),
    ("demo:north", "Northeast <b>&", 2.5e6, 1.2e6, 0.1e6, 0.0, 3.8e6, 44),
    ("", "未分配", 0.4e6, 0.0, 0.0, 0.0, 0.4e6, 3),
)
_ROLES = (
    ("SR", 465, 16312.3, 0.6296, "招投标"),
    ("AR", 499, 5616.9, 0.2168, "商机、合同"),
    ("FR", 140, 3980.0, 0.1536, ""),
)
CASH: dict[str, Example] = {
    "cash_funnel": Example(
        cash_funnel, CASH_STAGES, _STAGES, "What went on, waits and leaked; ticks at what the books say.", _AMOUNT
    ),
    "cash_funnel_deals": Example(cash_funnel, CASH_STAGES, _STAGES[:3], "The same by number of deals.", _DEALS),
    "ageing_bars": Example(
        ageing_bars, AGEING, _AGES, "The older, the darker; over 90 days in the colour of bad.", _UNPAID
    ),
    "delay_bars": Example(delay_bars, ROLE_DELAYS, _ROLES, "With whom most of the delay lies.", _DEALS),
}

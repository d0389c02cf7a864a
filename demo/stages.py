"""The two funnels: their stages as data, and how deals usually move through them."""

from dataclasses import dataclass

import numpy as np

from demo.frames import Chunk, chunk
from demo.spec import Array

OPEN, WON, FULFILLED, PAID, LOST = "open", "won", "fulfilled", "paid", "lost"
PIPELINE, BEST, COMMIT, CLOSED, OMITTED = CATEGORIES = ("pipeline", "best case", "commit", "closed", "omitted")
LOST_AT = 6  # the position of the lost stage in both funnels


@dataclass(frozen=True, slots=True)
class Funnel:
    """One funnel. Stage rows: Chinese, English, kind, lead role, expected days, forecast category, chance to pass."""

    id: str
    stages: tuple[tuple[str, str, str, str | None, int | None, str, float], ...]
    a_month: float  # deals created at scale 1
    amount: float  # yuan, mean
    channels: tuple[tuple[str, float], ...]

    @property
    def opens(self) -> int:
        """How many stages are open; the next position is the won one."""
        return sum(row[2] == OPEN for row in self.stages)

    @property
    def days(self) -> Array:
        """Usual days in the open stages."""
        return np.array([row[4] for row in self.stages[: self.opens]], float)

    @property
    def passing(self) -> Array:
        """The chance to pass each open stage."""
        return np.array([row[6] for row in self.stages[: self.opens]])


FUNNELS = (
    Funnel(
        id="lead",
        stages=(
            ("线索获取", "Lead captured", OPEN, "AR", 8, PIPELINE, 0.64),
            ("线索培育", "Nurturing", OPEN, "AR", 24, PIPELINE, 0.60),
            ("线索验证", "Qualification", OPEN, "SR", 20, BEST, 0.62),
            ("机会转化", "Conversion", OPEN, "AR", 28, COMMIT, 0.56),
            ("成交", "Won", WON, "AR", None, CLOSED, 1.0),
            ("流失", "Lost", LOST, None, None, OMITTED, 0.0),
        ),
        a_month=170,
        amount=130_000,
        channels=(("direct", 0.30), ("agent", 0.35), ("distributor", 0.35)),
    ),
    Funnel(
        id="cash",
        stages=(
            ("商机", "Opportunity", OPEN, "AR", 24, PIPELINE, 0.64),
            ("招投标", "Bid", OPEN, "SR", 32, BEST, 0.58),
            ("合同", "Contract", WON, "AR", 12, CLOSED, 1.0),
            ("交付", "Delivery", FULFILLED, "FR", 35, CLOSED, 1.0),
            ("回款", "Payment", PAID, "AR", None, CLOSED, 1.0),
            ("丢单", "Lost", LOST, None, None, OMITTED, 0.0),
        ),
        a_month=110,
        amount=360_000,
        channels=(("direct", 0.82), ("agent", 0.18)),
    ),
)
LOSS_REASONS = (
    "价格 Price",
    "竞品 Competitor",
    "预算取消 Budget cut",
    "决策推迟 No decision",
    "规格不符 Specification",
)
LOSS_WEIGHTS = np.array([0.32, 0.27, 0.16, 0.15, 0.10])
DUPLICATE = "重复录入 Duplicate"
COMPETITORS = ("青岚 Qinglan", "禾川 Hechuan", "博朔 Boshuo", "云汀 Yunting")


def stages() -> Chunk:
    """`stage`, of both funnels."""
    rows = [(f.id, k, *row) for f in FUNNELS for k, row in enumerate(f.stages, start=1)]
    funnel, position, zh, en, kind, role, days, _, _ = (list(values) for values in zip(*rows, strict=True))
    columns = {"funnel": funnel, "position": position, "name": en, "name_zh": zh, "kind": kind}
    return chunk("stage", columns | {"lead_role": role, "expected_days": days})


def positions(wanted: tuple[str, ...]) -> Array:
    """Whether the stage of each funnel and position is of one of the kinds (funnel × position; 0 unused)."""
    return np.array([[False, *(row[2] in wanted for row in f.stages)] for f in FUNNELS])


def categories() -> Array:
    """The position in CATEGORIES of each funnel's stages (funnel × position; 0 unused)."""
    return np.array([[0, *(CATEGORIES.index(row[5]) for row in f.stages)] for f in FUNNELS])

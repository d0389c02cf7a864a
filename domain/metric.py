"""What a declared figure is: its name, formula, unit, and which way is better."""

from dataclasses import dataclass
from enum import StrEnum

from domain.formulas import Formula, Ratio, Registered
from i18n import Text


class Unit(StrEnum):
    """What a value counts, hence how it is written and whether changes are in percent or in points."""

    MONEY = "money"
    MONEY_EACH = "money_each"  # per order, customer or day: never added up
    COUNT = "count"
    QUANTITY = "quantity"
    SHARE = "share"  # 1.0 = 100 %
    POINTS = "points"  # a difference of shares: 0.01 is one percentage point
    INDEX = "index"
    SCORE = "score"
    DAYS = "days"
    MONTHS = "months"


UNIT_NAMES = {
    Unit.MONEY: Text("金额", "money"),
    Unit.MONEY_EACH: Text("每单位金额", "money per one"),
    Unit.COUNT: Text("个数", "count"),
    Unit.QUANTITY: Text("数量", "quantity"),
    Unit.SHARE: Text("比例", "share"),
    Unit.POINTS: Text("百分点", "percentage points"),
    Unit.INDEX: Text("指数", "index"),
    Unit.SCORE: Text("得分", "score"),
    Unit.DAYS: Text("天", "days"),
    Unit.MONTHS: Text("月", "months"),
}


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure: what it is called, how it is made, and which way is better.

    `note` says the formula in words. `sample` is the metric that counts what the figure is made of.
    A metric declared `whole` divides by a company-wide total and is never computed on a scope alone.
    """

    key: str
    name: Text
    formula: Formula
    unit: Unit
    note: Text
    up_is_good: bool = True
    sample: str = "order_lines"
    whole: bool = False

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that the figure reads."""
        if isinstance(self.formula, Registered):
            return self.formula.facts
        return tuple(dict.fromkeys(measure.fact for measure in self.formula.measures))

    @property
    def adds_up(self) -> bool:
        """Whether the values of parts add up to the value of the whole."""
        return self.unit in (Unit.MONEY, Unit.QUANTITY) and not isinstance(self.formula, Ratio)

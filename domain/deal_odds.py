"""How likely an open deal is won within the period: what it is judged by, in steps, and what a probability means.

Deals are counted in steps of what is known of them, so that a model of millions of deals is made of a small table.
"""

from dataclasses import dataclass

from i18n import Text

AGES = (30, 60, 120, 240)  # days since it was created: the end of each step but the last
STAYS = (14, 30, 60, 120)  # days in its stage
SIZES = (0.25, 0.75, 2.0)  # of the mean open amount
PUSHED = (1, 31)  # days by which its close date has moved since it was created
OVERDUE, IN_PERIOD, SOON, LATER = 0, 1, 2, 3  # where its close date lies
SOON_DAYS = 91  # beyond the end of the period
FEATURES: dict[str, Text] = {
    "age": Text("商机年龄", "Age"),
    "stay": Text("阶段内天数", "Days in stage"),
    "size": Text("金额", "Amount"),
    "due": Text("预计成交日期", "Expected close"),
    "pushed": Text("推迟天数", "Pushed by"),
}
_MEANINGS = (
    (0.70, Text("很可能", "very likely")),
    (0.40, Text("较可能", "likely")),
    (0.15, Text("有可能", "possible")),
    (0.0, Text("不太可能", "unlikely")),
)


@dataclass(frozen=True, slots=True)
class Steps:
    """Where the steps of the amount end, in money: they follow from the mean open amount of the whole scope."""

    sizes: tuple[float, ...]

    @classmethod
    def of(cls, mean: float) -> "Steps":
        """The steps of deals of that mean amount.

        >>> Steps.of(1000.0).sizes
        (250.0, 750.0, 2000.0)
        """
        return cls(tuple(round(share * mean, 2) for share in SIZES))


def meaning(odds: float) -> Text:
    """The probability in a word.

    >>> meaning(0.82).en, meaning(0.05).en
    ('very likely', 'unlikely')
    """
    return next(text for least, text in _MEANINGS if odds >= least)

"""What a period will bring in, seen from an instant within it: the question, its methods, and the same point before.

The same point of an earlier period is the end of the day by which the same share of its days was over.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.periods import Grain, add_months, end_of_day, quarter_start
from i18n import Text

PIPELINE, WEIGHTS, RUN_RATE, SERIES = "pipeline", "weights", "run_rate", "series"
METHODS: dict[str, Text] = {
    PIPELINE: Text("商机预测", "Pipeline forecast"),
    SERIES: Text("序列预测", "Series forecast"),
    RUN_RATE: Text("按近期速度", "Run rate"),
    WEIGHTS: Text("按阶段固定赢率", "Stage weights"),
}
MEANINGS: dict[str, Text] = {
    PIPELINE: Text(
        "已赢 + 在手金额 × 过去同一时点的实际转化（按阶段与渠道）+ 尚未创建的商机 + 近期修正",
        "Won + open amount × what was won of it from the same point of past periods (stage × channel) + deals not "
        "there yet + what the last two periods came above or below it",
    ),
    SERIES: Text(
        "已赢 +（1 − 通常已完成的比例）× 月度赢单额序列的预测",
        "Won + (1 − the share usually there by now) × the forecast of the monthly won amounts",
    ),
    RUN_RATE: Text(
        "已赢 + 最近四期在同一时点之后平均又赢的金额",
        "Won + what the last four periods won on average after this point",
    ),
    WEIGHTS: Text(
        "已赢 + 预计本期成交的金额 × 各阶段按顺序均分的赢率（CRM 的常见做法）",
        "Won + amount due in the period × odds that rise evenly from stage to stage, as CRMs come with",
    ),
}
BRIDGE_NAMES: dict[str, Text] = {
    "won": Text("已赢", "Won so far"),
    "open": Text("在手商机", "Open pipeline"),
    "created": Text("尚未创建", "Not there yet"),
    "recent": Text("近期修正", "Recent periods"),
    "forecast": Text("商机预测", "Pipeline forecast"),
}
BRIDGE_MEANINGS: dict[str, Text] = {
    "won": Text("本期已经赢单的金额", "Amount won in the period so far"),
    "open": Text(
        "在手金额 × 过去同一时点的实际转化", "Open amount × what was won of it from the same point of past periods"
    ),
    "created": Text(
        "过去同一时点之后才出现、并在期内赢单的金额的平均",
        "Mean amount won in past periods by deals that were not open at this point",
    ),
    "recent": Text(
        "最近两期的实际高于或低于当时预测、且超出偶然的部分（向零收缩）",
        "How far the last two periods came above or below what was said of them, beyond chance, drawn to nothing",
    ),
    "forecast": Text("各部分之和", "Sum of the parts"),
}
GRAINS: dict[Grain, Text] = {Grain.QUARTER: Text("季度", "Quarter"), Grain.MONTH: Text("月", "Month")}
AHEAD: dict[int, Text] = {0: Text("本期", "Running"), 1: Text("下期", "Next")}
_MONTHS = {Grain.QUARTER: 3, Grain.MONTH: 1}
_LOOKS_BACK = {Grain.QUARTER: 16, Grain.MONTH: 24}  # periods
DISAGREES = 0.15  # two forecasts further apart than this share of their mean are flagged


@dataclass(frozen=True, slots=True)
class Turn:
    """A period as seen at the end of `day` (`at`, UTC), `back` periods ago; `known`: when its outcome was, if it is."""

    back: int
    day: date
    at: datetime
    first: date
    last: date
    known: datetime | None


@dataclass(frozen=True, slots=True)
class Which:
    """A quarter or a month, the running one (0) or the next (1), of a funnel ("": all), by the fiscal year's start."""

    grain: Grain = Grain.QUARTER
    ahead: int = 0
    funnel: str = ""
    fiscal_start: int = 1


@dataclass(frozen=True, slots=True)
class PipelineAsk:
    """Deals of one funnel ("": of all), the period looked at and the same point of those before; the running one first.

    `ahead` is 0 for the period that `day` lies in and 1 for the next one. An outcome is read at the same point of the
    period after: what was known then, and nothing later, so that no forecast of the past sees its own future.
    """

    funnel: str
    day: date
    grain: Grain
    ahead: int
    turns: tuple[Turn, ...]

    @classmethod
    def of(cls, day: date, zone: str, which: Which = Which()) -> "PipelineAsk":
        """The question as of the end of `day` in the time zone of that name.

        >>> ask = PipelineAsk.of(date(2026, 11, 15), "UTC")
        >>> [(str(turn.first), str(turn.day)) for turn in ask.turns[:3]]
        [('2026-10-01', '2026-11-15'), ('2026-07-01', '2026-08-15'), ('2026-04-01', '2026-05-16')]
        >>> following = PipelineAsk.of(date(2026, 11, 15), "UTC", Which(ahead=1))
        >>> [(turn.back, str(turn.first), str(turn.day)) for turn in following.turns[:2]]
        [(0, '2027-01-01', '2026-11-15'), (2, '2026-07-01', '2026-05-16')]
        """
        grain, ahead = which.grain, which.ahead
        months, looks = _MONTHS[grain], _LOOKS_BACK[grain]
        start = quarter_start(day, which.fiscal_start) if grain is Grain.QUARTER else day.replace(day=1)
        share = ((day - start).days + 1) / (add_months(start, months) - start).days
        days = [_point(add_months(start, -months * back), months, share) for back in range(looks)]
        turns = []
        for back in range(looks):
            known = back - 1 - ahead
            if back == 0 or known >= 0:
                first = add_months(start, -months * (back - ahead))
                last = add_months(first, months) - timedelta(days=1)
                turns.append(
                    Turn(
                        back,
                        days[back],
                        end_of_day(days[back], zone),
                        first,
                        last,
                        end_of_day(days[known], zone) if known >= 0 else None,
                    )
                )
        return cls(which.funnel, day, grain, ahead, tuple(turns))

    @property
    def now(self) -> Turn:
        """The period looked at."""
        return self.turns[0]

    @property
    def lag(self) -> int:
        """How many periods pass until an outcome is known."""
        return 1 + self.ahead

    @property
    def elapsed(self) -> float:
        """The share of its days that is over; 0 for a period that has not begun."""
        days = (self.now.last - self.now.first).days + 1
        return min(max(((self.day - self.now.first).days + 1) / days, 0.0), 1.0)


def _point(start: date, months: int, share: float) -> date:
    """The day of a period by which this share of its days is over, the first one at least."""
    days = (add_months(start, months) - start).days
    return start + timedelta(days=max(1, round(share * days)) - 1)

"""What it takes to reach a target: which win rate, how much new pipeline, created by when; or that it cannot be."""

from dataclasses import dataclass, replace

from analytics.scenarios import Base, Stage, parts
from domain.scenarios import Assumptions

_STEPS = 80  # of halving: far below a cent
_CERTAIN_WIN = 1e9  # percent more: every rate is at its limit of 1


@dataclass(frozen=True, slots=True)
class Required:
    """The ways to a target. NaN where a way does not lead there.

    `gap` is what lacks (0 or less: reached). `win` is the change of the win rate in percent, in all, that reaches it;
    `conversion` and `needed` are the shares of the open amount won in the period, as assumed and as required. `most`
    is what the period comes to when every open and every new deal is won. `pipeline` is the amount of deals that,
    created today, bring the gap, `share` what of such deals is won in the period, `within` the days from now by which
    a deal must be there to be won in the period in the usual time (below 0: that day has passed).
    """

    gap: float
    win: float
    conversion: float
    needed: float
    most: float
    pipeline: float
    share: float
    within: float


def required(base: Base, assumed: Assumptions, target: float, days_to_win: float) -> Required:
    """What reaches the target, everything else being as assumed. `days_to_win` is the median; NaN if not known."""
    now = parts(base, assumed)
    gap = target - now.total
    most = parts(base, replace(assumed, win=_CERTAIN_WIN)).total
    win = _win(base, assumed, target) if gap > 0 and most >= target else float("nan")
    needed = parts(base, replace(assumed, win=win)).from_open if win == win else float("nan")
    size = base.open_amount
    share = _share_of_today(base, assumed)
    days = days_to_win * (1 + assumed.cycle / 100)
    return Required(
        gap=gap,
        win=win,
        conversion=now.from_open / size if size > 0 else float("nan"),
        needed=needed / size if size > 0 else float("nan"),
        most=most,
        pipeline=gap / share if gap > 0 and share > 0 else float("nan"),
        share=share,
        within=base.ends - days,
    )


def _win(base: Base, assumed: Assumptions, target: float) -> float:
    """By halving: the total never falls when the win rate rises."""
    low, high = assumed.win, max(assumed.win, 100.0)
    while parts(base, replace(assumed, win=high)).total < target and high < _CERTAIN_WIN:
        high *= 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if parts(base, replace(assumed, win=middle)).total >= target else (middle, high)
    return high


def _share_of_today(base: Base, assumed: Assumptions) -> float:
    """What of the amount of deals that are created today is won in the period, at the amounts assumed."""
    today = replace(base, won=0.0, created_a_day=0.0, stages=(Stage("", 0, 1.0, base.new_curve),))
    return parts(today, replace(assumed, one_offs=())).total

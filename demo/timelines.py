"""The life of each deal: every change of stage, amount, close date and owner, at its time, as it was planned to go."""

from dataclasses import dataclass

import numpy as np

from demo import stories
from demo.spec import Array, Spec
from demo.stages import LOST_AT, Funnel

CREATED, CHANGED, DELETED, RESTORED = range(4)
BACK, SKIP, REOPEN, DELETE, RESTORE, REVALUE, HANDOVER, MOVE, PULL = (
    0.04,
    0.06,
    0.05,
    0.014,
    0.35,
    0.35,
    0.05,
    0.015,
    0.05,
)
PUSHES = 9


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes by position. `deal` points into the deals; a change leaves what is negative, or NaN, as it was."""

    deal: Array
    time: Array  # days after the first day of the data
    kind: Array
    stage: Array
    amount: Array  # yuan
    close: Array  # expected close, days
    owner: Array  # 1: the next seller takes over; 2: the deal moves to another region


@dataclass(slots=True)
class Draft:
    """The changes of some deals while they are drawn."""

    rng: np.random.Generator
    created: Array
    parts: list[tuple[Array, ...]]

    def note(self, where: Array, time: Array, **what: Array | float) -> None:
        """Note a change of the deals for which `where` is true; values are by deal, or one for all."""
        deal = np.flatnonzero(where)
        defaults = {"kind": CHANGED, "stage": -1, "amount": np.nan, "close": np.nan, "owner": 0} | what
        values = [np.broadcast_to(np.asarray(v), where.shape)[deal] for v in defaults.values()]
        self.parts.append((deal, time[deal], *values))

    def often(self, chance: float) -> Array:
        """Deals drawn with a chance."""
        drawn: Array = self.rng.random(len(self.created)) < chance
        return drawn


def live(spec: Spec, rng: np.random.Generator, funnel: Funnel, deals: tuple[Array, Array]) -> Changes:
    """The changes of deals created at `deals[0]` (days) worth `deals[1]` (yuan), in order of deal and time."""
    created, amount = deals
    draft = Draft(rng, created, [])
    everyone = np.ones(len(created), bool)
    closes = created + funnel.days.sum() * rng.uniform(0.8, 1.5, len(created))
    draft.note(everyone, created, kind=CREATED, stage=1, amount=amount, close=closes, owner=0)
    left_first, ended, won = _stages(spec, draft, funnel)
    won = np.fmax(won, _reopen(draft, funnel, np.where(np.isnan(won), ended, np.nan)))
    _postpone(draft, ended, closes)
    _revalue(draft, ended, amount)
    for chance, owner in ((HANDOVER, 1), (MOVE, 2)):
        moment = created + rng.uniform(0.1, 0.9, len(created)) * (ended - created)
        draft.note(draft.often(chance), moment, owner=owner)
    if funnel.id == "cash":
        _fulfil(draft, won)
    _delete(draft, left_first)
    columns = [np.concatenate(values) for values in zip(*draft.parts, strict=True)]
    order = np.lexsort((columns[1], columns[0]))
    return Changes(*(values[order] for values in columns))


def _stages(spec: Spec, draft: Draft, funnel: Funnel) -> tuple[Array, Array, Array]:
    """Note the way through the open stages: when the first was left, when the deal closed, when it was won (or NaN)."""
    rng, n = draft.rng, len(draft.created)
    entered, alive, ended = draft.created.copy(), np.ones(n, bool), np.full(n, np.nan)
    left_first = entered
    skips = draft.often(SKIP) & (funnel.opens > 2)  # the second stage
    for stage, (days, chance) in enumerate(zip(funnel.days, funnel.passing, strict=True), start=1):
        slow, passed_over = _stalled(spec, funnel, stage, entered), skips & (stage == 2)
        stay = days * rng.lognormal(-0.18, 0.6, n) * np.where(slow, stories.STALL_SLOWER, 1) * ~passed_over
        passes = passed_over | (_fair(rng, alive) < chance * np.where(slow, stories.STALL_CONVERSION, 1))
        back = alive & passes & ~passed_over & draft.often(BACK) & (stage > 1) & ~(skips & (stage == 3))
        draft.note(back, entered + 0.3 * stay, stage=stage - 1)
        draft.note(back, entered + 0.6 * stay, stage=stage)
        left = entered + stay
        draft.note(alive & ~passes, left, stage=LOST_AT)
        ended = np.where(alive & ~passes, left, ended)
        alive = alive & passes
        draft.note(alive & ~passed_over, left, stage=np.where(skips & (stage == 1), 3, stage + 1))
        left_first = left if stage == 1 else left_first
        entered = np.where(alive, left, entered)
    return left_first, np.where(alive, entered, ended), np.where(alive, entered, np.nan)


def _fair(rng: np.random.Generator, drawn: Array) -> Array:
    """A number in [0, 1) for every deal, spread evenly over those drawn: few deals still show the chance they had."""
    luck = np.ones(len(drawn))
    own = np.flatnonzero(drawn)
    luck[rng.permutation(own)] = (np.arange(len(own)) + rng.random(len(own))) / max(len(own), 1)
    return luck


def _stalled(spec: Spec, funnel: Funnel, stage: int, entered: Array) -> Array:
    start = (stories.stall_start(spec) - spec.first).days
    stalls: Array = (entered >= start) & (funnel.id == stories.STALLED_FUNNEL) & (stage == stories.STALLED_STAGE)
    return stalls


def _reopen(draft: Draft, funnel: Funnel, lost: Array) -> Array:
    """Some lost deals come back a few weeks later; when each was won after all, else NaN."""
    rng, n = draft.rng, len(lost)
    again = ~np.isnan(lost) & draft.often(REOPEN)
    back = lost + rng.uniform(15, 50, n)
    final = back + rng.uniform(15, 60, n)
    wins = rng.random(n) < 0.45
    draft.note(again, back, stage=funnel.opens, close=final + 10)
    draft.note(again & wins, final, stage=funnel.opens + 1)
    draft.note(again & ~wins, final, stage=LOST_AT)
    return np.where(again & wins, final, np.nan)


def _delete(draft: Draft, left_first: Array) -> None:
    """A few deals turn out to be duplicates in their first stage: closed as lost and deleted, some restored a while."""
    gone = draft.often(DELETE)
    when = draft.created + 0.5 * (left_first - draft.created)
    kept = [~gone[part[0]] | (part[2] == CREATED) for part in draft.parts]
    draft.parts = [tuple(v[k] for v in part) for part, k in zip(draft.parts, kept, strict=True)]
    draft.note(gone, when, kind=DELETED, stage=LOST_AT)
    back = gone & draft.often(RESTORE)
    draft.note(back, when + 6, kind=RESTORED, stage=1)
    draft.note(back, when + 70, stage=LOST_AT)


def _postpone(draft: Draft, ended: Array, closes: Array) -> None:
    """Note pushes of the close date while a deal stays open beyond it, and the rare pull-in."""
    rng, n = draft.rng, len(closes)
    early = draft.often(PULL)
    when = draft.created + 0.3 * (ended - draft.created)
    sooner = np.maximum(when + 7, closes - 20)
    draft.note(early & (ended > draft.created) & (sooner < closes), when, close=sooner)
    closes = np.where(early & (sooner < closes), sooner, closes)
    for _ in range(PUSHES):
        when = np.maximum(closes - rng.uniform(0, 12, n), draft.created + 1)
        open_still = when < ended
        later = when + rng.uniform(25, 75, n)
        draft.note(open_still, when, close=later)
        closes = np.where(open_still, later, closes)


def _revalue(draft: Draft, ended: Array, amount: Array) -> None:
    n = len(amount)
    when = draft.created + draft.rng.uniform(0.2, 0.95, n) * (ended - draft.created)
    worth = np.round(amount * draft.rng.uniform(0.72, 1.22, n), -2)
    draft.note(draft.often(REVALUE) & (ended > draft.created), when, amount=worth)


def _fulfil(draft: Draft, won: Array) -> None:
    """Contract, delivery, payment: most won deals of the second funnel go on, slowly."""
    rng, n = draft.rng, len(won)
    handed = won + 12 * rng.lognormal(0, 0.4, n)
    paid = handed + 38 * rng.lognormal(0, 0.6, n)
    draft.note(~np.isnan(won), handed, stage=4)
    draft.note(~np.isnan(won), paid, stage=5)

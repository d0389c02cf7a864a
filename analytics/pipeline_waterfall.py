"""What the pipeline waterfall says: whether it adds up, what is worth drawing, and three plain sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from domain.contracts_pipeline import CATEGORY_MOVES, WATERFALL
from domain.metric import Unit
from domain.pipeline import BUCKETS, CAUSES, UNSET
from domain.written import written
from i18n import Locale, Text, exact, percent

_NONE = Text(
    "两个时刻都没有符合条件的在手商机，期间也没有变动。", "No such deal was open at either time, and nothing happened."
)
_STILL = Text(
    "在手商机 {end}（{deals} 个），期间没有任何变动。", "{end} open ({deals} deals); nothing has changed since."
)
_ROSE = Text(
    "在手商机由 {start} 增至 {end}（{change}{rate}），商机数 {before} → {after}。",
    "Open deals rose from {start} to {end} ({change}{rate}); their number went from {before} to {after}.",
)
_FELL = Text(
    "在手商机由 {start} 降至 {end}（{change}{rate}），商机数 {before} → {after}。",
    "Open deals fell from {start} to {end} ({change}{rate}); their number went from {before} to {after}.",
)
_EVEN = Text(
    "在手商机仍为 {end}，有进有出，商机数 {before} → {after}。",
    "Open deals stand at {end} as before, with ups and downs; their number went from {before} to {after}.",
)
_MOST = Text("增加最多的是{up}；减少最多的是{down}。", "Most came by {up}; most went by {down}.")
_UP_ONLY = Text("只增不减，增加最多的是{up}。", "Nothing went out; most came by {up}.")
_DOWN_ONLY = Text("只减不增，减少最多的是{down}。", "Nothing came in; most went by {down}.")
_ONE = Text("{name}（{amount}，{deals} 个）", "{name} ({amount}, {deals})")
_SLIPPED = Text(
    "推迟到窗口之外的金额（{pushed}）超过赢单（{won}）。",
    "More money was pushed out of the window ({pushed}) than won ({won}).",
)
_INLINE = {  # the English names of BUCKETS within a sentence
    "new": "new deals", "transferred_in": "transfers in", "reopened": "reopening", "pulled_in": "pulling in",
    "pushed_in": "pushing in", "increased": "higher amounts", "decreased": "lower amounts", "won": "winning",
    "lost": "losing", "pushed_out": "pushing out", "pulled_out": "pulling out", "transferred_out": "transfers out",
    "deleted": "deletion",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """What start and the causes leave unexplained of the end: money to the cent, deals. Nothing, unless we err."""

    amount: float
    count: int


def unexplained(frame: pd.DataFrame) -> Gap:
    """end − start − Σ causes, in amount and in count. Takes WATERFALL.

    >>> rows = [("start", 10.0, 2, 2), ("won", -4.0, -1, 1), ("end", 6.0, 1, 1)]
    >>> unexplained(WATERFALL.coerce(pd.DataFrame(rows, columns=list(WATERFALL.columns))))
    Gap(amount=0.0, count=0)
    """
    signs = WATERFALL.check(frame).bucket.map(lambda bucket: 1 if bucket == "end" else -1)
    # + 0.0: a rounded gap of less than nothing is not −0.0
    return Gap(round(float((frame.amount * signs).sum()), 2) + 0.0, int((frame["count"] * signs).sum()))


def figures(frame: pd.DataFrame) -> dict[str, object]:
    """`start`, `buckets` by name, `end` and `unexplained`, each with `amount` and `count`. Takes WATERFALL.

    Amounts to a hundredth of a cent, as money is stored.
    """
    rows = _by_bucket(frame)
    told = {name: {"amount": round(row.amount, 4) + 0.0, "count": row.count} for name, row in rows.items()}
    gap = unexplained(frame)
    return {
        "start": told["start"],
        "buckets": {bucket: told[bucket] for bucket in CAUSES},
        "end": told["end"],
        "unexplained": {"amount": gap.amount, "count": gap.count},
    }


def happened(frame: pd.DataFrame, unit: Unit) -> pd.DataFrame:
    """The rows worth drawing: both levels, and the causes that have deals or, for a unit that counts, changed their
    number. Takes and returns WATERFALL.
    """
    moved = WATERFALL.check(frame)["count"] if unit is Unit.COUNT else frame.deals
    return frame[(moved != 0) | ~frame.bucket.isin(CAUSES)].reset_index(drop=True)


def absent(frame: pd.DataFrame) -> tuple[Text, ...]:
    """The names of the causes that no deal has. Takes WATERFALL."""
    return tuple(BUCKETS[bucket].name for bucket in WATERFALL.check(frame).bucket[frame.deals == 0] if bucket in CAUSES)


def sorted_out(moves: pd.DataFrame) -> bool:
    """Whether the deals are put into forecast categories at all. Takes CATEGORY_MOVES."""
    CATEGORY_MOVES.check(moves)
    named = {*moves.before, *moves.after}
    return any(not name.startswith(UNSET[0]) for name in named)


def sentences(frame: pd.DataFrame) -> tuple[Text, ...]:
    """The net change, what moved most each way, and whether more slipped away than was won. Takes WATERFALL."""
    rows = _by_bucket(frame)
    if any(rows[bucket].deals for bucket in CAUSES):
        return tuple(said for said in (_net(rows), _most(rows), _slipped(rows)) if said)
    end = rows["end"]
    return (_said(_STILL, end=_money(end.amount), deals=exact(end.deals)) if end.deals else _NONE,)


Rows = Mapping[str, Any]


def _by_bucket(frame: pd.DataFrame) -> Rows:
    return {str(row.bucket): row for row in WATERFALL.check(frame).itertuples()}


def _net(rows: Rows) -> Text:
    start, end = rows["start"], rows["end"]
    change = end.amount - start.amount
    template = _EVEN if round(change, 2) == 0 else _ROSE if change > 0 else _FELL
    share = percent(change / start.amount, signed=True) if start.amount > 0 else ""
    return _said(
        template,
        start=_money(start.amount),
        end=_money(end.amount),
        change=_money(change, signed=True),
        rate=Text(f"，{share}", f", {share}") if share else "",
        before=exact(start.deals),
        after=exact(end.deals),
    )


def _most(rows: Rows) -> Text | None:
    """The largest gain and the largest loss, by money."""
    causes = sorted((rows[bucket] for bucket in CAUSES), key=lambda row: float(row.amount))
    down, up = causes[0], causes[-1]
    if up.amount <= 0 and down.amount >= 0:
        return None
    template = _UP_ONLY if down.amount >= 0 else _DOWN_ONLY if up.amount <= 0 else _MOST
    return _said(template, up=_one(up), down=_one(down))


def _one(row: Any) -> Text:
    amount, deals = _money(row.amount, signed=True), exact(row.deals)
    many = "deal" if row.deals == 1 else "deals"
    return Text(
        _ONE.to(Locale.ZH, name=BUCKETS[row.bucket].name, amount=amount, deals=deals),
        _ONE.to(Locale.EN, name=_INLINE[row.bucket], amount=amount, deals=f"{deals} {many}"),
    )


def _slipped(rows: Rows) -> Text | None:
    pushed, won = -rows["pushed_out"].amount, -rows["won"].amount
    return _said(_SLIPPED, pushed=_money(pushed), won=_money(won)) if pushed > won > 0 else None


def _money(amount: float, *, signed: bool = False) -> Text:
    return Text(*(written(amount, Unit.MONEY, locale, signed=signed) for locale in (Locale.ZH, Locale.EN)))


def _said(template: Text, **values: object) -> Text:
    return Text(template.to(Locale.ZH, **values), template.to(Locale.EN, **values))

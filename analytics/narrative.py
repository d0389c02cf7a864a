"""Three plain sentences about a change of revenue, made by rules: what changed, why, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analytics.attribution import OTHER
from domain.ask import Compare
from domain.contracts import CONTRIBUTIONS, EFFECTS
from domain.metric import Unit
from domain.written import written
from i18n import Locale, Text, percent, points

FLAT = 0.001  # a change below this share of the value before is "unchanged"
SMALL = 0.05  # what moved less than this share of all movement is not worth a word

EFFECT_NAMES = {
    "volume": Text("销量", "volume"),
    "price": Text("价格", "price"),
    "mix": Text("产品结构", "mix"),
    "new": Text("新增业务", "new business"),
    "lost": Text("流失业务", "lost business"),
    "returns": Text("退货及调整", "returns and adjustments"),
}
AGAINST = {
    Compare.PREVIOUS: Text("上期", "the previous period"),
    Compare.LAST_YEAR: Text("去年同期", "last year"),
    Compare.LAST_YEAR_FESTIVAL: Text("去年同期（春节对齐）", "last year, Spring Festival aligned"),
}
_NOTHING = Text("所选期间和{against}都没有销售。", "There were no sales in this period, nor in {against}.")
_NO_BASE = Text(
    "销售额 {after}；{against}没有可比的销售。", "Revenue is {after}; {against} has no sales to compare with."
)
_EVEN = Text("销售额 {after}，与{against}基本持平（{change}）", "Revenue is {after}, level with {against} ({change})")
_UP = Text(
    "销售额 {after}，较{against}增长 {rate}（{change}）", "Revenue is {after}, up {rate} ({change}) on {against}"
)
_DOWN = Text(
    "销售额 {after}，较{against}下降 {rate}（{change}）", "Revenue is {after}, down {rate} ({change}) on {against}"
)
_OF_TARGET = Text("，达成目标的 {share}", ", at {share} of target")
_AHEAD = Text("，领先时间进度 {gap}", ", {gap} ahead of the time elapsed")
_BEHIND = Text("，落后时间进度 {gap}", ", {gap} behind the time elapsed")
_END = Text("。", ".")
_NO_CAUSE = Text("没有对比的基础，无法分解变化的原因。", "With nothing to compare with, there is no change to explain.")
_STILL = Text("各项因素都没有变化。", "None of the causes has moved.")
_GAIN = Text("增长主要来自{pushes}", "The growth comes mainly from {pushes}")
_LOSS = Text("下降主要来自{pushes}", "The decline comes mainly from {pushes}")
_GAIN_ALL = Text("增长全部来自{pushes}", "All of the growth comes from {pushes}")
_LOSS_ALL = Text("下降全部来自{pushes}", "All of the decline comes from {pushes}")
_CANCEL = Text("升降相抵：{pushes}与{drags}", "Gains and losses cancel out: {pushes} against {drags}")
_DRAG = Text("；{drags}形成拖累", "; {drags} held it back")
_CUSHION = Text("；{drags}弥补了一部分", "; {drags} made up for part of it")
_ONE = Text("{name}（{change}）", "{name} ({change})")
_AND, _SEMICOLON, _COMMA = Text("和", " and "), Text("；", "; "), Text("，", ", ")
_MOST = Text("{name}增加最多（{change}）", "{name} gained most ({change})")
_LEAST = Text("{name}减少最多（{change}）", "{name} lost most ({change})")
_BY = Text("按{dimension}看，{moves}", "by {dimension}, {moves}")


@dataclass(frozen=True, slots=True)
class Change:
    """What the sentences are made of.

    `effects` is EFFECTS; `by` gives CONTRIBUTIONS for each dimension under the name used in a sentence. `attainment`
    is NaN without a target; `pace` is NaN when the period is over.
    """

    effects: pd.DataFrame
    against: Compare
    by: tuple[tuple[Text, pd.DataFrame], ...] = ()
    attainment: float = float("nan")
    pace: float = float("nan")

    @property
    def amounts(self) -> dict[str, float]:
        """The amount of each effect, with "before" and "after"."""
        EFFECTS.check(self.effects)
        return dict(zip(self.effects.effect, self.effects.amount, strict=True))


def sentences(change: Change) -> tuple[Text, ...]:
    """What changed, why, and where: one sentence each, with its amounts.

    What cannot be said is left out: no cause where both periods are empty, no place where nothing has parts that
    moved. Names of members are said as they are given.
    """
    said = (_what(change), _why(change), _where(change))
    return tuple(sentence for sentence in said if sentence)


def _what(change: Change) -> Text:
    before, after = change.amounts["before"], change.amounts["after"]
    against, moved = AGAINST[change.against], after - before
    if before == 0 and after == 0:
        return _said(_NOTHING, against=against)
    if before <= 0:
        return _said(_NO_BASE, against=against, after=_money(after))
    rate = moved / before
    template = _EVEN if abs(rate) < FLAT else _UP if rate > 0 else _DOWN
    shown = {"after": _money(after), "change": _money(moved, signed=True), "rate": percent(abs(rate))}
    return _joined(_said(template, against=against, **shown), _plan(change), _END)


def _plan(change: Change) -> Text | None:
    """How far along the target it is; None when there is no target."""
    if change.attainment != change.attainment:
        return None
    share = _said(_OF_TARGET, share=percent(change.attainment))
    if change.pace != change.pace:
        return share
    gap = Text(*(points(abs(change.pace), locale).lstrip("+") for locale in (Locale.ZH, Locale.EN)))
    return _joined(share, _said(_AHEAD if change.pace >= 0 else _BEHIND, gap=gap))


def _why(change: Change) -> Text | None:
    amounts = change.amounts
    moved, before = amounts["after"] - amounts["before"], amounts["before"]
    if before <= 0:
        return _NO_CAUSE if moved else None
    moves = sorted(((amounts[key], name) for key, name in EFFECT_NAMES.items()), key=lambda move: -abs(move[0]))
    worth = [(amount, name) for amount, name in moves if abs(amount) > SMALL * sum(abs(other) for other, _ in moves)]
    pushes = [move for move in worth if (move[0] > 0) == (moved > 0)][:2]
    drags = [move for move in worth if (move[0] > 0) != (moved > 0)][:2]
    if not worth:
        return _STILL
    if pushes and drags and abs(moved) < FLAT * before:
        return _joined(_said(_CANCEL, pushes=_listed(pushes), drags=_listed(drags)), _END)
    alone = sum(amount != 0 for amount, _ in moves) == 1
    template = (_GAIN_ALL if alone else _GAIN) if moved > 0 else (_LOSS_ALL if alone else _LOSS)
    held = _said(_DRAG if moved > 0 else _CUSHION, drags=_listed(drags)) if drags else None
    return _joined(_said(template, pushes=_listed(pushes)), held, _END)


def _where(change: Change) -> Text | None:
    up = change.amounts["after"] >= change.amounts["before"]
    parts = []
    for dimension, frame in change.by:
        CONTRIBUTIONS.check(frame)
        if len(frame) > 1 and (moves := _extremes(frame, rising_first=up)):
            parts.append(_said(_BY, dimension=dimension, moves=_list(moves, _COMMA)))
    if not parts:
        return None
    sentence = _list(parts, _SEMICOLON)
    return _joined(Text(sentence.zh, sentence.en[0].upper() + sentence.en[1:]), _END)


def _extremes(frame: pd.DataFrame, *, rising_first: bool) -> list[Text]:
    """Who gained most and who lost most, those with the direction of the whole first; "other" is nobody."""
    named = frame[frame.key != OTHER].sort_values("change")
    ends = [(_MOST, named.iloc[-1]), (_LEAST, named.iloc[0])]
    moved = [(most, row) for most, row in ends if (row.change > 0) == (most is _MOST) and row.change]
    said = [_said(most, name=row["name"], change=_money(row.change, signed=True)) for most, row in moved]
    return said if rising_first else said[::-1]


def _said(template: Text, **values: object) -> Text:
    return Text(template.to(Locale.ZH, **values), template.to(Locale.EN, **values))


def _money(amount: float, *, signed: bool = False) -> Text:
    return Text(*(written(amount, Unit.MONEY, locale, signed=signed) for locale in (Locale.ZH, Locale.EN)))


def _listed(moves: Sequence[tuple[float, Text]]) -> Text:
    return _list([_said(_ONE, name=name, change=_money(amount, signed=True)) for amount, name in moves], _AND)


def _list(parts: Sequence[Text], joint: Text) -> Text:
    return Text(joint.zh.join(part.zh for part in parts), joint.en.join(part.en for part in parts))


def _joined(*parts: Text | None) -> Text:
    said = [part for part in parts if part]
    return Text("".join(part.zh for part in said), "".join(part.en for part in said))

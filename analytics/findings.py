"""The one sentence above a figure: what a reader should see in it, made by rules."""

import pandas as pd

from analytics.attribution import OTHER
from domain.contracts import MIX, RANKING, TREND
from domain.periods import Grain
from i18n import Locale, Text, percent, points

WORTH = 0.01  # growth is told of members with at least this share of last year: pilots grow by any factor
_STEPS = {
    Grain.DAY: Text("天", "days"),
    Grain.WEEK: Text("周", "weeks"),
    Grain.MONTH: Text("个月", "months"),
    Grain.QUARTER: Text("个季度", "quarters"),
    Grain.YEAR: Text("年", "years"),
}
_REACHED = Text(
    "已结束的 {n} {steps}中有 {k} {steps}达成目标，合计完成目标的 {share}。",
    "{k} of {n} finished {steps} reached the target; together they stand at {share} of it.",
)
_ABOVE = Text("已结束的 {n} {steps}中有 {k} {steps}高于去年同期。", "{k} of {n} finished {steps} were above last year.")
_LARGEST = Text("{name}最大，占 {share}", "Largest: {name}, {share}")
_GAINED = Text("；份额上升最多的是{name}（{moved}）", "; most share gained: {name} ({moved})")
_GAINED_TOO = Text("，份额也上升最多（{moved}）", ", which also gained most share ({moved})")
_FASTEST = Text("{name}增长最快（{rate}）", "{name} grew fastest ({rate})")
_SLOWEST = Text("{name}增长最慢（{rate}）", "{name} grew least ({rate})")
_FELL = Text("{name}下滑最多（{rate}）", "{name} fell most ({rate})")
_FELL_LEAST = Text("{name}下滑最少（{rate}）", "{name} fell least ({rate})")
_JOINT, _END = Text("，", ", "), Text("。", ".")
NOTHING: tuple[str, ...] = ()


def of_trend(frame: pd.DataFrame, grain: Grain, locale: Locale) -> tuple[str, ...]:
    """How many finished steps reached the target, or else last year; empty when there is neither. Takes TREND.

    For metrics that add up. The unfinished step is left out: it can still reach its target.
    """
    TREND.check(frame)
    finished = frame[~frame.unfinished & frame.value.notna()]
    steps = _STEPS[grain]
    planned = finished[finished.target.notna() & (finished.target > 0)]
    if len(planned):
        share = percent(planned.value.sum() / planned.target.sum())
        reached = int((planned.value >= planned.target).sum())
        return (_REACHED.to(locale, n=len(planned), k=reached, steps=steps, share=share),)
    compared = finished[finished.last_year.notna()]
    if len(compared):
        above = int((compared.value > compared.last_year).sum())
        return (_ABOVE.to(locale, n=len(compared), k=above, steps=steps),)
    return NOTHING


def of_mix(frame: pd.DataFrame, locale: Locale) -> tuple[str, ...]:
    """Who is largest and who gained most share; empty for fewer than two members. Takes MIX."""
    MIX.check(frame)
    named = frame[(frame.key != OTHER) & frame.share.notna()]
    if len(named) < 2:
        return NOTHING
    largest = named.iloc[int(named.share.argmax())]
    said = _LARGEST.to(locale, name=largest["name"], share=percent(largest.share))
    moved = (named.share - named.share_before).fillna(0.0)
    if moved.max() >= 0.0005:  # less would be written as 0.0
        most = named.iloc[int(moved.argmax())]
        template = _GAINED_TOO if most["key"] == largest["key"] else _GAINED
        said += template.to(locale, name=most["name"], moved=points(float(moved.max()), locale))
    return (said + _END.to(locale),)


def of_ranking(frame: pd.DataFrame, locale: Locale) -> tuple[str, ...]:
    """Who grew most on last year and who least; empty for fewer than two that can be compared. Takes RANKING."""
    RANKING.check(frame)
    whole = frame.last_year.clip(lower=0.0).sum()
    known = frame[(frame.last_year > whole * WORTH) & frame.value.notna()]
    if len(known) < 2:
        return NOTHING
    growth = (known.value / known.last_year - 1).to_numpy()
    best, worst = int(growth.argmax()), int(growth.argmin())
    parts = (
        (_FASTEST if growth[best] > 0 else _FELL_LEAST, best),
        (_FELL if growth[worst] < 0 else _SLOWEST, worst),
    )
    names = known["name"].tolist()
    said = [template.to(locale, name=names[at], rate=percent(growth[at], signed=True)) for template, at in parts]
    return (_JOINT.to(locale).join(said) + _END.to(locale),)

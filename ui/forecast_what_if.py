"""What another price or more promotion would be worth: assumptions over the forecast, never part of it."""

from collections.abc import Mapping
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from analytics.forecast.drivers import LEAST, PRICE, PROMOTION, Effects, Moved, effects, moved, price_and_promotion
from data_access.forecast_drivers import PAIRS, driver_rows
from domain.errors import ReaderError
from domain.metric import Unit
from i18n import Text, exact, percent, points
from ui import link
from ui.card import Exhibit, behind, card, lead, note
from ui.columns import Column, Columns
from ui.forecast_view import DRIVERS, MOST, View, once, undated
from ui.grid import grid
from ui.tile import value_of

_TITLE = Text("如果价格或促销改变", "If price or promotion changed")
_NOTHING = Text(
    "给出假设，看它值多少；不给假设，预测不变。",
    "Assume a change to see what it is worth. Nothing assumed, nothing changes.",
)
_WORTH = Text(
    "在假设下，未来 {n} 期尚未发生的 {base} 变化 {share}（80% 区间 {low} – {high}），"
    "即 {money}（{money_low} – {money_high}）。",
    "Under these assumptions the {base} still to come in {n} periods changes by {share} (80 %: {low} – {high}): "
    "{money} ({money_low} – {money_high}).",
)
_UNKNOWN = Text("无法识别：{why}，因此不给出数字。", "Not identifiable: {why}. No figure is given.")
_WHY = {
    "few": Text(
        "只有 {n} 期有价格与销售，扣除趋势、季节与日历后剩余太少",
        "only {n} periods have prices and sales, too few beside trend, season and calendar",
    ),
    "spread": Text(
        "{driver}在历史中几乎没有变动（除趋势、季节与日历外标准差 {spread}，至少需要 {least}）",
        "{driver} hardly varied (beyond trend, season and calendar by {spread}, it takes {least})",
    ),
}
_PRICE_LABEL, _PROMOTION_LABEL = (
    Text("价格变化（%）", "Price, change in %"),
    Text("促销占比变化（百分点）", "Promotion share, change in points"),
)
_LABELS = {PRICE: _PRICE_LABEL, PROMOTION: _PROMOTION_LABEL}
_PER = {PRICE: Text("价格 +1%", "price +1 %"), PROMOTION: Text("促销占比 +1 个百分点", "promotion share +1 point")}
_HOW = Text(
    "按本范围自身的历史回归：对数销售额对价格指数（最大的 {most} 个“产品 × 渠道”，链式）与促销占比，并剔除趋势、"
    "季节与日历；这里的假设不进入预测与回测。这是历史中的相关，不是实验。",
    "A regression on the history of this slice: log revenue on a chained price index (the {most} largest pairs of "
    "product and channel) and the promotion share, beside trend, season and calendar. What is assumed here enters "
    "neither the forecast nor its back-test. It is what went together, not an experiment.",
)
_CHANGED = {True: Text("升 {size}", "up {size}"), False: Text("降 {size}", "down {size}")}
_BOTH = Text("合计", "Together")


def what_if_box(view: View) -> None:
    """The assumptions, what they are worth with its interval, and what the history says of each driver."""
    ctx = view.ctx
    if view.why or view.ask.metric != "revenue":
        return
    with card(ctx, _TITLE):
        try:
            found = _effects(view)
        except ReaderError as error:
            note(error.to(ctx.locale))
            return
        _inputs(view)
        assumed = {PRICE: float(np.log1p(view.price / 100)), PROMOTION: view.promotion / 100}
        lead(_said(view, found, assumed))
        frame = _table(view, found, assumed)
        shown = {name: column for name, column in _columns().items() if name != "why" or (frame.why != "").any()}
        grid(ctx, frame, shown)
        st.html(f'<p class="hint">{escape(ctx.say(_HOW, most=PAIRS))}</p>')
        behind(ctx, frame, Exhibit("forecast_what_if", _columns()))


def _effects(view: View) -> Effects:
    """How the slice moved with its drivers, over the periods that are over; made once."""
    history, filters = view.outlook.history, undated(view.ctx.filters)

    def made() -> Effects:
        window = filters.between(history.done[0].date(), (history.ahead[0] - pd.Timedelta(days=1)).date())
        drivers = price_and_promotion(driver_rows(view.ctx.data, window, view.ask.grain))
        values = pd.Series(np.nan_to_num(history.values[0]), index=history.done)
        known = history.drivers.values[: len(history.done)] if history.drivers else np.zeros((len(values), 0))
        return effects(values, drivers, known, view.ask.season)

    return once(view.ctx, ("forecast drivers", filters, view.ask.grain), made)


def _inputs(view: View) -> None:
    """Two numbers, kept in the address."""
    now = {PRICE: view.price, PROMOTION: view.promotion}
    with st.container(horizontal=True, gap="small"):
        for name in DRIVERS:
            key = f"what_if_{name}"
            if st.session_state.get(key) != now[name]:
                st.session_state[key] = now[name]
            st.number_input(
                view.ctx.say(_LABELS[name]), -MOST, MOST, step=1, key=key, on_change=_put, args=(name,), width=220
            )


def _put(name: str) -> None:
    value = int(st.session_state.get(f"what_if_{name}") or 0)
    link.put(name, str(value) if value else None)


def _to_come(view: View) -> float:
    """What of the horizon has not happened yet: only that can change."""
    return float(view.outlook.mean[: view.ask.horizon].sum()) - view.outlook.done


def _said(view: View, found: Effects, assumed: Mapping[str, float]) -> str:
    ctx, base = view.ctx, _to_come(view)
    if not any(assumed.values()):
        return ctx.say(_NOTHING)
    both = moved(found, assumed)
    if both.share != both.share:
        missing = next(name for name, change in assumed.items() if change and name not in found.known)
        return ctx.say(_UNKNOWN, why=_why(view, found, missing))
    shares = {name: percent(getattr(both, name), signed=True) for name in ("share", "low", "high")}
    money = {"money": both.share * base, "money_low": both.low * base, "money_high": both.high * base}
    said = {name: value_of(ctx, value, Unit.MONEY) for name, value in money.items()}
    return ctx.say(_WORTH, n=view.ask.horizon, base=value_of(ctx, base, Unit.MONEY), **shares, **said)


def _why(view: View, found: Effects, driver: str) -> str:
    ctx, row = view.ctx, next(one for one in found.table.to_dict("records") if one["driver"] == driver)
    size = percent if driver == PRICE else lambda value: points(value, ctx.locale).lstrip("+")
    spread = size(float(row["spread"])) if row["spread"] == row["spread"] else ""
    return ctx.say(
        _WHY[str(row["reason"])], n=exact(int(row["n"])), driver=ctx.say(DRIVERS[driver]), spread=spread,
        least=size(LEAST[driver]),
    )  # fmt: skip


def _table(view: View, found: Effects, assumed: Mapping[str, float]) -> pd.DataFrame:
    """A row a driver, and both together: what was assumed, what one unit is worth, what the assumption is worth."""
    ctx, base = view.ctx, _to_come(view)
    size = points(abs(view.promotion) / 100, ctx.locale, decimals=0).lstrip("+")
    given = {PRICE: _change(view, view.price, f"{abs(view.price)}%"), PROMOTION: _change(view, view.promotion, size)}
    rows = []
    for row in found.table.to_dict("records"):
        name = str(row["driver"])
        per = moved(found, {name: float(np.log(1.01)) if name == PRICE else 0.01})
        why = _why(view, found, name) if row["reason"] else ""
        own = _worth(moved(found, {name: assumed[name]}), base if assumed[name] else float("nan"))
        said = given[name] if assumed[name] else ""
        rows.append({"name": ctx.say(_PER[name]), **_ends("per", per), "assumed": said, **own, "why": why})
    if all(assumed.values()) and len(found.known) == len(assumed):
        rows.append({"name": ctx.say(_BOTH), **_worth(moved(found, assumed), base), "assumed": "", "why": ""})
    return pd.DataFrame(rows)


def _change(view: View, change: int, size: str) -> str:
    return view.ctx.say(_CHANGED[change > 0], size=size)


def _ends(name: str, found: Moved) -> dict[str, float]:
    return {name: found.share, f"{name}_low": found.low, f"{name}_high": found.high}


def _worth(found: Moved, base: float) -> dict[str, float]:
    return {name: value * base for name, value in _ends("worth", found).items()}


def _columns() -> Columns:
    low, high = Text("80% 下限", "80 % low"), Text("80% 上限", "80 % high")
    return {
        "name": Column(Text("每变化", "For each")),
        "per": Column(Text("销售额变化", "Revenue changes"), Unit.SHARE, signed=True, short=True),
        "per_low": Column(low, Unit.SHARE, signed=True, short=True),
        "per_high": Column(high, Unit.SHARE, signed=True, short=True),
        "assumed": Column(Text("假设", "Assumed")),
        "worth": Column(Text("值多少", "Worth"), Unit.MONEY, signed=True, short=True, better=True),
        "worth_low": Column(low, Unit.MONEY, signed=True, short=True),
        "worth_high": Column(high, Unit.MONEY, signed=True, short=True),
        "why": Column(Text("无法识别的原因", "Why not identifiable")),
    }

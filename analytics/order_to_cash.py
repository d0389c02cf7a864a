"""From deals to cash, put together: stages with what passes and leaks, who delays, what is open and for how long."""

import pandas as pd

from domain.cash import CASH_KINDS
from domain.contracts_cash import AGEING, BOOKED, CASH_STAGES, PASSAGES, ROLE_DELAYS, TIES
from domain.contracts_funnel import DELAY, STAGES
from domain.contracts_history import STAY_TIMES
from domain.metric import Unit
from domain.written import written
from i18n import Locale, Text, exact, percent

_LEAK = Text(
    "流失最多的是“{stage}”：{n} 个商机、{money}，占进入该阶段金额的 {share}。",
    "Most leaks from “{stage}”: {n} deals, {money}, or {share} of what entered it.",
)
_LEAK_DEALS = Text(
    "流失最多的是“{stage}”：{n} 个商机，占进入该阶段的 {share}。",
    "Most leaks from “{stage}”: {n} deals, {share} of those that entered it.",
)
_NO_LEAK = Text("期间进入各阶段的商机没有流失。", "None of the deals that entered a stage in the period was lost.")
_BOOKS = Text(
    "账面：签约下单 {won}，交付 {fulfilled}，回款 {paid}（期内，本漏斗的商机）。",
    "In the books: {won} ordered, {fulfilled} delivered, {paid} received (in the period, of this funnel's deals).",
)
_DELAY = Text(
    "超出预期的 {days} 天中，{share} 发生在{role}主导的阶段（{stages}）。",
    "Of {days} days beyond the expected ones, {share} lie in stages that {role} leads ({stages}).",
)
_NO_DELAY = Text("没有停留超出预期天数。", "No stay took longer than expected.")
_OLD = Text(
    "{money}（{share}）交付已超过 90 天仍未回款，其中{name}最多（{most}）。",
    "{money} ({share}) was delivered more than 90 days ago and is not paid, most of it in {name} ({most}).",
)
_NONE_OLD = Text("没有超过 90 天的未回款。", "Nothing delivered more than 90 days ago is unpaid.")
_JOINT = Text("、", ", ")


def cash_funnels(stages: pd.DataFrame) -> list[str]:
    """The funnels that go on to delivery or payment, in order. Takes STAGES."""
    STAGES.check(stages)
    return list(dict.fromkeys(stages.funnel[stages.kind.isin(CASH_KINDS)]))


def cash_stages(passed: pd.DataFrame, stages: pd.DataFrame, more: tuple[pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
    """Every stage that is not a lost one, in order. Takes PASSAGES, STAGES of one funnel, (STAY_TIMES, BOOKED).

    Returns CASH_STAGES. In the last stage nobody waits: who got there and is not lost is done. What the books say
    stands on the first stage of its kind; NaN where they are not measured (a BOOKED without rows).
    """
    PASSAGES.check(passed)
    times, booked = STAY_TIMES.check(more[0]), BOOKED.check(more[1])
    rows = stages[stages.kind != "lost"].sort_values("position", ignore_index=True)
    rows = rows.merge(passed, how="left", on="position").merge(times[["position", "median_days"]], how="left")
    sums = [name for name in PASSAGES.columns if name != "position"]
    rows[sums] = rows[sums].fillna(0)
    last = rows.position == rows.position.max()
    for measure in ("count", "amount"):
        left = rows[measure] - rows[f"leaked_{measure}"]
        rows[f"onward_{measure}"] = rows[f"onward_{measure}"].mask(last, left)
        rows[f"waiting_{measure}"] = (left - rows[f"onward_{measure}"]).round(2)
    first = ~rows.kind.duplicated()
    found = booked.iloc[0] if len(booked) else pd.Series(dtype="float64")
    rows["booked"] = rows.kind.map(found).where(first).astype("float64")
    return CASH_STAGES.coerce(rows)


def leak(rows: pd.DataFrame, locale: Locale) -> tuple[str, ...]:
    """The stage that most money leaks from, and what the books say of the same days. Takes CASH_STAGES."""
    CASH_STAGES.check(rows)
    if rows.empty or not rows["count"].sum():
        return ()
    measure = "amount" if rows.amount.sum() > 0 else "count"  # some sources have deals without amounts
    worst = rows.iloc[int(rows[f"leaked_{measure}"].argmax())]
    said = [_NO_LEAK.to(locale)]
    if worst.leaked_count:
        share = percent(worst[f"leaked_{measure}"] / worst[measure])
        told = {"stage": worst["name"], "n": exact(worst.leaked_count), "share": share}
        money = _money(worst.leaked_amount, locale)
        said = [_LEAK.to(locale, **told, money=money) if measure == "amount" else _LEAK_DEALS.to(locale, **told)]
    books = rows[rows.booked.notna()].set_index("kind").booked
    if len(books):
        kinds = ("won", *CASH_KINDS)
        said.append(_BOOKS.to(locale, **{kind: _money(books.get(kind, float("nan")), locale) for kind in kinds}))
    return tuple(said)


def role_delays(delay: pd.DataFrame, stages: pd.DataFrame, locale: Locale) -> pd.DataFrame:
    """DELAY with the names of the stages that each role leads. Takes DELAY and STAGES of one funnel."""
    DELAY.check(delay)
    led = stages[stages.expected_days.notna()].groupby("lead_role")["name"].agg(_JOINT.to(locale).join)
    return ROLE_DELAYS.coerce(delay.assign(name=delay.role.map(led).fillna("")))


def with_whom(rows: pd.DataFrame, locale: Locale) -> str:
    """With which role most of the delay lies. Takes ROLE_DELAYS, most days first."""
    ROLE_DELAYS.check(rows)
    if rows.empty or not rows.days.sum() > 0:
        return _NO_DELAY.to(locale)
    most = rows.iloc[0]
    return _DELAY.to(
        locale, days=exact(rows.days.sum()), share=percent(most.share), role=most.role, stages=most["name"]
    )


def ageing(ages: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """What is unpaid by age of each member of a dimension, the largest first. Takes `unpaid_ages`, returns AGEING.

    Members to whom nothing is owed have no row.
    """
    rows = ages.rename(columns={dimension: "key", f"{dimension}_name": "name"})
    rows = rows[rows.unpaid > 0].sort_values("unpaid", ascending=False, kind="stable", ignore_index=True)
    return AGEING.coerce(rows.assign(key=rows.key.fillna("")))


def oldest(rows: pd.DataFrame, locale: Locale) -> tuple[str, ...]:
    """How much has been open for more than 90 days, and with whom most of it; empty without any. Takes AGEING."""
    AGEING.check(rows)
    if rows.empty:
        return ()
    old = rows.older.sum()
    if not old > 0:
        return (_NONE_OLD.to(locale),)
    most = rows.iloc[int(rows.older.argmax())]
    share = percent(old / rows.unpaid.sum())
    said = _OLD.to(locale, money=_money(old, locale), share=share, name=most["name"], most=_money(most.older, locale))
    return (said,)


def ties(signed: pd.Series, sent: pd.Series) -> pd.DataFrame:
    """How the amounts hang together to the cent. Takes the totals of `undelivered_orders` and of `unpaid_orders`.

    Returns TIES: signed = fulfilled + undelivered; delivered = fulfilled + beyond = settled + unpaid;
    received = settled + advance.
    """
    amounts = {
        "signed": signed.signed,
        "fulfilled": signed.signed - signed.undelivered,
        "undelivered": signed.undelivered,
        "delivered": sent.delivered,
        "beyond": signed.beyond,
        "settled": sent.delivered - sent.unpaid,
        "unpaid": sent.unpaid,
        "received": sent.received,
        "advance": sent.advance,
    }
    return TIES.coerce(pd.DataFrame({"key": list(amounts), "amount": [round(float(v), 2) for v in amounts.values()]}))


def overdue_days(orders: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """OPEN_ORDERS with `days`, how long what is left has been open on the day, and `days_overdue`; NaN: not known."""
    waited, late = ((day - orders[column]).dt.days.astype("float64") for column in ("since", "due_on"))
    return orders.assign(days=waited, days_overdue=late)


def _money(value: float, locale: Locale) -> str:
    return written(float(value), Unit.MONEY, locale)

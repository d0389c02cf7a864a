"""The one bar above all pages: period, region, channel, product line, segment, and chips for partners, reps and
customers; set from the address, written to it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from html import escape

import streamlit as st

from data_access import options
from data_access.warehouse import Warehouse
from domain.dimensions import DIMENSIONS
from domain.filters import ONE_BY_ONE, SELECTS, Filters
from domain.periods import CUSTOM, PERIODS
from i18n import Locale, Text
from ui import link
from ui.selection import FIRST_NAME, LAST_NAME, PERIOD_NAME, Refused

TREES = ("region", "channel")
MENUS = tuple(name for name in SELECTS if name not in ONE_BY_ONE)
_ALL = Text("全部{what}", "All {what}")
_PLURALS = {
    "region": Text("区域", "regions"),
    "channel": Text("渠道", "channels"),
    "line": Text("产品线", "product lines"),
    "segment": Text("客户细分", "segments"),
}
_CLEAR = Text("清除筛选", "Clear")
REMOVE = Text("移除“{filter}”", "Remove “{filter}”")
_OPEN = Text("筛选", "Filters")
_REFUSED = Text("链接中的这些内容无法识别，已忽略：", "These parts of the link are not known and were left out: ")
_MORE = Text("等 {n} 项", "and {n} more")
_NAMED_AT_MOST = 5
_LONGEST = 40
_INDENT = "\u2002"
_EARLIEST = date(1990, 1, 1)
_PAGE = "filter_bar_page"


@dataclass(frozen=True, slots=True)
class Choices:
    """What each filter offers: values in display order, with their labels (unique) and plain names.

    Of partners, reps and customers only those that the address names.
    """

    labels: Mapping[str, Mapping[str, str]]
    names: Mapping[str, str] = field(default_factory=dict)


def choices(data: Warehouse, locale: Locale, raw: Mapping[str, Sequence[str]]) -> Choices:
    """The members and values that this reader may choose among; `raw` is what the address says."""
    labels: dict[str, Mapping[str, str]] = {}
    names: dict[str, str] = {}
    for name, dimension in SELECTS.items():
        if name in ONE_BY_ONE:
            labels[name] = options.known_names(data, dimension, raw.get(name, ()))
            names |= labels[name]
            continue
        if name not in TREES:
            labels[name] = {value: value for value in options.values(data, dimension)}
            continue
        members = options.members(data, dimension)
        said = members.name_zh.fillna(members.name) if locale is Locale.ZH else members.name
        names |= dict(zip(members.key, said, strict=True))
        labels[name] = _unique(list(zip(members.key, said, members.depth, strict=True)))
    return Choices(labels, names)


def bar(page: str, filters: Filters, offered: Choices, locale: Locale, *, dated: bool = True) -> None:
    """The widgets, showing `filters`. A change of any of them writes the whole selection to the address.

    A bar that is not `dated` has no period: the page's own days take its place, and the selection keeps its days.
    """
    st.session_state[_PAGE] = page
    # on a phone the bar hides behind this mark; its text never changes, so it stays open while choosing
    st.html(f'<details class="opener"><summary>{escape(_OPEN.to(locale))}</summary></details>')
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
        if dated:
            _periods(filters, locale)
        write = partial(_write, filters, dated)
        for name in MENUS:
            if offered.labels[name]:
                _slices(name, getattr(filters, name), (offered.labels[name], locale), write)
        days = {} if dated else filters.whole().to_query()
        if filters.to_query() != days:
            st.button(_CLEAR.to(locale), key="clear", type="tertiary", on_click=link.choose, args=(days,))
    _chips(filters, offered, locale)


def notice(refused: Sequence[Refused], locale: Locale) -> None:
    """Name the values of the link that nothing stands for; nothing when there are none."""
    if not refused:
        return
    shown = [f"{r.field.to(locale)} “{_shortened(r.value)}”" for r in refused[:_NAMED_AT_MOST]]
    if len(refused) > _NAMED_AT_MOST:
        shown.append(_MORE.to(locale, n=len(refused) - _NAMED_AT_MOST))
    joined = ("、" if locale is Locale.ZH else ", ").join(shown)
    st.html(f'<div class="notice" role="status">{escape(_REFUSED.to(locale) + joined)}</div>')


def _periods(filters: Filters, locale: Locale) -> None:
    _show("pick_period", filters.period)
    st.selectbox(
        PERIOD_NAME.to(locale),
        list(PERIODS),
        format_func=lambda period: PERIODS[period].to(locale),
        key="pick_period",
        filter_mode=None,
        label_visibility="collapsed",
        width=140,
        on_change=_write,
        args=(filters, True),
    )
    if filters.period != CUSTOM:
        return
    for key, label, day in (("pick_first", FIRST_NAME, filters.first), ("pick_last", LAST_NAME, filters.last)):
        _show(key, day)
        st.date_input(
            label.to(locale),
            key=key,
            format="YYYY-MM-DD",
            min_value=_EARLIEST,
            max_value=date(filters.today.year + 10, 12, 31),
            label_visibility="collapsed",
            width=130,
            on_change=_write,
            args=(filters, True),
        )


def _slices(
    name: str, chosen: Sequence[str], shown: tuple[Mapping[str, str], Locale], write: Callable[[], None]
) -> None:
    labels, locale = shown
    _show(f"pick_{name}", [value for value in labels if value in chosen])
    st.multiselect(
        DIMENSIONS[SELECTS[name]].name.to(locale),
        list(labels),
        format_func=lambda value: labels.get(value, value),
        key=f"pick_{name}",
        placeholder=_ALL.to(locale, what=_PLURALS[name]),
        select_all=False,
        label_visibility="collapsed",
        on_change=write,
    )


def _chips(filters: Filters, offered: Choices, locale: Locale) -> None:
    """A link for each partner, rep and customer that takes it away; nothing when none is chosen."""
    chosen = [(name, key) for name in ONE_BY_ONE for key in getattr(filters, name)]
    if not chosen:
        return
    links = []
    for name, key in chosen:
        label = DIMENSIONS[SELECTS[name]].name.to(locale)
        said = f"{label}{'：' if locale is Locale.ZH else ': '}{offered.names.get(key, key)}"
        links.append(chip(name, said, link.without(name, key), locale))
    st.html(f'<div class="chips stay">{"".join(links)}</div>')


def chip(name: str, said: str, to: str, locale: Locale) -> str:
    """One filter as HTML: what it says, and a cross; following it takes the filter away."""
    title = escape(REMOVE.to(locale, filter=said))
    return (
        f'<a class="go chip" href="{escape(to)}" title="{title}" aria-label="{title}" data-filter="{name}">'
        f'{escape(said)}<span aria-hidden="true">×</span></a>'
    )


def _show(key: str, value: object) -> None:
    """Set a widget to what the address says, unless it stands there already: setting it again could undo a choice
    that is just on its way here. On another page it is another widget, which takes nothing from the one before.
    """
    page = st.session_state[_PAGE]
    if st.session_state.get(f"{key}_page") != page or st.session_state.get(key) != value:
        st.session_state[f"{key}_page"] = page
        st.session_state[key] = value


def _write(before: Filters, dated: bool) -> None:
    """Write every widget's value, not only the changed one's: a second change may come before the address of the
    first has reached the browser, and would undo it.
    """
    picked = st.session_state
    period = picked.get("pick_period") or before.period
    slices = {name: tuple(picked.get(f"pick_{name}", ())) for name in MENUS}
    slices |= {name: getattr(before, name) for name in ONE_BY_ONE}
    if not dated:
        chosen = before
    elif period == CUSTOM:
        first = picked.get("pick_first") or before.first
        last = picked.get("pick_last") or before.last
        chosen = Filters(first, last, before.today)
    else:
        chosen = Filters.of_period(period, before.today)
    link.choose(chosen.only(**slices).to_query())


def _unique(members: Sequence[tuple[str, str, int]]) -> dict[str, str]:
    """Indented labels by key. Streamlit finds the choice by its label, so two equal ones would be the same choice."""
    labels: dict[str, str] = {}
    taken: set[str] = set()
    for key, name, depth in members:
        label = _INDENT * depth + name
        labels[key] = label if label not in taken else f"{label} ({key})"
        taken.add(labels[key])
    return labels


def _shortened(value: str) -> str:
    return value if len(value) <= _LONGEST else value[:_LONGEST] + "…"

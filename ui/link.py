"""The page's address, the one truth about what the reader chose.

Streamlit can bind a widget to the address itself, but writes a select box's label there: the link of a Chinese
reader would not open for an English one. So widgets are set from the address at each run, and a change of any
widget writes the whole selection back (docs/adr/0011-the-address-is-the-selection.md).
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from domain.filters import SELECTS

LANGUAGE = "lang"
COLOURS = "colours"
FILTERS = ("period", "first", "last", *SELECTS)
KEPT = (*FILTERS, LANGUAGE, COLOURS)  # what moves along from page to page

Query = Mapping[str, str | Sequence[str]]


def values(name: str) -> list[str]:
    """Every value that the address gives for `name`, in order; empty when it gives none."""
    return st.query_params.get_all(name)


def raw() -> dict[str, list[str]]:
    """The filter part of the address as it stands, understood or not."""
    return {name: given for name in FILTERS if (given := values(name))}


def along() -> dict[str, str | list[str]]:
    """What a link to another page takes along, so that filters and language stay."""
    return {name: given for name in KEPT if (given := values(name))}


def to(page: str, query: Query) -> str:
    """The address of a page of the menu, relative to any other, with the reader's language and colours and `query`.

    Put into an `<a class="go">` it is followed without loading the page anew (see ui/front.py).
    """
    return f"{page}?{urlencode({**{n: v for n, v in query.items() if v}, **own()}, doseq=True)}"


def without(name: str, value: str) -> str:
    """The address of this page as it stands, less one value of one parameter."""
    kept = {one: [given for given in values(one) if (one, given) != (name, value)] for one in st.query_params}
    return f"?{urlencode(kept, doseq=True)}"


def own() -> dict[str, str | list[str]]:
    """The reader's language and colours, as far as the address names them."""
    return {name: given for name in (LANGUAGE, COLOURS) if (given := values(name))}


def choose(query: Query) -> None:
    """Replace the selection in the address by `query`; everything else in it stays."""
    others = {name: values(name) for name in st.query_params if name not in FILTERS}
    st.query_params.from_dict({**others, **{name: _plain(value) for name, value in query.items()}})


def put(name: str, value: str | Sequence[str] | None) -> None:
    """Set one parameter of the address that is not a filter; None takes it out."""
    if value is not None:
        st.query_params[name] = _plain(value)
    elif name in st.query_params:
        del st.query_params[name]


def put_all(name: str, given: Sequence[str]) -> None:
    """Set all values of one parameter of the address that is not a filter; none takes it out."""
    if given:
        st.query_params[name] = list(given)
    else:
        put(name, None)


def _plain(value: str | Sequence[str]) -> str | list[str]:
    return value if isinstance(value, str) else list(value)

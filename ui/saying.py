"""What a form did, said once in the card that its reader looks at, after the page has run anew."""

from html import escape

import streamlit as st

_SAID, _ROUND = "form_said", "form_round"


def round_number() -> int:
    """Part of the keys of what is filled in: after each save the next form begins empty."""
    return int(st.session_state.get(_ROUND, 0))


def again(where: str, said: str) -> None:
    """Run the page anew with what was written, and say this in the card of that name."""
    st.session_state[_SAID] = (where, said)
    anew()


def anew() -> None:
    """Run the page anew with its forms empty."""
    st.session_state[_ROUND] = round_number() + 1
    st.rerun()


def notice(where: str) -> None:
    """What the last save did, once, in the card that made it."""
    made, said = st.session_state.get(_SAID, ("", ""))
    if made == where:
        del st.session_state[_SAID]
        st.html(f'<div class="notice done" role="status">{escape(said)}</div>')

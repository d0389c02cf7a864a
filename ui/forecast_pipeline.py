"""What the open deals say of the running quarter, beside what its series says."""

from html import escape

import streamlit as st

from data_access.stages import stages
from domain.errors import ReaderError
from i18n import Text
from ui import link
from ui.card import card, lead
from ui.context import Context
from ui.pipeline_forecast_boxes import bridge_box, methods_box, sentences
from ui.pipeline_forecast_view import PAGE, running_quarter

TITLE = Text("商机怎么看本季度", "What the pipeline says of the quarter")
_MORE = Text("商机预测的全部内容", "All of the pipeline forecast")


def pipeline_boxes(ctx: Context) -> None:
    """The quarter's headline by deals and by the series of won amounts, and the methods with their past errors.

    Nothing where no deals are loaded: a company without a pipeline misses nothing here.
    """
    try:
        if stages(ctx.data, ctx.locale).empty:
            return
    except ReaderError:
        return
    view = running_quarter(ctx)
    bridge, methods = st.columns([1, 1])
    with bridge:
        bridge_box(view)
    with methods:
        with card(ctx, TITLE):
            lead(tuple(sentences(view)[0]))
            to = link.to(PAGE, view.query())
            st.html(f'<p class="back"><a class="go" href="{escape(to)}">{escape(ctx.say(_MORE))}</a></p>')
        methods_box(view)

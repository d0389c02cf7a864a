"""Commands that answer a question under a reader's scope: query, funnel, waterfall, partners."""

import argparse
import json
from typing import Any

from analytics.pipeline_waterfall import figures
from data_access.metric_table import metric_table
from data_access.pipeline_waterfall import waterfall as change
from i18n import Locale
from reports.console import Form, answer
from reports.deal_questions import change_question, funnel_question
from reports.desk import Desk
from reports.funnel import funnel_figures, funnel_plain, funnel_table
from reports.partners import partner_csv, partner_figures, partner_plain, partner_question, partner_table
from reports.pipeline_waterfall import waterfall_table
from reports.question import Typed, ask_of, filters_of

Options = argparse.Namespace
FINE = 0


def query(options: Options, desk: Desk) -> int:
    """Answer a question from the metric table."""
    typed = Typed(**{name: getattr(options, name) for name in Typed.__dataclass_fields__})
    ask = ask_of(typed, Locale(options.lang or desk.locale))
    data = desk.data(options.reader)
    filters = filters_of(typed, data, desk.fiscal_start)
    about = {**filters.plain(), "metrics": ask.metrics, "by": ask.by, "grain": ask.grain, "version": data.version}
    print(answer(metric_table(data, filters, ask), ask, Form(options.format), about))
    return FINE


def funnel(options: Options, desk: Desk) -> int:
    """Say where the deals of a funnel stand and how they get on, in the figures of its page."""
    data, locale = desk.data(options.reader), Locale(options.lang or desk.locale)
    filters, ask = funnel_question(options, data, desk.fiscal_start, locale)
    found = funnel_figures(data, filters, ask)
    if Form(options.format) is Form.JSON:
        about = {"funnel": ask.funnel, "at": ask.at, "horizon": ask.horizon, "version": data.version}
        print(_json({**filters.plain(), **about}, funnel_plain(found)))
    else:
        print(funnel_table(found, ask))
    return FINE


def waterfall(options: Options, desk: Desk) -> int:
    """Say what became of the open deals between two days, in the figures of the page on changes."""
    data, locale = desk.data(options.reader), Locale(options.lang or desk.locale)
    filters, since = change_question(options, data, desk.fiscal_start)
    frame = change(data, filters, since)
    if Form(options.format) is Form.JSON:
        window = {"first": since.first, "last": since.last, "undated": since.undated}
        about = {"t0": since.t0, "t1": since.t1, "window": window, "funnel": since.funnel, "version": data.version}
        print(_json({**filters.plain(), **about}, figures(frame)))
    else:
        print(waterfall_table(frame, locale))
    return FINE


def partners(options: Options, desk: Desk) -> int:
    """Say how partners stand, how long they last, who is going silent and who earns, in the figures of their page."""
    data, locale = desk.data(options.reader), Locale(options.lang or desk.locale)
    filters = partner_question(options, data)
    found, form = partner_figures(data, filters, options.by, locale), Form(options.format)
    if form is Form.JSON:
        print(
            _json(
                {**filters.plain(), "as_of": filters.last, "by": options.by, "version": data.version},
                partner_plain(found),
            )
        )
    else:
        print(partner_csv(found) if form is Form.CSV else partner_table(found, locale))
    return FINE


def _json(about: dict[str, Any], found: dict[str, Any]) -> str:
    return json.dumps({"asked": about, **found}, ensure_ascii=False, indent=2, default=str)

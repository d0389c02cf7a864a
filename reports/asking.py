"""Commands that answer a question under a reader's scope: query."""

import argparse

from data_access.metric_table import metric_table
from i18n import Locale
from reports.console import Form, answer
from reports.desk import Desk
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

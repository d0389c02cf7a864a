"""What pages of the small company's deals work with, and commands answered as JSON."""

import json
from datetime import date

from charts.theme import Look
from data_access.stages import stages
from data_access.store import Store
from data_access.warehouse import Warehouse
from domain.filters import Filters
from domain.scope import EVERYTHING, Scope
from i18n import Locale
from tests.contract.small_company import LAST
from ui.context import Context
from ui.funnel_view import View
from ui.funnels import Chosen

ZONE = "Asia/Shanghai"  # the command line's, where no setting says another
FIRST = date(2024, 1, 1)
NORTH = Scope(regions=frozenset({"maker:north"}))


def opened(store: Store, scope: Scope = EVERYTHING, **chosen: tuple[str, ...]) -> Context:
    """What a page works with, over all days of the data, for a reader of that scope."""
    data = Warehouse(store.engine(), scope, store.version(), time_zone=ZONE)
    return Context(data, Filters(FIRST, LAST, LAST).only(**chosen), Locale.EN, LAST, Look(), {}, "CNY")


def viewed(ctx: Context, day: date) -> View:
    """What the funnel page looks at, as of a day."""
    rows = stages(ctx.data, ctx.locale)
    key = rows.funnel.iloc[0]
    mine = Chosen(key, rows[rows.funnel == key].reset_index(drop=True), {key: key}, day, True)
    return View(ctx, mine, "amount", "region", 0)


def asked(command, *words: str) -> dict:
    """The answer of a command as JSON."""
    code, printed, complaint = command(*words, "--format", "json", "--lang", "en")
    assert (code, complaint) == (0, "")
    return json.loads(printed)

"""What a command works at: the databases of the installation, opened when first asked for, and its terms."""

from collections.abc import Callable
from dataclasses import dataclass

from data_access.loading.publish import BuildSpec
from data_access.store import Store
from data_access.warehouse import Warehouse
from data_access.workspace import Engine
from domain.balance import Terms
from domain.retention import Retention
from i18n import Locale


@dataclass(frozen=True, slots=True)
class Desk:
    """Handed to each command by manage.py, which alone reads the settings and closes what was opened.

    `data("")` is the warehouse as the operator sees it, `data(login)` as that reader does. `operator` is who is
    written down as having changed something. `keep` says how long observed days stay, `record` how long stored
    forecasts do, `terms` what a conflict of channels is.
    """

    store: Callable[[], Store]
    space: Callable[[], Engine]
    data: Callable[[str], Warehouse]
    build: Callable[[], BuildSpec]
    locale: Locale
    operator: str
    fiscal_start: int
    keep: Retention
    record: Retention
    terms: Terms

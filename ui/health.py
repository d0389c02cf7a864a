"""Whether the warehouse answers, asked from outside any session."""

import logging

from config import settings
from data_access import freshness
from data_access.warehouse import Warehouse
from domain.errors import ReaderError
from domain.scope import NOTHING
from i18n import Locale
from ui import runtime

LOG = logging.getLogger("fulcrum")
_NO_ANSWER = "the warehouse did not answer"


def answers() -> str:
    """ "" when a query on the warehouse works, else why not: words without addresses or secrets."""
    try:
        engine = runtime.store().engine()
        freshness.today(Warehouse(engine, NOTHING, seconds=settings().query_seconds))
    except ReaderError as error:
        return error.to(Locale.EN)
    except Exception:
        LOG.exception("health check failed")
        return _NO_ANSWER
    return ""

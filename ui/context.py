"""What a page works with: the data as this reader sees it, the selection, the language and the look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from charts.theme import Look
from data_access.warehouse import Warehouse
from domain.filters import Filters
from i18n import Locale, Text


@dataclass(frozen=True, slots=True)
class Context:
    """All a page needs; there are no globals and no clock beside it.

    `names` gives the names of regions and channels by member key, in the reader's language. `currency` is the
    installation's, three letters.
    """

    data: Warehouse
    filters: Filters
    locale: Locale
    today: date
    look: Look
    names: Mapping[str, str]
    currency: str

    def say(self, text: Text, **values: object) -> str:
        """The phrase in the reader's language."""
        return text.to(self.locale, **values)

"""The floor of the house: phrases in two languages and numbers written for readers."""

from i18n.numbers import compact, exact, percent, points
from i18n.text import Locale, Text

__all__ = ["Locale", "Text", "compact", "exact", "percent", "points"]

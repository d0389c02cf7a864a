"""What the reader chose: a frozen selection that is its own URL, cache key and sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date

from domain.periods import CUSTOM, PERIODS, Window, named
from i18n import Locale, Text

DEFAULT_PERIOD = "this_year"
# filter field → the dimension it selects in
SELECTS: dict[str, str] = {
    "region": "region",
    "channel": "channel",
    "line": "product_line",
    "segment": "segment",
    "partner": "partner",
    "rep": "rep",
    "customer": "customer",
}
ONE_BY_ONE = ("partner", "rep", "customer")  # too many for a menu: a link or a click narrows to them


@dataclass(frozen=True, slots=True)
class Filters:
    """A selection. Field names are URL parameters; an empty tuple means "all".

    `region` and `channel` hold member keys (each with all that lies below it), `partner`, `rep` and `customer` keys of
    just these members, `line` and `segment` values.
    `period` only remembers the name under which the days were chosen: equal days are equal selections.
    """

    first: date
    last: date  # included
    today: date  # the last complete day of the data
    region: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    segment: tuple[str, ...] = ()
    partner: tuple[str, ...] = ()
    rep: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()
    period: str = field(default=CUSTOM, compare=False)

    def __post_init__(self) -> None:
        """Equal selections are equal values: lists sorted without repeats, days in order."""
        if self.first > self.last:
            first, last = self.last, self.first
            object.__setattr__(self, "first", first)
            object.__setattr__(self, "last", last)
        for name in SELECTS:
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))

    @classmethod
    def default(cls, today: date, fiscal_start: int = 1) -> "Filters":
        """The fiscal year of `today`, of everything."""
        return cls.of_period(DEFAULT_PERIOD, today, fiscal_start)

    @classmethod
    def of_period(cls, period: str, today: date, fiscal_start: int = 1) -> "Filters":
        """A named period, of everything."""
        first, last = named(period, today, fiscal_start)
        return cls(first, last, today, period=period)

    @property
    def window(self) -> Window:
        """The span of days, as seen today."""
        return Window(self.first, self.last, self.today)

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The dimensions that are narrowed, with the members or values that remain.

        >>> Filters(date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1), line=("Air",)).chosen
        {'product_line': ('Air',)}
        """
        return {dim: getattr(self, name) for name, dim in SELECTS.items() if getattr(self, name)}

    def between(self, first: date, last: date) -> "Filters":
        """The same slice over other days."""
        return replace(self, first=first, last=last, period=CUSTOM)

    def only(self, **slices: tuple[str, ...]) -> "Filters":
        """The same days with other slices: `only(region=("demo:huadong",))`."""
        return replace(self, **slices)  # type: ignore[arg-type]

    def whole(self) -> "Filters":
        """The same days, of everything."""
        return self.only(**dict.fromkeys(SELECTS, ()))

    def to_query(self) -> dict[str, str | list[str]]:
        """URL parameters of this selection; whatever equals the default is left out.

        >>> Filters.of_period("this_quarter", date(2026, 11, 21)).only(line=("Air",)).to_query()
        {'period': 'this_quarter', 'line': ['Air']}
        """
        query: dict[str, str | list[str]] = {}
        if self.period == CUSTOM:
            query |= {"period": CUSTOM, "first": self.first.isoformat(), "last": self.last.isoformat()}
        elif self.period != DEFAULT_PERIOD:
            query["period"] = self.period
        return query | {name: list(getattr(self, name)) for name in SELECTS if getattr(self, name)}

    def plain(self) -> dict[str, object]:
        """The same for equal selections, ready for a cache key."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "period"}

    def describe(self, locale: Locale, names: Mapping[str, str] | None = None) -> str:
        """The selection in words, for titles and exports; `names` gives the names of member keys."""
        span = PERIODS[self.period].to(locale) + " · " if self.period != CUSTOM else ""
        return f"{span}{self.first.isoformat()} – {self.last.isoformat()} · {self.slices(locale, names)}"

    def slices(self, locale: Locale, names: Mapping[str, str] | None = None) -> str:
        """The same without its days: for pages that have days of their own."""
        names, joint = names or {}, "、" if locale is Locale.ZH else ", "
        parts = (joint.join(names.get(key, key) for key in chosen) for chosen in self.chosen.values())
        return " · ".join(parts) or EVERYTHING.to(locale)


EVERYTHING = Text("全部", "everything")

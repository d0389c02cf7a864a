"""Readers, scopes and a sheet for the tests of reviews."""

from dataclasses import replace
from datetime import UTC, date, datetime

from data_access.review_rights import Attendant
from data_access.workspace.reviews import Closing
from domain.periods import end_of_day
from domain.review import Headline, IncidentMoney, Index, Item, Sheet
from domain.scope import EVERYTHING, Scope

EAST, ZHEJIANG, NORTH = (Scope(regions=frozenset({f"maker:{key}"})) for key in ("east", "zhejiang", "north"))
ONLINE = Scope(regions=EAST.regions, channels=frozenset({"maker:online"}))
LIVE = Scope(regions=ZHEJIANG.regions, channels=frozenset({"maker:live"}))
OWN = Scope(regions=EAST.regions, reps=frozenset({"maker:r1"}))
BELOW = {
    "region": {"maker:east": ("maker:east", "maker:zhejiang"), "maker:zhejiang": ("maker:zhejiang",)},
    "channel": {"maker:online": ("maker:online", "maker:live")},
}
DAY, BEFORE = date(2025, 6, 18), date(2025, 6, 11)
NAN = float("nan")
SHEET = Sheet(
    DAY, BEFORE, True, "CNY",
    Headline("revenue", date(2025, 4, 1), date(2025, 6, 30), 1.5, NAN, 0.5, NAN, 2.0),
    (("start", 10.25, 2, 2), ("won", -4.0, -1, 1), ("end", 6.25, 1, 1)),
    Index(
        date(2025, 5, 1), 12.5, {"price": 12.5}, "review", True, date(2025, 4, 1), NAN, {"price": NAN},
        (IncidentMoney("a1", {"zh": "价格", "en": "Price"}, -3.0, date(2025, 5, 1)),), (),
    ),
)  # fmt: skip


def who(scope, name=""):
    """A reader of that scope as one who looks at reviews."""
    return Attendant(scope, BELOW, name or "somebody")


def closing(day=DAY, version="v1", **parts):
    """What is to be locked."""
    return Closing(end_of_day(day, "Asia/Shanghai"), version, EVERYTHING, sheet(day, **parts))


def sheet(day=DAY, **parts):
    """The sheet of a day."""
    return replace(SHEET, day=day, **parts)


def item(name="More live", reference="r1", kind="reallocation"):
    """Something to put in."""
    at = datetime(2025, 6, 1, 8, tzinfo=UTC)
    return Item("", kind, reference, name, {"budget": "120"}, {"gain": 1.5, "low": NAN}, "li", at)

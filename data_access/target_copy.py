"""A version of a plan as the beginning of another one."""

from datetime import date
from decimal import Decimal
from typing import Any

from data_access.target_entry import place_of
from data_access.target_rows import Asked, target_rows
from data_access.warehouse import Warehouse
from domain.errors import ReaderError
from domain.filters import Filters
from domain.targets import Entry
from i18n import Text

_EVER = Filters(date(1900, 1, 1), date(2199, 12, 31), date(1900, 1, 1))
_FULL = Text(
    "“{plan} {version}”中已有 {count} 个目标，不会覆盖；请换一个名称。",
    "“{plan} {version}” has {count} targets already and is not overwritten: give another name.",
)
_NONE = Text("“{plan} {version}”中没有您能看到的目标。", "“{plan} {version}” has no targets that you see.")


def copy_of(data: Warehouse, version: Asked, to: Asked) -> list[Entry]:
    """All targets of a version that this reader sees, of every metric and level, as entries of another version.

    Both are named by plan and version. Targets of teams, which cannot be entered, are left out. Raises ReaderError
    where there is nothing to copy, and where the other version holds targets already.
    """
    there = len(target_rows(data, _EVER, Asked(to.plan, to.version)))
    if there:
        raise ReaderError(_FULL, plan=to.plan, version=to.version, count=there)
    rows = target_rows(data, _EVER, Asked(version.plan, version.version)).to_dict("records")
    if not rows:
        raise ReaderError(_NONE, plan=version.plan, version=version.version)
    return [_entry({**row, "plan": to.plan, "version": to.version}) for row in rows]


def _entry(row: dict[Any, Any]) -> Entry:
    amount = Decimal(repr(float(row["amount"]))).quantize(Decimal("0.0001"))
    return Entry(place_of(row), str(row["level"]), amount)

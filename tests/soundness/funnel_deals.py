"""Deals drawn by their days in stages: what the tests of funnels publish."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from domain.filters import Filters
from domain.funnel import FunnelAsk
from i18n import Locale

TODAY = date(2025, 12, 31)
YEAR = Filters(date(2025, 1, 1), TODAY, TODAY)
ASK = FunnelAsk.of("f", YEAR, "UTC", Locale.EN)
OPEN, NEXT, WON, LOST = 1, 2, 3, 4
STAGES = [
    {"funnel": "f", "position": n, "name": name, "kind": kind, "lead_role": role, "expected_days": days}
    for n, name, kind, role, days in (
        (OPEN, "A", "open", "AR", 10),
        (NEXT, "B", "open", "SR", 30),
        (WON, "W", "won", None, None),
        (LOST, "L", "lost", None, None),
    )
]


def deal(key, *path, closes=None, **others):
    """A deal that came into each stage of `path` (day of 2025 from 0, stage, and maybe what happened to it) at noon."""
    fixed = {
        "opportunity_id": key,
        "channel_id": "c",
        "region_id": "r",
        "expected_close_on": closes,
        "amount": Decimal(100),
    }
    days = [datetime(2025, 1, 1, 12) + timedelta(days=step[0]) for step in path]  # noqa: DTZ001
    ended = path[-1][1] in (WON, LOST)
    state = {"funnel": "f", "name": key, "stage": path[-1][1], "created_on": days[0].date()}
    now = fixed | state | {"closed_on": days[-1].date() if ended else None} | others
    events = [
        fixed | {"seq": n, "at": day, "kind": kind, "stage_to": stage, "origin": "source", "amount": now["amount"]}
        for n, (day, (_, stage, *said)) in enumerate(zip(days, path, strict=True), 1)
        for kind in (said or ["created" if n == 1 else "changed"])
    ]
    return now, events


def published(company, *deals, stage=STAGES, **more):
    """A warehouse of these deals, seen at the end of 2025."""
    now = [one for one, _ in deals]
    return company(stage=stage, opportunity=now, opportunity_event=[e for _, some in deals for e in some], **more)

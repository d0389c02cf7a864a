"""The history of one deal told the slow and obvious way, walking from event to event: the second opinion on the SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from data_access.published import FOR_EVER
from domain.periods import start_of_day

Row = dict[str, Any]
INSIDE = ("open", "won")
NOTHING = dict.fromkeys(("seq", "stage", "status", "amount")) | {"highest": 0}
STAYING = dict.fromkeys(("left_at", "left_on", "left_by", "left_to"))
WON = ("won", "fulfilled", "paid")
WHOSE = ("region_id", "channel_id", "partner_id", "rep_id", "product_line")
OF_EVENT = ("amount", "forecast_category", "rep_id", "region_id", "channel_id", "partner_id", "product_line", "origin")
AS_ENTERED = (
    "amount", "region_id", "channel_id", "partner_id", "rep_id", "customer_id", "product_line", "origin", "clamped",
)  # fmt: skip


@dataclass(frozen=True)
class Funnel:
    """The kinds of its stages by position, and the zone that days are cut in."""

    kinds: dict[int, str]
    zone: str

    def day(self, at: datetime) -> date:
        return at.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone)).date()

    def positions(self, *kinds: str) -> list[int]:
        return sorted(position for position, kind in self.kinds.items() if kind in kinds)

    def status(self, event: Row) -> str:
        if event["kind"] == "deleted":
            return "deleted"
        kind = self.kinds[event["stage"]]
        return "won" if kind in WON else kind


def events_of(deal: Row, told: list[Row], ordered: Iterable[date], funnel: Funnel) -> list[Row]:
    """The events of the source with `stage`, in order; where there is none, events made of the deal's dates."""
    if told:
        return sorted((event | {"stage": event["stage_to"]} for event in told), key=lambda event: event["seq"])
    kind = funnel.kinds[deal["stage"]]
    if deal["created_on"] is None or (kind != "open" and deal["closed_on"] is None):
        return []
    last_open, won = funnel.positions("open")[-1:], funnel.positions("won")[:1]
    made = [("created", deal["created_on"], deal["stage"] if kind == "open" else [*last_open, *won, deal["stage"]][0])]
    if kind != "open":
        made.append(("changed", deal["closed_on"], deal["stage"] if kind == "lost" else [*won, deal["stage"]][0]))
    if kind in WON and ordered and funnel.positions("fulfilled"):
        made.append(("changed", min(ordered), funnel.positions("fulfilled")[0]))
    fixed = deal | {"origin": "reconstructed"}
    return [
        fixed | {"seq": n, "kind": what, "at": start_of_day(day, funnel.zone), "stage": stage}
        for n, (what, day, stage) in enumerate(made, 1)
    ]


def spans_of(deal: Row, events: list[Row], funnel: Funnel) -> list[Row]:
    """The rows of `deal_span`."""
    spans: list[Row] = []
    for event in events:
        before = spans[-1] if spans else NOTHING | {"from_at": event["at"]}
        status, at = funnel.status(event), max(event["at"], before["from_at"])
        entered = before["stage"] != event["stage"] or (before["status"] == "deleted") != (status == "deleted")
        closed = status in ("won", "lost")
        span = {name: event[name] for name in OF_EVENT} | {
            "opportunity_id": deal["opportunity_id"],
            "seq": event["seq"],
            "funnel": deal["funnel"],
            "customer_id": deal["customer_id"],
            "kind": event["kind"],
            "from_at": at,
            "from_on": funnel.day(at),
            "to_at": FOR_EVER,
            "to_on": None,
            "seq_before": before["seq"],
            "amount_before": before["amount"],
            "came_over": bool(spans) and any(event[name] != before[name] for name in WHOSE),
            "goes_over": False,
            "highest": max(before["highest"], event["stage"] if status in INSIDE else 0),
            "stage": event["stage"],
            "stage_before": before["stage"],
            "status": status,
            "status_before": before["status"],
            "clamped": at > event["at"],
            "loss_reason": deal.get("loss_reason") if status == "lost" else None,
            "created_at": spans[0]["from_at"] if spans else at,
            "entered_at": at if entered else before["entered_at"],
            "closed_at": None if not closed else before["closed_at"] if before["status"] == status else at,
        }
        span["close_on"] = funnel.day(span["closed_at"]) if closed else event["expected_close_on"]
        if spans:
            before |= {"to_at": at, "to_on": span["from_on"], "goes_over": span["came_over"]}
        spans.append(span)
    for span in reversed(spans):  # back to where the present outcome began
        if span["status"] not in ("won", "lost") or span["status"] != spans[-1]["status"]:
            break
        span["close_on"] = deal["closed_on"] or span["close_on"]
    return spans


def stays_of(spans: list[Row], funnel: Funnel) -> list[Row]:
    """The rows of `deal_stay`, those jumped over before the one that jumped."""
    stays: list[Row] = []
    was_in: dict[int, int] = {}
    for place, span in enumerate(spans):
        same_as_before = place and (span["stage"], span["status"] == "deleted") == (
            spans[place - 1]["stage"],
            spans[place - 1]["status"] == "deleted",
        )
        if same_as_before or span["status"] not in INSIDE:
            continue
        highest = max(was_in, default=None)
        for position in sorted(funnel.kinds):
            if highest is not None and highest < position < span["stage"] and funnel.kinds[position] != "lost":
                was_in[position] = 1
                stays.append(_settled(_jumped(span, spans[place + 1 :], position, funnel)))
        was_in[span["stage"]] = was_in.get(span["stage"], 0) + 1
        stays.append(_settled(_stayed(span, spans[place + 1 :], was_in[span["stage"]])))
    return stays


def _settled(stay: Row) -> Row:
    """The stay with how long it lasted, and what became of the deal first."""
    first = min((stay[name] for name in ("reached_at", "lost_at", "gone_at") if stay[name]), default=None)
    days = first and (first - stay["entered_at"]) / timedelta(days=1)
    return stay | {
        "went_on": stay["left_by"] in ("forward", "won"),
        "days": stay["left_at"] and (stay["left_at"] - stay["entered_at"]) / timedelta(days=1),
        "settled_at": first,
        "settled_days": None if days is None else ceil(days),
        "got_on": first and first == stay["reached_at"],
    }


def _stayed(span: Row, later: list[Row], visit: int) -> Row:
    gone = next((s for s in later if s["stage"] != span["stage"] or s["status"] == "deleted"), None)
    stay = _entered(span, later) | {"stage": span["stage"], "visit": visit, "skipped": False}
    beyond = [s["from_at"] for s in later if s["stage"] > span["stage"] and s["status"] in INSIDE]
    stay |= STAYING | {"reached_at": min(beyond, default=None)}
    if gone:
        stay |= {"left_at": gone["from_at"], "left_on": gone["from_on"], "left_to": gone["stage"]}
        if gone["status"] in ("lost", "deleted"):
            stay["left_by"] = gone["status"]
        elif (span["status"], gone["status"]) == ("open", "won"):
            stay["left_by"] = "won"
        else:
            stay["left_by"] = "forward" if gone["stage"] > span["stage"] else "back"
        if gone["status"] == "deleted":
            stay["left_to"] = None
    return stay


def _jumped(span: Row, later: list[Row], position: int, funnel: Funnel) -> Row:
    won = span["status"] == "won" and funnel.kinds[position] == "open"
    return _entered(span, later) | {
        "stage": position,
        "visit": 1,
        "skipped": True,
        "left_at": span["from_at"],
        "left_on": span["from_on"],
        "left_by": "won" if won else "forward",
        "left_to": span["stage"],
        "reached_at": span["from_at"],
    }


def _entered(span: Row, later: list[Row]) -> Row:
    first = {s: min((x["from_at"] for x in later if x["status"] == s), default=None) for s in ("lost", "deleted")}
    return {name: span[name] for name in (*AS_ENTERED, "opportunity_id", "funnel")} | {
        "entered_at": span["from_at"],
        "entered_on": span["from_on"],
        "lost_at": first["lost"],
        "gone_at": first["deleted"],
    }

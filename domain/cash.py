"""The words of the way from deal to cash: ages of what is unpaid, and how the amounts hang together."""

from i18n import Text

CASH_KINDS = ("fulfilled", "paid")  # a funnel with a stage of these kinds goes on to cash
AGES: dict[str, tuple[int, int | None]] = {  # days since delivery, both included
    "to_30": (0, 30),
    "to_60": (31, 60),
    "to_90": (61, 90),
    "older": (91, None),
}
AGE_NAMES: dict[str, Text] = {
    "to_30": Text("0–30 天", "0–30 days"),
    "to_60": Text("31–60 天", "31–60 days"),
    "to_90": Text("61–90 天", "61–90 days"),
    "older": Text("90 天以上", "90+ days"),
}
TIE_NAMES: dict[str, Text] = {  # signed = fulfilled + undelivered; delivered = fulfilled + beyond = settled + unpaid
    "signed": Text("已签约", "Signed"),
    "fulfilled": Text("其中已交付", "of it delivered"),
    "undelivered": Text("其中未交付", "of it not delivered"),
    "delivered": Text("已交付", "Delivered"),
    "beyond": Text("其中超出订单", "of it beyond the order"),
    "settled": Text("其中已回款", "of it paid"),
    "unpaid": Text("其中未回款", "of it not paid"),
    "received": Text("已回款", "Received"),
    "advance": Text("其中预收", "of it in advance"),
}
TIE_TOTALS = ("signed", "delivered", "received")

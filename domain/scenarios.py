"""Named assumptions over the base of a period: what each may be, in which order they act, how a link writes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from i18n import Text

MOST_DEALS, LONGEST = 6, 60  # one-off deals of a scenario, letters of a name
_MOST = Decimal("100_000_000_000_000")
Query = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Lever:
    """One assumption, in percent unless it is a factor: its name, what it does, and the least and most it may be."""

    name: Text
    does: Text
    least: float
    most: float
    usual: float = 0.0
    percent: bool = True


LEVERS: dict[str, Lever] = {  # by the field of Assumptions, which is also the parameter of the link
    "win": Lever(
        Text("赢单率", "Win rate"),
        Text(
            "每个阶段的在手与新增商机按此比例多赢（至多全赢）", "of open and new deals in each stage, up to all of them"
        ),
        -90,
        300,
    ),
    "size": Lever(
        Text("单笔金额", "Deal size"), Text("尚未赢单的商机金额", "amount of every deal that is not won yet"), -90, 300
    ),
    "cycle": Lever(
        Text("成交周期", "Cycle time"),
        Text("天数的变化；−10 即快 10%", "change in days: −10 is 10 % quicker"),
        -40,
        100,
    ),
    "price": Lever(Text("价格", "Price"), Text("尚未赢单的商机价格", "price of what is not won yet"), -50, 100),
    "elastic": Lever(
        Text("价格弹性", "Price elasticity"),
        Text("价格每变 1%，销量变百分之几；0 即不受影响", "volume in percent for each percent of price; 0: none"),
        -10,
        0,
        percent=False,
    ),
    "spend": Lever(Text("渠道投入", "Channel spend"), Text("从今天起的投入", "from today on"), -100, 300),
    "response": Lever(
        Text("投入反应", "Response to spend"),
        Text("新增商机随投入变化的比例；1 即同比例", "share of that by which new deals change; 1: all of it"),
        0,
        2,
        1.0,
        percent=False,
    ),
}
ORDER: dict[str, Text] = {  # in which effects are told, each over all before it
    "win": LEVERS["win"].name,
    "size": LEVERS["size"].name,
    "cycle": LEVERS["cycle"].name,
    "price": LEVERS["price"].name,
    "spend": LEVERS["spend"].name,
    "one_off": Text("一次性大单", "One-off deals"),
}
BASE, TOTAL = Text("基准", "Base"), Text("情景", "Scenario")
_MOVED_BY = {"price": ("price", "elastic"), "spend": ("spend", "response")}


@dataclass(frozen=True, slots=True)
class OneOff:
    """A deal that no rate speaks of: won (or, below 0, lost) in the period for certain."""

    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Changes in percent, but for `elastic` and `response`, which are factors. The default assumes nothing."""

    win: float = 0.0
    size: float = 0.0
    cycle: float = 0.0
    price: float = 0.0
    elastic: float = 0.0
    spend: float = 0.0
    response: float = 1.0
    one_offs: tuple[OneOff, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether nothing is assumed that could change a figure."""
        return not any((self.win, self.size, self.cycle, self.price, self.spend, self.one_offs))

    def up_to(self, key: str) -> "Assumptions":
        """Only the assumptions that act up to and with this one of ORDER; "" for none of them."""
        kept = list(ORDER)[: list(ORDER).index(key) + 1] if key else []
        names = {name for one in kept for name in _MOVED_BY.get(one, (one,))}
        given = {name: getattr(self, name) for name in LEVERS if name in names}
        return Assumptions(**given, one_offs=self.one_offs if "one_off" in kept else ())

    def to_query(self) -> dict[str, str | list[str]]:
        """As a link writes it; what is as usual is left out.

        >>> Assumptions(win=10.0, one_offs=(OneOff("Metro", Decimal("5e6")),)).to_query()
        {'win': '10', 'deal': ['5000000:Metro']}
        """
        query: dict[str, str | list[str]] = {
            name: f"{getattr(self, name):g}" for name, lever in LEVERS.items() if getattr(self, name) != lever.usual
        }
        deals = [f"{one.amount:f}:{one.name}" for one in self.one_offs]
        return query | ({"deal": deals} if deals else {})


def signed(value: float) -> str:
    """An assumption as it is read, with its sign.

    >>> signed(10.0), signed(-2.5)
    ('+10', '−2.5')
    """
    return f"{value:+g}".replace("-", "−")


def from_query(raw: Mapping[str, Sequence[str]]) -> tuple[Assumptions, list[tuple[str, str]]]:
    """The assumptions that a link names, and (name, value) of what nobody understands or what lies out of bounds.

    >>> found, refused = from_query({"win": ["10"], "size": ["x"], "price": ["900"], "deal": ["5:Metro", "soon"]})
    >>> found.win, found.one_offs[0].name, refused
    (10.0, 'Metro', [('size', 'x'), ('price', '900'), ('deal', 'soon')])
    """
    numbers: dict[str, float] = {}
    refused: list[tuple[str, str]] = []
    for name, lever in LEVERS.items():
        for value in [one for one in raw.get(name, ()) if one][:1]:
            number = _number(value)
            if number is not None and lever.least <= number <= lever.most:
                numbers[name] = number
            else:
                refused.append((name, value))
    deals: list[OneOff] = []
    for value in [one for one in raw.get("deal", ()) if one]:
        deal = _deal(value) if len(deals) < MOST_DEALS else None
        if deal is None:
            refused.append(("deal", value))
        else:
            deals.append(deal)
    return Assumptions(**numbers, one_offs=tuple(deals)), refused


def _number(value: str) -> float | None:
    try:
        number = float(value[:20])
    except ValueError:
        return None
    return number if number == number else None


def _deal(value: str) -> OneOff | None:
    amount, colon, name = value.partition(":")
    try:
        number = Decimal(amount[:30]).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    name = "".join(letter for letter in name.strip() if letter.isprintable())[:LONGEST]
    good = bool(colon and name) and number.is_finite() and abs(number) < _MOST and number != 0
    return OneOff(name, number.normalize() if number == number.to_integral() else number) if good else None

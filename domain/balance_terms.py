"""The rules of channel balance one by one: their names, what they may be, and the version that they make together."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256

from domain.balance import KINDS, Part, Reference, Rules, Terms
from domain.errors import ReaderError
from i18n import Text

_DEPENDENT: dict[str, Text] = {
    "customer": Text("客户依赖阈值", "Dependence on a customer"),
    "partner": Text("经销商依赖阈值", "Dependence on a partner"),
    "channel": Text("渠道依赖阈值", "Dependence on a channel"),
}
_VERSION = 8  # hexadecimal digits
REFERENCES: dict[str, Text] = {
    Reference.LIST: Text("本渠道价目，没有时取同类渠道中位数", "The channel's list price, else the median of its kind"),
    Reference.MEDIAN: Text("总是取同类渠道中位数", "Always the median of the channels of its kind"),
}
_RANGE = Text("“{name}”应在 {low} 到 {high} 之间。", "“{name}” must lie between {low} and {high}.")
_NO_NUMBER = Text("“{name}”不能是“{value}”。", "“{name}” cannot be “{value}”.")
_NO_WEIGHT = Text("权重不能全为 0。", "The weights cannot all be 0.")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name, whether it is a share (told in percent), and what it may be; `whole` numbers only."""

    name: Text
    low: float = 0.0
    high: float = 1.0
    share: bool = False
    whole: bool = False


def _of_kinds(what: Text, term: str) -> dict[str, Rule]:
    """The same rule for each kind of conflict."""
    return {
        f"{term}_{kind}": Rule(Text(f"{name.zh}{what.zh}", f"{what.en}: {name.en.lower()}"), share=term == "line")
        for kind, name in KINDS.items()
    }


RULES: dict[str, Rule] = {
    "gap": Rule(Text("低于参考价多少算冲突", "Gap below the reference"), share=True),
    "reference": Rule(Text("参考价", "Reference price")),
    "level": Rule(Text("在第几级区域内比较价格", "Level of regions for prices"), 1, 3, whole=True),
    "days": Rule(Text("撞单回看天数", "Days for customer conflicts"), 1, 366, whole=True),
    "min_quantity": Rule(Text("每月最小数量", "Minimum quantity a month"), 0, 1e12),
    "min_amount": Rule(Text("每月最小金额", "Minimum amount a month"), 0, 1e15),
    **_of_kinds(Text("权重", "Weight"), "weight"),
    **_of_kinds(Text("红线", "Red line"), "line"),
    **{f"dependent_{of}": Rule(name, 0.01, share=True) for of, name in _DEPENDENT.items()},
}


def plain_terms(terms: Terms) -> dict[str, str]:
    """Every rule by its name, as text that gives the same value back.

    >>> plain_terms(Terms())["gap"], plain_terms(Terms())["line_territory"], plain_terms(Terms())["reference"]
    ('0.15', '0.05', 'list')
    """
    own = {name: _text(value) for name, value in asdict(terms.rules).items()}
    parts = {f"weight_{kind}": _text(part.weight) for kind, part in terms.parts.items()}
    lines = {f"line_{kind}": _text(part.red_line) for kind, part in terms.parts.items()}
    return own | parts | lines | {f"dependent_{of}": _text(limit) for of, limit in terms.dependent.items()}


def overlaid(terms: Terms, said: Mapping[str, str]) -> Terms:
    """The terms with what was said of some rules; a rule that is no longer known is left aside."""
    known = plain_terms(terms) | {name: value for name, value in said.items() if name in RULES}
    rules = Rules(
        float(known["gap"]), Reference(known["reference"]), int(known["level"]), int(known["days"]),
        float(known["min_quantity"]), float(known["min_amount"]),
    )  # fmt: skip
    parts = {kind: Part(float(known[f"weight_{kind}"]), float(known[f"line_{kind}"])) for kind in KINDS}
    dependent = {of: float(known[f"dependent_{of}"]) for of in _DEPENDENT}
    return replace(terms, rules=rules, parts=parts, dependent=dependent)


def version_of(terms: Terms) -> str:
    """The name of a set of rules: the same for the same rules of the index; limits of dependence have no part in it."""
    own = [(name, value) for name, value in sorted(plain_terms(terms).items()) if not name.startswith("dependent_")]
    return sha256(repr(own).encode()).hexdigest()[:_VERSION]


def checked(said: Mapping[str, str], terms: Terms) -> None:
    """Raise ReaderError for the first rule that cannot be what is said, over the terms that stand."""
    for name, value in said.items():
        rule = RULES[name]
        if name == "reference":
            if value not in set(Reference):
                raise ReaderError(_NO_NUMBER, name=rule.name, value=value[:40])
            continue
        number = _number(value)
        if number is None or (rule.whole and number != int(number)):
            raise ReaderError(_NO_NUMBER, name=rule.name, value=value[:40])
        if not rule.low <= number <= rule.high:
            raise ReaderError(_RANGE, name=rule.name, low=_text(rule.low), high=_text(rule.high))
    if not any(part.weight for part in overlaid(terms, said).parts.values()):
        raise ReaderError(_NO_WEIGHT)


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def _text(value: object) -> str:
    if isinstance(value, Reference):
        return value.value
    return f"{value:.12g}" if isinstance(value, float) else str(value)

"""What an environment variable may say: each setting as it is declared, its value parsed, and a mistake in words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from i18n import Text

_UNKNOWN = Text("没有名为 {name} 的设置。{hint}", "There is no setting {name}. {hint}")
_NEAR, _ALL = Text("您是不是要找：{names}？", "Did you mean {names}?"), Text("可选：{names}。", "Known: {names}.")
_WRONG = Text("{name} 不能是“{value}”，应为{wanted}。", "{name} cannot be “{value}”: {wanted} is wanted.")
_TRUTH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
_WANTED = {
    int: Text("整数", "a whole number"),
    float: Text("数字", "a number"),
    bool: Text("true 或 false", "true or false"),
}
_SHAPES = {
    "FULCRUM_COUNTRY": (r"[A-Z]{2}", Text("两个大写字母的国家代码", "a country code of two capitals")),
    "FULCRUM_CURRENCY": (r"[A-Z]{3}", Text("三个大写字母的货币代码", "a currency code of three capitals")),
}


def declared(default: Any, zh: str, en: str, *, within: tuple[float, float] | None = None) -> Any:
    """A field with its help. Addresses stay out of every repr: they may hold a password."""
    is_address = isinstance(default, str) and "://" in default
    return field(default=default, repr=not is_address, metadata={"help": Text(zh, en), "within": within})


def dormant_after(months: int, zh: str, en: str) -> Any:
    """A setting that says after how many months without an order partners of a kind are dormant."""
    return declared(
        months,
        f"{zh}多少个月没有订单即视为半死不活",
        f"After how many months without an order {en} counts as dormant",
        within=(1, 60),
    )


def weight(default: float, zh: str, en: str) -> Any:
    """A setting that weighs a part of the conflict index."""
    zh, en = (
        f"{zh}在冲突指数中的权重（各项换算为合计 1）",
        f"Weight of {en} in the conflict index (scaled to add up to 1)",
    )
    return declared(default, zh, en, within=(0.0, 1.0))


def red_line(default: float, zh: str, en: str) -> Any:
    """A setting with the exposure at which a part of the conflict index counts in full."""
    zh, en = f"{zh}的红线：暴露比例达到它即计满分", f"Red line of {en}: the exposure that counts in full"
    return declared(default, zh, en, within=(0.0, 1.0))


class SettingsError(Exception):
    """A setting that cannot be used; it is shown, and says what to change."""

    def __init__(self, shown: Text) -> None:
        super().__init__(shown.en)
        self.shown = shown


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as it is declared: the variable's name, the field it fills, its type, default and help."""

    name: str
    field: str
    kind: type
    default: Any
    help: Text
    within: tuple[float, float] | None

    @property
    def choices(self) -> tuple[str, ...]:
        """The words it can be, when it is one of a few."""
        return tuple(str(choice.value) for choice in self.kind) if issubclass(self.kind, StrEnum) else ()


def masked(value: str) -> str:
    """An address without its password; anything else as it is.

    >>> masked("postgresql://ann:secret@db/sales"), masked("Asia/Shanghai")
    ('postgresql://ann:***@db/sales', 'Asia/Shanghai')
    >>> masked("postgresql://db/sales?user=ann&password=secret")
    'postgresql://db/sales?user=ann&password=***'
    """
    without = re.sub(r"(://[^:/@]*):.*@", r"\1:***@", value)
    return re.sub(r"(?i)(password=)[^&]*", r"\1***", without)


def unknown(name: str, known: Iterable[str]) -> SettingsError:
    """The error for a name that nobody declared, with the nearest ones that are."""
    near = get_close_matches(name, list(known), n=3)
    template, names = (_NEAR, near) if near else (_ALL, known)
    joined = ", ".join(names)
    hint = Text(template.zh.format(names=joined), template.en.format(names=joined))
    return SettingsError(Text(_UNKNOWN.zh.format(name=name, hint=hint.zh), _UNKNOWN.en.format(name=name, hint=hint.en)))


def parsed(setting: Setting, value: str) -> Any:
    """The value in the type of the setting. Raises SettingsError that says what is wanted."""
    try:
        typed = _TRUTH[value.lower()] if setting.kind is bool else setting.kind(value)
        if setting.name == "FULCRUM_TIME_ZONE":
            ZoneInfo(value)
    except (ValueError, KeyError, ZoneInfoNotFoundError) as error:
        raise _wrong(setting, value) from error
    low, high = setting.within or (float("-inf"), float("inf"))
    fits = low <= typed <= high if setting.within else re.fullmatch(_SHAPES.get(setting.name, (".*",))[0], value)
    if not fits:
        raise _wrong(setting, value)
    return typed


def _wrong(setting: Setting, value: str) -> SettingsError:
    wanted = _wanted(setting)
    said = {"name": setting.name, "value": masked(value)}
    return SettingsError(Text(_WRONG.zh.format(wanted=wanted.zh, **said), _WRONG.en.format(wanted=wanted.en, **said)))


def _wanted(setting: Setting) -> Text:
    if setting.choices:
        return Text("、".join(setting.choices), " or ".join(setting.choices))
    if setting.within:
        low, high = (f"{bound:,.10g}" for bound in setting.within)
        return Text(
            f"{low} 到 {high} 之间的{_WANTED[setting.kind].zh}", f"{_WANTED[setting.kind].en} from {low} to {high}"
        )
    if setting.name in _SHAPES:
        return _SHAPES[setting.name][1]
    return _WANTED.get(setting.kind, Text("时区名，如 Asia/Shanghai", "a time zone such as Asia/Shanghai"))

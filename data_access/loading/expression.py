"""The few operations that a mapping may apply to source columns: named, never a language parsed from text."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from data_access.loading.entry import Entry
from i18n import Text

NO_OPERATION = Text("不认识的写法；可用：{known}", "not an operation; known: {known}")
NO_CONDITION = Text("不认识的条件；可用：{known}", "not a condition; known: {known}")
_COLUMN_KEYS = "format codes otherwise nulls thousands"
_OPERATIONS = {  # the key that names the operation -> the other keys it may have
    "value": "", "column": _COLUMN_KEYS, "first": "", "template": "", "plus": "", "minus": "", "times": "",
    "divide": "", "negative": "", "line": "", "place_in": "", "month_start": "", "month_end": "",
    "day_before_next": "until", "if": "then else", "code": "codes otherwise",
}  # fmt: skip
_CONDITIONS = ("in", "equals", "empty", "starts_with", "below", "above", "all", "any", "not")


@dataclass(frozen=True, slots=True)
class Expression:
    """One operation with its arguments; `words` are its options as text."""

    operation: str
    at: Entry
    arguments: "tuple[Expression, ...]" = ()
    words: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    listed: tuple[str, ...] = ()


def expression(entry: Entry) -> Expression:
    """What a mapping says a column is made of. Plain text is the name of a source column. Raises ReaderError."""
    if entry.is_word:
        return Expression("column", entry, words={"column": entry.word()})
    pairs = entry.pairs()
    name = next((key for key in _OPERATIONS if key in pairs), None)
    if name is None:
        raise entry.wrong(NO_OPERATION, known=", ".join(_OPERATIONS))
    entry.pairs(_OPERATIONS[name], name)
    return _SPECIAL.get(name, _of_arguments)(name, entry)


def condition(entry: Entry) -> Expression:
    """A yes-or-no question about a row: {of: COLUMN, in: […]}, or all, any, not of others. Raises ReaderError."""
    pairs = entry.pairs("of in equals empty starts_with below above all any not")
    name = next((key for key in _CONDITIONS if key in pairs), None)
    if name is None:
        raise entry.wrong(NO_CONDITION, known=", ".join(_CONDITIONS))
    if name in {"all", "any"}:
        return Expression(name, entry, tuple(condition(inner) for inner in pairs[name].entries()))
    if name == "not":
        return Expression(name, entry, (condition(pairs["not"]),))
    entry.pairs(name, "of")
    subject = (expression(pairs["of"]),)
    if name == "in":
        return Expression(name, entry, subject, listed=tuple(word.word() for word in pairs[name].entries()))
    return Expression(name, entry, subject, {name: pairs[name].word()})


def _of_column(name: str, entry: Entry) -> Expression:
    """A source column, or for `code` any operation, with its code list, format and null words."""
    pairs = entry.pairs()
    words = {key: pairs[key].word() for key in ("format", "thousands") if key in pairs}
    codes = {key: code.word() for key, code in pairs["codes"].pairs().items()} if "codes" in pairs else {}
    nulls = tuple(word.word() for word in pairs["nulls"].entries()) if "nulls" in pairs else ()
    words |= _otherwise(pairs["otherwise"]) if "otherwise" in pairs else {}
    if name == "code":
        return Expression("code", entry, (expression(pairs["code"]),), words, codes)
    return Expression("column", entry, (), words | {"column": pairs["column"].word()}, codes, nulls)


def _otherwise(entry: Entry) -> dict[str, str]:
    """What a value outside the code list becomes: quarantine, keep, null, or {value: …}."""
    if entry.is_word:
        if entry.word() not in {"quarantine", "keep", "null"}:
            raise entry.wrong(NO_OPERATION, known="quarantine, keep, null, {value: …}")
        return {"otherwise": entry.word()}
    return {"otherwise": "value", "otherwise_value": entry.pairs("", "value")["value"].word()}


def _of_words(name: str, entry: Entry) -> Expression:
    return Expression(name, entry, words={name: entry.pairs()[name].word()})


def _of_arguments(name: str, entry: Entry) -> Expression:
    inside = entry.pairs()[name]
    listed = inside.entries() if isinstance(inside.value, list) else [inside]
    return Expression(name, entry, tuple(expression(item) for item in listed))


def _of_month(name: str, entry: Entry) -> Expression:
    parts = entry.pairs()[name].pairs("", "year month")
    return Expression(name, entry, (expression(parts["year"]), expression(parts["month"])))


def _of_next(name: str, entry: Entry) -> Expression:
    pairs = entry.pairs("", f"{name} until")
    return Expression(name, entry, (expression(pairs[name]),), {"until": pairs["until"].word()})


def _of_choice(name: str, entry: Entry) -> Expression:
    pairs = entry.pairs("", "if then else")
    return Expression(name, entry, (condition(pairs["if"]), expression(pairs["then"]), expression(pairs["else"])))


_SPECIAL = {
    "column": _of_column, "code": _of_column, "value": _of_words, "template": _of_words, "line": _of_words,
    "month_start": _of_month, "day_before_next": _of_next, "if": _of_choice,
}  # fmt: skip

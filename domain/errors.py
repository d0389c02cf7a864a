"""Errors, named by who mends them: the reader, or us."""

from collections.abc import Iterable
from difflib import get_close_matches

from i18n import Locale, Text


class ReaderError(Exception):
    """Something the reader can change; it is shown, and says what to change."""

    def __init__(self, shown: Text, **values: object) -> None:
        super().__init__(shown.to(Locale.EN, **values))
        self.shown = shown
        self.values_shown = values

    def to(self, locale: Locale) -> str:
        """The message in the reader's language."""
        return self.shown.to(locale, **self.values_shown)


class NotInScope(ReaderError):
    """The figure spans more than this reader may see."""


class NotMeasured(ReaderError):
    """The data has no rows to make the figure of; never shown as 0."""


class ContractError(Exception):
    """A frame is not what its contract promises: ours to mend."""


class UnscopedQueryError(Exception):
    """A statement reads past the reader's scope: ours to mend."""


UNKNOWN = Text("没有名为“{name}”的{kind}。{hint}", "There is no {kind} named “{name}”. {hint}")
_DID_YOU_MEAN = Text("您是不是要找：{names}？", "Did you mean: {names}?")
_ONE_OF = Text("可选：{names}。", "Known: {names}.")


def unknown(kind: Text, name: str, known: Iterable[str]) -> ReaderError:
    """The error for a name nobody declared, with the nearest ones that exist.

    >>> str(unknown(Text("指标", "metric"), "revenu", ["revenue", "orders"]))
    'There is no metric named “revenu”. Did you mean: revenue?'
    """
    names = sorted(known)
    near = get_close_matches(name, names, n=3, cutoff=0.6)
    if not names:
        return ReaderError(UNKNOWN, kind=kind, name=name, hint="")
    template, chosen = (_DID_YOU_MEAN, near) if near else (_ONE_OF, names[:40])
    joined = ", ".join(chosen)
    hint = Text(template.zh.format(names=joined), template.en.format(names=joined))
    return ReaderError(UNKNOWN, kind=kind, name=name, hint=hint)

"""What the command line lists: versions, readers, findings, each as lines of text."""

from collections.abc import Iterable

from data_access.store import Version
from data_access.workspace import Reader
from i18n import Locale, Text
from reports.console import table

_VERSION_HEADS = (
    Text("版本", "Version"),
    Text("发布时间（UTC）", "Published (UTC)"),
    Text("在用", "Served"),
    Text("大小（MB）", "Size (MB)"),
)
_READER_HEADS = (
    Text("登录名", "Login"),
    Text("姓名", "Name"),
    Text("语言", "Language"),
    Text("可见范围", "Scope"),
)
_EVERYTHING, _NOTHING = Text("全部", "everything"), Text("无", "nothing")
_TOTALS = Text("全公司合计", "company totals")
_NO_READERS = Text("还没有读者。", "There are no readers yet.")
_NO_VERSIONS = Text("还没有版本。", "There are no versions yet.")


def versions_table(versions: Iterable[Version], locale: Locale) -> str:
    """The versions of the warehouse, newest first, with the one being served marked."""
    rows = [
        (v.name, f"{v.published_at:%Y-%m-%d %H:%M:%S}", "●" if v.current else "", f"{v.size / 1e6:,.1f}")
        for v in versions
    ]
    heads = [head.to(locale) for head in _VERSION_HEADS]
    return table(heads, rows, numbers_from=3) if rows else _NO_VERSIONS.to(locale)


def readers_table(readers: Iterable[Reader], locale: Locale) -> str:
    """Every reader with what he or she may see."""
    rows = [(r.login, r.name, r.locale or "", scope_words(r, locale)) for r in readers]
    return table([head.to(locale) for head in _READER_HEADS], rows) if rows else _NO_READERS.to(locale)


def scope_words(reader: Reader, locale: Locale) -> str:
    """What a reader may see, in words: everything, nothing, or the keys."""
    scope = reader.scope
    parts = [_EVERYTHING.to(locale)] if scope.everything else [", ".join(sorted(scope.regions))]
    for keys in (scope.channels, scope.reps):
        if keys is not None and not scope.everything:
            parts.append(", ".join(sorted(keys)) or _NOTHING.to(locale))
    parts += [_TOTALS.to(locale)] if scope.company_totals else []
    return _NOTHING.to(locale) if scope.empty else " × ".join(parts)

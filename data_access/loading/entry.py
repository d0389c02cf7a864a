"""A YAML file as entries that know their file, line and place, so that every error can say where to look."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from domain.errors import ReaderError
from i18n import Text

WRONG = Text("{file} 第 {line} 行（{where}）：{why}", "{file}, line {line} ({where}): {why}")
NOT_TEXT = Text("这里应是一个值", "a single value is expected here")
NOT_LIST = Text("这里应是一个列表", "a list is expected here")
NOT_PAIRS = Text("这里应是“键: 值”", "“key: value” pairs are expected here")
STRANGE = Text("不认识的键 {key}；可用：{known}", "unknown key {key}; known: {known}")
MISSING = Text("缺少键 {key}", "the key {key} is missing")
BAD_YAML = Text("{file} 不是有效的 YAML：{why}", "{file} is not valid YAML: {why}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One node of a YAML file; every scalar is text, as written: NA, no and 2013-12-28 stay what they are."""

    value: "str | list[Entry] | dict[str, Entry]"
    file: str
    line: int
    where: str

    def wrong(self, why: Text, **values: object) -> ReaderError:
        """The error that something is wrong here."""
        said = Text(why.zh.format(**values), why.en.format(**values))
        return ReaderError(WRONG, file=self.file, line=self.line, where=self.where or "/", why=said)

    @property
    def is_word(self) -> bool:
        """Whether this is a single value."""
        return isinstance(self.value, str)

    def word(self) -> str:
        """The single value here. Raises ReaderError."""
        if not isinstance(self.value, str):
            raise self.wrong(NOT_TEXT)
        return self.value

    def entries(self) -> "list[Entry]":
        """The elements of the list here. Raises ReaderError."""
        if not isinstance(self.value, list):
            raise self.wrong(NOT_LIST)
        return self.value

    def pairs(self, known: str = "", required: str = "") -> "Mapping[str, Entry]":
        """The pairs here. `known` and `required` are words; without `known` every key goes. Raises ReaderError."""
        if not isinstance(self.value, dict):
            raise self.wrong(NOT_PAIRS)
        for key, entry in self.value.items():
            if (known or required) and key not in f"{known} {required}".split():
                raise entry.wrong(STRANGE, key=key, known=", ".join(f"{required} {known}".split()))
        for key in required.split():
            if key not in self.value:
                raise self.wrong(MISSING, key=key)
        return self.value


def read_entry(path: Path) -> Entry:
    """The whole of a YAML file. Raises ReaderError when it is not valid."""
    try:
        # nodes keep their line for error messages; the base loader makes nothing but texts, whatever the file says
        node = yaml.compose(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise ReaderError(BAD_YAML, file=path.name, why=" ".join(str(error).split())) from error
    return _entry(node, path.name, "")


def _entry(node: yaml.Node | None, file: str, where: str) -> Entry:
    line = node.start_mark.line + 1 if node else 1
    if isinstance(node, yaml.MappingNode):
        return Entry(dict(_pairs(node, file, where)), file, line, where)
    if isinstance(node, yaml.SequenceNode):
        inside = [_entry(item, file, f"{where}[{place}]") for place, item in enumerate(node.value)]
        return Entry(inside, file, line, where)
    return Entry(str(node.value) if node else "", file, line, where)


def _pairs(node: yaml.MappingNode, file: str, where: str) -> Iterator[tuple[str, Entry]]:
    for key, value in node.value:
        yield key.value, _entry(value, file, f"{where}.{key.value}".lstrip("."))

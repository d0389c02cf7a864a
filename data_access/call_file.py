"""Calls as people write them: on the command line, or in a file with a line for each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from pathlib import Path

from data_access.call_rights import MayCall, why_not
from data_access.loading.readers import open_source
from data_access.loading.rows import DEFECT, LINE
from data_access.target_file import NOT_AS_HEADS, lines_of
from domain.calls import COMPANY, Call, CallPlace, step_and_first
from domain.errors import ReaderError, unknown
from domain.target_words import amount
from i18n import Text

_WHOLE = ("all", "全公司", "company")
_KIND = Text("区域", "region")
_NO_REGION = Text("请用 --region 给出区域；全公司写 all。", "Say with --region for which; all is the whole company.")
_TWICE = Text("有多个区域叫“{name}”：{keys}。", "More than one region is called “{name}”: {keys}.")
_COLUMNS = {
    "region": ("region", "区域"),
    "period": ("period", "期间"),
    "commit": ("commit", "承诺"),
    "best_case": ("best case", "best_case", "乐观"),
    "call": ("call", "预测承诺"),
    "reason": ("reason", "理由"),
}
_NO_COLUMNS = Text("文件里没有“区域”和“预测承诺”两列。", "The file has no columns “region” and “call”.")
Bad = tuple[int, ReaderError]


@dataclass(frozen=True, slots=True)
class CallWords:
    """A call as it is written; an empty word was not given."""

    region: str = ""
    period: str = ""
    commit: str = ""
    best_case: str = ""
    call: str = ""
    reason: str = ""


def parsed_call(words: CallWords, mine: MayCall, usual: CallPlace, fiscal_start: int) -> Call:
    """The call that these words say; `usual` gives the period where they name none. Raises ReaderError."""
    step, first = step_and_first(words.period, fiscal_start) if words.period else (usual.step, usual.first)
    place = CallPlace(_region(words.region.strip(), mine), step, first)
    call, commit, best = (_amount(word) for word in (words.call, words.commit, words.best_case))
    found = Call(place, call, commit, best, words.reason)
    if error := why_not(found, mine):
        raise error
    return found


def parsed_calls(
    file: Path, mine: MayCall, usual: tuple[CallWords, CallPlace], fiscal_start: int
) -> tuple[list[Call], list[Bad]]:
    """The calls of a CSV, Excel or Parquet file, and its wrong lines with the reason.

    What a line leaves open is as `usual` says.
    Raises ReaderError for a file that cannot be read, or lacks the columns.
    """
    found: list[Call] = []
    bad: list[Bad] = []
    words, place = usual
    for line, row in _lines(file):
        defect = row.pop(DEFECT)
        given = {name: word.strip() for name, word in row.items() if word and word.strip()}
        try:
            if defect:
                raise ReaderError(NOT_AS_HEADS, found=defect)
            found.append(parsed_call(replace(words, **given), mine, place, fiscal_start))
        except ReaderError as error:
            bad.append((line, error))
    return found, bad


def _lines(file: Path) -> Iterator[tuple[int, dict[str, str | None]]]:
    """The lines that say anything, the word under each head; a line of another shape than the heads says so."""
    table = next(iter(open_source(str(file)).values()))
    heads: dict[str, str] = {}
    for line, row in lines_of(table):
        heads = heads or _heads(name for name in row if name not in (LINE, DEFECT))
        yield line, {what: row[head] for head, what in heads.items()} | {DEFECT: row[DEFECT]}


def _heads(names: Iterable[str]) -> dict[str, str]:
    heads = {name: what for name in names if (what := _column(name))}
    if not {"region", "call"} <= set(heads.values()):
        raise ReaderError(_NO_COLUMNS)
    return heads


def _column(head: str) -> str:
    word = head.strip().casefold()
    known = {field.name for field in fields(CallWords)}
    return next((name for name, words in _COLUMNS.items() if word in words and name in known), "")


def _region(word: str, mine: MayCall) -> str:
    """The key of a region given by key, id or name; COMPANY for the words that say so."""
    if not word:
        raise ReaderError(_NO_REGION)
    if word.casefold() in _WHOLE:
        return COMPANY
    tree = mine.tree
    if word in set(tree.key):
        return word
    ids = tree.key.str.partition(":")[2] if len(tree) else tree.key
    wanted = word.casefold()
    same = (tree.name.str.casefold() == wanted) | (tree.name_zh == word) | (ids.str.casefold() == wanted)
    keys = list(tree.key[same.fillna(False)])
    if len(keys) > 1:
        raise ReaderError(_TWICE, name=word, keys=", ".join(keys))
    if not keys:
        raise unknown(_KIND, word[:40], tree.name)
    return str(keys[0])


def _amount(word: str) -> Decimal | None:
    return amount(word) if word.strip() else None

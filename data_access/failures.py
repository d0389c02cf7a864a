"""A database's own refusal in words that a reader can act on, without the statement or the address."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from domain.errors import ReaderError
from i18n import Text

_TOO_LONG = Text(
    "查询超过了时间上限，已中止。请缩短期间、缩小范围或减少分组。",
    "The query ran into its time limit and was stopped: choose a shorter period, a narrower slice or fewer groups.",
)
_SILENT = Text("数据库没有回答：{why}", "The database did not answer: {why}")
_OLDER = Text(
    "这份数据是由较早版本发布的，缺少新增的汇总。请重新加载一次（manage.py load，或演示公司用 manage.py demo）。",
    "The data were published by an older version and lack what is derived now: load them once more "
    "(manage.py load, or manage.py demo for the demo company).",
)
_ABSENT = ("table with name", 'relation "', "column ")  # … does not exist
_NO_COLUMN = "does not have a column named"  # statements name what is declared: who lacks it is older
_STOPPED = ("interrupt", "canceling statement")


def refusal(error: BaseException) -> ReaderError | None:
    """What a reader or an operator can do about a driver's error; None when the fault is ours."""
    if not isinstance(error, DBAPIError):
        return None
    why = str(error.orig).strip().partition("\n")[0]
    if any(word in why.lower() for word in _STOPPED):
        return ReaderError(_TOO_LONG)
    if _NO_COLUMN in why or ("does not exist" in why and any(word in why.lower() for word in _ABSENT)):
        return ReaderError(_OLDER)
    return ReaderError(_SILENT, why=why) if isinstance(error, OperationalError | InterfaceError) else None

"""A database's own refusal in words that a reader can act on, without the statement or the address."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from domain.errors import ReaderError
from i18n import Text

_TOO_LONG = Text(
    "查询超过了时间上限，已中止。请缩短期间、缩小范围或减少分组。",
    "The query ran into its time limit and was stopped: choose a shorter period, a narrower slice or fewer groups.",
)
_SILENT = Text("数据库没有回答：{why}", "The database did not answer: {why}")
_STOPPED = ("interrupt", "canceling statement")


def refusal(error: BaseException) -> ReaderError | None:
    """What a reader or an operator can do about a driver's error; None when the fault is ours."""
    if not isinstance(error, DBAPIError):
        return None
    why = str(error.orig).strip().partition("\n")[0]
    if any(word in why.lower() for word in _STOPPED):
        return ReaderError(_TOO_LONG)
    return ReaderError(_SILENT, why=why) if isinstance(error, OperationalError | InterfaceError) else None

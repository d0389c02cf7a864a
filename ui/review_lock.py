"""The last review as other pages know it: since when changes are told, and which reader stands where."""

from datetime import date

from data_access.review_rights import Attendant, attendant, held
from domain.review import Lock
from domain.scope import Scope
from i18n import Text
from ui import reader
from ui.context import Context

PAGE = "review"
_COMPANY, _NO_NAME = Text("全公司", "Whole company"), Text("其他范围", "another scope")
_JOINT = Text("、", ", ")


def attending(ctx: Context) -> Attendant:
    """The reader of the page as one who looks at reviews."""
    return attendant(ctx.data, reader.author())


def lock_before(ctx: Context, until: date) -> Lock | None:
    """The latest lock that holds for this reader, of data from before that day; None where there is none."""
    return held(reader.space(), attending(ctx), until)


def scope_said(ctx: Context, scope: Scope) -> str:
    """For whom a review was closed: the regions and channels that the reader sees, by name."""
    if scope.everything:
        return ctx.say(_COMPANY)
    keys = (*sorted(scope.regions), *sorted(scope.channels or ()))
    return ctx.say(_JOINT).join(ctx.names[key] for key in keys if key in ctx.names) or ctx.say(_NO_NAME)

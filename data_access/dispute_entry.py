"""Logging disputes: which of them a reader sees, and who may log or take back which."""

from dataclasses import replace

from sqlalchemy import Engine

from data_access.incident_entry import Writer
from data_access.workspace import disputes
from data_access.workspace.disputes import Logged
from domain.disputes import Dispute, checked
from domain.errors import NotInScope
from i18n import Text

_REGION = Text("您只能登记自己范围内区域的争议，请选择区域。", "You may log disputes of your own regions: choose one.")
_NOT_YOURS = Text("这个争议不在您的可见范围内。", "This dispute is not in your scope.")


def sees(mine: Writer, one: Dispute) -> bool:
    """Whether a dispute is the reader's business: one of the own regions; one of no region is for the whole company."""
    return mine.scope.everything or (mine.scope.reps is None and one.region in mine.regions)


def visible(space: Engine, mine: Writer) -> list[Logged]:
    """The disputes that this reader sees, standing ones first, the highest score first."""
    own = [one for one in disputes.logged(space) if sees(mine, one.dispute)]
    return sorted(own, key=lambda one: (not one.stands, -one.dispute.score))


def log_dispute(space: Engine, mine: Writer, one: Dispute, who: str) -> str:
    """Log a dispute; its key. Raises NotInScope outside the own regions, ReaderError for what it cannot say."""
    if not sees(mine, one):
        raise NotInScope(_REGION)
    tidy = replace(one, parties=one.parties.strip(), comment=one.comment.strip())
    checked(tidy)
    return disputes.log(space, tidy, who)


def turn_dispute(space: Engine, mine: Writer, key: str, who: str) -> None:
    """Take a dispute back or put it back. Raises NotInScope for one that this reader does not see."""
    if key not in {one.key for one in visible(space, mine)}:
        raise NotInScope(_NOT_YOURS)
    disputes.turn(space, key, who)

"""Disputes between channels that people log: what cannot be found in orders, scored apart from the index."""

from dataclasses import dataclass

from domain.balance import KINDS
from domain.errors import ReaderError
from i18n import Text

OTHER = "other"
DISPUTES: dict[str, Text] = {**KINDS, OTHER: Text("其他", "Other")}
SCALE = (1, 2, 3, 4, 5)
MOST = SCALE[-1] ** 3
_LONGEST = 500
_PARTIES = Text("请写明争议各方。", "Name the parties of the dispute.")
_SCALE = Text("重要性、频率和强度为 1 到 5。", "Importance, frequency and intensity go from 1 to 5.")
_KIND = Text("没有争议类型“{kind}”。", "There is no kind of dispute “{kind}”.")
_LONG = Text("最多 {most} 个字。", "At most {most} letters.")


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute as it was logged: importance, frequency and intensity from 1 to 5; `region` a key, "" for none."""

    kind: str
    parties: str
    region: str
    importance: int
    frequency: int
    intensity: int
    comment: str = ""

    @property
    def score(self) -> int:
        """Importance × frequency × intensity, from 1 to 125.

        >>> Dispute("price", "A, B", "", 4, 3, 5).score
        60
        """
        return self.importance * self.frequency * self.intensity


def checked(one: Dispute) -> None:
    """Raise ReaderError where a dispute says too little, too much, or what there is not."""
    if one.kind not in DISPUTES:
        raise ReaderError(_KIND, kind=one.kind[:40])
    if not one.parties.strip():
        raise ReaderError(_PARTIES)
    if max(len(one.parties), len(one.comment)) > _LONGEST:
        raise ReaderError(_LONG, most=_LONGEST)
    if not {one.importance, one.frequency, one.intensity} <= set(SCALE):
        raise ReaderError(_SCALE)

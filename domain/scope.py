"""What a reader may see. Nothing, unless it is said."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Scope:
    """The slices a reader may see. An empty scope sees nothing; "everything" must be said.

    `regions` and `channels` are member keys (`source:id`, see domain/dimensions.py), each with
    all that lies below it. `channels=None` means every channel of those regions. `reps` narrows
    to the deals and orders of these sellers ("own deals"); None means no such limit. `company_totals`
    is the installation's permission to divide by company-wide totals (metrics declared whole).
    """

    everything: bool = False
    regions: frozenset[str] = field(default_factory=frozenset)
    channels: frozenset[str] | None = None
    reps: frozenset[str] | None = None
    company_totals: bool = False

    @property
    def empty(self) -> bool:
        """True when nothing at all can be seen."""
        return not self.everything and not self.regions

    @property
    def whole(self) -> bool:
        """True when this reader may see, or divide by, the whole company."""
        return self.everything or self.company_totals

    def plain(self) -> dict[str, object]:
        """The same for equal scopes, ready for a cache key."""
        return {
            "everything": self.everything,
            "regions": sorted(self.regions),
            "channels": None if self.channels is None else sorted(self.channels),
            "reps": None if self.reps is None else sorted(self.reps),
            "company_totals": self.company_totals,
        }


EVERYTHING = Scope(everything=True)
NOTHING = Scope()

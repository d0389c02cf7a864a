"""What was sold, added up while the lines go by: plans, market sizes and costs are made around it."""

from dataclasses import dataclass

import numpy as np

from demo.channels import CHANNELS
from demo.partners import partners
from demo.people import people
from demo.places import places
from demo.products import CATEGORIES
from demo.spec import Array, Spec


@dataclass(frozen=True, slots=True)
class Ledger:
    """Sums in cents; months are positions in Spec.months. The arrays grow in place."""

    revenue: Array  # node × channel × month
    margin: Array  # node × channel × month
    category: Array  # province × category × month
    partner: Array  # partner × month
    won: Array  # rep × month

    @classmethod
    def empty(cls, spec: Spec) -> "Ledger":
        """Nothing sold yet."""
        months, land = len(spec.months), places()
        places_channels = (len(land.ids), len(CHANNELS), months)
        return cls(
            revenue=np.zeros(places_channels),
            margin=np.zeros(places_channels),
            category=np.zeros((land.provinces, len(CATEGORIES), months)),
            partner=np.zeros((len(partners(spec).kind), months)),
            won=np.zeros((len(people(spec).role), months)),
        )

    def regions(self, sums: Array) -> Array:
        """Region × channel × month of sums by node."""
        land = places()
        return np.array([sums[land.region == r].sum(axis=0) for r in range(int(land.region.max()) + 1)])


def add(total: Array, keys: tuple[Array, ...], amounts: Array) -> None:
    """Add amounts to the cells that `keys` name, repeated cells included."""
    flat = np.ravel_multi_index(keys, total.shape)
    total += np.bincount(flat, amounts, total.size).reshape(total.shape)

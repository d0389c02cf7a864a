"""The conflict index: CCI = 100 · Σ weight · min(1, exposure ÷ red line), over the parts that are measured."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from domain.balance import KINDS, Part
from domain.contracts_balance import INDEX
from domain.contracts_balance import PARTS as CONTRACT


def weights(parts: Mapping[str, Part], measured: Mapping[str, bool]) -> dict[str, float]:
    """The weights of the parts that are measured, rescaled to add up to 1; 0 of the others, and of all if none is.

    >>> weights({"a": Part(0.6, 0.1), "b": Part(0.2, 0.1)}, {"a": True, "b": False})
    {'a': 1.0, 'b': 0.0}
    """
    total = sum(part.weight for kind, part in parts.items() if measured[kind])
    return {kind: part.weight / total if measured[kind] and total > 0 else 0.0 for kind, part in parts.items()}


def balance_parts(
    exposures: Mapping[str, pd.DataFrame], parts: Mapping[str, Part], measured: Mapping[str, bool], by: str = ""
) -> pd.DataFrame:
    """PARTS of the exposures of each kind (columns `period`, `exposed`, `base`, and `by` with its name when cut).

    Every month and group that any kind knows has a row for every kind; `exposure` is NaN where the base is nothing.
    """
    stacked = pd.concat([_grouped(frame, by).assign(kind=kind) for kind, frame in exposures.items()])
    slices = stacked[["period", "group", "group_name"]].drop_duplicates(["period", "group"])
    every = slices.merge(pd.DataFrame({"kind": list(KINDS)}), how="cross")
    found = every.merge(stacked.drop(columns="group_name"), how="left", on=["period", "group", "kind"])
    share = weights(parts, measured)
    red = found.kind.map({kind: part.red_line for kind, part in parts.items()}).astype("float64")
    found["weight"] = found.kind.map(share).astype("float64")
    found["measured"] = found.kind.map(dict(measured)).astype("bool")
    found[["exposed", "base"]] = found[["exposed", "base"]].where(found.measured)
    found["exposure"] = found.exposed / found.base.where(found.base > 0)
    found["points"] = 100 * found.weight * _reach(found.exposure, red)
    return CONTRACT.coerce(found.sort_values(["period", "group", "kind"], key=_ordered, ignore_index=True))


def balance_index(parts: pd.DataFrame) -> pd.DataFrame:
    """INDEX: the points of each month and group added up; no revenue in any measured part, or no such part: NaN.

    A part that a slice has nothing of (a channel without partners) adds nothing there; it is never taken out for it.
    """
    keys = ["period", "group"]
    known = parts.assign(points=parts.points.where(parts.measured), some=parts.measured & (parts.base > 0))
    found = known.groupby(keys, sort=True).agg(
        group_name=("group_name", "first"), cci=("points", "sum"), some=("some", "any")
    )
    found = found.reset_index()
    found["cci"] = found.cci.where(found.some)
    return INDEX.coerce(found)


def _reach(exposure: pd.Series, red: pd.Series) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """How far towards the red line, 1 at most; a red line of nothing is reached by the least exposure."""
    shares, lines = exposure.fillna(0.0).to_numpy(dtype="float64"), red.to_numpy(dtype="float64")
    far = np.divide(shares, lines, out=(shares > 0).astype("float64"), where=lines > 0)
    reach: np.ndarray[tuple[int], np.dtype[np.float64]] = far.clip(max=1.0)
    return reach


def _grouped(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    groups = (frame[by].fillna(""), frame[f"{by}_name"]) if by else ("", "")
    return frame[["period", "exposed", "base"]].assign(group=groups[0], group_name=groups[1])


def _ordered(column: pd.Series) -> pd.Series:
    return column.map({kind: place for place, kind in enumerate(KINDS)}) if column.name == "kind" else column

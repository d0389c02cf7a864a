"""How the months of a year differ: an index per member in which 100 is the mean month."""

import numpy as np
import pandas as pd

from domain.contracts_channels import SEASON

YEAR = 12
FESTIVAL = (1, 2)  # told as one: the Spring Festival lies now in one, now in the other


def seasonality(table: pd.DataFrame, dimension: str, *, festival: bool) -> pd.DataFrame:
    """The index of each calendar month per member, in the order of their first rows. Returns SEASON.

    Takes the metric table of `revenue` by `dimension` and full months, whose number is a multiple of twelve. Each
    twelve months are divided by their own mean, so that growth from year to year is no season; the index is the mean
    over the years in which the member sold in every month. Growth within a year stays in the index. With `festival`
    January and February carry one index, that of their sum. Members without such a year have no rows.
    """
    parts = []
    for key, own in table.groupby(dimension, sort=False):
        values = own.sort_values("period")
        years = [values.iloc[at : at + YEAR] for at in range(0, len(values), YEAR)]
        whole = [year for year in years if len(year) == YEAR and (year.revenue > 0).all()]
        if whole:
            index = np.mean([_index(year, festival=festival) for year in whole], axis=0)
            months = np.arange(1, YEAR + 1)
            joined = np.isin(months, FESTIVAL) & festival
            part = {"month": months, "months": np.where(joined, len(FESTIVAL), 1), "level": index}
            fixed = {"key": key, "name": own[f"{dimension}_name"].iloc[0], "years": len(whole)}
            parts.append(pd.DataFrame(part).assign(**fixed))
    return SEASON.coerce(pd.concat(parts, ignore_index=True)) if parts else SEASON.empty()


def _index(year: pd.DataFrame, *, festival: bool) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """100 × each month's revenue ÷ the mean month of the twelve, January first."""
    by_month = year.set_index(year.period.dt.month).revenue.sort_index()
    if festival:
        by_month.loc[list(FESTIVAL)] = by_month.loc[list(FESTIVAL)].mean()
    return (100 * by_month / by_month.mean()).to_numpy(dtype="float64")

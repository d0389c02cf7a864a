"""The smallest experiment that would tell what a channel's spend does: more of it in one region for some weeks.

Weeks = 1 ÷ ((effect ÷ ((z₉₅ + z₈₀) · noise))² − 1 ÷ 52), with effect = usual slope · ln(1 + rise): a one-sided test at
5 % of the mean log revenue of those weeks against the year before, which finds the effect four times in five.
"""

from math import ceil, log

import numpy as np
import pandas as pd

from analytics.response import noise_of
from domain.contracts_reallocation import EXPERIMENTS

USUAL = 0.12  # the mean short-term elasticity of advertising in published studies (Sethuraman, Tellis, Briesch 2011)
Z = 1.6449 + 0.8416
RISES = (0.25, 0.5, 1.0, 2.0)
BEFORE, LEAST, MOST = 52.0, 2, 26  # weeks
MONTH = 365.25 / 12 / 7  # weeks


def experiments(panel: pd.DataFrame, curves: pd.DataFrame) -> pd.DataFrame:
    """EXPERIMENTS of the channels whose slope is not known: of all regions, rises and weeks the one that costs least.

    Takes PANEL and CURVES. The effect looked for is the mean slope of the channels whose slope is known, else USUAL.
    """
    known = curves[curves.reason == ""]
    usual = float(known.slope.mean()) if len(known) else USUAL
    rows = [
        {"channel": row.channel, "name": row["name"], "reason": row.reason}
        | _cheapest(panel[panel.channel == row.channel], usual)
        for _, row in curves[curves.reason != ""].iterrows()
    ]
    return EXPERIMENTS.coerce(pd.DataFrame(rows, columns=list(EXPERIMENTS.columns)))


def weeks_needed(effect: float, noise: float) -> float:
    """Weeks until an effect on log revenue shows through the noise of a week; infinite when a year of weeks before is
    too few to hold it against.

    >>> weeks_needed(0.10, 0.10), weeks_needed(0.02, 0.10)
    (8.0, inf)
    """
    told = (effect / (Z * noise)) ** 2 - 1 / BEFORE
    return float(max(LEAST, ceil(1 / told))) if told > 0 else float("inf")


def _cheapest(rows: pd.DataFrame, usual: float) -> dict[str, object]:
    noise = noise_of(rows) * np.sqrt(MONTH)
    found: list[dict[str, object]] = []
    for region, own in rows.groupby("region"):
        level = float(own.sort_values("period").spend.tail(12).mean()) / MONTH  # a week's spend
        for rise in RISES:
            effect = usual * log(1 + rise)
            weeks = weeks_needed(effect, float(noise[region])) if noise[region] > 0 else float("inf")
            if weeks <= MOST:
                about = {"region": region, "region_name": own.region_name.iloc[0], "rise": rise, "weeks": weeks}
                found.append(about | {"amount": rise * level * weeks, "noise": noise[region], "effect": effect})
    nothing = dict.fromkeys(("rise", "amount", "weeks", "noise", "effect"), float("nan"))
    return min(found, key=lambda one: float(str(one["amount"])), default={"region": "", "region_name": "", **nothing})

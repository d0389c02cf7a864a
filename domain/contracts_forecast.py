"""The frames of forecasts: how well each method did, in the back-test and on periods held out; NaN is not known."""

from domain.frames import Contract, Kind

_SCORES = {
    "n": Kind.COUNT,  # forecast and actual pairs
    "wape": Kind.NUMBER,  # Σ|error| ÷ Σ|actual|, a share
    "mape": Kind.NUMBER,  # a share; only where the actual is above 5 % of its series' mean
    "smape": Kind.NUMBER,  # mean of 200·|error| ÷ (|actual| + |forecast|), per cent as the competitions write it
    "rmse": Kind.NUMBER,  # in the unit of the series
    "mase": Kind.NUMBER,  # error over that of the seasonal naive forecast within the history
    "bias": Kind.NUMBER,  # Σ(forecast − actual) ÷ Σ|actual|: above zero is forecast too high
    "coverage80": Kind.NUMBER,  # share of actuals within the 80 % interval
    "coverage95": Kind.NUMBER,
}
LEAGUE = Contract("league", {"method": Kind.TEXT, **_SCORES}, unique=("method",))  # the least WAPE first
TRIAL = LEAGUE.with_columns("trial", {"owa": Kind.NUMBER})  # mean of sMAPE and MASE over those of Naive2

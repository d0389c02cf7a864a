"""The frames of what moves a forecast: prices and promotions by period."""

from domain.frames import Contract, Kind

DRIVER_ROWS = Contract(  # what each channel sold of a product in each period, of the largest such pairs; no returns
    "driver_rows",
    {
        "pair": Kind.TEXT,  # product key, and the channel's id
        "period": Kind.DAY,
        "quantity": Kind.NUMBER,
        "revenue": Kind.NUMBER,
        "promoted": Kind.NUMBER,  # revenue of lines under a promotion
    },
    unique=("pair", "period"),
)
DRIVERS = Contract(  # the drivers of a slice, oldest first
    "forecast_drivers",
    {
        "period": Kind.DAY,
        "price": Kind.NUMBER,  # chained index of unit prices, 1 in the first period
        "promotion": Kind.NUMBER,  # share of revenue under a promotion
    },
    unique=("period",),
)
PROMOTED = Contract(  # what a slice sold in each period, and what of it was under no promotion; oldest first
    "promoted_sales",
    {"period": Kind.DAY, "sold": Kind.NUMBER, "regular": Kind.NUMBER},
    unique=("period",),
)
EFFECTS = Contract(  # how the figure moved with each driver, all else alike; NaN where that is not identifiable
    "driver_effects",
    {
        "driver": Kind.TEXT,  # price, promotion
        "n": Kind.COUNT,  # periods
        "spread": Kind.NUMBER,  # standard deviation of the driver beyond trend, season and calendar
        "slope": Kind.NUMBER,  # of the logarithm, by the logarithm of the price or by the share under promotion
        "error": Kind.NUMBER,  # its standard error
        "reason": Kind.TEXT,  # few, spread; "" where it is identifiable
    },
    unique=("driver",),
)

"""The frames of scenarios: amounts in money, days after the day that is looked from."""

from domain.frames import Contract, Kind

OPEN_OUTCOMES = Contract(  # deals open at the end of a day, by what became of them since
    "open_outcomes",
    {
        "point": Kind.DAY,
        "funnel": Kind.TEXT,
        "stage": Kind.COUNT,
        "day": Kind.COUNT,  # after the point, on which they were won; 0: not won so far
        "count": Kind.COUNT,
        "amount": Kind.NUMBER,  # at the point
        "won": Kind.NUMBER,  # what they were won at
    },
    unique=("point", "funnel", "stage", "day"),
)
SCENARIO_STEPS = Contract(  # base, each effect in its order, scenario; effects add up to the cent
    "scenario_steps",
    {
        "step": Kind.TEXT,  # base, a key of domain.scenarios.ORDER, total
        "amount": Kind.NUMBER,
        "assumed": Kind.TEXT,  # what was assumed, as written
    },
    unique=("step",),
)

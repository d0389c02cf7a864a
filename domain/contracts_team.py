"""The frames about sellers that pass between rooms."""

from domain.frames import Contract, Kind

POSTS = Contract(  # who sells where and as what on a day; one seller may hold several posts
    "posts",
    {
        "rep": Kind.TEXT,
        "rep_name": Kind.TEXT,
        "role": Kind.TEXT,  # AR, SR, FR, manager, other
        "team": Kind.TEXT,
        "manager": Kind.TEXT,  # the manager's key
        "manager_name": Kind.TEXT,
        "region": Kind.TEXT,
        "region_name": Kind.TEXT,
        "since": Kind.DAY,
    },
)
TEAM = Contract(  # one seller: the post held, and what was won, is open and is planned
    "team",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "role": Kind.TEXT,  # NaN, as all of the post, where the reader sees no post
        "team": Kind.TEXT,
        "manager": Kind.TEXT,
        "manager_name": Kind.TEXT,
        "region": Kind.TEXT,
        "region_name": Kind.TEXT,
        "posts": Kind.NUMBER,
        "credited_won": Kind.NUMBER,
        "credited_open": Kind.NUMBER,
        "worked_deals": Kind.NUMBER,
        "closed_deals": Kind.NUMBER,  # as owner
        "win_rate": Kind.NUMBER,  # of these; NaN of none
        "open_deals": Kind.NUMBER,
        "target": Kind.NUMBER,
        "won": Kind.NUMBER,  # whole deals as owner, where there is a target
        "attainment": Kind.NUMBER,
        "closing": Kind.NUMBER,  # open deals as owner that are to close in the period
        "coverage": Kind.NUMBER,  # NaN: no target, or met
    },
    unique=("key",),
)
TEAM_GROUPS = Contract(  # sellers of one manager, team, role or region
    "team_groups",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "people": Kind.COUNT,
        "credited_won": Kind.NUMBER,
        "credited_open": Kind.NUMBER,
        "target": Kind.NUMBER,
        "won": Kind.NUMBER,
        "attainment": Kind.NUMBER,
        "closing": Kind.NUMBER,
        "coverage": Kind.NUMBER,
    },
    unique=("key",),
)

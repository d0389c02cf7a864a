"""Who sells where and as what: the posts that hold on a day."""

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, or_, select

from data_access.labels import named
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_team import POSTS
from i18n import Locale


@query(POSTS)
def posts(see: Visible, day: date, locale: Locale) -> Select[Any]:
    """The posts held on the day in the reader's scope, the longest held last; a seller may hold several."""
    post, manager = see.fact("rep_assignment"), see.labels("rep").alias("manager")
    leads = and_(manager.c.source == post.c.source, manager.c.rep_id == post.c.manager_id)
    key = case((post.c.manager_id.is_not(None), post.c.source + ":" + post.c.manager_id))
    columns = (
        post.c.source,
        post.c.rep_id.label("rep"),
        post.c.region_id.label("region"),
        post.c.role,
        post.c.team,
        key.label("manager"),
        manager.c.name.label("manager_name"),
        post.c.valid_from.label("since"),
    )
    held = (post.c.valid_from <= day, or_(post.c.valid_to.is_(None), post.c.valid_to >= day))
    rows = select(*columns).select_from(post.outerjoin(manager, leads)).where(*held).subquery("rows")
    told = named(see, rows, ("rep", "region"), locale).order_by(None).subquery("told").c
    kept = (told[name] for name in POSTS.columns)
    return select(*kept).order_by(told.rep, told.since.desc().nulls_last(), told.role, told.region)

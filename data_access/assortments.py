"""What each channel may sell, and which lines sell something else."""

from sqlalchemy import Subquery, and_, not_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut
from data_access.visible import Visible


def astray(see: Visible, mine: Cut) -> ColumnElement[bool]:
    """Whether a line's channel has an assortment, and that has the product not, or not on the day."""
    door, ruled = mine.door, _assorted(see).alias("ruled")
    governed = select(ruled.c.source, ruled.c.channel_id).distinct().subquery("governed")
    same = and_(governed.c.source == door.c.source, governed.c.channel_id == door.c.channel_id)
    mine.rows = mine.rows.outerjoin(governed, same)
    kept = _assorted(see).alias("kept")
    listed = select(kept.c.source).where(
        kept.c.source == door.c.source,
        kept.c.channel_id == door.c.channel_id,
        kept.c.product_id == door.c.product_id,
        kept.c.valid_from <= door.c.ordered_on,
        or_(kept.c.valid_to.is_(None), kept.c.valid_to >= door.c.ordered_on),
    )
    return and_(governed.c.channel_id.is_not(None), not_(listed.exists()))


def _assorted(see: Visible) -> Subquery:
    """What each channel may sell: its own rows and those of the channels above it."""
    row, up = see.labels("assortment"), see.tree("channel").alias("assortment_of")
    above = and_(up.c.source == row.c.source, up.c.ancestor_id == row.c.channel_id, up.c.depth <= up.c.own_depth)
    columns = (row.c.source, up.c.channel_id, row.c.product_id, row.c.valid_from, row.c.valid_to)
    return select(*columns).join(up, above).subquery("assorted")

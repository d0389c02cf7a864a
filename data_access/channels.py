"""Since when channels exist: what a comparison with earlier days has to know."""

from typing import Any

from sqlalchemy import Select, select

from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_channels import LAUNCHES


@query(LAUNCHES)
def channel_launches(see: Visible) -> Select[Any]:
    """The channels whose launch the data know, by member key; the same for all readers."""
    channel = see.labels("channel")
    key = (channel.c.source + ":" + channel.c.channel_id).label("key")
    known = channel.c.launched_on.is_not(None)
    return select(key, channel.c.launched_on).where(known).order_by(channel.c.source, channel.c.channel_id)

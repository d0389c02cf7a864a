"""Deals: every deal behind every figure, and the life of one."""

from i18n import Text
from ui.deal_page import asked_for, deal_page
from ui.deal_table import deal_table
from ui.funnels import chosen, funnel_bar
from ui.page import open_page

ctx = open_page(Text("商机明细", "Deals"))
mine = chosen(ctx, every=True)
if key := asked_for():
    deal_page(ctx, mine, key)
else:
    funnel_bar(ctx, "deals", mine)
    deal_table(ctx, mine)

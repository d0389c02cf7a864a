"""What each registered query is asked in tests; a query that is not here fails them, so none can be forgotten."""

from dataclasses import replace
from datetime import date, datetime

import data_access.attribution
import data_access.balance
import data_access.call_deals
import data_access.channels
import data_access.concentration
import data_access.deal_life
import data_access.deal_odds
import data_access.deal_origins
import data_access.deal_states
import data_access.deals
import data_access.elasticity
import data_access.forecast_drivers
import data_access.funnel
import data_access.funnel_flow
import data_access.funnel_stays
import data_access.metric_table
import data_access.mix
import data_access.open_outcomes
import data_access.open_pipeline
import data_access.options
import data_access.order_to_cash
import data_access.partner_life
import data_access.partner_money
import data_access.partners
import data_access.pilots
import data_access.pipeline_coverage
import data_access.pipeline_deals
import data_access.pipeline_regions
import data_access.pipeline_snapshots
import data_access.places
import data_access.price_corridor
import data_access.promoted_sales
import data_access.provinces
import data_access.receivables
import data_access.rivals
import data_access.stages
import data_access.stuck
import data_access.target_rows
import data_access.team  # noqa: F401  (each import registers queries)
from data_access.call_deals import CallAsk
from data_access.cut import Span
from data_access.measure_rows import Wanted
from data_access.partners import months_of
from data_access.pipeline_deals import Behind
from data_access.slices import Slices, Slicing
from data_access.target_rows import Asked
from domain import measures
from domain.ask import Ask, Compare
from domain.balance import ConflictAsk
from domain.deal_odds import Steps
from domain.deals import DealsAsk, Listed
from domain.filters import Filters
from domain.funnel import FunnelAsk
from domain.partners import PATIENCE
from domain.periods import Grain, end_of_day
from domain.pipeline import ANY_DATE, Since
from domain.pipeline_forecast import PipelineAsk
from i18n import Locale

TODAY = date(2025, 6, 18)
ALL = Filters(date(2024, 1, 1), date(2025, 6, 18), TODAY)
ASK = Ask(("revenue",), ("region", "channel"))
CASH = FunnelAsk.of("cash", ALL, "UTC")
CASH_BY_REGION = replace(CASH, by="region")
DEALS = DealsAsk("cash", end_of_day(TODAY, "UTC"), ALL.first, TODAY, status="all")
TARGETS = Slices("target", ("region", "channel"), (("metric", "revenue"), ("version", "v2")))
SPANS = (("now", Span(ALL.first, ALL.last)), ("months", Span(ALL.first, ALL.last)))
YEAR, YEAR_BEFORE = Span(date(2024, 7, 1), TODAY), Span(date(2023, 1, 1), date(2024, 6, 30))
PAIRS = ((YEAR_BEFORE, YEAR), (Span(date(2022, 1, 1), date(2022, 12, 31)), YEAR_BEFORE))
EVER = (measures.FIRST_ORDERS, measures.NEW_REVENUE, measures.REPEAT_REVENUE)  # first orders of the whole company
SUMS = tuple(m for m in vars(measures).values() if isinstance(m, measures.Measure) and m not in EVER)
SINCE = Since.days(date(2024, 4, 1), date(2024, 12, 31), ANY_DATE, "UTC")
STOCKS = (ALL, Ask(("customer_coverage",), ("region",)))
PARTNER = "maker:d1"
CONFLICTS = (ALL, ConflictAsk())
QUARTERS = (ALL, PipelineAsk.of(TODAY, "UTC"))
STEPS = Steps.of(1000.0)
ARGS = {
    "price_exposures": (ALL, ConflictAsk(by="region_1")),
    "territory_exposures": (ALL, ConflictAsk(by="channel")),
    "customer_exposures": (ALL, ConflictAsk(by="product_line")),
    "product_exposures": (ALL, ConflictAsk(by="region_1")),
    "price_conflicts": CONFLICTS,
    "territory_conflicts": CONFLICTS,
    "customer_conflicts": CONFLICTS,
    "product_conflicts": CONFLICTS,
    "price_links": CONFLICTS,
    "buyers_met": (),
    "share_sums": (ALL, "channel", Locale.EN),
    "migration": (ALL, Locale.EN),
    "overlap": (ALL, Locale.EN),
    "products_at_stake": (ALL, 0.15, Locale.EN),
    "price_corridor": (ALL, "maker:A1", 0.15, Locale.EN),
    "volume_panel": (ALL, Locale.ZH),
    "driver_rows": (ALL, Grain.MONTH),
    "promoted_sales": (ALL, Grain.WEEK),
    "lorenz_sums": (ALL, "channel"),
    "dependence": (ALL, "customer", "region_1", Locale.EN),
    "measure_rows": (ALL, Wanted(SUMS, ("region",), SPANS, Locale.ZH)),
    "returning_buyers": (ALL, PAIRS, ASK),
    "returning_by_step": (ALL, Ask(("repeat_rate",), ("region",), Grain.MONTH)),
    "ordering_customers": (ALL, (TODAY, date(2024, 6, 18)), STOCKS[1]),
    "selling_outlets": (*STOCKS, PATIENCE),
    "posts": (TODAY, Locale.EN),
    "pilot_months": (ALL, Locale.EN),
    "channel_launches": (),
    "open_outcomes": (ALL, (date(2024, 4, 30), date(2025, 1, 31), TODAY), "UTC"),
    "open_by_owner": (ALL, ASK, "UTC"),
    "open_by_member": (ALL, ASK, "UTC"),
    "selling_provinces": (ALL, Ask(("provinces_sold",), ("region",), Grain.MONTH)),
    "collected": (ALL, ASK, TODAY),
    "delivering_channels": (),
    "undelivered_orders": (ALL, ASK, (TODAY, date(2024, 6, 30)), ("maker:dealer", "maker:own")),
    "unpaid_orders": (ALL, ASK, (TODAY, date(2024, 6, 30))),
    "unpaid_ages": (ALL, ASK),
    "largest_unpaid": (ALL, Locale.ZH),
    "largest_undelivered": (ALL, Locale.ZH, ("maker:dealer", "maker:own")),
    "passages": (ALL, CASH),
    "late_members": (ALL, CASH),
    "booked": (ALL, CASH, ("order_line", "delivery", "receipt")),
    "achieved_last_year": (ALL, Slicing(TARGETS, ("region",), measures.REVENUE, Grain.MONTH)),
    "given_amounts": (ALL, Slicing(TARGETS, ("region",))),
    "achieved_amounts": (ALL, Slicing(TARGETS, ("region",), measures.REVENUE, Grain.MONTH)),
    "deals_by_category": (ALL, CallAsk(CASH.at, ALL.first, date(2025, 12, 31), now=True)),
    "deal_days": (),
    "deal_states": (),
    "counted_twice": (ALL, Slicing(TARGETS, ("region",))),
    "target_levels": (ALL,),
    "target_rows": (ALL, Asked()),
    "slice_names": ("rep", Locale.EN),
    "potentials": (ALL,),
    "cell_sums": (ALL.between(date(2025, 1, 1), TODAY), Compare.LAST_YEAR, True),
    "calendar_days": (date(2024, 1, 1), date(2024, 12, 31)),
    "attribute_values": ("segment",),
    "tree_members": ("region",),
    "members_of_keys": ("customer", ("maker:c1", "maker:c3", "shop:no")),
    "members_called": ("customer", "c"),
    "bucket_sums": (ALL, SINCE),
    "bucket_deals": (ALL, SINCE, Behind("new", 100)),
    "category_moves": (ALL, SINCE),
    "left_out": (ALL, SINCE),
    "stock_rows": (ALL, CASH, True),
    "closed_deals": (ALL, CASH_BY_REGION),
    "cohort_rows": (ALL, CASH_BY_REGION, (datetime(2024, 1, 1), datetime(2025, 6, 19))),  # noqa: DTZ001
    "lost_reasons": (ALL, CASH_BY_REGION),
    "moves": (ALL, CASH),
    "stay_outcomes": (ALL, CASH_BY_REGION),
    "stay_times": (ALL, CASH),
    "stay_lengths": (ALL, CASH_BY_REGION),
    "late_stays": (ALL, CASH),
    "stuck_deals": (ALL, CASH, ((1, 30.0), (2, 10.0))),
    "stuck_totals": (ALL, CASH_BY_REGION, ((1, 30.0), (2, 10.0))),
    "open_by_quarter": (ALL, replace(CASH, last=date(2025, 12, 31))),
    "pipeline_cells": QUARTERS,
    "pipeline_turns": QUARTERS,
    "won_months": QUARTERS,
    "region_cells": QUARTERS,
    "region_turns": QUARTERS,
    "region_months": QUARTERS,
    "odds_cells": (*QUARTERS, STEPS),
    "deal_marks": (*QUARTERS, STEPS, ("maker:T3", "shop:T1")),
    "stage_rows": (Locale.EN,),
    "deal_origins": (ALL, CASH),
    "deal_list": (ALL, DEALS, Listed("since", ascending=True)),
    "deal_totals": (ALL, DEALS),
    "deal_facts": ("maker:T3", Locale.EN),
    "deal_history": ("maker:T3", Locale.EN),
    "deal_members": ("maker:T3", Locale.EN),
    "partners": (ALL, Locale.ZH),
    "order_beginnings": (),
    "order_marks": (months_of(date(2024, 1, 1), TODAY),),
    "partner_money": (date(2024, 7, 10), TODAY),
    "partner_sums": (PARTNER, date(2024, 2, 1), TODAY),
    "partner_lines": (PARTNER, TODAY, Locale.ZH),
    "partner_costs": (PARTNER, ALL.first, TODAY),
    "territory": ("maker:d1", Locale.ZH),
    "region_places": (),
    "table_ranges": (),
    "sources": (),
    "filled_tables": (),
    "first_days": (),
    "many_lines": (),
    "load_reports": (),
    "quarantined": (),
    "revenue_of_potential": (ALL, (YEAR, YEAR_BEFORE), STOCKS[1]),
    "company_potential": (ALL,),
}

"""What the demo company hides for its readers to find: five stories, each running through the last full month."""

from dataclasses import dataclass
from datetime import date, timedelta

from demo.spec import Spec
from i18n import Text


@dataclass(frozen=True, slots=True)
class Story:
    """One planted story: what happened, what a page should show of it, and the slices it is about."""

    key: str
    title: Text
    shows: Text
    about: dict[str, tuple[str, ...]]


WAR_CHANNELS = ("ecom-market", "live")
WAR_REGIONS = ("huadong", "huanan")
WAR_LINE = "floor"
WAR_MONTHS = 4  # full months, and the unfinished one
WAR_DISCOUNT = (0.19, 0.27)  # of the list price: beyond the red line of 15 % and mostly below the floor price

LEAKING_PARTNER = 1  # its number
LEAK_HOME, LEAK_TO = "jiangsu", ("zhejiang", "fujian")
LEAK_MONTHS = 6
LEAK_SHARE = 0.24  # of its lines in these months

STALLED_FUNNEL, STALLED_STAGE = "cash", 2
STALL_QUARTERS = 2
STALL_SLOWER = 2.3  # times the usual days
STALL_CONVERSION = 0.45  # of the usual chance to pass

BEATS_PLAN, SHARE_LOST = "xinan", 0.13  # the market grows this much faster a year than the region's revenue
BELOW_PLAN = "dongbei"

BAD_PILOT, GOOD_PILOT = "community", "subscription"
STOP_LOSS = 3_000_000  # yuan of cumulative contribution, at scale 1


STORIES = (
    Story(
        "price_war",
        Text(
            "直播与电商平台在清洁电器上打价格战", "Live streaming and the marketplace fight a price war in floor care"
        ),
        Text(
            "最近四个完整月，华东、华南的清洁电器在这两个渠道的无促销成交价比渠道目录价低 15% 以上，"
            "多数跌破底价；其他渠道与区域正常。",
            "Over the last four full months floor care in East and South China sells in these two channels, without a "
            "promotion, more than 15 % below the channel's list price and mostly below the floor price; "
            "other channels and regions do not.",
        ),
        {"channel": WAR_CHANNELS, "region": WAR_REGIONS, "product_line": ("清洁 Floor care",)},
    ),
    Story(
        "territory",
        Text("江苏一家经销商向浙江、福建窜货", "A dealer of Jiangsu sells into Zhejiang and Fujian"),
        Text(
            "最近六个完整月，经销商 P0001 有一成以上的销售额发往其授权区域以外；其他经销商几乎没有。",
            "Over the last six full months dealer P0001 ships more than a tenth of its revenue outside its territory; "
            "other dealers hardly any.",
        ),
        {"partner": ("P0001",), "region": LEAK_TO},
    ),
    Story(
        "stalled_stage",
        Text("招投标阶段停滞", "Deals stall in the bid stage"),
        Text(
            "最近两个完整季度以来进入招投标的商机，停留时间约为以往两倍，进入合同的比例明显下降；其他阶段不变。",
            "Deals that entered the bid stage since the start of the last two full quarters stay about twice as long "
            "as before and reach a contract far less often; other stages have not changed.",
        ),
        {"funnel": (STALLED_FUNNEL,), "stage": (str(STALLED_STAGE),)},
    ),
    Story(
        "share_lost",
        Text("西南超额完成目标，却在丢份额", "Southwest China beats its plan and loses market share"),
        Text(
            "西南的达成率高于 100%，但当地市场增长快于其销售额，份额同比下降；东北则明显落后于目标。",
            "Southwest China is above 100 % of its target, but its market grows faster than its revenue, so its share "
            "falls against last year; Northeast China is clearly below plan.",
        ),
        {"region": (BEATS_PLAN,)},
    ),
    Story(
        "pilot",
        Text("社区体验车试点已越过止损线", "The community-van pilot is past its stop-loss line"),
        Text(
            "社区体验车自上线以来累计贡献已亏损逾 300 万元（规模 1），且每月仍在亏损；滤芯订阅试点已收回投入。",
            "Community vans have lost more than ¥3 million since launch (at scale 1) and still lose money every month; "
            "the filter-subscription pilot has paid back.",
        ),
        {"channel": (BAD_PILOT, GOOD_PILOT)},
    ),
)


def since(spec: Spec, months: int) -> int:
    """The position of the first of the last `months` full months."""
    return max(0, spec.full_months - months)


def stall_start(spec: Spec) -> date:
    """The first day of the last full quarters in which the stage stalls."""
    after = spec.end + timedelta(days=1)
    month = after.year * 12 + (after.month - 1) // 3 * 3 - 3 * STALL_QUARTERS
    return date(month // 12, month % 12 + 1, 1)

"""What the pipeline brought in."""

from domain import measures as m
from domain.formulas import Ratio, Registered
from domain.metric import Metric, Unit
from i18n import Text

DEALS = (
    Metric(
        "won_amount",
        Text("赢单额", "Won amount"),
        m.WON,
        Unit.MONEY,
        Text("按关闭日期计的赢单商机金额，不等于销售额", "Amount of deals closed as won, by closing day: not revenue"),
        sample="won_deals",
    ),
    Metric(
        "won_deals",
        Text("赢单数", "Won deals"),
        m.WON_DEALS,
        Unit.COUNT,
        Text("按关闭日期计的赢单商机数", "Number of deals closed as won, by closing day"),
        sample="won_deals",
    ),
    Metric(
        "closed_deals",
        Text("关单数", "Closed deals"),
        m.CLOSED_DEALS,
        Unit.COUNT,
        Text("按关闭日期计的赢单与丢单商机数", "Number of deals won or lost, by closing day"),
        sample="closed_deals",
    ),
    Metric(
        "win_rate_closed",
        Text("赢单率（按关单）", "Win rate (closed)"),
        Ratio(m.WON_DEALS, m.CLOSED_DEALS),
        Unit.SHARE,
        Text("赢单数 ÷（赢单数 + 丢单数），按关闭日期计", "Won ÷ (won + lost) deals, by closing day"),
        sample="closed_deals",
    ),
    Metric(
        "won_attainment",
        Text("赢单达成率", "Attainment (won)"),
        Registered("won_attainment", ("opportunity", "target")),
        Unit.SHARE,
        Text(
            "有赢单目标的部分的赢单额 ÷ 目标；商机整单记在负责人名下",
            "Won amount ÷ target, of the slices that have one; a deal counts whole, for its owner",
        ),
        sample="won_deals",
    ),
    Metric(
        "credited_won",
        Text("赢单额（按分成）", "Won amount, credited"),
        m.CREDITED_WON,
        Unit.MONEY,
        Text(
            "赢单额 × 关单日成员的分成比例；没有成员的商机整单记在负责人名下",
            "Won amount × the credit share of each member on the closing day; without members it is the owner's",
        ),
        sample="worked_deals",
    ),
    Metric(
        "owner_won",
        Text("其中记在负责人名下", "Of it credited to owners"),
        m.OWNER_WON,
        Unit.MONEY,
        Text("没有成员分成、整单记在负责人名下的赢单额", "Won amount of deals without members, credited to the owner"),
        sample="worked_deals",
    ),
    Metric(
        "worked_deals",
        Text("参与的关单数", "Deals worked and closed"),
        m.WORKED_DEALS,
        Unit.COUNT,
        Text(
            "关单日是成员（或没有成员时是负责人）的商机数", "Closed deals whose member (or, without any, owner) one was"
        ),
        sample="worked_deals",
    ),
    Metric(
        "open_amount",
        Text("在手商机金额", "Open pipeline"),
        Registered("open_pipeline", ("deal_span",)),
        Unit.MONEY,
        Text(
            "期末在手商机的金额，整单记在负责人名下",
            "Amount of the deals open at the end of the period, for their owner",
        ),
        sample="open_deals",
    ),
    Metric(
        "open_deals",
        Text("在手商机数", "Open deals"),
        Registered("open_pipeline", ("deal_span",)),
        Unit.COUNT,
        Text("期末在手商机的个数", "Number of deals open at the end of the period"),
        sample="open_deals",
    ),
    Metric(
        "closing_amount",
        Text("期内预计成交的在手商机", "Open, closing in the period"),
        Registered("open_pipeline", ("deal_span",)),
        Unit.MONEY,
        Text("期末在手、预计在期内成交的商机金额", "Amount of open deals that are expected to close within the period"),
        sample="open_deals",
    ),
    Metric(
        "target_coverage",
        Text("目标覆盖", "Target coverage"),
        Registered("target_coverage", ("deal_span", "target")),
        Unit.SHARE,
        Text(
            "期内预计成交的在手商机 ÷（赢单目标 − 已赢单）；目标已达成时无值",
            "Open deals closing in the period ÷ (won-amount target − won so far); no value once the target is met",
        ),
        sample="open_deals",
    ),
    Metric(
        "credited_open",
        Text("在手商机（按分成）", "Open pipeline, credited"),
        Registered("credited_open", ("deal_share",)),
        Unit.MONEY,
        Text(
            "期末在手商机金额 × 当日成员的分成比例；没有成员的整单记在负责人名下",
            "Open amount × the credit share of each member on that day; a deal without members counts for its owner",
        ),
        sample="open_deals",
    ),
)

"""What is loaded, as the data page lists it: sources, rows, versions, load reports, rows left out."""

from collections.abc import Sequence

import pandas as pd

from data_access.store import Version
from domain.contracts import LOAD_REPORTS, QUARANTINE, SOURCES, TABLE_RANGES
from domain.metric import Unit
from i18n import Locale, Text
from ui.columns import Column

_TABLES = {
    "activity": Text("活动", "activities"),
    "assortment": Text("渠道品种", "assortment"),
    "calendar": Text("日历", "calendar"),
    "channel": Text("渠道", "channels"),
    "channel_cost": Text("渠道费用", "channel cost"),
    "channel_pair": Text("渠道关系", "channel pairs"),
    "complaint": Text("投诉", "complaints"),
    "customer": Text("客户", "customers"),
    "delivery": Text("交付", "deliveries"),
    "fx_rate": Text("汇率", "exchange rates"),
    "inventory": Text("库存", "inventory"),
    "invoice": Text("发票", "invoices"),
    "market": Text("市场", "market sizes"),
    "opportunity": Text("商机", "deals"),
    "opportunity_event": Text("商机历史", "deal history"),
    "opportunity_member": Text("商机成员", "deal members"),
    "order_line": Text("订单行", "order lines"),
    "partner": Text("经销商", "partners"),
    "partner_territory": Text("经销商区域", "partner territories"),
    "price": Text("价格", "prices"),
    "product": Text("产品", "products"),
    "promotion": Text("促销", "promotions"),
    "receipt": Text("回款", "receipts"),
    "region": Text("区域", "regions"),
    "rep": Text("销售", "reps"),
    "rep_assignment": Text("销售岗位", "rep assignments"),
    "satisfaction": Text("满意度", "survey answers"),
    "sell_out": Text("终端动销", "sell-out"),
    "source_state": Text("数据状态", "source state"),
    "stage": Text("阶段", "stages"),
    "target": Text("目标", "targets"),
}
_FATES = {"excluded": Text("按规则排除", "excluded by a rule"), "quarantined": Text("隔离", "quarantined")}
_SERVED = {True: Text("● 正在使用", "● served now"), False: Text("保留", "kept")}
_SOURCE, _TABLE = Column(Text("来源", "Source")), Column(Text("数据", "Table"))
_ROWS = Column(Text("行数", "Rows"), Unit.COUNT)
SOURCE_COLUMNS = {
    "source": _SOURCE,
    "complete_through": Column(Text("完整至", "Complete through")),
    "loaded_at": Column(Text("载入日", "Loaded on")),
    "table": _TABLE,
}
RANGE_COLUMNS = {
    "table": _TABLE,
    "source": _SOURCE,
    "row_count": _ROWS,
    "first": Column(Text("最早", "First day")),
    "last": Column(Text("最晚", "Last day")),
}
VERSION_COLUMNS = {
    "name": Column(Text("版本", "Version")),
    "published_at": Column(Text("发布时间（UTC）", "Published (UTC)")),
    "size": Column(Text("大小（MB）", "Size (MB)"), Unit.INDEX),
    "state": Column(Text("状态", "State")),
}
REPORT_COLUMNS = {
    "table": _TABLE,
    "source": _SOURCE,
    "file": Column(Text("文件", "File")),
    "loaded_at": Column(Text("载入日", "Loaded on")),
    "source_rows": Column(Text("来源行数", "Source rows"), Unit.COUNT),
    "loaded_rows": Column(Text("载入", "Loaded"), Unit.COUNT),
    "excluded_rows": Column(Text("排除", "Excluded"), Unit.COUNT),
    "quarantined_rows": Column(Text("隔离", "Quarantined"), Unit.COUNT),
}
REASON_COLUMNS = {
    "source": _SOURCE,
    "file": Column(Text("文件", "File")),
    "table": _TABLE,
    "fate": Column(Text("处理", "Fate")),
    "why": Column(Text("原因", "Reason")),
    "row_count": _ROWS,
    "first_line": Column(Text("首个行号", "First line"), Unit.COUNT),
}


def sources(frame: pd.DataFrame, locale: Locale) -> pd.DataFrame:
    """How far each source reaches, tables that reach equally far on one line. Takes SOURCES, returns SOURCE_COLUMNS.

    Latest first.
    """
    alike = _named(SOURCES.check(frame), locale).groupby(["source", "complete_through", "loaded_at"], dropna=False)
    joined = alike["table"].agg(("、" if locale is Locale.ZH else ", ").join).reset_index()
    return joined.sort_values(["source", "complete_through"], ascending=[True, False], ignore_index=True)


def ranges(frame: pd.DataFrame, locale: Locale) -> pd.DataFrame:
    """Rows within the reader's scope. Takes TABLE_RANGES, returns RANGE_COLUMNS."""
    return _named(TABLE_RANGES.check(frame), locale)


def reports(frame: pd.DataFrame, locale: Locale) -> pd.DataFrame:
    """What became of the rows of each file. Takes LOAD_REPORTS, returns REPORT_COLUMNS."""
    return _named(LOAD_REPORTS.check(frame), locale)


def reasons(frame: pd.DataFrame, locale: Locale) -> pd.DataFrame:
    """Why rows were left out, most rows first. Takes QUARANTINE, returns REASON_COLUMNS."""
    why = QUARANTINE.check(frame).reason_zh if locale is Locale.ZH else frame.reason
    fate = frame.fate.map(lambda one: _FATES[one].to(locale) if one in _FATES else one)
    return _named(frame.assign(why=why, fate=fate), locale).sort_values("row_count", ascending=False)


def versions(kept: Sequence[Version], locale: Locale) -> pd.DataFrame:
    """The versions of the warehouse, newest first, as VERSION_COLUMNS; size in megabytes."""
    rows = [
        {
            "name": version.name,
            "published_at": f"{version.published_at:%Y-%m-%d %H:%M}",
            "size": version.size / 1e6,
            "state": _SERVED[version.current].to(locale),
        }
        for version in kept
    ]
    return pd.DataFrame(rows, columns=list(VERSION_COLUMNS))


def _named(frame: pd.DataFrame, locale: Locale) -> pd.DataFrame:
    names = frame["table"].map(lambda table: _TABLES[table].to(locale) if table in _TABLES else table)
    return frame.assign(table=names)

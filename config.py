"""The settings of an installation: each with its name, type, default and one line of help; read once, then frozen."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from typing import get_type_hints

from environment import Setting, SettingsError, declared, dormant_after, masked, parsed, red_line, unknown, weight
from i18n import Locale

__all__ = ["OF_TESTS", "PREFIX", "SETTINGS", "Convention", "Identity", "Setting", "Settings", "SettingsError",
           "masked", "read", "settings"]  # fmt: skip

PREFIX = "FULCRUM_"
_BARE = {"warehouse_url", "workspace_url", "port"}  # the names that hosting platforms and other tools use as well
OF_TESTS = ("FULCRUM_DATA", "FULCRUM_TEST_")  # how those names begin that only the tests read


class Convention(StrEnum):
    """What red means: bad, or rising (as on Chinese exchanges). Arrow and word always stand beside the colour."""

    GREEN_GOOD = "green_good"
    RED_RISES = "red_rises"


class Identity(StrEnum):
    """Who says which reader is asking."""

    LOCAL = "local"
    HEADER = "header"
    OIDC = "oidc"


class PriceReference(StrEnum):
    """What a channel's price is held against: its own list price (else the median of its kind), or that median."""

    LIST = "list"
    MEDIAN = "median"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an installation decides. A share is a share: 0.10 is 10 %."""

    warehouse_url: str = declared(
        "duckdb:///var/warehouse",
        "数据仓库地址：duckdb:///目录、单个 .duckdb 文件，或 postgresql://主机/库名",
        "The warehouse: duckdb:///FOLDER, one .duckdb file, or postgresql://HOST/NAME",
    )
    workspace_url: str = declared(
        "sqlite:///var/workspace.db",
        "工作区数据库（读者、权限、人工录入的内容）：sqlite:///文件 或 postgresql://主机/库名",
        "The workspace (readers, scopes, what people enter): sqlite:///FILE or postgresql://HOST/NAME",
    )
    port: int = declared(8501, "网页服务的端口", "The port that the dashboard is served on", within=(1, 65535))
    address: str = declared(
        "127.0.0.1",
        "网页服务监听的地址；IDENTITY 为 local 时只能是本机",
        "The address to listen on; with IDENTITY=local it must be this machine alone",
    )
    identity: Identity = declared(
        Identity.LOCAL,
        "读者身份的来源：local（本机，可见全部）、header（可信代理的请求头）、oidc（单点登录）",
        "Who says which reader is asking: local (this machine, sees everything), header (a trusted proxy), oidc",
    )
    identity_header: str = declared(
        "X-Forwarded-User",
        "IDENTITY 为 header 时，可信代理写入登录名的请求头",
        "With IDENTITY=header: the header in which the trusted proxy writes the login",
    )
    default_language: Locale = declared(
        Locale.ZH,
        "链接和浏览器都没有说明时使用的语言：zh 或 en",
        "The language when neither the link nor the browser says one: zh or en",
    )
    colour_convention: Convention = declared(
        Convention.GREEN_GOOD,
        "颜色习惯：green_good（绿色为好）或 red_rises（红涨绿跌）",
        "What colours mean: green_good, or red_rises as on Chinese exchanges",
    )
    country: str = declared(
        "CN",
        "日历采用哪个国家的工作日与节假日（两个字母的代码）",
        "Whose working days and holidays the calendar has (two letters)",
    )
    time_zone: str = declared(
        "Asia/Shanghai", "把时刻切成日期所用的时区", "The time zone in which instants are cut into days"
    )
    currency: str = declared("CNY", "本位币（三个字母的代码）", "The base currency (three letters)")
    fiscal_start_month: int = declared(
        1, "财年从几月开始（1–12）", "The month in which the fiscal year starts (1–12)", within=(1, 12)
    )
    discount_rate: float = declared(
        0.10,
        "客户生命周期价值所用的年折现率（0.10 即 10%）",
        "The yearly discount rate of customer lifetime value (0.10 is 10 %)",
        within=(0.0, 1.0),
    )
    target_plan: str = declared(
        "budget", "达成率对照哪一套目标（target.plan）", "The plan that attainment is measured against (target.plan)"
    )
    pilot_stop_loss: float = declared(
        3_000_000.0,
        "试点渠道的止损线：上线以来累计亏损超过此金额（本位币）即判定为停止",
        "The stop-loss of pilots: one that has lost more than this since its launch (base currency) is to be stopped",
        within=(0.0, 1e15),
    )
    share_company_totals: bool = declared(
        False,
        "是否允许只看部分区域的读者看到以全公司为分母的占比",
        "Whether readers of a part may see shares whose denominator is the whole company",
    )
    map_geojson: str = declared(
        "",
        "区域地图的 GeoJSON 文件路径；要素的 id 或任一属性须等于区域的 iso_code。未设置时用格子图或气泡图",
        "A GeoJSON file for the map of regions: a feature's id or any of its properties is the region's iso_code. "
        "Without one the map is made of tiles or bubbles",
    )
    row_limit: int = declared(
        50_000, "一次查询最多返回的行数", "The most rows that one query may return", within=(1, 10_000_000)
    )
    query_seconds: float = declared(
        30.0, "一次查询最长的秒数", "The longest that one query may take, in seconds", within=(0.1, 3600.0)
    )
    keep_versions: int = declared(
        5, "数据仓库保留的版本数", "How many versions of the warehouse are kept", within=(1, 1000)
    )
    snapshot_days: int = declared(
        120,
        "商机快照逐日保留的天数；更早的只保留每周末（见下）和每月末的状态，月末永久保留",
        "How many days of deal snapshots are kept day by day; of older ones the ends of weeks (below) and, for ever, "
        "of months",
        within=(1, 36_500),
    )
    snapshot_weeks: int = declared(
        58, "商机快照保留每周末状态的周数", "How many ends of weeks are kept of deals", within=(1, 5_200)
    )
    forecast_days: int = declared(
        120,
        "存档的预测逐日保留的天数；更早的只保留每周最后一次（见下）和每月最后一次，后者永久保留",
        "How many days of forecasts are kept day by day; later the last of each week (below) and, for ever, month",
        within=(1, 36_500),
    )
    forecast_weeks: int = declared(
        58, "预测存档保留每周一次的周数", "Of how many weeks the last forecasts are kept", within=(1, 5_200)
    )
    conflict_gap: float = declared(
        0.15,
        "单价低于参考价多少算价格冲突（0.15 即 15%）",
        "How far below its reference a unit price is a conflict (0.15 is 15 %)",
        within=(0.0, 1.0),
    )
    conflict_reference: PriceReference = declared(
        PriceReference.LIST,
        "参考价：list（本渠道价目，没有时取同类渠道的中位数）或 median（总是取中位数）",
        "The reference of prices: list (the channel's own; where none, the median of its kind) or median",
    )
    conflict_region_level: int = declared(
        2,
        "在第几级区域内比较价格（1 为最高级）",
        "At which level of regions prices are compared (1 is the top)",
        within=(1, 3),
    )
    conflict_days: int = declared(
        90,
        "撞单回看的天数（至月末）",
        "Days up to the end of a month in which two channels meet a buyer",
        within=(1, 366),
    )
    conflict_min_quantity: float = declared(
        0.0,
        "一个月内低于该数量的冲突视为噪声",
        "Conflicts of less than this quantity in a month are noise",
        within=(0.0, 1e12),
    )
    conflict_min_amount: float = declared(
        0.0,
        "一个月内低于该金额的冲突视为噪声",
        "Conflicts of less than this amount in a month are noise",
        within=(0.0, 1e15),
    )
    conflict_weight_price: float = weight(0.35, "价格冲突", "price conflicts")
    conflict_weight_territory: float = weight(0.25, "窜货", "sales out of territory")
    conflict_weight_customer: float = weight(0.25, "撞单", "customer conflicts")
    conflict_weight_product: float = weight(0.15, "产品冲突", "product conflicts")
    conflict_line_price: float = red_line(0.1, "价格冲突", "price conflicts")
    conflict_line_territory: float = red_line(0.05, "窜货", "sales out of territory")
    conflict_line_customer: float = red_line(0.1, "撞单", "customer conflicts")
    conflict_line_product: float = red_line(0.1, "产品冲突", "product conflicts")

    silent_months_outlet: int = dormant_after(3, "网点", "an outlet")
    silent_months_store: int = dormant_after(3, "门店", "a store")
    silent_months_dealer: int = dormant_after(6, "经销商", "a dealer")
    silent_months_agent: int = dormant_after(6, "代理商", "an agent")

    def shown(self) -> dict[str, str]:
        """Name → value as text, passwords in addresses masked; fit for a log."""
        return {setting.name: masked(str(getattr(self, setting.field))) for setting in SETTINGS}

    def terms(self) -> tuple[int, float, str, float, str]:
        """Row limit, seconds, plan, yearly discount, time zone: the last fields of a Warehouse, in its order."""
        return self.row_limit, self.query_seconds, self.target_plan, self.discount_rate, self.time_zone

    def silence(self) -> tuple[int, int, int, int]:
        """Months until outlets, stores, dealers, agents are dormant: the fields of domain.partners.Patience."""
        months = (self.silent_months_outlet, self.silent_months_store)
        return *months, self.silent_months_dealer, self.silent_months_agent

    def conflict_terms(self) -> tuple[float, str, int, int, float, float]:
        """Gap, reference, level, days, minimum quantity, minimum amount: the fields of Rules (domain/balance.py)."""
        found = (self.conflict_gap, self.conflict_reference.value, self.conflict_region_level, self.conflict_days)
        return *found, self.conflict_min_quantity, self.conflict_min_amount

    def conflict_parts(self) -> dict[str, tuple[float, float]]:
        """Kind of conflict → its weight and its red line."""
        kinds = ("price", "territory", "customer", "product")
        return {kind: tuple(getattr(self, f"conflict_{term}_{kind}") for term in ("weight", "line")) for kind in kinds}


def _declared() -> Iterable[Setting]:
    kinds = get_type_hints(Settings)
    for f in fields(Settings):
        name = f.name.upper() if f.name in _BARE else PREFIX + f.name.upper()
        yield Setting(name, f.name, kinds[f.name], f.default, f.metadata["help"], f.metadata["within"])


SETTINGS: tuple[Setting, ...] = tuple(_declared())


@cache
def settings() -> Settings:
    """The settings of this process, read from its environment once. Raises SettingsError."""
    return read(os.environ)


def read(environ: Mapping[str, str]) -> Settings:
    """The settings that `environ` gives, defaults for the rest; an empty value counts as not given.

    Raises SettingsError for a value that does not fit and for a FULCRUM_ name that nobody declared: a typo
    must not pass as a default.
    """
    known = {setting.name: setting for setting in SETTINGS}
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known and not name.startswith(OF_TESTS):
            raise unknown(name, list(known))
    given = {name: environ[name].strip() for name in known if environ.get(name, "").strip()}
    return Settings(**{known[name].field: parsed(known[name], value) for name, value in given.items()})

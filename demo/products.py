"""What is sold: about 200 products in six lines, and which channel may sell which of them."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from demo.channels import CHANNELS, IDS, position
from demo.frames import Chunk, chunk, days, named, numbered
from demo.spec import Array, Spec

BRANDS = (("Lanshi", "岚石"), ("Huanxi", "浣汐"), ("Yunting", "云庭"))  # mainstream, premium, value
BRAND_PRICE = (1.0, 1.45, 0.72)
SERIES = ("A1", "A3", "A5", "S2", "S6", "Pro", "Max", "Air", "Neo", "Lite", "X1", "X8")
LINES = (  # key, Chinese, English
    ("water", "净水", "Water"),
    ("air", "空气", "Air"),
    ("floor", "清洁", "Floor care"),
    ("kitchen", "厨房小电", "Kitchen"),
    ("heating", "热水采暖", "Heating"),
    ("filter", "滤芯耗材", "Filters"),
)
LINE_NAMES = [f"{zh} {en}" for _, zh, en in LINES]
CATEGORIES = (  # line, English, Chinese, models, lowest and highest consumer price in yuan, popularity
    ("water", "Under-sink purifier", "厨下净水器", 20, 1899, 5999, 1.6),
    ("water", "Whole-house water system", "全屋净水", 12, 6999, 16999, 0.8),
    ("water", "Instant hot dispenser", "管线饮水机", 14, 1299, 3599, 0.9),
    ("air", "Air purifier", "空气净化器", 18, 1299, 5499, 1.0),
    ("air", "Fresh-air system", "新风系统", 10, 4999, 12999, 0.5),
    ("floor", "Robot vacuum", "扫地机器人", 16, 2199, 5999, 1.3),
    ("floor", "Wet and dry cleaner", "洗地机", 14, 1899, 4299, 1.2),
    ("kitchen", "Dishwasher", "洗碗机", 14, 3299, 7999, 0.9),
    ("kitchen", "Steam oven", "蒸烤箱", 14, 2699, 6999, 0.7),
    ("kitchen", "High-speed blender", "破壁机", 14, 499, 1599, 0.9),
    ("heating", "Gas water heater", "燃气热水器", 16, 1999, 5299, 1.0),
    ("heating", "Heat pump", "空气能热泵", 10, 7999, 18999, 0.5),
    ("filter", "Water filter", "净水滤芯", 18, 159, 699, 0.9),
    ("filter", "Air filter", "空气滤网", 10, 129, 499, 0.5),
)
COST = 0.53  # of the consumer list price, before the model's own luck
YEAR = {  # demand of a line by calendar month
    "water": (0.9, 0.8, 1.0, 1.05, 1.15, 1.2, 1.15, 1.1, 1.0, 0.95, 0.9, 0.8),
    "air": (1.3, 1.1, 1.1, 0.9, 0.75, 0.7, 0.7, 0.75, 0.9, 1.15, 1.3, 1.35),
    "floor": (1.05, 0.95, 1.0, 0.95, 0.95, 1.15, 0.9, 0.9, 0.95, 1.05, 1.25, 1.0),
    "kitchen": (1.15, 1.0, 0.9, 0.9, 0.95, 1.05, 0.95, 0.95, 1.05, 1.05, 1.1, 1.1),
    "heating": (1.1, 0.9, 0.85, 0.8, 0.75, 0.75, 0.75, 0.85, 1.1, 1.35, 1.4, 1.4),
    "filter": (1.0,) * 12,
}
STRANGERS = 0.004  # share of sales in channels that were never meant to sell the product
LEAVES_OUT = {  # lines a channel may not sell
    "agent": ("filter", "kitchen"),
    "live": ("heating",),
    "social": ("heating", "air"),
    "subscription": ("water", "air", "floor", "kitchen", "heating"),
    "community": ("heating",),
    "ecom-market": (),
}
PREMIUM_ONLY_OFFLINE = ("ecom-market", "live", "social")  # these may not sell the premium brand


@dataclass(frozen=True, slots=True)
class Range:
    """The products, by position."""

    line: Array  # position in LINES
    category: Array  # position in CATEGORIES
    brand: Array
    price: Array  # consumer list price in the first year, yuan
    cost: Array  # unit cost in the first year, yuan
    appeal: Array
    launched: Array  # months after the data start; negative: before
    series: Array


@cache
def products(seed: int) -> Range:
    """The same range at every scale."""
    rng = Spec(1, seed).rng("product")
    keys = [line[0] for line in LINES]
    category = np.repeat(np.arange(len(CATEGORIES)), [c[3] for c in CATEGORIES])
    low, high = (np.array([c[k] for c in CATEGORIES], float)[category] for k in (4, 5))
    brand = rng.choice(3, len(category), p=[0.5, 0.22, 0.28])
    price = low + (high - low) * rng.beta(1.3, 2.2, len(category)) * np.array(BRAND_PRICE)[brand]
    price = np.round(price / 100) * 100 - 1  # 2,299 and the like
    return Range(
        line=np.array([keys.index(c[0]) for c in CATEGORIES])[category],
        category=category,
        brand=brand,
        price=np.maximum(price, 99.0),
        cost=np.round(price * COST * rng.normal(1, 0.06, len(category)).clip(0.85, 1.12), 2),
        appeal=np.array([c[6] for c in CATEGORIES])[category] * rng.lognormal(0, 0.7, len(category)),
        launched=np.where(rng.random(len(category)) < 0.25, rng.integers(1, 30, len(category)), -12),
        series=rng.integers(0, len(SERIES), len(category)),
    )


def rows(spec: Spec) -> Chunk:
    """`product`, with both names and a unit: quantities add up within a unit only."""
    own = products(spec.seed)
    model = [f"{SERIES[s]}-{100 + i}" for i, s in enumerate(own.series)]
    zh = [f"{BRANDS[b][1]} {CATEGORIES[c][2]} {m}" for b, c, m in zip(own.brand, own.category, model, strict=True)]
    en = [f"{BRANDS[b][0]} {CATEGORIES[c][1]} {m}" for b, c, m in zip(own.brand, own.category, model, strict=True)]
    filters = np.array([LINES[line][0] == "filter" for line in own.line])
    columns = {
        "product_id": numbered("SKU", np.arange(len(model)), 3),
        "name": en,
        "name_zh": zh,
        "line": named(LINE_NAMES, own.line),
        "category": named(category_names(), own.category),
        "unit": np.where(filters, "支", "台").tolist(),
        "launched_on": days(spec.months[0] + own.launched),
    }
    return chunk("product", columns)


def category_names() -> list[str]:
    """The names that `product.category` and `market.category` share."""
    return [f"{c[2]} {c[1]}" for c in CATEGORIES]


def allowed(spec: Spec) -> Array:
    """Which channel may sell which product (channel × product)."""
    own = products(spec.seed)
    may = np.ones((len(CHANNELS), len(own.line)), bool)
    for channel, left_out in LEAVES_OUT.items():
        lines = [key for key, (name, _, _) in enumerate(LINES) if name in left_out]
        may[position(channel), np.isin(own.line, lines)] = False
    for channel in PREMIUM_ONLY_OFFLINE:
        may[position(channel), own.brand == 1] = False
    return may


def assortments(spec: Spec) -> Chunk:
    """`assortment`: from the launch of product or channel on."""
    channel, product = np.nonzero(allowed(spec))
    start = spec.months[0] + products(spec.seed).launched[product]
    opened = np.array([-99 if not c.launched_ago else -c.launched_ago for c in CHANNELS])[channel] + spec.months[-1]
    columns = {
        "channel_id": named(IDS, channel),
        "product_id": numbered("SKU", product, 3),
        "valid_from": days(np.maximum(start, opened)),
    }
    return chunk("assortment", columns)


def appeal(spec: Spec, month: int) -> Array:
    """How likely an order line of each channel is for each product (channel × product)."""
    own = products(spec.seed)
    season = np.array([YEAR[key][int(spec.months[month].astype(int)) % 12] for key, _, _ in LINES])[own.line]
    base = own.appeal * season * (own.launched <= month)
    may = allowed(spec)
    kept = base * may
    other = base * ~may * (~(may.sum(axis=1) < 40)[:, None])
    share = STRANGERS * kept.sum(axis=1) / np.maximum(other.sum(axis=1), 1e-9)
    wanted: Array = kept + other * share[:, None]
    return wanted

"""Where the company sells: 7 regions, their provinces and some cities, and how well each is worked."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from demo.frames import Chunk, chunk
from demo.spec import Array

REGIONS = (  # id, English, Chinese, how well the region is worked, growth a year
    ("huadong", "East China", "华东", 1.10, 0.10),
    ("huanan", "South China", "华南", 1.05, 0.12),
    ("huazhong", "Central China", "华中", 0.95, 0.11),
    ("huabei", "North China", "华北", 0.95, 0.08),
    ("xinan", "Southwest China", "西南", 0.95, 0.11),
    ("xibei", "Northwest China", "西北", 0.80, 0.09),
    ("dongbei", "Northeast China", "东北", 0.80, 0.02),
)
NEIGHBOURS = {
    "jiangsu": ("shanghai", "anhui"),
    "zhejiang": ("shanghai",),
    "guangdong": ("hainan",),
    "beijing": ("tianjin", "hebei"),
    "sichuan": ("chongqing",),
    "shaanxi": ("gansu", "ningxia"),
    "liaoning": ("jilin",),
}
POTENTIAL = 900_000_000  # yuan of yearly market potential for each unit of weight
OUTLETS = 46  # shops worth selling in, for each unit of weight


@dataclass(frozen=True, slots=True)
class Places:
    """Nodes that facts sit on: the provinces first, then the cities. Positions point into `ids`."""

    ids: list[str]
    names: list[tuple[str, str]]  # English, Chinese
    province: Array  # position of each node's province
    region: Array  # position in REGIONS of each node's region
    weight: Array  # of demand; a province without what its cities take
    skill: Array
    growth: Array

    @property
    def provinces(self) -> int:
        """How many of the nodes are provinces."""
        return int(self.province.max()) + 1

    def at(self, node: str) -> int:
        """The position of a node by its id."""
        return self.ids.index(node)


def read(name: str) -> list[dict[str, str]]:
    """The rows of a table of this folder."""
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def places() -> Places:
    """All nodes below the 7 regions."""
    provinces, cities = read("provinces.csv"), read("cities.csv")
    ids = [row["region_id"] for row in provinces + cities]
    province = np.array([*range(len(provinces)), *(ids.index(row["parent_id"]) for row in cities)])
    region_ids = [row[0] for row in REGIONS]
    region = np.array([region_ids.index(row["parent_id"]) for row in provinces])[province]
    share = np.array([0.0] * len(provinces) + [float(row["share"]) for row in cities])
    share[: len(provinces)] = 1 - np.bincount(province, share, len(provinces))
    weight = np.array([float(row["weight"]) for row in provinces])[province] * share
    return Places(
        ids=ids,
        names=[(row["name"], row["name_zh"]) for row in provinces + cities],
        province=province,
        region=region,
        weight=weight,
        skill=np.array([row[3] for row in REGIONS])[region],
        growth=np.array([row[4] for row in REGIONS])[region],
    )


def regions() -> Chunk:
    """`region`: 大区, 省 and 市, every one with both names."""
    provinces = [{**row, "level": "省"} for row in read("provinces.csv")]
    weights = {row["region_id"]: float(row["weight"]) for row in provinces}
    cities = [
        {**row, "level": "市", "weight": str(weights[row["parent_id"]] * float(row["share"]))}
        for row in read("cities.csv")
    ]
    rows = [*(_top(region, provinces) for region in REGIONS), *provinces, *cities]
    texts = ("region_id", "parent_id", "level", "name", "name_zh", "iso_code")
    columns: dict[str, object] = {c: [row.get(c) for row in rows] for c in texts}
    columns |= {c: [_number(row.get(c)) for row in rows] for c in ("latitude", "longitude")}
    columns |= {c: [_whole(row.get(c)) for row in rows] for c in ("tile_row", "tile_col")}
    columns["country"] = ["CN"] * len(rows)
    columns["potential"] = [round(float(row["weight"]) * POTENTIAL) for row in rows]
    columns["outlet_universe"] = [max(1, round(float(row["weight"]) * OUTLETS)) for row in rows]
    return chunk("region", columns)


def _top(region: tuple[str, str, str, float, float], provinces: list[dict[str, str]]) -> dict[str, str]:
    """A region with the weight of its provinces and the middle of their capitals."""
    own = [row for row in provinces if row["parent_id"] == region[0]]
    middle = {c: str(round(sum(float(row[c]) for row in own) / len(own), 2)) for c in ("latitude", "longitude")}
    weight = str(sum(float(row["weight"]) for row in own))
    return {
        "region_id": region[0],
        "level": "大区",
        "name": region[1],
        "name_zh": region[2],
        "weight": weight,
        **middle,
    }


def _number(value: str | None) -> float | None:
    return float(value) if value else None


def _whole(value: str | None) -> int | None:
    return int(value) if value else None

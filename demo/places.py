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
    ("xinan", "Southwest China", "西南", 0.95, 0.12),
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
    top = [{"region_id": r[0], "level": "大区", "name": r[1], "name_zh": r[2]} for r in REGIONS]
    middle = [{**row, "level": "省"} for row in read("provinces.csv")]
    weights = {row["region_id"]: float(row["weight"]) for row in middle}
    bottom = [{**row, "level": "市", "weight": weights[row["parent_id"]] * float(row["share"])} for row in _cities()]
    rows = [*_with_sums(top, middle), *middle, *bottom]
    texts = ("region_id", "parent_id", "level", "name", "name_zh", "iso_code")
    columns: dict[str, object] = {c: [row.get(c) for row in rows] for c in texts}
    columns |= {c: [_number(row.get(c)) for row in rows] for c in ("latitude", "longitude")}
    columns |= {c: [_whole(row.get(c)) for row in rows] for c in ("tile_row", "tile_col")}
    size = [float(row["weight"]) for row in rows]
    columns["country"] = ["CN"] * len(rows)
    columns["potential"] = [round(w * POTENTIAL) for w in size]
    columns["outlet_universe"] = [max(1, round(w * OUTLETS)) for w in size]
    return chunk("region", columns)


def _cities() -> list[dict[str, str]]:
    return read("cities.csv")


def _with_sums(top: list[dict[str, object]], below: list[dict[str, str]]) -> list[dict[str, object]]:
    """The regions with the weight of their provinces and the middle of their capitals."""
    for row in top:
        own = [p for p in below if p["parent_id"] == row["region_id"]]
        row["weight"] = sum(float(p["weight"]) for p in own)
        row["latitude"] = round(sum(float(p["latitude"]) for p in own) / len(own), 2)
        row["longitude"] = round(sum(float(p["longitude"]) for p in own) / len(own), 2)
    return top


def _number(value: object) -> float | None:
    return None if value in (None, "") else float(str(value))


def _whole(value: object) -> int | None:
    return None if value in (None, "") else int(str(value))

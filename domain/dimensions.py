"""What figures can be cut by: members of a table, levels of a tree, attributes of a member."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.errors import ReaderError, unknown
from domain.facts import FACTS, Fact
from i18n import Text


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to group and filter.

    `of` is the table of members. With neither `column` nor `depth` a group is one member, named by its key
    `source:id`; with `column` it is one value of that attribute; with `depth` one node of the tree at that depth.
    """

    key: str
    name: Text
    of: str
    column: str | None = None
    depth: int | None = None

    @property
    def is_member(self) -> bool:
        """True when groups are members, with a key `source:id` and a name of their own."""
        return self.column is None

    def on(self, fact: Fact) -> bool:
        """Whether the fact can be cut by this dimension."""
        return self.key in fact.own or self.of in fact.keys


_ALL = (
    Dimension("region", Text("区域", "Region"), "region"),
    Dimension("region_1", Text("大区", "Region, level 1"), "region", depth=0),
    Dimension("region_2", Text("省份", "Region, level 2"), "region", depth=1),
    Dimension("region_3", Text("城市", "Region, level 3"), "region", depth=2),
    Dimension("channel", Text("渠道", "Channel"), "channel"),
    Dimension("channel_1", Text("渠道大类", "Channel, level 1"), "channel", depth=0),
    Dimension("channel_kind", Text("渠道类型", "Channel kind"), "channel", column="kind"),
    Dimension("partner", Text("经销商", "Partner"), "partner"),
    Dimension("tier", Text("经销商等级", "Partner tier"), "partner", column="tier"),
    Dimension("product", Text("产品", "Product"), "product"),
    Dimension("product_line", Text("产品线", "Product line"), "product", column="line"),
    Dimension("category", Text("品类", "Category"), "product", column="category"),
    Dimension("customer", Text("客户", "Customer"), "customer"),
    Dimension("segment", Text("客户细分", "Segment"), "customer", column="segment"),
    Dimension("industry", Text("行业", "Industry"), "customer", column="industry"),
    Dimension("rep", Text("销售", "Rep"), "rep"),
    Dimension("role", Text("角色", "Role"), "role", column="role"),
    Dimension("cost_kind", Text("费用类别", "Cost kind"), "cost", column="kind"),
)
DIMENSIONS: dict[str, Dimension] = {dimension.key: dimension for dimension in _ALL}

_KIND = Text("维度", "dimension")
_LACKS = Text(
    "{fact}没有“{dimension}”这一维度，请去掉该筛选或分组。",
    "The {fact} have no {dimension}: take that filter or grouping away.",
)


def dimension(key: str) -> Dimension:
    """The dimension of that key, or a ReaderError that suggests the right one."""
    if key not in DIMENSIONS:
        raise unknown(_KIND, key, DIMENSIONS)
    return DIMENSIONS[key]


def lacking(fact: str, wanted: Iterable[str]) -> ReaderError | None:
    """The error for the first wanted dimension that the fact does not have; None when it has them all."""
    for key in wanted:
        if not dimension(key).on(FACTS[fact]):
            return ReaderError(_LACKS, fact=FACTS[fact].name, dimension=dimension(key).name)
    return None


def member_key(source: str, member: str) -> str:
    """How a member is named in links and filters: unique over all sources.

    >>> member_key("demo", "huadong")
    'demo:huadong'
    """
    return f"{source}:{member}"


def member_parts(key: str) -> tuple[str, str]:
    """Source and id of a member key; an id may hold colons, a source may not.

    >>> member_parts("demo:a:b")
    ('demo', 'a:b')
    """
    source, _, member = key.partition(":")
    return source, member

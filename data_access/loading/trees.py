"""The tree tables: each node with its ancestor at every depth, for regions and channels alike."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
from sqlalchemy import Connection, Table, select

from data_access.dialects import bulk_insert
from data_access.loading.arrow import from_rows
from domain.errors import ReaderError
from i18n import Text

Node = tuple[str, str]  # source, id
MISSING_PARENT = Text(
    "表 {table}：{node} 的上级 {parent} 不存在。请补上该上级，或清空 parent_id。",
    "Table {table}: the parent {parent} of {node} does not exist. Add it, or leave parent_id empty.",
)
CYCLE = Text(
    "表 {table}：{nodes} 互为上级，形成了环。请改正 parent_id。",
    "Table {table}: {nodes} are above each other in a circle. Correct their parent_id.",
)


@dataclass(frozen=True, slots=True)
class Forest:
    """The nodes of a table with their parents, by (source, id)."""

    table: str
    parents: Mapping[Node, Node | None]

    def path(self, node: Node) -> list[Node]:
        """From the root down to `node`. Raises ReaderError for a missing parent or a circle."""
        walked = [node]
        while (above := self.parents[walked[-1]]) is not None:
            if above not in self.parents:
                raise ReaderError(MISSING_PARENT, table=self.table, node=walked[-1][1], parent=above[1])
            if above in walked:
                raise ReaderError(CYCLE, table=self.table, nodes=" → ".join(key for _, key in [*walked, above]))
            walked.append(above)
        return walked[::-1]


def fill_tree(connection: Connection, nodes: Table, tree: Table) -> None:
    """Write `tree` from `nodes` (key in the second column): see the docstring of the tree tables."""
    key = list(nodes.columns)[1]
    rows = connection.execute(select(nodes.c.source, key, nodes.c.parent_id)).all()
    forest = Forest(nodes.name, {(s, node): (s, above) if above is not None else None for s, node, above in rows})
    if forest.parents:
        bulk_insert(connection, tree, _padded(forest, tree, key.name))


def _padded(forest: Forest, tree: Table, key: str) -> pa.Table:
    paths = {node: forest.path(node) for node in forest.parents}
    deepest = max(len(path) for path in paths.values())
    return from_rows(
        tree,
        (
            {
                "source": node[0],
                key: node[1],
                "depth": depth,
                "ancestor_id": path[min(depth, len(path) - 1)][1],
                "own_depth": len(path) - 1,
            }
            for node, path in paths.items()
            for depth in range(deepest)
        ),
    )

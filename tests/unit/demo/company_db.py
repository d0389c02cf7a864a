"""The demo company's rows in a DuckDB in memory, as they come from the generator, for tests that add them up."""

from collections import defaultdict

import duckdb
import pandas as pd
import pyarrow as pa

from demo.company import tables
from demo.spec import Spec

NODES = """
CREATE VIEW node AS
SELECT r.region_id, p.region_id AS province, p.parent_id AS top
FROM region r JOIN region p ON p.region_id = CASE r.level WHEN '市' THEN r.parent_id ELSE r.region_id END
WHERE r.level <> '大区'
"""
SALES = """
CREATE VIEW sale AS
SELECT o.*, n.province, n.top, p.line, date_trunc('month', ordered_on)::DATE AS month
FROM order_line o JOIN node n USING (region_id) JOIN product p USING (product_id) WHERE status = 'booked'
"""


def filled(connection: duckdb.DuckDBPyConnection, spec: Spec) -> duckdb.DuckDBPyConnection:
    """The connection with every canonical table, and with `sale`: booked lines with province, region, line, month."""
    chunks = defaultdict(list)
    for name, chunk in tables(spec.scale, spec.seed, spec.end):
        chunks[name].append(chunk)
    for name, parts in chunks.items():
        connection.register("rows_", pa.concat_tables(parts))
        connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM rows_')
    connection.execute(NODES)
    connection.execute(SALES)
    return connection


def frame(connection: duckdb.DuckDBPyConnection, sql: str, *values: object) -> pd.DataFrame:
    """The rows of a statement."""
    return connection.execute(sql, values).df()

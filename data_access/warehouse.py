"""A database as one reader sees it, and `@query`: scope, guard, cache, limits and contract in one place."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import pandas as pd
import pyarrow as pa
from sqlalchemy import Engine, Select

from data_access import dialects
from data_access.visible import Visible, doors
from data_access.watchdog import time_limit
from domain.errors import ReaderError
from domain.filters import Filters
from domain.frames import Contract
from domain.partners import PATIENCE, Patience
from domain.scope import Scope
from domain.targets import NOTHING_ENTERED, Entered
from i18n import Text

Cache = Callable[[str, Callable[[], pd.DataFrame]], pd.DataFrame]
_TOO_MANY = Text(
    "结果超过 {limit} 行，请缩小筛选范围或减少分组。",
    "The answer has more than {limit} rows: narrow the filters or group by less.",
)


def no_cache(_key: str, run: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Ask the database each time."""
    return run()


@dataclass(frozen=True, slots=True)
class Warehouse:
    """Engine, reader's scope, data version and limits; every query takes it first.

    `plan` is the plan that targets are read from, `discount_rate` the yearly one of customer lifetime value,
    `time_zone` the name of the one in which instants are cut into days, `patience` says when a partner is dormant,
    `entered` are the targets of the workspace.
    """

    engine: Engine
    scope: Scope
    version: str = ""  # changes when data is published, and every cache key with it
    cache: Cache = no_cache
    row_limit: int = 50_000
    seconds: float = 30.0
    plan: str = "budget"
    discount_rate: float = 0.10
    time_zone: str = "UTC"
    patience: Patience = PATIENCE
    entered: Entered = NOTHING_ENTERED

    def key(self, *parts: object) -> str:
        """A digest, the same only for the same query, arguments, scope, data version, entered targets and terms.

        Streamlit joins the arguments of a cached function without marking where one ends; JSON does mark it.
        """
        data = (self.version, self.entered.digest, self.scope.plain())
        terms = (*data, self.plan, self.discount_rate, self.time_zone, self.patience)
        exact = json.dumps([parts, terms], default=_plain, sort_keys=True)
        return hashlib.sha256(exact.encode()).hexdigest()

    def fetch(self, build: Callable[[Visible], Select[Any]], contract: Contract) -> pd.DataFrame:
        """Run the statement that `build` makes of this reader's doors; the frame keeps its contract."""
        see = doors(self.scope, self.entered)
        statement = build(see)
        see.guard(statement)
        with self.engine.connect() as connection, time_limit(connection, self.seconds):
            frame = dialects.read(connection, statement.limit(self.row_limit + 1), contract.columns)
        if len(frame) > self.row_limit:
            raise ReaderError(_TOO_MANY, limit=self.row_limit)
        return contract.coerce(frame)

    def stream(self, build: Callable[[Visible], Select[Any]], kinds: pa.Schema, rows: int) -> Iterator[pa.Table]:
        """The rows of the statement in chunks of `rows`, without limits: for what a command copies, not for pages."""
        see = doors(self.scope, self.entered)
        statement = build(see)
        see.guard(statement)
        with self.engine.connect() as connection:
            yield from dialects.stream(connection, statement, kinds, rows)


def _plain(value: object) -> object:
    if isinstance(value, Filters):
        return value.plain()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Enum):
        return value.value
    if hasattr(value, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    raise TypeError(f"no plain form of {value!r} for a cache key")


P = ParamSpec("P")
Build = Callable[Concatenate[Visible, P], Select[Any]]
Run = Callable[Concatenate[Warehouse, P], pd.DataFrame]
QUERIES: dict[str, Callable[..., Select[Any]]] = {}
CONTRACTS: dict[str, Contract | Callable[..., Contract]] = {}


def query(contract: Contract | Callable[..., Contract]) -> Callable[[Build[P]], Run[P]]:
    """Turn `build(see, …) -> Select` into `run(warehouse, …) -> frame` and register it under its name.

    `contract` may be a function of the same arguments, for queries whose columns follow from what is asked.
    Registered queries are run by the contract and scope tests, on every database.
    """

    def decorate(build: Build[P]) -> Run[P]:
        name = getattr(build, "__name__", repr(build))

        @wraps(build)
        def run(warehouse: Warehouse, /, *args: P.args, **kwargs: P.kwargs) -> pd.DataFrame:
            promised = contract if isinstance(contract, Contract) else contract(*args, **kwargs)

            def fresh() -> pd.DataFrame:
                return warehouse.fetch(lambda see: build(see, *args, **kwargs), promised)

            return warehouse.cache(warehouse.key(name, args, kwargs), fresh)

        QUERIES[name], CONTRACTS[name] = build, contract
        return run

    return decorate

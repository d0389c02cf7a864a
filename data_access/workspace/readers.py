"""Readers and what each may see. Who is not in the list sees nothing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from data_access.workspace.audit import record
from data_access.workspace.tables import reader, reader_scope
from domain.errors import ReaderError, unknown
from domain.scope import NOTHING, Scope
from i18n import Locale, Text

_KIND = Text("读者", "reader")
_TAKEN = Text("已有登录名为“{login}”的读者。", "There is already a reader with the login “{login}”.")
_EMPTY = Text("还没有读者，请先新增。", "There are no readers yet: add one first.")
_NONE = ""  # the key of a set that was given and is empty
_NAMELESS = Text("请给出登录名。", "Give a login.")


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone who may open the dashboard. `locale` is None for the browser's own."""

    login: str
    name: str
    scope: Scope = NOTHING
    locale: Locale | None = None


def plain_login(login: str) -> str:
    """A login as it is kept and compared: logins and e-mail addresses differ in capitals from one sign-in to the next.

    >>> plain_login(" Ann@Example.com ")
    'ann@example.com'
    """
    return login.strip().lower()


def scope_of(engine: Engine, login: str, share_totals: bool = False) -> Scope:
    """What the reader of that login may see; an unknown one sees nothing.

    `share_totals` is the installation's permission to divide by company-wide totals, for every known reader.
    """
    found = _read(engine, plain_login(login))
    if not found:
        return NOTHING
    scope = found[0].scope
    return replace(scope, company_totals=scope.company_totals or share_totals)


def reader_of(engine: Engine, login: str) -> Reader:
    """The reader of that login. Raises ReaderError that suggests the right one."""
    if found := _read(engine, plain_login(login)):
        return found[0]
    known = [reader.login for reader in readers(engine)]
    raise unknown(_KIND, login, known) if known else ReaderError(_EMPTY)


def readers(engine: Engine) -> list[Reader]:
    """Everybody who may open the dashboard, by login."""
    return _read(engine, None)


def add_reader(engine: Engine, new: Reader, who: str) -> None:
    """Let someone in; `who` is written down as having done it. Raises ReaderError when the login is taken."""
    login = plain_login(new.login)
    if not login:
        raise ReaderError(_NAMELESS)
    locale = new.locale.value if new.locale else None
    flags = {"everything": new.scope.everything, "company_totals": new.scope.company_totals}
    try:
        with engine.begin() as connection:
            connection.execute(insert(reader).values(login=login, name=new.name, locale=locale, **flags))
            _write_slices(connection, login, new.scope)
            record(connection, who, "add reader", login, {"name": new.name, **new.scope.plain()})
    except IntegrityError as error:
        raise ReaderError(_TAKEN, login=login) from error


def add_missing(engine: Engine, wanted: Iterable[Reader], who: str) -> None:
    """Let those in who are not there yet; what is known of the others stays as it is."""
    known = {found.login for found in readers(engine)}
    for new in wanted:
        if plain_login(new.login) not in known:
            add_reader(engine, new, who)


def give_scope(engine: Engine, login: str, scope: Scope, who: str) -> None:
    """Let a reader see this and nothing else, from the next click on. Raises ReaderError for an unknown login."""
    login = reader_of(engine, login).login
    flags = {"everything": scope.everything, "company_totals": scope.company_totals}
    with engine.begin() as connection:
        connection.execute(reader.update().where(reader.c.login == login).values(**flags))
        connection.execute(delete(reader_scope).where(reader_scope.c.login == login))
        _write_slices(connection, login, scope)
        record(connection, who, "give scope", login, scope.plain())


def remove_reader(engine: Engine, login: str, who: str) -> None:
    """Let someone in no more. Raises ReaderError for an unknown login."""
    gone = reader_of(engine, login)
    with engine.begin() as connection:
        connection.execute(delete(reader_scope).where(reader_scope.c.login == gone.login))
        connection.execute(delete(reader).where(reader.c.login == gone.login))
        record(connection, who, "remove reader", gone.login, {"name": gone.name, **gone.scope.plain()})


def _write_slices(connection: Connection, login: str, scope: Scope) -> None:
    """One row a key. An empty set of channels or reps (see nothing) must not come back as None (see all of them)."""
    kinds = {"region": scope.regions, "channel": scope.channels, "rep": scope.reps}
    given = {kind: sorted(keys) or [_NONE] for kind, keys in kinds.items() if keys is not None}
    rows = [{"login": login, "kind": kind, "key": key} for kind, keys in given.items() for key in keys]
    connection.execute(insert(reader_scope), rows)


def _read(engine: Engine, login: str | None) -> list[Reader]:
    people = select(reader).order_by(reader.c.login)
    slices = select(reader_scope)
    if login is not None:
        people = people.where(reader.c.login == login)
        slices = slices.where(reader_scope.c.login == login)
    held: dict[tuple[str, str], frozenset[str]] = defaultdict(frozenset)
    with engine.connect() as connection:
        for row in connection.execute(slices):
            held[row.login, row.kind] |= {row.key}
        return [_reader(tuple(row), held) for row in connection.execute(people)]


def _reader(row: tuple[Any, ...], held: dict[tuple[str, str], frozenset[str]]) -> Reader:
    """No row for channels (or reps) means every one of the reader's regions; no region means nothing."""
    login, name, locale, everything, company_totals = row
    channels, reps = (held[login, kind] - {_NONE} if held[login, kind] else None for kind in ("channel", "rep"))
    scope = Scope(everything, held[login, "region"] - {_NONE}, channels, reps, company_totals)
    return Reader(login, name, scope, Locale(locale) if locale else None)

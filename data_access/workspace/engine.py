"""Opening the workspace database, and bringing its tables to the state that this version of the program needs."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from data_access.dialects import WriteLock, prepare_sqlite
from domain.errors import ReaderError
from i18n import Text

DEFAULT_URL = "sqlite:///var/workspace.db"
BAD_URL = Text(
    "工作区地址“{url}”无法识别。请写成 sqlite:///文件 或 postgresql://主机/库名。",
    "The workspace address “{url}” is not understood. Write sqlite:///FILE or postgresql://HOST/NAME.",
)
NEWER = Text(
    "工作区数据库来自更新的程序版本（{revision}）。请升级程序，或换一个 WORKSPACE_URL。",
    "The workspace was written by a newer version of the program ({revision}): upgrade it, or use another "
    "WORKSPACE_URL.",
)
_PATIENCE = 30  # seconds that a writer waits for another one
_MIGRATIONS = Path(__file__).parent / "migrations"


def open_workspace(url: str = DEFAULT_URL) -> Engine:
    """An engine on the workspace at `url`, made and upgraded when needed. Raises ReaderError."""
    parts = _parsed(url)
    engine = _engine(parts)
    upgrade(engine)
    return engine


def upgrade(engine: Engine) -> None:
    """Run the migrations that are missing; safe when several processes start at once.

    Raises ReaderError when the database is newer than the program.
    """
    config = _config()
    script = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        if _revision(connection) == script.get_current_head():
            return
    single = _engine(engine.url, poolclass=NullPool)
    with single.connect() as connection:
        connection.execute(WriteLock("fulcrum workspace"))
        if (found := _revision(connection)) and found not in {known.revision for known in script.walk_revisions()}:
            raise ReaderError(NEWER, revision=found)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _engine(url: URL, **options: Any) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True, **options)
    engine = create_engine(url, connect_args={"timeout": _PATIENCE}, **options)
    event.listen(engine, "connect", prepare_sqlite)
    return engine


def _parsed(url: str) -> URL:
    try:
        parts = make_url(url)
    except ArgumentError as error:
        raise ReaderError(BAD_URL, url=url.rpartition("@")[2]) from error
    if parts.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ReaderError(BAD_URL, url=parts.render_as_string())
    if parts.get_backend_name() == "postgresql":
        return parts.set(drivername="postgresql+psycopg")
    if parts.database and parts.database != ":memory:":
        Path(parts.database).parent.mkdir(parents=True, exist_ok=True)
    return parts

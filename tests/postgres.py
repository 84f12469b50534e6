"""A PostgreSQL server of a test's own: on a free loopback port, with its data in a temp folder."""

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import psycopg

_USER = "steelyard"
_PATIENCE_S = 30.0
_STOPS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "32MB",
    "timezone": "UTC",
    "logging_collector": "off",
}
_HASTE = {"fsync": "off", "full_page_writes": "off"}  # commits still outlive a kill


class PostgresServer:
    """A server that can be stopped, killed, suspended and started again.

    Args:
        binaries: The folder of initdb and postgres.
        folder: Holds the data and the log; owned by whom the server runs as.
        is_durable: Whether commits outlive the machine; otherwise only the server, but sooner.
    """

    def __init__(self, binaries: Path, folder: Path, *, is_durable: bool) -> None:
        self._binaries = binaries
        self._folder = folder
        self._settings = _SETTINGS if is_durable else _SETTINGS | _HASTE
        self._port = _free_port()
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """What the server has written so far."""
        return (self._folder / "log").read_text("utf-8", errors="replace")

    def url(self, database: str = "postgres") -> str:
        """Where a database is, as libpq understands it."""
        return f"postgresql://{_USER}@127.0.0.1:{self._port}/{database}"

    def create_database(self) -> str:
        """Make an empty database; return its name."""
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return name

    def initialise(self) -> None:
        """Make the files of the server."""
        made = _run_as_owner(
            [
                *(str(self._binaries / "initdb"), "--pgdata", str(self._folder / "data")),
                *("--username", _USER, "--auth", "trust", "--no-sync", "--no-instructions"),
                *("--encoding", "UTF8", "--locale", "C"),
            ],
            self._folder,
        )
        if made.wait():
            raise RuntimeError(f"initdb failed:\n{self.log[-2000:]}")

    def start(self) -> None:
        """Start it and wait until it answers; the same data, at the same port."""
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline:
            process = self._process = self._launch()
            while process.poll() is None and time.monotonic() < deadline:
                if self._answers():
                    return
                time.sleep(0.02)
            time.sleep(0.1)  # after a kill, the old server's children may still be there
        raise RuntimeError(f"PostgreSQL did not start:\n{self.log[-2000:]}")

    def stop(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        """End it in order: "fast" ends the sessions first, "immediate" only the processes."""
        self._end(_STOPS[mode])

    def kill(self) -> None:
        """End it as a fault would: none of its processes gets to do anything more."""
        self._end(signal.SIGKILL)

    def suspend(self) -> None:
        """Have it hang: connections stay open, and nothing answers."""
        self._signal_all(signal.SIGSTOP)

    def resume(self) -> None:
        """Have it go on."""
        self._signal_all(signal.SIGCONT)

    def _launch(self) -> subprocess.Popen[bytes]:
        settings = self._settings | {"port": str(self._port)}
        options = [each for item in settings.items() for each in ("-c", "=".join(item))]
        postgres = [str(self._binaries / "postgres"), "-D", str(self._folder / "data")]
        return _run_as_owner([*postgres, *options], self._folder)

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.url(), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def _end(self, number: signal.Signals) -> None:
        process = self._process
        if process is None:
            return
        self.resume()  # a process that is suspended would take note of no other signal
        children = _children(process.pid)
        process.send_signal(number)
        if number is signal.SIGKILL:
            _send(children, number)
        try:
            process.wait(_PATIENCE_S)
        finally:
            process.kill()
            process.wait()
            self._process = None

    def _signal_all(self, number: signal.Signals) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(number)  # the first one, so that it makes no further children
        _send(_children(process.pid), number)


def find_postgres() -> Path | None:
    """The folder of PostgreSQL's programs; None where it is not installed."""
    on_path = shutil.which("postgres")
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4])
    )
    found = [Path(on_path).resolve()] if on_path else debian[-1:]
    return found[0].parent if found and (found[0].parent / "initdb").exists() else None


@contextmanager
def postgres_server(*, is_durable: bool = False) -> Iterator[PostgresServer]:
    """Run a server.

    Args:
        is_durable: Whether commits outlive the machine; otherwise only the server, but sooner.

    Raises:
        RuntimeError: PostgreSQL is not installed (see find_postgres), or does not start.
    """
    binaries = find_postgres()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed")
    with tempfile.TemporaryDirectory(prefix="steelyard-postgres-") as name:
        folder = Path(name)
        owner = _owner()
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        server = PostgresServer(binaries, folder, is_durable=is_durable)
        try:
            server.initialise()
            server.start()
            yield server
        finally:
            server.stop("immediate")


def _owner() -> pwd.struct_passwd | None:
    """Whom the server runs as: oneself, and as root somebody else, since it refuses root."""
    if os.geteuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def _run_as_owner(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own command line
            [*_as_owner(), *command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for the tests, which then end the server
        )


def _as_owner() -> list[str]:
    """What becomes the owner and then the command.

    To have Popen do so would fork this process, of which gRPC's threads make the child crash.
    """
    owner = _owner()
    if owner is None:
        return []
    return ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]


def _children(pid: int) -> list[int]:
    """The processes that a process has begun, as Linux lists them."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in path.read_text().split()] if path.exists() else []


def _send(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue  # it has ended meanwhile


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

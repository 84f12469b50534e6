"""Generate the committed stubs from the protos, or check that they are fresh.

Usage: generate_protos.py [--check]
"""

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "protos"
PACKAGE = "steelyard/v1"


def generate(into: Path) -> None:
    """Write the stubs of every proto below ``into``, at the path that is also their import path."""
    protos = sorted(str(path.relative_to(ROOT)) for path in (ROOT / PACKAGE).glob("*.proto"))
    plugins = Path(sys.executable).parent
    command = [
        sys.executable,
        "-m",
        "grpc_tools.protoc",
        f"-I{ROOT}",
        f"-I{files('grpc_tools') / '_proto'}",
        f"--python_out={into}",
        f"--pyi_out={into}",
        *protos,
    ]
    services = [
        f"--grpc_python_out={into}",
        f"--mypy_grpc_out={into}",
    ]
    environment = os.environ | {"PATH": f"{plugins}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(command, check=True, cwd=ROOT)  # noqa: S603 - our own command line
    service_protos = [proto for proto in protos if proto.endswith("_service.proto")]
    subprocess.run(  # noqa: S603 - our own command line
        [*command[:5], *services, *service_protos], check=True, cwd=ROOT, env=environment
    )
    for package in (into / "steelyard", into / PACKAGE):
        (package / "__init__.py").touch()
        (package / "py.typed").touch()


def stale(fresh: Path) -> list[str]:
    """Names of committed stubs that differ from the fresh ones, are missing or left over."""
    generated = {path.relative_to(fresh) for path in fresh.rglob("*.py*")}
    committed = {
        path.relative_to(ROOT)
        for path in (ROOT / "steelyard").rglob("*.py*")
        if "__pycache__" not in path.parts
    }
    differing = {
        path
        for path in generated & committed
        if not filecmp.cmp(fresh / path, ROOT / path, shallow=False)
    }
    return sorted(str(path) for path in differing | (generated ^ committed))


def main() -> int:
    """Generate, or with ``--check`` compare; return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        generate(fresh)
        if "--check" in sys.argv[1:]:
            if names := stale(fresh):
                print("stale stubs, run 'make protos':", *names, sep="\n  ")
                return 1
            return 0
        shutil.copytree(fresh, ROOT, dirs_exist_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The client is a distribution of its own, which needs nothing of the server."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import grpc
import pytest

from tests.integration.client.scripted_server import RunningServer

SOURCE = Path(__file__).resolve().parents[3] / "clients/python"
SITE_PACKAGES = Path(grpc.__file__).parents[1]

PROGRAM = """
import sys
from steelyard_client import Steelyard, __file__ as client
from steelyard import __file__ as stubs
with Steelyard(sys.argv[1]) as steelyard:
    print(steelyard.count("x", model="m").token_count)
print(client, stubs)
print(*sorted(name for name in ("domain", "adapters", "grpc_status") if name in sys.modules))
"""


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints."""
    done = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, *command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stdout + done.stderr
    return done.stdout


def build(kind: str, source: Path, into: Path) -> Path:
    """Build a distribution, without the network."""
    run("-m", "hatchling", "build", "--target", kind, "--directory", into, cwd=source)
    (built,) = into.iterdir()
    return built


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", SOURCE, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", SOURCE, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def wheel_of_sdist(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel that is built where nothing but the sdist is."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (unpacked,) = folder.iterdir()
    return build("wheel", unpacked, tmp_path_factory.mktemp("wheel-of-sdist"))


def names(wheel: Path) -> set[str]:
    """The files of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_wheel_holds_client_and_stubs(wheel: Path) -> None:
    """What is typed is said to be, and the stubs come along."""
    expected = {
        "steelyard_client/__init__.py",
        "steelyard_client/py.typed",
        "steelyard/py.typed",
        "steelyard/v1/token_service_pb2.py",
        "steelyard/v1/token_service_pb2.pyi",
        "steelyard/v1/token_service_pb2_grpc.py",
        "steelyard/v1/compression_service_pb2_grpc.py",
    }

    held = names(wheel)

    assert expected <= held
    assert {"steelyard", "steelyard_client"} == {
        name.partition("/")[0] for name in held if ".dist-info" not in name
    }


def test_wheel_of_the_sdist_is_the_same(wheel: Path, wheel_of_sdist: Path) -> None:
    """Who builds from the sdist gets what is in the wheel."""
    expected = names(wheel)

    assert expected == names(wheel_of_sdist)


def test_stubs_are_those_of_the_house(wheel: Path) -> None:
    """There is one copy of the stubs, and this is it."""
    stub = "steelyard/v1/token_service_pb2.py"
    expected = (SOURCE.parents[1] / "protos" / stub).read_bytes()

    with zipfile.ZipFile(wheel) as archive:
        packed = archive.read(stub)

    assert expected == packed


def test_installed_client_needs_nothing_of_the_server(
    wheel: Path, server: RunningServer, tmp_path: Path
) -> None:
    """An installed wheel counts with its own dependencies alone."""
    target, libraries = tmp_path / "target", tmp_path / "libraries"
    pip = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target")
    run(*pip, target, wheel, cwd=tmp_path)
    libraries.mkdir()
    for name in ("grpc", "google", "typing_extensions.py"):
        if (SITE_PACKAGES / name).exists():
            (libraries / name).symlink_to(SITE_PACKAGES / name)
    expected = (
        f"0\n{target / 'steelyard_client/__init__.py'} {target / 'steelyard/__init__.py'}\n\n"
    )

    # Isolated and without site-packages: the server's packages are nowhere on its way.
    program = f"import sys; sys.path[:0] = [{str(target)!r}, {str(libraries)!r}]\n{PROGRAM}"
    printed = run("-I", "-S", "-c", program, server.address, cwd=tmp_path)

    assert expected == printed

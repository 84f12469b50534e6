"""The import contracts of pyproject.toml hold, and each of them catches what it is there for."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGES, ROOT, plant, project_settings

LINTER = Path(sys.executable).with_name("lint-imports")
VERDICT = re.compile(r"^(?P<contract>.+) (?P<verdict>KEPT|BROKEN)$", re.MULTILINE)

LAYERS = "Layers point inwards and adapters never meet the application"
PORTS = "Ports are inbound or outbound and independent"
CONTEXTS = "Domain contexts are independent over tokens over shared"
USE_CASES = "Application modules are independent"
DIRECTIONS = "Adapters are inbound or outbound"
SIBLINGS = "Adapter packages never import a sibling"
STUBS = "Generated stubs stay in the gRPC adapter and the client"
CLIENT = "The client is used by one adapter"
APART = "The client knows nothing of the server"
INJECTOR = "Injector is used in bootstrap only"
FRAMEWORKS = "The core uses no framework"
CYCLES = "No cycles"


@dataclass(frozen=True, slots=True)
class Plant:
    """Files that break one contract."""

    contract: str
    files: dict[str, str]

    def __str__(self) -> str:
        return f"{self.contract}: {next(iter(self.files))}"


PLANTS = [
    Plant(LAYERS, {"domain/tokens/planted.py": "import ports.inbound\n"}),
    Plant(LAYERS, {"ports/outbound/planted.py": "def late():\n    import application\n"}),
    Plant(LAYERS, {"application/planted.py": "import adapters.outbound.toktok\n"}),
    Plant(
        LAYERS,
        {
            "adapters/outbound/toktok/planted.py": (
                "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import application\n"
            )
        },
    ),
    Plant(LAYERS, {"adapters/inbound/cli/planted.py": "import bootstrap\n"}),
    Plant(PORTS, {"ports/outbound/planted.py": "import ports.inbound.tokens\n"}),
    Plant(PORTS, {"ports/planted.py": "PLANTED = 1\n"}),
    Plant(CONTEXTS, {"domain/shared/planted.py": "import domain.tokens\n"}),
    Plant(CONTEXTS, {"domain/planted/__init__.py": ""}),
    Plant(
        CONTEXTS,
        {
            "domain/registry/__init__.py": "import domain.compression\n",
            "domain/compression/__init__.py": "",
        },
    ),
    Plant(USE_CASES, {"application/planted.py": "import application.tokens\n"}),
    Plant(DIRECTIONS, {"adapters/planted.py": "PLANTED = 1\n"}),
    Plant(SIBLINGS, {"adapters/outbound/planted.py": "import adapters.outbound.tiktoken\n"}),
    Plant(SIBLINGS, {"adapters/inbound/planted.py": "import adapters.outbound.toktok\n"}),
    Plant(STUBS, {"application/planted.py": "from steelyard.v1 import types_pb2\n"}),
    Plant(STUBS, {"adapters/outbound/toktok/planted.py": "import steelyard.v1.types_pb2\n"}),
    Plant(STUBS, {"adapters/outbound/grpc_client/planted.py": "import steelyard.v1.types_pb2\n"}),
    Plant(CLIENT, {"adapters/inbound/cli/planted.py": "import steelyard_client\n"}),
    Plant(APART, {"steelyard_client/planted.py": "import domain.shared\n"}),
    Plant(INJECTOR, {"adapters/inbound/grpc/planted.py": "from injector import inject\n"}),
    Plant(FRAMEWORKS, {"domain/tokens/planted.py": "import numpy.linalg\n"}),
    Plant(FRAMEWORKS, {"ports/outbound/planted.py": "from google.protobuf import message\n"}),
    Plant(
        CYCLES,
        {
            "domain/tokens/planted.py": "import domain.tokens.planted_too\n",
            "domain/tokens/planted_too.py": "import domain.tokens.planted\n",
        },
    ),
]


def verdicts(root: Path) -> dict[str, str]:
    """What import-linter says of each contract."""
    run = subprocess.run(  # noqa: S603 - our own command line
        [LINTER, "--no-cache", "--no-logo"],
        cwd=root,
        env=os.environ | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = {match["contract"]: match["verdict"] for match in VERDICT.finditer(run.stdout)}
    assert found, f"import-linter gave no verdict:\n{run.stdout}{run.stderr}"
    return found


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the packages and their contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in (*PACKAGES, "clients/python/steelyard_client"):
        shutil.copytree(
            ROOT / package,
            tmp_path / Path(package).name,
            ignore=shutil.ignore_patterns("__pycache__", "*.json", "*.toml"),
        )
    return tmp_path


def contract_names() -> list[str]:
    """The contracts of pyproject.toml."""
    contracts: list[dict[str, str]] = project_settings()["tool"]["importlinter"]["contracts"]
    return [each["name"] for each in contracts]


def test_every_contract_holds() -> None:
    """The code keeps every contract that pyproject.toml declares."""
    expected = dict.fromkeys(contract_names(), "KEPT")

    actual = verdicts(ROOT)

    assert expected == actual


@pytest.mark.parametrize("planted", PLANTS, ids=str)
def test_contract_catches_its_violation(house: Path, planted: Plant) -> None:
    """An import that a contract forbids breaks that contract and no other."""
    plant(house, planted.files)

    broken = [name for name, verdict in verdicts(house).items() if verdict == "BROKEN"]

    assert [planted.contract] == broken


def test_every_contract_has_a_violation_that_it_catches() -> None:
    """No contract is without a planted violation, so none can be empty."""
    planted = {each.contract for each in PLANTS}

    assert set(contract_names()) == planted


def test_contracts_cover_every_package() -> None:
    """The import graph is built from all the packages that are distributed."""
    settings = project_settings()["tool"]
    distributed = {
        Path(each).name for each in settings["hatch"]["build"]["targets"]["wheel"]["packages"]
    }

    covered = set(settings["importlinter"]["root_packages"])

    assert distributed == covered == {*PACKAGES, "steelyard", "steelyard_client"}

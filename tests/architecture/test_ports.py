"""Every outbound port has a contract suite that runs on each of its adapters.

An adapter says in its class docstring what it is for: ``Implements ports.outbound.clock.Clock``.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import (
    ROOT,
    classes,
    imported_names,
    methods,
    plain_names,
    plant,
    python_files,
    qualified_names,
)

CLAIM = re.compile(r"ports\.outbound\.(\w+)\.(\w+)")

type Port = tuple[str, str]
"""A module of ports/outbound and a Protocol in it."""


def ports(root: Path) -> dict[Port, set[str]]:
    """Every outbound Protocol and the names of its methods."""
    return {
        (path.stem, each.name): {method.name for method in methods(each)}
        for path in python_files(root, "ports/outbound")
        for each in classes(root / path)
        if any(isinstance(base, ast.Name) and base.id == "Protocol" for base in each.bases)
    }


def adapters(root: Path) -> Iterator[tuple[ast.ClassDef, set[Port]]]:
    """Every class of the outbound adapters and what it says that it implements.

    A context may implement what another one needs of it; such classes of the application count too.
    """
    for path in python_files(root, "adapters/outbound", "application"):
        for each in classes(root / path):
            claims = CLAIM.findall(ast.get_docstring(each) or "")
            if claims or path.is_relative_to("adapters"):
                yield each, {(module, name) for module, name in claims}


def mentioned_names(root: Path, suite: str) -> set[str]:
    """The names that a suite uses, or a module beside it that it imports; words do not count."""
    path = root / suite
    if not path.exists():
        return set()
    helpers = (root / f"{name.replace('.', '/')}.py" for name in imported_names(path))
    beside = [helper for helper in helpers if helper.parent == path.parent and helper.exists()]
    files = (path, *beside)
    return {name for file in files for name in (*plain_names(file), *qualified_names(file))}


def untested_ports(root: Path) -> list[str]:
    """Ports and adapters that no contract suite of the port's module runs on."""
    subjects = [(module, name, name) for module, name in ports(root)] + [
        (module, name, each.name) for each, claims in adapters(root) for module, name in claims
    ]
    return sorted(
        f"tests/contract/test_{module}.py does not test {subject} as {name}"
        for module, name, subject in subjects
        if subject not in mentioned_names(root, f"tests/contract/test_{module}.py")
    )


def wrong_claims(root: Path) -> list[str]:
    """Claims of what is no port, ports that nobody claims, and adapters that keep silent."""
    known = ports(root)
    found = list(adapters(root))
    claimed = {port for _, claims in found for port in claims}
    return [
        *(f"{name} is no port of {module}" for module, name in sorted(claimed - known.keys())),
        *(f"{name} of {module} has no adapter" for module, name in sorted(known.keys() - claimed)),
        *(
            f"{each.name} does not say that it implements {port[1]}"
            for each, claims in found
            for port, demanded in sorted(known.items())
            if demanded <= _unexplained(each, claims, known) and port not in claims
        ),
    ]


def _unexplained(each: ast.ClassDef, claims: set[Port], known: dict[Port, set[str]]) -> set[str]:
    """The methods of an adapter that no port demands which it says that it implements."""
    explained = {name for claim in claims for name in known.get(claim, ())}
    return {method.name for method in methods(each)} - explained


PORT = """
class Clock(Protocol):
    def now(self): ...
"""
ADAPTER = '''
class SystemClock:
    """Implements ports.outbound.clock.Clock."""

    def now(self): ...
'''
SILENT_ADAPTER = '''
class FastClock:
    """Tells the time."""

    def now(self): ...
'''


def test_every_port_has_a_contract_suite() -> None:
    """Each outbound Protocol and each of its adapters is under test in tests/contract."""
    expected: list[str] = []

    actual = untested_ports(ROOT)

    assert expected == actual


def test_every_adapter_says_what_it_implements() -> None:
    """Each outbound Protocol has an adapter, and adapters name the ports that they implement."""
    expected: list[str] = []

    actual = wrong_claims(ROOT)

    assert expected == actual


def test_missing_suite_is_found(tmp_path: Path) -> None:
    """A port module without a suite is named for each Protocol and each adapter."""
    plant(tmp_path, {"ports/outbound/clock.py": PORT, "adapters/outbound/system/clock.py": ADAPTER})
    suite = "tests/contract/test_clock.py"
    expected = [
        f"{suite} does not test Clock as Clock",
        f"{suite} does not test SystemClock as Clock",
    ]

    actual = untested_ports(tmp_path)

    assert expected == actual


def test_adapter_outside_of_the_suite_is_found(tmp_path: Path) -> None:
    """An adapter that a suite names in words only is not under test."""
    plant(
        tmp_path,
        {
            "ports/outbound/clock.py": PORT,
            "adapters/outbound/system/clock.py": ADAPTER,
            "tests/contract/test_clock.py": '"""SystemClock."""\nsubject: Clock\n',
        },
    )
    expected = ["tests/contract/test_clock.py does not test SystemClock as Clock"]

    actual = untested_ports(tmp_path)

    assert expected == actual


def test_suite_may_build_its_adapters_in_a_module_beside_it(tmp_path: Path) -> None:
    """Adapters that a suite gets from a helper of tests/contract are under test."""
    plant(
        tmp_path,
        {
            "ports/outbound/clock.py": PORT,
            "adapters/outbound/system/clock.py": ADAPTER,
            "tests/contract/clocks.py": "CLOCKS = [SystemClock()]\n",
            "tests/contract/test_clock.py": (
                "from tests.contract.clocks import CLOCKS\nsubject: Clock = CLOCKS[0]\n"
            ),
        },
    )
    expected: list[str] = []

    actual = untested_ports(tmp_path)

    assert expected == actual


def test_silent_adapter_is_found(tmp_path: Path) -> None:
    """A class with all the methods of a port that does not name the port is found."""
    plant(
        tmp_path,
        {
            "ports/outbound/clock.py": PORT,
            "adapters/outbound/system/clock.py": ADAPTER + SILENT_ADAPTER,
        },
    )
    expected = ["FastClock does not say that it implements Clock"]

    actual = wrong_claims(tmp_path)

    assert expected == actual


def test_claim_of_no_port_is_found(tmp_path: Path) -> None:
    """A claim that outlived its port, and a port that nobody claims, are found."""
    plant(
        tmp_path,
        {
            "ports/outbound/clock.py": PORT,
            "adapters/outbound/system/clock.py": ADAPTER.replace(".Clock", ".Watch"),
        },
    )
    expected = [
        "Watch is no port of clock",
        "Clock of clock has no adapter",
        "SystemClock does not say that it implements Clock",
    ]

    actual = wrong_claims(tmp_path)

    assert expected == actual

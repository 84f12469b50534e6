"""The container can build everything it binds, and nothing is offered that nobody calls."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

from injector import Injector, Module, provider

from bootstrap.container import build_container
from bootstrap.settings import Settings
from tests.architecture.source import ROOT, classes, methods, plant, python_files, syntax_tree

REPORT = "from tests.architecture.test_wiring import report; report()"


def unresolved(container: Injector) -> list[str]:
    """Bindings that the container cannot build, and why."""
    findings = []
    for interface in tuple(container.binder._bindings):
        try:
            container.get(interface)
        except Exception as error:  # noqa: BLE001 - whatever a provider raises is a finding
            findings.append(f"{getattr(interface, '__name__', interface)} {error!r}")
    return findings


def report() -> None:
    """Build everything with the default settings and print what failed.

    Runs in a process of its own: metrics register once for each process.
    """
    print(json.dumps(unresolved(build_container(Settings.from_environment({})))))  # noqa: T201 - read by the test


def uncalled_methods(root: Path) -> list[str]:
    """Methods of the inbound ports that no inbound adapter calls."""
    called = {
        node.attr
        for path in python_files(root, "adapters/inbound")
        for node in ast.walk(syntax_tree(root / path))
        if isinstance(node, ast.Attribute)
    }
    return [
        f"{path} {each.name}.{method.name} has no caller"
        for path in python_files(root, "ports/inbound")
        for each in classes(root / path)
        for method in methods(each)
        if method.name not in called
    ]


class Engine:
    """Is not provided."""


class Car:
    """Needs an engine."""


class Wheel:
    """Cannot be made."""


class BrokenModule(Module):
    """Provides what it cannot build."""

    @provider
    def car(self, _engine: Engine) -> Car:
        """Never called."""
        return Car()

    @provider
    def wheel(self) -> Wheel:
        """Fails."""
        raise ValueError("square")


def test_every_binding_resolves(tmp_path: Path) -> None:
    """With default settings the container builds each thing that it binds."""
    # prometheus_client looks for the folder when it is imported; a server's start makes one.
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    run = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-c", REPORT],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    expected: list[str] = []

    actual = json.loads(run.stdout) if run.stdout else [run.stderr]

    assert expected == actual


def test_binding_that_cannot_be_built_is_found() -> None:
    """A provider whose need nobody provides, and one that fails, are named."""
    container = Injector([BrokenModule], auto_bind=False)
    expected = ["Car", "Wheel"]

    actual = [finding.partition(" ")[0] for finding in unresolved(container)]

    assert expected == actual


def test_every_inbound_method_has_a_caller() -> None:
    """What the inbound ports offer is asked for by an inbound adapter."""
    expected: list[str] = []

    actual = uncalled_methods(ROOT)

    assert expected == actual


def test_method_without_a_caller_is_found(tmp_path: Path) -> None:
    """An inbound method that no inbound adapter calls is named."""
    plant(
        tmp_path,
        {
            "ports/inbound/x.py": "class X:\n    def a(self): ...\n    def b(self): ...\n",
            "adapters/inbound/grpc/x_servicer.py": "x.a()\n",
        },
    )
    expected = ["ports/inbound/x.py X.b has no caller"]

    actual = uncalled_methods(tmp_path)

    assert expected == actual

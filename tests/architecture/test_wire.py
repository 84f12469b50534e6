"""What the protos promise is what the code answers: RPCs, reasons, aborts, and one chain."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from google.protobuf.descriptor import ServiceDescriptor
from steelyard.v1 import error_reason_pb2

from adapters.inbound.grpc.interceptors import CHAIN_ORDER
from domain.shared.errors import SteelyardError
from tests.architecture.source import (
    PACKAGES,
    ROOT,
    classes,
    methods,
    plant,
    python_files,
    syntax_tree,
)

PREFIX = "ERROR_REASON_"
ABORTS = frozenset({"abort", "abort_with_status", "set_code", "set_details"})
ELSEWHERE = "adapters.outbound.ray."
"""Its library is installed in an environment of its own; it raises no errors that clients see."""
ABORTER = Path("adapters/inbound/grpc/errors.py")


type Place = tuple[str, str]
"""A file and a class in it."""


@dataclass(frozen=True, slots=True)
class Context:
    """Who answers for a service, and what it asks.

    Args:
        servicer: The file of the servicer.
        topics: For each topic of the context the file of the inbound port with its Protocol, and
            the file of the use cases with their class.
    """

    servicer: str
    topics: tuple[tuple[Place, Place], ...]


CONTEXTS: Mapping[str, Context] = {
    "TokenService": Context(
        servicer="adapters/inbound/grpc/token_servicer.py",
        topics=(
            (
                ("ports/inbound/tokens.py", "TokenAnalyses"),
                ("application/tokens/analyzer.py", "TokenAnalyzer"),
            ),
            (
                ("ports/inbound/chats.py", "ChatAnalyses"),
                ("application/tokens/chats.py", "ChatAnalyzer"),
            ),
            (
                ("ports/inbound/cuts.py", "TextCuts"),
                ("application/tokens/cuts.py", "TextCutter"),
            ),
            (
                ("ports/inbound/models.py", "ModelAnalyses"),
                ("application/tokens/models.py", "ModelAnalyst"),
            ),
            (
                ("ports/inbound/analysis_records.py", "AnalysisRecords"),
                ("application/tokens/records.py", "AnalysisRecorder"),
            ),
        ),
    ),
    "CompressionService": Context(
        servicer="adapters/inbound/grpc/compression_servicer.py",
        topics=(
            (
                ("ports/inbound/compression.py", "TextCompressions"),
                ("application/compression/texts.py", "TextCompressor"),
            ),
            (
                ("ports/inbound/compression.py", "ChatCompressions"),
                ("application/compression/chats.py", "ChatCompressor"),
            ),
            (
                ("ports/inbound/jobs.py", "CompressionJobs"),
                ("application/compression/jobs/requests.py", "JobDesk"),
            ),
        ),
    ),
}

ORDER = [
    ("request_id", "everything further in, the log of a fault included, can name the call"),
    ("access_log", "sees the final code of every call, of those refused further in as well"),
    ("metrics", "counts refused calls too; inside of errors it would see no code"),
    ("errors", "what is further in raises our errors; what is further out sees only codes"),
    ("deadline", "a call that may not run long enough must not hold a place"),
    ("limits", "only a call that will really work takes a place"),
]
"""The interceptors, outermost first, and why each is where it is.

Authentication has its place between errors and deadline; there is none yet.
"""


def services() -> Iterator[ServiceDescriptor]:
    """Every service of the committed stubs."""
    for path in sorted((ROOT / "protos/steelyard/v1").glob("*_service_pb2.py")):
        module = importlib.import_module(f"steelyard.v1.{path.stem}")
        yield from module.DESCRIPTOR.services_by_name.values()


def rpcs(service: ServiceDescriptor) -> list[str]:
    """The names of a service's RPCs."""
    return sorted(each.name for each in service.methods)


def snake_case(name: str) -> str:
    """CountTokens as count_tokens."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def public_methods(root: Path, file: str, name: str) -> set[str]:
    """The public methods that a class of a file defines; none where there is none."""
    if not (root / file).exists():
        return set()
    return {
        method.name
        for each in classes(root / file)
        if each.name == name
        for method in methods(each)
        if not method.name.startswith("_")
    }


def unanswered_rpcs(root: Path, service: str, names: list[str]) -> list[str]:
    """RPCs that the servicer does not override, and methods of it that are no RPC."""
    answered = public_methods(
        root, CONTEXTS[service].servicer, f"{service.removesuffix('Service')}Servicer"
    )
    return [
        *(f"{name} is not overridden" for name in names if name not in answered),
        *(f"{name} is no RPC" for name in sorted(answered.difference(names))),
    ]


def unnamed_use_cases(root: Path, service: str, names: list[str]) -> list[str]:
    """RPCs for which no topic has a method of the same name in its port and in its use cases."""
    answered = [
        public_methods(root, *port) & public_methods(root, *use_cases)
        for port, use_cases in CONTEXTS[service].topics
    ]
    return [
        f"no topic has {snake_case(name)}"
        for name in names
        if not any(snake_case(name) in each for each in answered)
    ]


def aborts(root: Path) -> list[str]:
    """Places other than the one that name what ends a call with a code."""
    return [
        f"{path}:{node.lineno} names {node.attr}"
        for path in python_files(root, *PACKAGES)
        if path != ABORTER
        for node in ast.walk(syntax_tree(root / path))
        if isinstance(node, ast.Attribute) and node.attr in ABORTS
    ]


def error_classes() -> list[type[SteelyardError]]:
    """Every error class of the packages."""
    for package in ("domain", "application", "adapters"):
        found = importlib.import_module(package)
        for module in pkgutil.walk_packages(found.__path__, f"{package}."):
            if not module.name.startswith(ELSEWHERE):
                importlib.import_module(module.name)
    return sorted(_descendants(SteelyardError), key=lambda each: each.__qualname__)


def _descendants(parent: type[SteelyardError]) -> set[type[SteelyardError]]:
    children = {
        each for each in parent.__subclasses__() if each.__module__.partition(".")[0] in PACKAGES
    }
    return children.union(*(_descendants(each) for each in children))


def unpaired_reasons(reasons: Sequence[str], raised: Sequence[str]) -> list[str]:
    """Reasons that no class or several classes have, and reasons of classes that are none.

    Args:
        reasons: Those that the protos list.
        raised: The reason of each class that has one of its own.
    """
    return [
        *(
            f"{each} has {raised.count(each)} classes"
            for each in reasons
            if raised.count(each) != 1
        ),
        *(f"{each} is no reason" for each in raised if each not in reasons),
    ]


def test_every_service_has_a_context() -> None:
    """A service of the protos has a servicer, an inbound port and use cases."""
    expected = {each.name for each in services()}

    actual = set(CONTEXTS)

    assert expected == actual


def test_every_rpc_is_overridden() -> None:
    """Each RPC of each service has a method in its servicer; nothing else there is public."""
    expected: list[str] = []

    actual = [
        each
        for service in services()
        for each in unanswered_rpcs(ROOT, service.name, rpcs(service))
    ]

    assert expected == actual


def test_missing_rpc_is_found(tmp_path: Path) -> None:
    """An RPC without a method and a method without an RPC are named."""
    servicer = "class TokenServicer:\n    def A(self): ...\n    def C(self): ...\n"
    plant(tmp_path, {CONTEXTS["TokenService"].servicer: servicer})
    expected = ["B is not overridden", "C is no RPC"]

    actual = unanswered_rpcs(tmp_path, "TokenService", ["A", "B"])

    assert expected == actual


def test_rpc_port_and_use_case_share_a_name() -> None:
    """CountTokens is count_tokens on the inbound port and on the class that implements it."""
    expected: list[str] = []

    actual = [
        each
        for service in services()
        for each in unnamed_use_cases(ROOT, service.name, rpcs(service))
    ]

    assert expected == actual


def test_misnamed_use_case_is_found(tmp_path: Path) -> None:
    """A use case whose name is not that of its RPC is named."""
    plant(
        tmp_path,
        {
            "ports/inbound/models.py": "class ModelAnalyses:\n    def get_model(self): ...\n",
            "application/tokens/models.py": "class ModelAnalyst:\n    def find_model(self): ...\n",
        },
    )
    expected = ["no topic has get_model"]

    actual = unnamed_use_cases(tmp_path, "TokenService", ["GetModel"])

    assert expected == actual


def test_every_reason_has_one_error_and_back() -> None:
    """Each reason that a client may see is that of one class; each class has such a reason."""
    reasons = [name.removeprefix(PREFIX) for name in error_reason_pb2.ErrorReason.keys()]  # noqa: SIM118 - an enum wrapper is no mapping
    raised = [each.reason for each in error_classes() if "reason" in vars(each)]
    expected = ["UNSPECIFIED has 0 classes"]

    actual = unpaired_reasons(reasons, raised)

    assert expected == actual


def test_unpaired_reason_is_found() -> None:
    """A reason without a class, one with two and one that the protos do not list are named."""
    expected = ["A has 0 classes", "B has 2 classes", "C is no reason"]

    actual = unpaired_reasons(["A", "B", "D"], ["B", "B", "C", "D"])

    assert expected == actual


def test_every_concrete_error_has_a_reason_of_its_own() -> None:
    """Only the categories are without a reason; no error borrows that of another."""
    expected: list[str] = []

    actual = [
        each.__qualname__
        for each in error_classes()
        if each.__module__ != "domain.shared.errors" and "reason" not in vars(each)
    ]

    assert expected == actual


def test_only_one_place_aborts_calls() -> None:
    """A call ends with an error code in errors.py and nowhere else."""
    expected: list[str] = []

    actual = aborts(ROOT)

    assert expected == actual


def test_abort_elsewhere_is_found(tmp_path: Path) -> None:
    """A servicer that aborts or sets a code is named, the one allowed place is not."""
    plant(
        tmp_path,
        {
            "adapters/inbound/grpc/x_servicer.py": "end = context.abort\ncontext.set_code(5)\n",
            str(ABORTER): "context.abort(5)\n",
        },
    )
    file = "adapters/inbound/grpc/x_servicer.py"
    expected = [f"{file}:1 names abort", f"{file}:2 names set_code"]

    actual = aborts(tmp_path)

    assert expected == actual


def test_interceptors_have_one_order() -> None:
    """The chain runs in the order whose reasons are given above."""
    expected = tuple(name for name, _ in ORDER)

    actual = CHAIN_ORDER

    assert expected == actual

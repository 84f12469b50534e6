"""Files are topics, functions are short, and few values are told apart by their order alone.

Complexity is ruff's to check. Docstrings do not count as length: the house asks for them.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import pytest

from tests.architecture.source import PACKAGES, ROOT, Function, plant, python_files, syntax_tree

LONGEST_FILE = 350
LONGEST_FUNCTION = 60
LONG_FUNCTION = 30
"""One function in ten may be longer."""
USUAL_FUNCTION = 10
"""Half of the functions are shorter."""
MOST_POSITIONAL = 4
MOST_KEYWORDS = 8

SHIPPED = (*PACKAGES, "clients/python", "scripts")
EVERYTHING = (*SHIPPED, "tests", "benchmarks")

type Check = Callable[[Path], list[str]]


@dataclass(frozen=True, slots=True)
class Found:
    """A function and where it is."""

    path: Path
    node: Function
    is_method: bool

    def __str__(self) -> str:
        return f"{self.path}:{self.node.lineno} {self.node.name}"

    @property
    def line_count(self) -> int:
        """Lines from the first to the last, without decorators and docstring."""
        first, *_ = self.node.body
        docstring = 0
        if ast.get_docstring(self.node, clean=False) is not None:
            docstring = (first.end_lineno or first.lineno) - first.lineno + 1
        return (self.node.end_lineno or self.node.lineno) - self.node.lineno + 1 - docstring

    @property
    def positional_count(self) -> int:
        """Parameters that a call may give by position, without self or cls."""
        given = [each.arg for each in (*self.node.args.posonlyargs, *self.node.args.args)]
        return len(given) - (self.is_method and given[:1] in (["self"], ["cls"]))


def functions(root: Path, *folders: str) -> Iterator[Found]:
    """Every function and method, nested ones too."""
    for path in python_files(root, *folders):
        for parent in ast.walk(syntax_tree(root / path)):
            for node in ast.iter_child_nodes(parent):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield Found(path, node, isinstance(parent, ast.ClassDef))


def long_files(root: Path) -> list[str]:
    """Files that should be split."""
    counts = {
        path: len((root / path).read_text(encoding="utf-8").splitlines())
        for path in python_files(root, *EVERYTHING)
    }
    return [f"{path} has {count} lines" for path, count in counts.items() if count > LONGEST_FILE]


def long_functions(root: Path) -> list[str]:
    """Functions that are too long wherever they are."""
    return [
        f"{each} has {each.line_count} lines"
        for each in functions(root, *EVERYTHING)
        if each.line_count > LONGEST_FUNCTION
    ]


def swollen_functions(root: Path) -> list[str]:
    """Whether too many of the shipped functions are longer than they should be."""
    counts = [each.line_count for each in functions(root, *SHIPPED)]
    if len(counts) < 2:
        return []
    tenth, middle = quantiles(counts, n=10)[-1], median(counts)
    return [
        *([f"one in ten has {tenth:g} lines or more"] if tenth > LONG_FUNCTION else []),
        *([f"the usual one has {middle:g} lines"] if middle >= USUAL_FUNCTION else []),
    ]


def wide_functions(root: Path) -> list[str]:
    """Shipped functions with more parameters than a reader can hold."""
    return [
        *(
            f"{each} takes {each.positional_count} by position"
            for each in functions(root, *SHIPPED)
            if each.positional_count > MOST_POSITIONAL
        ),
        *(
            f"{each} takes {len(each.node.args.kwonlyargs)} by name"
            for each in functions(root, *SHIPPED)
            if len(each.node.args.kwonlyargs) > MOST_KEYWORDS
        ),
    ]


CHECKS: list[Check] = [long_files, long_functions, swollen_functions, wide_functions]


def function_of(lines: int, *, name: str = "f", parameters: str = "") -> str:
    """The source of a function with that many lines."""
    return f"def {name}({parameters}):\n" + "    pass\n" * (lines - 1)


VIOLATIONS: list[tuple[Check, str, str]] = [
    (long_files, "x = 1\n" * 351, "domain/x.py has 351 lines"),
    (long_functions, function_of(61), "domain/x.py:1 f has 61 lines"),
    (
        long_functions,
        f"async {function_of(61, name='g')}",
        "domain/x.py:1 g has 61 lines",
    ),
    (
        swollen_functions,
        function_of(9) * 8 + function_of(31) * 2,
        "one in ten has 31 lines or more",
    ),
    (swollen_functions, function_of(10) * 10, "the usual one has 10 lines"),
    (
        wide_functions,
        function_of(2, parameters="a, b, /, c, d, e=1"),
        "domain/x.py:1 f takes 5 by position",
    ),
    (
        wide_functions,
        function_of(2, parameters="*, a, b, c, d, e, f, g, h, i"),
        "domain/x.py:1 f takes 9 by name",
    ),
]

ALLOWED: list[tuple[Check, str]] = [
    (long_files, "x = 1\n" * 350),
    (long_functions, function_of(60)),
    (long_functions, 'def f():\n    """A.\n' + "    B.\n" * 70 + '    """\n'),
    (swollen_functions, function_of(9) * 8 + function_of(30) * 2),
    (wide_functions, function_of(2, parameters="a, b, c, d, *, e, f, g, h, i, j, k, l")),
    (wide_functions, "class X:\n    def f(self, a, b, c, d):\n        pass\n"),
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_code_is_small(check: Check) -> None:
    """The code keeps to the sizes of the house."""
    expected: list[str] = []

    actual = check(ROOT)

    assert expected == actual


@pytest.mark.parametrize(("check", "source", "finding"), VIOLATIONS)
def test_check_finds_its_violation(tmp_path: Path, check: Check, source: str, finding: str) -> None:
    """A size just over its limit is found."""
    plant(tmp_path, {"domain/x.py": source})

    findings = check(tmp_path)

    assert [finding] == findings


@pytest.mark.parametrize(("check", "source"), ALLOWED)
def test_check_lets_the_limit_pass(tmp_path: Path, check: Check, source: str) -> None:
    """A size at its limit is not found."""
    plant(tmp_path, {"domain/x.py": source})
    expected: list[str] = []

    actual = check(tmp_path)

    assert expected == actual


def test_generated_code_has_no_limit(tmp_path: Path) -> None:
    """Stubs are as long as the generator makes them."""
    plant(tmp_path, {"protos/steelyard/v1/x_pb2.py": "x = 1\n" * 351})
    expected: list[str] = []

    actual = long_files(tmp_path)

    assert expected == actual

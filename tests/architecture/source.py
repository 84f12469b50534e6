"""How the architecture tests read source code without importing it."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CORE = ("domain", "ports", "application")
PACKAGES = (*CORE, "adapters", "bootstrap")

type Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(root: Path, *folders: str) -> Iterator[Path]:
    """Every Python file below the folders, as paths relative to the root, in order."""
    for folder in folders:
        yield from (path.relative_to(root) for path in sorted((root / folder).rglob("*.py")))


def syntax_tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return _parsed(path, path.stat().st_mtime_ns)


@cache
def _parsed(path: Path, _modified: int) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported_names(path: Path) -> set[str]:
    """The modules that a file imports from other packages, wherever in the file it does so."""
    names: set[str] = set()
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.Import):
            names.update(each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


def imported_roots(path: Path) -> set[str]:
    """The top-level packages that a file imports."""
    return {name.partition(".")[0] for name in imported_names(path)}


def plain_names(path: Path) -> Iterator[str]:
    """Every name of a file that stands alone."""
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.Name):
            yield node.id


def qualified_names(path: Path) -> Iterator[str]:
    """Every name of a file behind a dot, in an import, or of an argument given by name."""
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield node.name
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg


def classes(path: Path) -> Iterator[ast.ClassDef]:
    """The classes at the top of a file."""
    yield from (node for node in syntax_tree(path).body if isinstance(node, ast.ClassDef))


def methods(node: ast.ClassDef) -> Iterator[Function]:
    """The methods that a class defines itself."""
    for each in node.body:
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            yield each


def project_settings() -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def plant(root: Path, files: dict[str, str]) -> None:
    """Write files below a folder, each under the path that is its key."""
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")

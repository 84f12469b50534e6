"""The texts that every arm counts: real code and real English, the same on every run.

Both come with Python itself, so that nothing of anybody's has to be shipped: the code is the source
of the standard library, the English its documentation strings. The slices depend on the version of
Python, which the report states; all arms of a run count the same ones.

They are many, because an engine is up to twice as fast on a hundred texts that come again and again
as on texts that it has not just seen.
"""

import ast
import random
import sysconfig
from pathlib import Path

PLACES = (
    ".", "asyncio", "collections", "concurrent/futures", "email", "html", "http", "importlib",
    "json", "logging", "multiprocessing", "pathlib", "tkinter", "unittest", "urllib", "xml/dom",
    "xml/etree", "zipfile",
)  # fmt: skip
SEED = 20_240_229
TEXT_BYTES = 1_024
SHORTEST_PROSE = 120
"""Characters; below this a documentation string is a label rather than English."""


def texts(count: int) -> list[str]:
    """Texts of TEXT_BYTES bytes, code and English in turn, no two from the same place.

    Args:
        count: How many.
    """
    sources = _sources()
    choose = random.Random(SEED)
    code = _slices("\n".join(sources), count - count // 2, choose)
    prose = _slices("\n\n".join(_prose(sources)), count // 2, choose)
    return [(code, prose)[index % 2][index // 2] for index in range(count)]


def _sources() -> list[str]:
    library = Path(sysconfig.get_path("stdlib"))
    paths = [path for place in PLACES for path in sorted((library / place).glob("*.py"))]
    return [path.read_bytes().decode("ascii", "ignore") for path in paths]


def _prose(sources: list[str]) -> list[str]:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    strings = [
        ast.get_docstring(node) or ""
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, documented)
    ]
    return [each for each in strings if len(each) >= SHORTEST_PROSE]


def _slices(text: str, count: int, choose: random.Random) -> list[str]:
    starts = choose.sample(range(0, len(text) - TEXT_BYTES, TEXT_BYTES), count)
    return [text[start : start + TEXT_BYTES] for start in starts]

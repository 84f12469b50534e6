"""Code keeps its signatures, gives up its bodies, and never a character without being asked to."""

from hypothesis import given
from hypothesis import strategies as st

from domain.compression.code.outlines import Definition, DefinitionKind, Outline
from domain.compression.code.parts import code_parts, code_range
from domain.compression.model import Part, Rung
from tests.fakes.rendering import rendered

FUNCTION, CONTAINER = DefinitionKind.FUNCTION, DefinitionKind.CONTAINER
PYTHON = (
    "import os\n\n\ndef total(items):\n"
    '    """Add them up.\n\n    In cents.\n    """\n'
    "    result = 0\n    for item in items:\n        result += item.price\n    return result\n\n\n"
    "def _hidden(items):\n    return [item.price * 1_000 for item in items if item.price]\n"
)
JAVA = (
    "/**\n * A shop.\n * It sells.\n */\nclass Shop {\n    // Adds them up.\n    // In cents.\n"
    "    int total(List<Item> items) {\n"
    "        return items.stream().mapToInt(Item::price).sum();\n    }\n}\n"
)
LINES = st.sampled_from(
    [
        "", "def f(a):", "    return a + 1", "}", "```", "# remark",
        "// remark", "x = 1", "\t\ty", "\r",
        "import os", '"""', "  at a.b.C(D.java:1)", "Error: x",
        "z" * 1_200, "a b; " * 300, "\x00",
    ]
)  # fmt: skip


def definition(source: str, first: str, last: str, body: str, **given: object) -> Definition:
    """The definition between two strings; its body begins behind a third."""
    start = source.index(first)
    end = source.index(last, start) + len(last)
    body_start = source.index(body, start) + len(body)
    body_end = end - 1 if last.endswith("}") else end
    known = {"name": "x", "depth": 0, "kind": FUNCTION} | given
    return Definition(start, end, body_start, body_end, **known)  # type: ignore[arg-type]  # as given


TOTAL = definition(PYTHON, "def total", "return result", "(items):", name="total")
HIDDEN = definition(PYTHON, "def _hidden", "item.price]", "(items):", name="_hidden")
SHOP = definition(JAVA, "class Shop", "\n}", "{", name="Shop", kind=CONTAINER)
METHOD = definition(JAVA, "int total", "    }", "{", name="total", depth=1)


def parts(source: str, *definitions: Definition, **given: bool) -> tuple[Part, ...]:
    return code_parts(source, 0, len(source), outline=Outline(definitions), **given)


def richest(source: str, found: tuple[Part, ...]) -> str:
    return rendered(source, [part.options[0] for part in found])


def poorest(source: str, found: tuple[Part, ...]) -> str:
    return rendered(source, [part.options[-1] for part in found])


def skeleton(source: str, found: tuple[Part, ...]) -> str:
    """Every definition without its body, and everything else."""
    short = (Rung.SKELETON, Rung.STUB)
    chosen = [
        next((each for each in part.options if each.rung in short), part.options[0])
        for part in found
    ]
    return rendered(source, chosen)


def test_signature_always_stays() -> None:
    """Of a public function at least the signature is left."""
    actual = poorest(PYTHON, parts(PYTHON, TOTAL, HIDDEN))

    assert "def total(items): ...\n" == actual


def test_signatures_go_where_the_caller_lets_them() -> None:
    """A budget may be too small for all signatures."""
    actual = poorest(PYTHON, parts(PYTHON, TOTAL, HIDDEN, keeps_signatures=False))

    assert "" == actual


def test_skeleton_says_what_a_function_is_for() -> None:
    """The first line of a description stays with the signature, and is closed."""
    expected = 'def total(items):\n    """Add them up. …"""\n    ...\n'

    actual = skeleton(PYTHON, parts(PYTHON, TOTAL, HIDDEN))

    assert expected in actual
    assert "def _hidden(items): ...\n" in actual


def test_body_in_braces_is_marked_between_them() -> None:
    """What is left is still balanced, with the first line of a remark before it."""
    expected = "    // Adds them up.\n    int total(List<Item> items) { … }\n}\n"

    actual = skeleton(JAVA, parts(JAVA, SHOP, METHOD))

    assert actual.endswith(expected)


def test_container_stays_balanced() -> None:
    """The closing line of a class belongs to its head."""
    actual = poorest(JAVA, parts(JAVA, SHOP, METHOD))

    assert "/**\n * A shop.\n * It sells.\n */\nclass Shop {\n}\n" == actual


def test_statements_of_a_long_function_are_parts() -> None:
    """A question may touch one statement of many."""
    body = "".join(f"    value_{number} = compute({number})\n\n" for number in range(60))
    source = f"def long(items):\n{body}    return 1\n"
    found = parts(source, definition(source, "def long", "return 1", "(items):"))

    bodies = [part for part in found if part.can_be_dropped]

    assert len(bodies) > 20
    assert "def long(items):\n    …\n" == poorest(source, found)


def test_code_without_an_outline_is_divided_at_blank_lines() -> None:
    """Blocks of lines are the parts, each with the blank lines behind it."""
    source = "a = 1\nb = 2\n\nc = 3\n"

    actual = [source[part.start : part.end] for part in code_parts(source, 0, len(source))]

    assert ["a = 1\nb = 2\n\n", "c = 3\n"] == actual


def test_fences_stay_or_go_together() -> None:
    """One part holds both fences, so that a block is never left open."""
    source = "```python\na = 1\n```\n"

    actual = code_parts(source, 0, len(source))[0].options

    assert ["```python\n```\n", ""] == [each.text(source) for each in actual]


def test_range_of_fenced_code_is_what_there_is_to_parse() -> None:
    """The fences are no code."""
    source = "```python\na = 1\n```\n"

    first, last = code_range(source, 0, len(source))

    assert "a = 1\n" == source[first:last]


def test_identifiers_in_a_long_line_stay_whole() -> None:
    """A line that a machine wrote is divided behind its separators."""
    source = ",".join(f"identifier_{number}" for number in range(2_000))
    names = set(source.split(","))

    found = [source[part.start : part.end] for part in code_parts(source, 0, len(source))]

    assert len(found) > 10
    assert names == {name for text in found for name in text.split(",") if name}


def test_error_and_outer_frames_of_a_traceback_come_first() -> None:
    """The frames between matter least."""
    frames = "".join(f'  File "{name}.py", line 1, in f\n    g()\n' for name in "abc")
    source = f"Traceback (most recent call last):\n{frames}ValueError: bad\n"

    actual = [part.prior_permille for part in code_parts(source, 0, len(source))]

    assert [4_000, 2_500, 500, 2_500, 4_000] == actual


def test_moved_outline_is_of_the_same_source_further_on() -> None:
    """What was parsed by itself may stand within a longer text."""
    source = "Look:\n\n" + PYTHON
    outline = Outline((TOTAL,)).moved(7)

    found = code_parts(source, 7, len(source), outline=outline)

    assert PYTHON == richest(source, found)
    assert "def total(items): ...\n" == poorest(source, found)


@given(st.lists(LINES, max_size=40).map("\n".join))
def test_richest_options_are_the_source(source: str) -> None:
    """Nothing is lost where everything is kept."""
    actual = richest(source, code_parts(source, 0, len(source)))

    assert source == actual

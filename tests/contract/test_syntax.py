"""What every adapter of ports.outbound.syntax.SyntaxOutlines must promise."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from adapters.outbound.tree_sitter.outlines import TreeSitterOutlines
from domain.compression.code.outlines import Definition
from domain.compression.code.parts import code_parts
from ports.outbound.syntax import SyntaxOutlines
from tests.fakes.rendering import rendered
from tests.fakes.syntax import IndentedPython

SOURCES = {
    "bash": "greet() {\n  echo hello\n}\n",
    "c": "int greet(int a) {\n  return a;\n}\n",
    "cpp": "int greet(int a) {\n  return a;\n}\n",
    "csharp": "class A {\n  int greet(int a) {\n    return a;\n  }\n}\n",
    "go": "package a\n\nfunc greet(a int) int {\n\treturn a\n}\n",
    "java": "class A {\n  int greet(int a) {\n    return a;\n  }\n}\n",
    "javascript": "const greet = (a) => {\n  return a;\n};\n",
    "php": "<?php\nfunction greet($a) {\n  return $a;\n}\n",
    "python": "def greet(a):\n    return a\n",
    "ruby": "def greet(a)\n  a + 1\nend\n",
    "rust": "fn greet(a: u8) -> u8 {\n    a\n}\n",
    "tsx": "function greet(a: number) {\n  return <p>{a}</p>;\n}\n",
    "typescript": "function greet(a: number): number {\n  return a;\n}\n",
}
HOSTILE = {
    "nothing": "",
    "brackets": "(" * 100_000,
    "open generics": "a<b<" * 25_000,
    "one line": "x" * 1_000_000,
    "words": "It weighed less than she thought. " * 2_000,
    "quotes": '"\n' * 8_000,
    "null bytes": "\x00" * 50_000,
    "half a pair": "def f():\n    return '\ud800'\n",
    "huge": "x = 1\n" * 1_000_000,
}

ADAPTERS = (TreeSitterOutlines(), IndentedPython())


def name_of(subject: object) -> str:
    return subject if isinstance(subject, str) else type(subject).__name__


of_each_language = pytest.mark.parametrize(
    ("outlines", "language"),
    [(each, language) for each in ADAPTERS for language in sorted(each.languages)],
    indirect=["outlines"],
    ids=name_of,
)


@pytest.fixture(params=ADAPTERS, ids=name_of)
def outlines(request: pytest.FixtureRequest) -> SyntaxOutlines:
    return request.param  # type: ignore[no-any-return]  # pytest does not know the type


def definitions(outlines: SyntaxOutlines, source: str, language: str) -> tuple[Definition, ...]:
    outline = outlines.outline(source, language=language)
    assert outline is not None
    return outline.definitions


def test_every_language_is_under_test() -> None:
    """There is an example of each language that the adapter says it knows."""
    assert frozenset(SOURCES) == TreeSitterOutlines().languages


@of_each_language
def test_a_function_is_found(outlines: SyntaxOutlines, language: str) -> None:
    """Its name is known, and its body lies within it."""
    source = SOURCES[language]

    found = definitions(outlines, source, language)[-1]

    assert "greet" in found.name
    assert found.start < found.body_start < found.body_end <= found.end
    assert "greet" in source[: found.body_start]
    assert "greet" not in source[found.body_start : found.body_end]


@of_each_language
def test_outlines_make_parts_that_are_the_source(outlines: SyntaxOutlines, language: str) -> None:
    """Whatever is found, nothing of the source is lost where everything is kept."""
    source = SOURCES[language] * 3
    outline = outlines.outline(source, language=language)

    found = code_parts(source, 0, len(source), outline=outline)

    assert source == rendered(source, [part.options[0] for part in found])


def test_an_unknown_language_has_no_outline(outlines: SyntaxOutlines) -> None:
    """Who asks must get along without."""
    assert outlines.outline("x", language="no such language") is None


def test_methods_stand_in_their_class(outlines: SyntaxOutlines) -> None:
    """Depth is counted in definitions, and outer ones come first."""
    source = "class A:\n    def f(self):\n        return 1\n\n\ndef g():\n    return 2\n"

    actual = [(each.name, each.depth) for each in definitions(outlines, source, "python")]

    assert [("A", 0), ("f", 1), ("g", 0)] == actual


def test_places_are_in_characters(outlines: SyntaxOutlines) -> None:
    """A letter of several bytes is one character."""
    source = "name = 'Ärger 秤 👩'\n\n\ndef grüße(a):\n    return 'ß'\n"

    found = definitions(outlines, source, "python")[0]

    assert "def grüße(a):" == source[found.start : found.body_start]


def test_errors_do_no_harm(outlines: SyntaxOutlines) -> None:
    """What stands beside a mistake is found."""
    source = "def f(:\n    return )\n\n\ndef g(a):\n    return a\n"

    actual = {each.name for each in definitions(outlines, source, "python")}

    assert "g" in actual


def test_long_sources_are_read_to_their_end(outlines: SyntaxOutlines) -> None:
    """The last of very many definitions is found too."""
    source = "".join(f"def f{number}(a):\n    return a + {number}\n\n\n" for number in range(3_000))

    actual = definitions(outlines, source, "python")

    assert 3_000 == len(actual)
    assert source.index("def f2999") == actual[-1].start


@pytest.mark.parametrize("source", HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.parametrize("language", ["csharp", "python"])
def test_hostile_sources_raise_nothing(
    outlines: SyntaxOutlines, source: str, language: str
) -> None:
    """Where work would not be bounded there is no outline, and no error."""
    actual = outlines.outline(source, language=language)

    assert actual is None or all(each.end <= len(source) for each in actual.definitions)


def test_outlines_are_the_same_in_several_threads(outlines: SyntaxOutlines) -> None:
    """Calls at the same time do not disturb each other."""
    expected = [outlines.outline(SOURCES[each], language=each) for each in sorted(SOURCES)] * 4

    with ThreadPoolExecutor(4) as threads:
        names = sorted(SOURCES) * 4
        actual = list(
            threads.map(lambda each: outlines.outline(SOURCES[each], language=each), names)
        )

    assert expected == actual

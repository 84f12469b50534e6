import time
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.tokens.boundaries import Boundary, boundaries
from domain.tokens.markdown import (
    BLOCK,
    CODE_BLOCK,
    CODE_LINE,
    HEADING,
    ITEM,
    NESTED_ITEM,
    PARAGRAPH,
    SENTENCE,
)
from tests.unit.domain.tokens.counters import TEXTS

law = settings(deadline=None, max_examples=100)


def parts(text: str, kind: Boundary) -> list[str]:
    places = [0, *(place for place, _ in boundaries(text, kind)), len(text)]
    return [text[start:end] for start, end in pairwise(places)]


def ranked(text: str, kind: Boundary) -> list[tuple[str, int]]:
    """The line behind each boundary, and the rank."""
    return [(text[place:].partition("\n")[0], rank) for place, rank in boundaries(text, kind)]


@law
@given(text=TEXTS, kind=st.sampled_from(Boundary))
def test_boundaries_are_in_order_and_within_the_text(text: str, kind: Boundary) -> None:
    """Law: no place comes twice, and neither the beginning nor the end is one."""
    places = [place for place, _ in boundaries(text, kind)]

    assert sorted({*places}) == places
    assert all(0 < place < len(text) for place in places)


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        ("Latin", ["One. ", "Two! ", "Three? ", "Four\u2026 ", "Five"]),
        ("quoted", ['He said: "Go." ', "(It was so.) ", "And then?! ", "Yes"]),
        ("question within a sentence", ['"Why?" he asked. ', "Then"]),
        ("titles", ["Dr. Smith met Mrs. Jones. ", "They left"]),
        ("initials", ["J. R. R. Tolkien wrote. ", "I did"]),
        ("abbreviations", ["See Fig. 3, i.e. No. 5, vol. 2. ", "Done"]),
        ("German abbreviations", ["Das ist z. B. Obst bzw. Gem\u00fcse. ", "Ja"]),
        ("decimals", ["It is 3.14 or 1.5.2. ", "Really"]),
        ("numbered lines", ["1. First thing. ", "Second thing.\n", "2. Third"]),
        ("wrapped lines", ["One goes\non here.\n", "Two"]),
        ("web addresses", ["Ask example.com/a.html now. ", "Go"]),
        ("dots", ["Wait... what? ", "Well... ", "So"]),
        ("Chinese", ["\u4eca\u5929\u3002", "\u6211\u4eec\u8d70\uff01", "\u597d\uff1f\u300d", "a"]),
        ("Japanese", ["\u300c\u306f\u3044\u3002\u300d", "\u3048\uff1f\uff01", "\u3046"]),
        ("Hindi", ["\u0928\u092e\u0938\u094d\u0924\u0947\u0964 ", "\u0906\u092a? ", "\u0915"]),
        ("Arabic", ["\u0643\u064a\u0641\u061f ", "\u0623\u0646\u0627. ", "\u0646\u0639\u0645"]),
        ("Urdu", ["\u06c1\u06d2\u06d4 ", "\u06c1"]),
        ("Thai", ["\u0e01\u0e02 ", "\u0e04\u0e07 ", "\u0e08"]),
        ("Russian", ["\u0414\u0430. ", "\u041d\u0435\u0442"]),
        ("lines behind a blank line", ["No end\n\n", "Next"]),
    ],
)
def test_a_sentence_ends_where_readers_of_its_script_say(name: str, sentences: list[str]) -> None:
    """What is between two sentences belongs to the first."""
    actual = parts("".join(sentences), Boundary.SENTENCE)

    assert sentences == actual, name


def test_a_paragraph_ends_with_its_blank_lines() -> None:
    """Blanks on them do not matter, nor how lines end."""
    expected = ["a\nb\n\n", "c\n \t\n\n", "  d\r\n\r\n", "e"]

    actual = parts("".join(expected), Boundary.PARAGRAPH)

    assert expected == actual


def test_a_paragraph_is_a_better_place_than_a_sentence() -> None:
    """Sentences are within paragraphs."""
    expected = [("Two.", 1), ("Three. Four", 0), ("Four", 1)]

    actual = ranked("One. Two.\n\nThree. Four", Boundary.PARAGRAPH)

    assert expected == actual


MARKDOWN = """\
intro
# one
text. More
- item
  - nested
- item

  inner

next

```py
x = 1

y = 2
```
behind

Title
=====

| a |
| b |

***

1. first
"""


def test_markdown_is_divided_by_its_structure() -> None:
    """Headings, blocks, items, paragraphs within items, sentences, lines of code."""
    expected = [
        ("# one", HEADING), ("text. More", SENTENCE), ("More", SENTENCE), ("- item", ITEM),
        ("  - nested", NESTED_ITEM), ("- item", ITEM), ("  inner", PARAGRAPH), ("next", BLOCK),
        ("```py", BLOCK), ("x = 1", CODE_LINE), ("y = 2", CODE_BLOCK), ("```", CODE_LINE),
        ("behind", BLOCK), ("Title", HEADING), ("| a |", SENTENCE), ("| b |", SENTENCE),
        ("***", BLOCK), ("1. first", BLOCK),
    ]  # fmt: skip

    actual = ranked(MARKDOWN, Boundary.MARKDOWN)

    assert expected == actual


@pytest.mark.parametrize(
    "line", ["# no heading", "- no item", "", "text. More", "~~~", "``"], ids=repr
)
def test_nothing_in_fenced_code_is_read_as_markdown(line: str) -> None:
    """A fence ends with the mark that it began with."""
    text = f"a\n\n```\n{line}\n```\n"

    ranks = [rank for _, rank in boundaries(text, Boundary.MARKDOWN)]

    assert {BLOCK, CODE_BLOCK, CODE_LINE} >= {*ranks}


def test_a_longer_fence_holds_a_shorter_one() -> None:
    """As CommonMark has it."""
    text = "````\n```\n# no heading\n````\n# heading\n"

    actual = [line for line, rank in ranked(text, Boundary.MARKDOWN) if rank == HEADING]

    assert ["# heading"] == actual


def test_code_in_a_line_opens_no_fence() -> None:
    """Three backticks may also quote within a line."""
    text = "```a``` b\n# heading\n"

    actual = ranked(text, Boundary.MARKDOWN)

    assert [("# heading", HEADING)] == actual


PYTHON = """\
import a
import b


@wraps
def f():
    x = 1

    if x:
        y = 2
    else:
        y = 3


class C:
    pass
"""


def test_code_is_divided_at_the_top_level_first() -> None:
    """Then at blank lines, then at lines; the shallower, the better."""
    lines = ["@wraps", "class C:", "import b", "    if x:", "    x = 1", "        y = 2"]

    ranks = dict(ranked(PYTHON, Boundary.CODE))

    assert lines == sorted(lines, key=lambda line: ranks[line])
    assert ranks["@wraps"] == ranks["class C:"] == 0


@pytest.mark.parametrize("line", ["def f():", "    else:"])
def test_a_line_that_belongs_to_the_one_before_is_the_worst_place(line: str) -> None:
    """What is decorated, and what goes on with a block."""
    ranks = dict(ranked(PYTHON, Boundary.CODE))

    assert max(ranks.values()) == ranks[line]


def test_the_least_indentation_of_code_is_its_top_level() -> None:
    """An excerpt may be indented as a whole."""
    text = "    a\n        b\n\n    c\n"

    actual = dict(ranked(text, Boundary.CODE))

    assert 0 == actual["    c"]


def test_a_closing_bracket_is_no_place_to_begin() -> None:
    """A name that begins like a keyword is."""
    ranks = dict(ranked("f(\n    1,\n)\nendpoint = 2\n", Boundary.CODE))

    assert ranks["endpoint = 2"] < ranks["    1,"] < ranks[")"]


HOSTILE = {
    "dots": ". " * 20_000 + "." * 960_000,
    "dots and quotes": ".'" * 20_000,
    "quotes": "x." + '"' * 1_000_000,
    "blanks": " " * 1_000_000,
    "blanks behind line ends": ("\n" + " " * 9_999) * 100,
    "line ends": "\n" * 1_000_000,
    "backticks": "`" * 1_000_000,
    "marks of quotation": ">" * 1_000_000 + "```",
    "dashes": "- " * 500_000 + "x",
    "underlines": "=" * 1_000_000 + "x",
    "tabs": "\t" * 1_000_000 + "x",
    "Thai blanks": "\u0e01" + " " * 1_000_000 + "x",
    "digits": "9" * 1_000_000 + ".",
    "one word": "x" * 1_000_000 + ".",
    "deeper and deeper": "".join(f"{' ' * depth}x\n" for depth in range(1_000)),
}


@pytest.mark.parametrize("kind", [Boundary.PARAGRAPH, Boundary.MARKDOWN, Boundary.CODE])
@pytest.mark.parametrize("name", HOSTILE)
def test_reading_is_linear_in_the_text(kind: Boundary, name: str) -> None:
    """A text of a million characters takes no minutes, whatever is in it."""
    began = time.perf_counter()

    sum(1 for _ in boundaries(HOSTILE[name], kind))

    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("kind", [each for each in Boundary if each is not Boundary.TOKEN])
def test_no_more_is_read_than_is_asked_for(kind: Boundary) -> None:
    """The first boundaries of a long text are found at once."""
    text, began = "Aaa bbb.\n\n" * 1_000_000, time.perf_counter()

    found = list(islice(boundaries(text, kind), 5))

    assert 5 == len(found)
    assert time.perf_counter() - began < 0.5

"""A text comes apart into stretches of one kind each, and nothing of it is lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.compression.model import SegmentKind
from domain.compression.segments.segmenting import MAX_SEGMENTS, segments
from tests.unit.domain.compression.samples import SAMPLES

LINES = st.sampled_from(
    [
        "", " ", "```", "```json", "{", '{"a": 1}', "[1, 2]", "}", "Ann: hello", "Bob: well",
        "Traceback (most recent call last)", "--- a", "+++ b", "@@ -1 +1 @@", "| a | b |", "|---|",
        "2024-05-01 10:00:00 INFO started", "def f():", "    return 1", "<div>", "</div>", "# A",
        "- b", "A sentence of words.", '"""', "a,b,c", "\x00", "\u0301", "\r", "\u2028",
    ]
)  # fmt: skip


def kinds(text: str) -> list[str]:
    return [each.kind.value for each in segments(text)]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_text_of_one_kind_stays_whole(name: str) -> None:
    """What is of one kind is one segment, however its lines look by themselves."""
    kind, text = SAMPLES[name]

    actual = kinds(text)

    assert [kind] == actual


@pytest.mark.parametrize("name", [name for name in SAMPLES if SAMPLES[name][0] != "dialogue"])
def test_what_stands_between_prose_comes_apart(name: str) -> None:
    """A sample with a paragraph before it and a question behind it is told from both."""
    kind, text = SAMPLES[name]
    around = f"Please have a look at what follows, and be brief.\n\n{text}\nWhat is wrong here?\n"
    expected = {"prose": ["prose"], "markdown": ["markdown"]}.get(kind, ["prose", kind, "prose"])

    actual = kinds(around)

    assert expected == actual


def test_a_mixed_prompt_comes_apart() -> None:
    """Instructions, a value, a traceback and a question are four things."""
    text = (
        "Answer briefly.\nThe server said:\n"
        '{\n  "status": "error",\n  "items": [{"id": 1}]\n}\n\n'
        "It printed:\nTraceback (most recent call last):\n"
        '  File "/srv/app.py", line 10, in <module>\n    main()\nValueError: bad id\n\n'
        "Why does it fail?\n"
    )

    actual = [(each.kind.value, each.language) for each in segments(text)]

    assert [
        ("prose", ""),
        ("json", ""),
        ("prose", ""),
        ("code", "traceback"),
        ("prose", ""),
    ] == actual


def test_fenced_code_is_in_the_language_that_it_names() -> None:
    """Short names of languages are known."""
    text = "Look:\n\n```js\nlet a = 1;\n```\n\nDone.\n"

    actual = [(each.kind.value, each.language) for each in segments(text)]

    assert [("prose", ""), ("code", "javascript"), ("prose", "")] == actual


def test_fenced_json_is_json_between_its_fences() -> None:
    """The fences are segments of their own, so that the value can be read."""
    text = '```json\n{"a": [1, 2]}\n```\n'

    actual = [text[each.start : each.end] for each in segments(text)]

    assert ["```json\n", '{"a": [1, 2]}\n', "```\n"] == actual


def test_fence_that_is_not_closed_reaches_to_the_end() -> None:
    """A text that was cut within its code is still code."""
    text = "Words before.\n\n```python\ndef f():\n    return 1\n"

    actual = kinds(text)

    assert ["prose", "code"] == actual


def test_long_json_behind_words_comes_apart_within_its_line() -> None:
    """What a tool returned may stand in the line that says so."""
    value = '{"items": [' + ", ".join(['{"id": 1, "name": "x"}'] * 20) + "]}"
    text = f"The tool returned: {value}\nWhich is it?\n"

    actual = [text[each.start : each.end] for each in segments(text)]

    assert ["The tool returned: ", f"{value}\n", "Which is it?\n"] == actual


def test_what_cannot_be_read_is_no_json() -> None:
    """A bracket at the start of a line promises nothing."""
    text = '{"a": 1,\nand so on, and so forth.\n'

    actual = kinds(text)

    assert "json" not in actual


def test_neither_error_levels_nor_headers_speak() -> None:
    """Names before a colon make a dialogue only where somebody speaks more than once."""
    text = "From: Ann\nTo: Bob\nSubject: Tomorrow\nDate: Monday\n\nShall we meet at noon?\n"

    actual = kinds(text)

    assert ["prose"] == actual


def test_code_without_fences_has_its_language_guessed() -> None:
    """Cheap signs tell common languages apart."""
    expected = {name.partition(" ")[0] for name, (kind, _) in SAMPLES.items() if kind == "code"} - {
        "java-trace"
    }

    actual = {
        segments(text)[0].language
        for name, (kind, text) in SAMPLES.items()
        if kind == "code" and name != "java-trace"
    }

    assert expected == actual


def test_segments_are_no_more_than_the_most() -> None:
    """Neighbours are taken together where there would be too many."""
    text = 'Some words stand here.\n\n{"a": 1}\n\n' * 3_000

    actual = segments(text)

    assert len(actual) <= MAX_SEGMENTS


@given(st.one_of(st.lists(LINES).map("\n".join), st.text()))
def test_segments_tile_the_text(text: str) -> None:
    """Every character is in exactly one segment, in order."""
    found = segments(text)

    places = [0, *(each.end for each in found)]

    assert [(each.start, each.end) for each in found] == [*pairwise(places)]
    assert places[-1] == len(text)
    assert all(each.start < each.end for each in found)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        "[\n" * 10_000,
        '{"a":\n' * 10_000,
        "<div>" * 20_000,
        "\x00" * 50_000,
        "\u0301" * 50_000,
        "a b\r\n" * 5_000,
        " " * 50_000,
        "x" * 500_000,
    ],
    ids=lambda text: ascii(text[:5]),
)
def test_hostile_texts_are_one_or_few_segments(text: str) -> None:
    """What nobody writes is taken for something all the same."""
    actual = segments(text)

    assert 1 == len(actual)
    assert isinstance(actual[0].kind, SegmentKind)

import json

import pytest

from domain.compression.model import verbatim
from domain.compression.structured.json_texts import keeps_escapes, passages, run_ends
from domain.compression.structured.json_values import read


def test_a_passage_ends_with_an_escaped_line_break() -> None:
    """Line breaks that follow one another end one passage; an escaped backslash is none."""
    text = "one\\n\\ntwo\\\\n three\\r\\n"

    assert [text[start:end] for start, end in passages(text, 0, len(text))] == [
        "one\\n\\n",
        "two\\\\n three\\r\\n",
    ]


@pytest.mark.parametrize(
    ("cut", "keeps"), [(1, True), (2, False), (3, True), (4, False), (8, False), (9, True)]
)
def test_an_escape_is_not_cut_in_two(cut: int, *, keeps: bool) -> None:
    """Only places around an escape are sound."""
    text = "a\\n\\u00e9b"

    parts = (verbatim(0, cut), verbatim(cut, len(text)))

    assert keeps_escapes(text, (0, len(text)), parts) is keeps


def test_runs_end_behind_commas_between_values() -> None:
    """A comma within a text divides nothing."""
    values = ["a, b", 'c", d', "e"] * 40
    text = json.dumps(values)
    member = read(text)
    assert member is not None

    ends = list(run_ends(text, member))

    places = [1, *ends]
    runs = [text[start:end].rstrip(", ") for start, end in zip(places, ends, strict=False)]
    assert [value for run in runs for value in json.loads(f"[{run}]")] == values
    assert ends[-1] == len(text) - 1

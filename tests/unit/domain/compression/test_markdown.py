"""Markdown comes apart into headings, items, rows, sentences and code."""

from hypothesis import given
from hypothesis import strategies as st

from domain.compression.texts.markdown import markdown_parts
from tests.fakes.rendering import rendered

TEXT = (
    "# Scales\n\nThey weigh things.\n\n## Kinds\n\n- with a spring\n- with a beam\n\n"
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx = 1\n```\n\nOlder\n-----\n\nThe last one.\n"
)
LINES = st.sampled_from(
    ["", "# a", "a", "--", "===", "- b", "  c", "| d |", "|--|", "```", "---", "> e", "1. f",
     "\r", "\x00"]
)  # fmt: skip


def test_every_block_is_a_part() -> None:
    """Headings, items, rows and code are kept or left out by themselves."""
    expected = [
        "# Scales\n\n", "They weigh things.\n\n", "## Kinds\n\n", "- with a spring\n",
        "- with a beam\n\n", "| a | b |\n|---|---|\n", "| 1 | 2 |\n\n",
    ]  # fmt: skip

    actual = [TEXT[part.start : part.end] for part in markdown_parts(TEXT, 0, len(TEXT))]

    assert expected == actual[: len(expected)]


def test_sections_are_documents() -> None:
    """Numbers count up from the given one with each heading, underlined ones too."""
    found = markdown_parts(TEXT, 0, len(TEXT), document=5)

    actual = sorted({part.document for part in found})

    assert [5, 6, 7] == actual


@given(st.lists(LINES, max_size=40).map("\n".join))
def test_richest_options_are_the_source(source: str) -> None:
    """Nothing is lost where everything is kept."""
    found = markdown_parts(source, 0, len(source))

    actual = rendered(source, [part.options[0] for part in found])

    assert source == actual

"""HTML can be kept, kept without its markup, or left out, text by text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.compression.texts.html import html_parts
from tests.fakes.rendering import rendered

PAGE = (
    "<html><head><script>var x = 1;</script></head><body><h1>Scales</h1>\n"
    '<p class="a">They <b>weigh</b> <a href="https://example.com/a?b=1">things</a>.</p>'
    "<!-- remark --></body></html>"
)
BITS = st.sampled_from(
    ["<p>", "</p>", "<b>", "<!--", "-->", "<a href='x'>", "<", ">", '"', "word ", "<script>",
     "</script>", "<td>", "<br>", "\n", "<!doctype html>", "\x00"]
)  # fmt: skip


def extracts(source: str) -> str:
    found = html_parts(source, 0, len(source))
    return rendered(source, [part.options[1] for part in found])


def test_texts_are_extracted_from_their_markup() -> None:
    """Tags, scripts and remarks go; the addresses of links stay."""
    actual = extracts(PAGE)

    assert "Scales\nThey weigh (https://example.com/a?b=1) things.\n" == actual.replace("  ", " ")


@given(st.lists(BITS, max_size=40).map("".join))
def test_richest_options_are_the_source(source: str) -> None:
    """Nothing is lost where everything is kept."""
    found = html_parts(source, 0, len(source))

    actual = rendered(source, [part.options[0] for part in found])

    assert source == actual


@pytest.mark.parametrize("bit", ["<", "<div>", "<!--", '<a "', "<script>", "</p>"])
def test_markup_that_never_ends_is_read_once(bit: str) -> None:
    """What nobody closes is kept where everything is kept."""
    source = bit * 5_000

    found = html_parts(source, 0, len(source))

    assert source == rendered(source, [part.options[0] for part in found])

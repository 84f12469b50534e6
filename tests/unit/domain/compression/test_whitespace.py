import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.compression.lossless.whitespace import is_preformatted, stripped
from domain.compression.model import SegmentKind


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="ab. \t\n|", max_size=80), st.sampled_from(SegmentKind))
def test_only_blanks_are_taken_away(text: str, kind: SegmentKind) -> None:
    """The words and their order stay, and so do the lines."""
    result = stripped(text, kind)

    assert result.split() == text.split()
    assert result.count("\n") == text.count("\n")


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="ab. \t\n|", max_size=80), st.sampled_from(SegmentKind))
def test_there_is_nothing_left_to_strip(text: str, kind: SegmentKind) -> None:
    """Stripping twice is stripping once."""
    once = stripped(text, kind)

    assert stripped(once, kind) == once


@pytest.mark.parametrize("kind", [SegmentKind.CODE, SegmentKind.DIFF, SegmentKind.JSON])
def test_code_keeps_its_blanks(kind: SegmentKind) -> None:
    """They may be in a string or be what changed."""
    assert stripped("a.  b \n", kind) == "a.  b \n"


def test_elements_that_keep_blanks_are_told() -> None:
    """What stands within them is shown as it is."""
    assert is_preformatted("<p><PRE class='x'> a </PRE>")
    assert not is_preformatted("<p>pre</p>")

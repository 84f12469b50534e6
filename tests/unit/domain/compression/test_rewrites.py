import pytest

from domain.compression.lossless.rewrites import Protected
from domain.tokens.truncation import TextRange


@pytest.mark.parametrize(
    ("start", "end", "touches"),
    [
        (0, 10, False),
        (0, 11, True),
        (12, 13, True),
        (20, 30, False),
        (25, 45, True),
        (50, 60, False),
    ],
)
def test_what_is_protected_is_found(start: int, end: int, *, touches: bool) -> None:
    """A stretch touches what is protected where they share a character."""
    protected = Protected([TextRange(10, 20), TextRange(40, 50)])

    assert protected.touches(start, end) is touches

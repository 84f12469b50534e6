import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.tokens.media import (
    HEAD_LIMIT,
    byte_count_of_base64,
    head_of_base64,
    image_size,
    pdf_page_count,
    wav_seconds,
)
from tests.unit.domain.tokens.media_files import base64, bmp, gif, jpeg, pdf, png, wav, webp

VP8L = b"\x2f" + ((799) | (599 << 14)).to_bytes(4, "little")
VP8X = bytes(4) + (799).to_bytes(3, "little") + (599).to_bytes(3, "little")
VP8 = bytes(6) + (800).to_bytes(2, "little") + (600).to_bytes(2, "little")


@pytest.mark.parametrize(
    "head",
    [
        png(800, 600),
        gif(800, 600),
        bmp(800, 600),
        bmp(800, -600),
        jpeg(800, 600),
        jpeg(800, 600, before=60_000),
        webp(b"VP8L", VP8L),
        webp(b"VP8X", VP8X),
        webp(b"VP8 ", VP8),
    ],
)
def test_the_first_bytes_tell_the_size_of_an_image(head: bytes) -> None:
    """Every format that providers take is known."""
    actual = image_size(head)

    assert (800, 600) == actual


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"hello",
        png(800, 600)[:20],
        png(0, 600),
        gif(800, 600)[:9],
        jpeg(800, 600)[:30],
        b"\xff\xd8\xff" + b"\xff" * 100,
        b"\xff\xd8\xffab" + bytes(100),
        webp(b"what", b""),
        b"RIFF" + bytes(40),
    ],
)
def test_other_bytes_tell_no_size(head: bytes) -> None:
    """What is cut off, of no size or of another format stays unknown."""
    actual = image_size(head)

    assert actual is None


@given(
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF", b"BM", b"GIF8"]),
    st.binary(max_size=200),
)
def test_no_bytes_are_too_odd(magic: bytes, rest: bytes) -> None:
    """Whatever a file holds, reading it ends and raises nothing."""
    size = image_size(magic + rest)

    assert size is None or min(size) > 0


@given(st.binary(max_size=100))
def test_base64_is_read_with_and_without_its_padding(raw: bytes) -> None:
    """Some callers leave it out."""
    padded = base64(raw)

    assert (raw, raw) == (head_of_base64(padded), head_of_base64(padded.rstrip("=")))
    assert len(raw) == byte_count_of_base64(padded)


def test_no_more_than_the_head_is_decoded() -> None:
    """A large file costs no more than a small one."""
    head = head_of_base64("A" * 10_000_000)

    assert HEAD_LIMIT == len(head)


@pytest.mark.parametrize("data", ["", "é", "a b", "!!!!", "=", "A"])
def test_what_is_no_base64_has_no_head(data: str) -> None:
    """It is not refused: the provider will, or will not."""
    head = head_of_base64(data)

    assert head in (b"", b"i")


def test_line_ends_in_base64_are_skipped() -> None:
    """Mail programs put them there; and the other alphabet is read, too."""
    head = head_of_base64("_-\n8A\r\n")

    assert b"\xff\xef\x00" == head


@pytest.mark.parametrize(("told", "seconds"), [(None, 1.5), (0xFFFFFFFF, 1.5), (16_000, 1.0)])
def test_a_wav_file_tells_its_length(told: int | None, seconds: float) -> None:
    """Where it claims to be longer than it is, its size decides."""
    raw = wav(1.5, told=told)

    actual = wav_seconds(raw[:100], byte_count=len(raw))

    assert seconds == actual


@pytest.mark.parametrize("head", [b"", b"ID3", wav(1.0)[:30], b"RIFF\0\0\0\0WAVE" + bytes(400)])
def test_another_sound_tells_no_length(head: bytes) -> None:
    """Only WAV says it at its beginning."""
    actual = wav_seconds(head, byte_count=10_000)

    assert actual is None


@pytest.mark.parametrize(
    ("head", "byte_count", "pages"),
    [
        (pdf(12), len(pdf(12)), 12),
        (pdf(12), 1_000_000, None),
        (pdf(12, linearized=True), 1_000_000, 12),
        (b"%PDF-1.7 nothing", 16, None),
        (b"hello", 5, None),
        (b"", 0, None),
    ],
)
def test_a_pdf_tells_its_pages_where_it_is_certain(
    head: bytes, byte_count: int, pages: int | None
) -> None:
    """All of it is there, or it says so at its beginning; nothing is guessed from a part."""
    actual = pdf_page_count(head, byte_count=byte_count)

    assert pages == actual

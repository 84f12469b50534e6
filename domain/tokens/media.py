"""What the first bytes of a file tell: the size of an image, the length of a sound, the pages."""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Callable

HEAD_LIMIT = 64 * 1024
"""How many bytes of a file are looked at."""

_BASE64_HEAD = HEAD_LIMIT // 3 * 4 + 4
_URL_SAFE = str.maketrans("-_", "+/")
_WHITE = re.compile(r"\s+")
_MARK = 0xFF
_FRAME_MARKERS = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""The JPEG markers behind which the size stands."""
_LINEARIZED = re.compile(rb"/Linearized\b[^>]{0,400}?/N\s+(\d{1,6})\b")
_PAGES = re.compile(rb"/Type\s*/Pages\b")
_PAGE_COUNT = re.compile(rb"/Count\s+(\d{1,6})\b")

type Size = tuple[int, int]


def head_of_base64(data: str) -> bytes:
    """The first HEAD_LIMIT bytes of a file in base64; empty when it is none."""
    head = _WHITE.sub("", data[:_BASE64_HEAD].translate(_URL_SAFE))
    head = head.rstrip("=")
    whole = head[: len(head) // 4 * 4]
    rest = head[len(whole) :]
    if len(rest) > 1:
        whole += rest.ljust(4, "=")
    try:
        return b64decode(whole, validate=True)[:HEAD_LIMIT]
    except (Error, ValueError):
        return b""


def byte_count_of_base64(data: str) -> int:
    """How many bytes the file has; off by its line ends where it has some."""
    return len(data.rstrip("=")) * 3 // 4


def image_size(head: bytes) -> Size | None:
    """Width and height in pixels, from the first bytes of a PNG, GIF, JPEG, WebP or BMP file."""
    for magic, length, read in _IMAGES:
        if head.startswith(magic) and len(head) >= length:
            size = read(head)
            return size if size is not None and min(size) > 0 else None
    return None


def _png(head: bytes) -> Size:
    return _big(head, 16, 4), _big(head, 20, 4)


def _gif(head: bytes) -> Size:
    return _little(head, 6, 2), _little(head, 8, 2)


def _bmp(head: bytes) -> Size:
    height = int.from_bytes(head[22:26], "little", signed=True)
    return _little(head, 18, 4), abs(height)


def _jpeg(head: bytes) -> Size | None:
    """Walks from segment to segment up to the one that holds the size."""
    at = 2
    while at + 9 <= len(head):
        if head[at] != _MARK:
            return None
        marker = head[at + 1]
        if marker == _MARK:
            at += 1
        elif marker in _FRAME_MARKERS:
            return _big(head, at + 7, 2), _big(head, at + 5, 2)
        else:
            at += 2 + max(2, _big(head, at + 2, 2))
    return None


def _webp(head: bytes) -> Size | None:
    if head[8:12] != b"WEBP":
        return None
    match head[12:16]:
        case b"VP8X":
            return _little(head, 24, 3) + 1, _little(head, 27, 3) + 1
        case b"VP8L":
            bits = _little(head, 21, 4)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            return _little(head, 26, 2) & 0x3FFF, _little(head, 28, 2) & 0x3FFF
        case _:
            return None


_IMAGES: tuple[tuple[bytes, int, Callable[[bytes], Size | None]], ...] = (
    (b"\x89PNG\r\n\x1a\n", 24, _png),
    (b"GIF8", 10, _gif),
    (b"\xff\xd8\xff", 11, _jpeg),
    (b"RIFF", 30, _webp),
    (b"BM", 26, _bmp),
)
"""What a file begins with, how many bytes it takes to read its size, and how."""


def wav_seconds(head: bytes, *, byte_count: int) -> float | None:
    """Length of a WAV file in seconds, from its first bytes and its whole size in bytes."""
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        return None
    at, bytes_per_second = 12, 0
    while at + 8 <= len(head):
        name, length = head[at : at + 4], _little(head, at + 4, 4)
        if name == b"fmt " and at + 20 <= len(head):
            bytes_per_second = _little(head, at + 16, 4)
        if name == b"data" and bytes_per_second:
            # A file that is still being written says that its data has no end.
            return min(length, max(0, byte_count - at - 8)) / bytes_per_second
        at += 8 + length + length % 2
    return None


def pdf_page_count(head: bytes, *, byte_count: int) -> int | None:
    """Pages of a PDF whose first bytes tell: all of it is there, or it is made for the web."""
    if not head.startswith(b"%PDF-"):
        return None
    if told := _LINEARIZED.search(head[:2048]):
        return int(told[1]) or None
    if byte_count > len(head):
        return None
    nodes = (each for each in head.split(b">>") if _PAGES.search(each))
    return max((int(told[1]) for each in nodes if (told := _PAGE_COUNT.search(each))), default=None)


def _big(head: bytes, at: int, length: int) -> int:
    return int.from_bytes(head[at : at + length], "big")


def _little(head: bytes, at: int, length: int) -> int:
    return int.from_bytes(head[at : at + length], "little")

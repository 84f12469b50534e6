"""Beginnings of files, made by hand."""

from base64 import b64encode


def base64(raw: bytes) -> str:
    return b64encode(raw).decode()


def png(width: int, height: int) -> bytes:
    sizes = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + sizes + b"\x08\x06\x00\x00\x00"


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + width.to_bytes(2, "little") + height.to_bytes(2, "little") + bytes(3)


def bmp(width: int, height: int) -> bytes:
    sizes = width.to_bytes(4, "little") + height.to_bytes(4, "little", signed=True)
    return b"BM" + bytes(16) + sizes + bytes(4)


def jpeg(width: int, height: int, *, before: int = 20) -> bytes:
    application = b"\xff\xe1" + (before + 2).to_bytes(2, "big") + bytes(before)
    sizes = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8" + application + b"\xff\xff\xc2\x00\x11\x08" + sizes + bytes(10)


def webp(kind: bytes, payload: bytes) -> bytes:
    return b"RIFF\x00\x00\x00\x00WEBP" + kind + bytes(4) + payload + bytes(16)


def wav(seconds: float, *, told: int | None = None) -> bytes:
    rate = 16_000
    length = int(seconds * rate)
    rates = (8_000).to_bytes(4, "little") + rate.to_bytes(4, "little")
    form = b"fmt \x10\x00\x00\x00\x01\x00\x01\x00" + rates + b"\x02\x00\x10\x00"
    size = (length if told is None else told).to_bytes(4, "little")
    return b"RIFF\x00\x00\x00\x00WAVE" + form + b"data" + size + bytes(length)


def pdf(pages: int, *, linearized: bool = False) -> bytes:
    mark = f"1 0 obj <</Linearized 1/L 9/N {pages}>> endobj\n" if linearized else ""
    tree = f"<</Type /Pages /Kids [3 0 R] /Count {pages}>><</Type/Page>><</Count 1/Type/Pages>>"
    return f"%PDF-1.7\n{mark}{'' if linearized else tree}".encode()

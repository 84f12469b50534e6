"""Parts made from files that a request holds in base64: only their first bytes are looked at."""

from domain.tokens.chat import AudioPart, ContentPart, DocumentPart, ImagePart, VideoPart
from domain.tokens.media import (
    byte_count_of_base64,
    head_of_base64,
    image_size,
    pdf_page_count,
    wav_seconds,
)


def split_data_url(url: str) -> tuple[str, str] | None:
    """Media type and base64 of a ``data:`` URL; None when it is another URL, or not base64."""
    if url[:5].lower() != "data:":
        return None
    comma = url.find(",", 5, 1024)
    header = url[5:comma].lower()
    if comma < 0 or not header.endswith(";base64"):
        return None
    return header.partition(";")[0], url[comma + 1 :]


def media_part(media_type: str, base64: str, *, path: str, detail: str = "auto") -> ContentPart:
    """The part that a file is; what its first bytes do not tell stays unknown.

    Args:
        media_type: Such as ``image/png``.
        base64: The file; empty when the request only names it.
        path: Where it stands in the request.
        detail: How closely the model is to look.
    """
    head = head_of_base64(base64)
    family = media_type.lower().partition("/")[0]
    if family == "image":
        return image_part(head, path=path, detail=detail)
    if family == "audio":
        seconds = wav_seconds(head, byte_count=byte_count_of_base64(base64))
        return AudioPart(path=path, seconds=seconds)
    if family == "video":
        return VideoPart(path=path, detail=detail)
    pages = pdf_page_count(head, byte_count=byte_count_of_base64(base64))
    return DocumentPart(path=path, page_count=pages, detail=detail)


def image_part(
    head: bytes,
    *,
    path: str,
    detail: str = "auto",
    declared: tuple[int | None, int | None] = (None, None),
) -> ImagePart:
    """The image that the first bytes begin, or of the size that the request declares."""
    width, height = image_size(head) or declared
    return ImagePart(path=path, width=width, height=height, detail=detail)

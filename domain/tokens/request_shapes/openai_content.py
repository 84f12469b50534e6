"""Reads the content of an OpenAI message, which both kinds of request share but for names."""

from collections.abc import Callable, Iterator

from domain.tokens.chat import ContentPart, DocumentPart, ImagePart, TextPart
from domain.tokens.media import head_of_base64
from domain.tokens.request_shapes.media import image_part, media_part, split_data_url
from domain.tokens.request_shapes.reading import Node

type Reader = Callable[[Node], ContentPart | None]


def contents(content: Node | None, missed: list[str]) -> Iterator[ContentPart]:
    """The parts of a content that is a text or an array of parts.

    Args:
        content: The field; None when it is not there.
        missed: Gets the path of each part that costs tokens by no known rule.
    """
    if content is None:
        return
    if isinstance(content.value, str):
        yield TextPart(path=content.path, text=content.value)
        return
    for each in content.items():
        if isinstance(each.value, str):
            yield TextPart(path=each.path, text=each.value)
            continue
        read = _READERS.get(each.require("type").text())
        part = read(each) if read else None
        if part is None:
            missed.append(each.path)
        else:
            yield part


def _text(node: Node) -> TextPart:
    found = node.require("text", "refusal")
    return TextPart(path=found.path, text=found.text())


def _refusal(node: Node) -> TextPart:
    found = node.require("refusal", "text")
    return TextPart(path=found.path, text=found.text())


def _image(node: Node) -> ImagePart | None:
    """Chat Completions puts an object into the field, Responses puts the URL."""
    image = node.get("image_url")
    if image is None:
        return None
    holder = node if isinstance(image.value, str) else image
    url = image.text() if isinstance(image.value, str) else image.require("url").text()
    data = split_data_url(url)
    return image_part(
        head_of_base64(data[1]) if data else b"",
        path=image.path,
        detail=holder.text_at("detail") or "auto",
        declared=(holder.pixels_at("width"), holder.pixels_at("height")),
    )


def _audio(node: Node) -> ContentPart:
    audio = node.require("input_audio")
    return media_part("audio/wav", audio.require("data").text(), path=audio.path)


def _file(node: Node) -> ContentPart:
    """A file that is only named by an id or a URL has no known number of pages."""
    holder = node.get("file") or node
    url = holder.text_at("file_data")
    data = split_data_url(url) or ("application/pdf", url)
    part = media_part(*data, path=holder.path)
    return part if not isinstance(part, ImagePart) else DocumentPart(path=holder.path)


_READERS: dict[str, Reader] = {
    "text": _text,
    "input_text": _text,
    "output_text": _text,
    "summary_text": _text,
    "refusal": _refusal,
    "image_url": _image,
    "input_image": _image,
    "input_audio": _audio,
    "file": _file,
    "input_file": _file,
}

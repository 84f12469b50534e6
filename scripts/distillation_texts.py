"""The texts that the table of meanings is fitted to: sentences out of packaged documents.

What a file holds is told by its name: ``data.noun`` and its like are WordNet's; pages, JSON, plain
and packed texts are known by their suffixes.
"""

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

WORDNET_FILES = ("data.noun", "data.verb", "data.adj", "data.adv")
SUFFIXES = (".html", ".json", ".txt", ".md", ".rst", ".gz", ".dz")
UNREAD = frozenset({"script", "style", "pre", "head", "nav", "footer"})
BLOCKS = frozenset({"p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "div", "br", "tr"})
SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\s\+\+\s|\n\s*\n")
BLANKS = re.compile(r"\s+")
WORDS = range(3, 61)
PLAIN_PERCENT = 70
"""What share of a sentence's characters must be letters or blanks."""
LAST_LATIN, FEW = "\u024f", 4
QUESTIONS = (
    "what is {}",
    "who was {}",
    "where is {}",
    "when did {} happen",
    "what is the meaning of {}",
    "how does {} work",
    "{}",
)


class _Prose(HTMLParser):
    """Collects what a reader of the page sees, one block a paragraph."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._depth += tag in UNREAD
        self._break_at(tag)

    def handle_endtag(self, tag: str) -> None:
        self._depth = max(0, self._depth - (tag in UNREAD))
        self._break_at(tag)

    def handle_data(self, data: str) -> None:
        if not self._depth:
            self.parts.append(data.replace("\n", " "))

    def _break_at(self, tag: str) -> None:
        if tag in BLOCKS:
            self.parts.append("\n\n")


def texts_of(sources: Iterable[Path]) -> list[str]:
    """Sentences, definitions and questions from files and folders; each once, in a fixed order.

    Args:
        sources: Files, or folders whose readable files are all taken.
    """
    seen: dict[str, str] = {}
    for path in _files(sources):
        for text in _texts_in(path):
            seen.setdefault(text.casefold(), text)
    return list(seen.values())


def _files(sources: Iterable[Path]) -> Iterator[Path]:
    for source in sources:
        found = sorted(source.rglob("*")) if source.is_dir() else [source]
        yield from (
            each
            for each in found
            if each.is_file() and (each.suffix in SUFFIXES or each.name in WORDNET_FILES)
        )


def _texts_in(path: Path) -> Iterator[str]:
    if path.name in WORDNET_FILES:
        yield from _wordnet_texts(path.read_text(encoding="latin-1"))
        return
    content = path.read_bytes()
    if path.suffix in {".gz", ".dz"}:
        content = gzip.decompress(content)
    text = content.decode("utf-8", "replace")
    if path.suffix == ".json":
        text = "\n\n".join(_strings(json.loads(text)))
    elif path.suffix == ".html":
        text = _prose(text)
    yield from sentences(text)


def _strings(value: object) -> Iterator[str]:
    """All strings in a JSON value, in order."""
    pending = [value]
    while pending:
        match pending.pop():
            case str() as text:
                yield text
            case list() as items:
                pending.extend(reversed(items))
            case dict() as fields:
                pending.extend(reversed(fields.values()))
            case _:
                pass


def _prose(page: str) -> str:
    parser = _Prose()
    parser.feed(page)
    return "".join(parser.parts)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text that read as language, blanks made one."""
    for part in SENTENCE_END.split(text):
        sentence = BLANKS.sub(" ", part).strip()
        plain = sum(each.isalpha() or each == " " for each in sentence)
        if len(sentence.split()) in WORDS and plain * 100 >= len(sentence) * PLAIN_PERCENT:
            yield sentence


def _wordnet_texts(content: str) -> Iterator[str]:
    """Each definition, with its words and without, its examples, and a question for it.

    Args:
        content: One of WordNet's ``data`` files; the lines that begin with a blank are its licence.
    """
    lines = [each for each in content.splitlines() if not each.startswith(" ")]
    for place, line in enumerate(lines):
        fields, _, gloss = line.partition(" | ")
        words = _words_of(fields.split())
        definition, *examples = gloss.strip().split('; "')
        yield f"{words[0]} is {definition}"
        yield definition
        yield QUESTIONS[place % len(QUESTIONS)].format(words[-1])
        if len(words) > 1:
            yield ", ".join(words)
        yield from (each.strip('" ;') for each in examples)


def _words_of(fields: list[str]) -> list[str]:
    """The words of a synset: a hexadecimal count, then pairs of word and sense number."""
    count = int(fields[3], 16)
    return [each.replace("_", " ").split("(")[0] for each in fields[4 : 4 + 2 * count : 2]]


def is_latin(text: str) -> bool:
    """Whether hardly a character of it is beyond the Latin letters."""
    return sum(each > LAST_LATIN for each in text) <= FEW

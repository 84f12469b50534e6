"""Special tokens: found in text that is counted with them, and known by their ids."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby

from domain.tokens.model import TokenIdUnknown, Vocabulary

type Encode = Callable[[str], Sequence[int]]
"""The ids of a text in which nothing is special."""
type Decode = Callable[[list[int]], bytes]
"""The bytes of ids of which none is special."""

_USUAL_SHAPE = re.compile(r"<\|[A-Za-z0-9_]+\|>")
"""What special tokens mostly look like; a vocabulary has up to a thousand of them."""
_BRACKETED = (r"<[^<>\s]{{1,{0}}}>", r"\[[^\[\]\s]{{1,{0}}}\]")
"""What nearly all others look like, up to a length."""


class SpecialTokenCodec:
    """Handles a vocabulary's special tokens, so that an engine needs to know only its ranks.

    Args:
        vocabulary: Whose they are. Their ids may lie among those of the ranks.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._texts = texts = {
            token_id: text.encode() for text, token_id in vocabulary.special_tokens.items()
        }
        self._find = _finder(vocabulary.special_tokens)
        ranks = range(vocabulary.rank_count)
        self._is_rank: Callable[[tuple[int, int]], bool] = (
            (lambda each: each[1] in ranks and each[1] not in texts)
            if any(token_id in ranks for token_id in texts)
            else (lambda each: each[1] in ranks)
        )

    def split(self, text: str) -> tuple[list[str], list[str]]:
        """The ordinary texts, and the special tokens between them: one less."""
        ordinary: list[str] = []
        special: list[str] = []
        start = 0
        for match in self._find(text):
            if match[0] in self._vocabulary.special_tokens:
                ordinary.append(text[start : match.start()])
                special.append(match[0])
                start = match.end()
        return [*ordinary, text[start:]], special

    def encode(self, text: str, encode_ordinary: Encode) -> list[int]:
        """The ids of a text, special tokens in it included."""
        ordinary, special = self.split(text)
        token_ids = list(encode_ordinary(ordinary[0]))
        for token, behind in zip(special, ordinary[1:], strict=True):
            token_ids.append(self._vocabulary.special_tokens[token])
            token_ids += encode_ordinary(behind)
        return token_ids

    def decode(self, token_ids: Sequence[int], decode_ordinary: Decode) -> bytes:
        """The bytes that the ids stand for.

        Raises:
            TokenIdUnknown: An id is neither a rank nor a special token's; names the first.
        """
        decoded: list[bytes] = []
        for is_rank, run in groupby(enumerate(token_ids), self._is_rank):
            if is_rank:
                decoded.append(decode_ordinary([token_id for _, token_id in run]))
            else:
                decoded += self._special(run)
        return b"".join(decoded)

    def _special(self, run: Iterable[tuple[int, int]]) -> Iterator[bytes]:
        for index, token_id in run:
            if token_id not in self._texts:
                encoding = self._vocabulary.encoding
                raise TokenIdUnknown(
                    f"token id {token_id} is not in {encoding}",
                    field="token_ids",
                    encoding=encoding,
                    index=index,
                )
            yield self._texts[token_id]


def _finder(names: Collection[str]) -> Callable[[str], Iterator[re.Match[str]]]:
    """What finds every special token in a text, and what looks like one."""
    if all(map(_USUAL_SHAPE.fullmatch, names)):
        return _USUAL_SHAPE.finditer
    length = max(map(len, names))
    bracketed = "|".join(each.format(length) for each in _BRACKETED)
    others = [re.escape(name) for name in names if not re.fullmatch(bracketed, name)]
    return partial(_search, re.compile("|".join([bracketed, *others])), names)


def _search(shape: re.Pattern[str], names: Collection[str], text: str) -> Iterator[re.Match[str]]:
    """The special tokens in a text; one may begin inside what only looks like one."""
    start = 0
    while match := shape.search(text, start):
        if match[0] in names:
            yield match
            start = match.end()
        else:
            start = match.start() + 1

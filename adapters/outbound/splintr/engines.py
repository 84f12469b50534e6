"""The two kinds of splintr tokenizers, and the one of each vocabulary that a process shares."""

import threading
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Protocol

import splintr

from domain.tokens.model import VocabularyCorrupt

SPACE_MARK = "\u2581"
"""What stands for a blank in the pieces of a SentencePiece vocabulary."""
_BLANKS = f"{SPACE_MARK}\n\t"
_BYTES = 256
_SHIELD = "\0"
_SHIELD_TOKENS = 2

_shared: dict[str, "Engine"] = {}
_sharing = threading.Lock()


class Engine(Protocol):
    """Turns ordinary text into ids.

    What it knows of special tokens is not used: it has many that no model has.
    """

    @property
    def piece_count(self) -> int:
        """Ids that the vocabulary has, without special tokens of splintr's own making."""
        ...

    @property
    def has_pattern(self) -> bool:
        """Whether a pattern splits texts; otherwise pieces are joined by their scores alone."""
        ...

    @property
    def joined(self) -> frozenset[str]:
        """Characters that are joined with others, where there is no pattern."""
        ...

    def ids(self, text: str) -> list[int]:
        """The ids of any text; holds the interpreter lock."""
        ...

    def batch(self, texts: Sequence[str]) -> list[Sequence[int]]:
        """The ids of texts that spell no special token; lets go of the interpreter lock."""
        ...

    def counts(self, texts: Sequence[str]) -> list[int]:
        """How many ids each of such texts has; lets go of the lock too."""
        ...

    def token_bytes(self, token_id: int) -> bytes:
        """What an id stands for; nothing where it stands for no text."""
        ...


class ByteEngine:
    """Implements Engine over what splintr loads for one of its own names, or from a rank file.

    Args:
        tokenizer: The splintr tokenizer.
        piece_count: See the protocol.
        apart: What ids stand for that the tokenizer does not know, as no text has them.
    """

    has_pattern = True
    joined: frozenset[str] = frozenset()

    def __init__(
        self,
        tokenizer: splintr.AnyTokenizer | splintr.Tokenizer,
        *,
        piece_count: int,
        apart: Mapping[int, bytes] | None = None,
    ) -> None:
        self.piece_count = piece_count
        self.ids = tokenizer.encode_ordinary
        self._flat = tokenizer.encode_batch_flat
        self._token_bytes = tokenizer.decode_token_bytes
        self._apart = apart or {}

    def batch(self, texts: Sequence[str]) -> list[Sequence[int]]:
        """See the protocol."""
        content, places = self._flat(texts)
        token_ids = array("I", content)
        return [token_ids[start:end] for start, end in pairwise(array("Q", places))]

    def counts(self, texts: Sequence[str]) -> list[int]:
        """See the protocol."""
        _, places = self._flat(texts)
        return [end - start for start, end in pairwise(array("Q", places))]

    def token_bytes(self, token_id: int) -> bytes:
        """See the protocol."""
        try:
            return self._token_bytes(token_id)
        except ValueError:
            return self._apart.get(token_id, b"")


class PieceEngine:
    """Implements Engine over the pieces of a SentencePiece vocabulary, with nothing special in it.

    Pieces are joined by their score. splintr puts a blank before every text, which only some
    vocabularies want: here each text comes behind a character that is in no piece, and what splintr
    makes of that and of the blank is left out.

    Args:
        pieces: The text of each id; empty where no text has it.
        scores: The score of each piece.
    """

    has_pattern = False

    def __init__(self, pieces: Sequence[str], scores: Sequence[float]) -> None:
        self.piece_count = len(pieces)
        # Three zeros in a row are never joined, so what begins with them is never found in a text.
        texts = [piece or f"\0\0\0{number}" for number, piece in enumerate(pieces)]
        tokenizer = splintr.SpmTokenizer(texts, scores)
        self._ids = tokenizer.encode_ordinary
        self._batch = tokenizer.encode_batch
        self._token_bytes = tokenizer.decode_token_bytes
        self._no_text = frozenset(number for number, piece in enumerate(pieces) if not piece)

    @cached_property
    def joined(self) -> frozenset[str]:
        """See the protocol; seldom needed, and takes a while."""
        tokens = map(self.token_bytes, range(self.piece_count))
        pieces = (token.decode(errors="ignore") for token in tokens)
        return frozenset(
            (SPACE_MARK, *(each for piece in pieces if len(piece) > 1 for each in piece))
        )

    def ids(self, text: str) -> list[int]:
        """See the protocol."""
        return self._ids(_SHIELD + text)[_SHIELD_TOKENS:]

    def batch(self, texts: Sequence[str]) -> list[Sequence[int]]:
        """See the protocol."""
        return [each[_SHIELD_TOKENS:] for each in self._batch([_SHIELD + text for text in texts])]

    def counts(self, texts: Sequence[str]) -> list[int]:
        """See the protocol."""
        shielded = self._batch([_SHIELD + text for text in texts])
        return [len(each) - _SHIELD_TOKENS for each in shielded]

    def token_bytes(self, token_id: int) -> bytes:
        """See the protocol."""
        return b"" if token_id in self._no_text else self._token_bytes(token_id)


def packaged(name: str) -> ByteEngine:
    """The vocabulary that splintr has under a name."""
    tokenizer = splintr.Tokenizer.from_pretrained(name)
    return ByteEngine(tokenizer, piece_count=splintr.base_vocab_size(name))


def pieces_of(
    name: str, *, first_byte: int, no_text: Iterable[int], blank_rows: float
) -> PieceEngine:
    """The pieces of the vocabulary that splintr has under a name; their places are their scores.

    Args:
        name: The name.
        first_byte: The id of the first of the 256 pieces that stand for a byte each.
        no_text: Ids that no text has.
        blank_rows: The score of the pieces that are rows of blanks, tabs or line feeds.
    """
    pieces = _all_pieces(name, first_byte)
    for token_id in no_text:
        pieces[token_id] = ""
    scores = list(map(float, range(0, -len(pieces), -1)))
    for token_id, piece in enumerate(pieces):
        if piece[-1:] in _BLANKS and not piece.strip(_BLANKS):
            scores[token_id] = blank_rows
    return PieceEngine(pieces, scores)


def _all_pieces(name: str, first_byte: int) -> list[str]:
    """The pieces alone: what they come from is let go of before another is made of them."""
    tokenizer = splintr.Tokenizer.from_pretrained(name)
    behind = range(first_byte + _BYTES, splintr.base_vocab_size(name))
    return [
        *_texts(tokenizer, range(first_byte), separator=first_byte),
        *(f"<0x{byte:02X}>" for byte in range(_BYTES)),
        *_texts(tokenizer, behind, separator=first_byte),
    ]


def _texts(tokenizer: splintr.AnyTokenizer, ids: range, *, separator: int) -> list[str]:
    """The texts of ids: all in one call, with what stands for a zero between them."""
    spread = [separator] * (2 * len(ids) + 1)
    spread[1::2] = ids
    return tokenizer.decode(spread).replace(" ", SPACE_MARK).split("\0")[1:-1]


def shared_engine(
    name: str, build: Callable[[], Engine], check: Callable[[Engine], bool]
) -> Engine:
    """The one engine of that name in this process; built when first asked for.

    Raises:
        VocabularyCorrupt: What was built is not what was checked when this was written.
    """
    with _sharing:
        if name not in _shared:
            engine = build()
            if not check(engine):
                raise corrupt(name)
            _shared[name] = engine
        return _shared[name]


def corrupt(name: str) -> VocabularyCorrupt:
    """What is raised where a vocabulary is not what it was when this was written."""
    return VocabularyCorrupt(
        f"the packaged vocabulary {name} is not the published one", encoding=name
    )

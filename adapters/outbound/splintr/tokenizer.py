"""The Tokenizer port over splintr: the ids of open vocabularies, and nothing that is not theirs."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version

from adapters.outbound.splintr.cutting import grouped, segments_of
from adapters.outbound.splintr.engines import Engine, shared_engine
from adapters.outbound.splintr.families import FAMILIES
from adapters.outbound.splintr.normal_form import RowTooLong, to_normal_form
from adapters.outbound.splintr.segments import Held, Segment
from adapters.outbound.splintr.windows import found_in
from domain.tokens.model import SpecialTokens, TextNotCountable, Vocabulary
from domain.tokens.special_tokens import SpecialTokenCodec

ENGINE = f"splintr-rs {version('splintr-rs')}"
HELD_LIMIT_CHARACTERS = 16_384
"""The longest part that spells a special token and cannot be cut: some 20 ms of the worst."""
GROUP_CHARACTERS = 32_768
"""So much is encoded before the ids are taken over, which needs the lock."""


class SplintrTokenizer:
    """Implements ports.outbound.tokenizers.Tokenizer with splintr; loads on first use.

    Vocabularies over the same pieces share an engine. Short texts are encoded at once; long ones
    are cut where that changes nothing, so that other threads run meanwhile. splintr's own threads
    are not started by loading, only by the first long text: a pool from before a fork would hang
    the child.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.engine = ENGINE
        self._family = FAMILIES[vocabulary.ranks]
        self._specials = SpecialTokenCodec(vocabulary)
        self._loaded_engine: Engine | None = None

    def load(self) -> None:
        """See the port."""
        self._engine()

    def is_quick(self, texts: Sequence[str]) -> bool:
        """See the port."""
        characters = sum(map(len, texts))
        return self._loaded_engine is not None and characters <= self._family.quick_characters

    def count(self, text: str, *, special_tokens: SpecialTokens) -> int:
        """See the port."""
        if special_tokens is SpecialTokens.AS_SPECIAL:
            ordinary, special = self._specials.split(text)
            return len(special) + sum(self._counts(ordinary))
        return self._counts((text,))[0]

    def count_batch(self, texts: Sequence[str], *, special_tokens: SpecialTokens) -> list[int]:
        """See the port."""
        if special_tokens is SpecialTokens.AS_SPECIAL:
            return [self.count(text, special_tokens=special_tokens) for text in texts]
        return self._counts(texts)

    def encode(self, text: str, *, special_tokens: SpecialTokens) -> Sequence[int]:
        """See the port."""
        if special_tokens is SpecialTokens.AS_SPECIAL:
            return self._specials.encode(text, self._ids)
        return self._ids(text)

    def decode(self, token_ids: Sequence[int]) -> bytes:
        """See the port; of a text that was brought into a normal form, this is that form."""
        return self._specials.decode(token_ids, self._decode_ordinary)

    def _counts(self, texts: Sequence[str]) -> list[int]:
        engine = self._engine()
        with self._refusing():
            if sum(map(len, texts)) <= self._family.quick_characters:
                return [len(self._short_ids(engine, text)) for text in texts]
            plans = list(map(self._segments, texts))
            counts = _each(plans, engine.counts)
            return [
                sum(
                    next(counts) if isinstance(each, str) else len(self._rest_ids(each))
                    for each in plan
                )
                for plan in plans
            ]

    def _ids(self, text: str) -> Sequence[int]:
        engine = self._engine()
        with self._refusing():
            if len(text) <= self._family.quick_characters:
                return self._short_ids(engine, text)
            plan = self._segments(text)
            encoded = _each([plan], engine.batch)
            token_ids = array("I")
            for each in plan:
                token_ids.extend(next(encoded) if isinstance(each, str) else self._rest_ids(each))
            return token_ids

    def _short_ids(self, engine: Engine, text: str) -> list[int]:
        text = self._prepared(text)
        if self._family.verbatim is None:
            return engine.ids(text)
        token_ids: list[int] = []
        for each in self._family.verbatim.split(text):
            token_ids += engine.ids(each) if isinstance(each, str) else (each,)
        return token_ids

    def _segments(self, text: str) -> list[Segment]:
        return list(segments_of(self._family, self._engine(), self._prepared(text)))

    def _prepared(self, text: str) -> str:
        unlike = self._family.unlike
        if unlike and not text.isascii() and any(found_in(unlike, text)):
            raise self._not_countable()
        if self._family.normalises:
            return to_normal_form(text)
        return f" {text}" if text and self._family.begins_with_space else text

    def _rest_ids(self, segment: int | Held) -> Sequence[int]:
        if isinstance(segment, int):
            return (segment,)
        if len(segment.text) > HELD_LIMIT_CHARACTERS:
            raise self._not_countable()
        return self._engine().ids(segment.text)

    def _decode_ordinary(self, token_ids: list[int]) -> bytes:
        names, read = self._family.names, self._engine().token_bytes
        decoded = b"".join([names.get(each) or read(each) for each in token_ids])
        return decoded.removeprefix(b" ") if self._family.begins_with_space else decoded

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Refuse what cannot be counted in time, and what ends in a Rust panic.

        The class of a panic is no Exception and cannot be imported.
        """
        try:
            yield
        except RowTooLong:
            raise self._not_countable() from None
        except BaseException as error:
            if type(error).__module__ != "pyo3_runtime":
                raise
            raise self._not_countable() from None

    def _not_countable(self) -> TextNotCountable:
        return TextNotCountable(
            f"{ENGINE} cannot count this text exactly", encoding=self.vocabulary.encoding
        )

    def _engine(self) -> Engine:
        if self._loaded_engine is None:
            family = self._family
            self._loaded_engine = shared_engine(family.engine_name, family.build, family.is_engine)
        return self._loaded_engine


def _each[Result](
    plans: Sequence[Sequence[Segment]], run: Callable[[Sequence[str]], list[Result]]
) -> Iterator[Result]:
    """What an engine says of every ordinary segment, in order."""
    texts = (each for plan in plans for each in plan if isinstance(each, str))
    for group in grouped(texts, GROUP_CHARACTERS):
        yield from run(group)

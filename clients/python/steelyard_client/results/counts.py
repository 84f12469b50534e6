"""What is answered about texts: counts, ids, parts."""

from dataclasses import dataclass

from steelyard_client.enums import CountMethod


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made a count, so that it can be made again.

    Args:
        tokenizer: The encoding or tokenizer, such as ``o200k_base``.
        vocabulary_sha256: SHA-256 of the published rank file, lower-case hexadecimal.
        engine: The library and version that ran it.
        catalogue_version: Version of the model catalogue that resolved the name.
        framing: The rules by which messages were framed; empty for bare text.
    """

    tokenizer: str
    vocabulary_sha256: str
    engine: str
    catalogue_version: str
    framing: str


@dataclass(frozen=True, slots=True)
class TokenCount:
    """A number of tokens, how far it can be trusted, and what made it.

    Args:
        token_count: The number of tokens.
        upper_bound_token_count: No more than this many, with the confidence of the method; equal to
            token_count where the method is exact. Compare this one with a limit.
        method: How the count was made.
        provenance: What made it; its fields are empty where the caller gave the number.
        not_counted: Fields of the request that the method does not count.
        frame_token_count: How many of the tokens frame a bare text as the one message that its
            provider would count; 0 where bare texts are counted.
    """

    token_count: int
    upper_bound_token_count: int
    method: CountMethod
    provenance: Provenance
    not_counted: tuple[str, ...] = ()
    frame_token_count: int = 0


@dataclass(frozen=True, slots=True)
class BatchCount:
    """The counts of many texts, in their order.

    Args:
        token_counts: The number of tokens of each text.
        upper_bound_token_counts: The upper bound of each text.
        total_token_count: The sum of token_counts.
        method: How all the counts were made.
        provenance: What made them.
        not_counted: Fields of the request that the method does not count.
    """

    token_counts: tuple[int, ...]
    upper_bound_token_counts: tuple[int, ...]
    total_token_count: int
    method: CountMethod
    provenance: Provenance
    not_counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextChunk:
    """A part of a streamed text.

    Args:
        text: The characters; may be empty.
        more: True when the text goes on in the next chunk; it is counted after its last one.
    """

    text: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class StreamedCount:
    """The count of one text of a stream.

    Args:
        text_index: Which text this is, from 0.
        count: Its count.
        total_token_count: Tokens of all texts so far, this one included.
    """

    text_index: int
    count: TokenCount
    total_token_count: int


@dataclass(frozen=True, slots=True)
class EncodedText:
    """The token ids of a text, in order, and what made them."""

    token_ids: tuple[int, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class DecodedTokens:
    """What token ids stand for.

    Args:
        text: The text; U+FFFD stands where the ids begin or end inside a character.
        raw_bytes: The exact bytes.
        is_valid_utf8: Whether the text is the bytes, nothing replaced.
        provenance: What made them.
    """

    text: str
    raw_bytes: bytes
    is_valid_utf8: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class TextRange:
    """A range of a text, in characters, so that ``text[start:end]`` is it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TruncatedText:
    """What is left of a text.

    Args:
        text: The text that is left, marker included.
        count: Its tokens; where they are not exact, the upper bound is within the limit too.
        truncated: Whether anything was removed.
        removed: What was removed; None where nothing was.
    """

    text: str
    count: TokenCount
    truncated: bool
    removed: TextRange | None


@dataclass(frozen=True, slots=True)
class SplitChunk:
    """A chunk of a text that was split.

    Args:
        range: Where it stands in the text.
        token_count: Its tokens.
        text: Its text; empty where texts were to be left out.
    """

    range: TextRange
    token_count: int
    text: str


@dataclass(frozen=True, slots=True)
class SplitText:
    """The chunks of a text, in order; without overlap they are the text when joined.

    Args:
        chunks: The chunks.
        method: How their counts were made.
        provenance: What made them.
    """

    chunks: tuple[SplitChunk, ...]
    method: CountMethod
    provenance: Provenance

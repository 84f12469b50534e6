"""What has to be known of each vocabulary to encode with it: its engine, and where it may be cut.

Every family's argument why a place is a boundary stands here; tests hold the arguments against the
vocabularies themselves and against generated texts.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from adapters.outbound.splintr.engines import (
    SPACE_MARK,
    Engine,
    packaged,
    pieces_of,
)
from adapters.outbound.splintr.rank_files import qwen35_engine
from adapters.outbound.splintr.segments import Markers
from adapters.outbound.splintr.verbatim import (
    VerbatimPieces,
    gemma2_pieces,
    gemma3_pieces,
    gemma4_names,
)

PROBE = "Steelyard weighs 1,234 prompts:\n\n\tnaïve don'T 敏捷的 हिन्दी <b>👩‍👩‍👧</b>   x²\r\n"
"""Encoded at every load: letters of four scripts, digits, rows of blanks, a tag, an emoji."""

_BEHIND_A_WORD = re.compile(rf"(?<=[A-Za-z])(?=[|>\]_/ \n\uff5c{SPACE_MARK}])")
"""Where a vocabulary has a split pattern, a match surely ends between a letter and one of these:
whatever takes letters takes nothing but letters, marks and contractions after them."""


@dataclass(frozen=True, slots=True)
class Family:
    """A vocabulary as this adapter sees it.

    Args:
        engine_name: Families with the same name share an engine.
        build: Makes the engine.
        piece_count: What the engine must say that it has.
        probe_digest: ``probe_digest`` of the engine.
        quick_characters: So much takes no more than 5 ms, whatever the text; it is encoded at once,
            and what is longer in a way that lets other threads run.
        markers: What must not be spelled where the lock is not held; None where nothing is special.
        verbatim: What is found before anything is joined.
        names: What ids stand for that the engine takes for no text.
        normalises: Whether texts are brought into Unicode's normal form C first.
        begins_with_space: Whether every text begins with a blank that it does not have.
        unlike: Finds what splintr may split otherwise than the vocabulary's makers do.
    """

    engine_name: str
    build: Callable[[], Engine]
    piece_count: int
    probe_digest: str
    quick_characters: int
    markers: Markers | None = None
    verbatim: VerbatimPieces | None = None
    names: Mapping[int, bytes] = field(default_factory=dict)
    normalises: bool = False
    begins_with_space: bool = False
    unlike: re.Pattern[str] | None = None

    def is_engine(self, engine: Engine) -> bool:
        """Whether this is the engine that was checked against its second source."""
        return self.piece_count == engine.piece_count and self.probe_digest == probe_digest(engine)


def probe_digest(engine: Engine) -> str:
    """The beginning of the SHA-256 of the probe's ids and bytes."""
    token_ids = engine.ids(PROBE)
    seen = [(each, engine.token_bytes(each)) for each in token_ids]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


_NAMED = r"<\|/?(?!nothink)\w{1,40}\|>"
"""Most of what splintr takes for special tokens, and some that it does not, which does no harm; but
none that may have another in it."""


def _by_pattern(*starts: str, spelling: str = "") -> Markers:
    """The markers of a vocabulary with a split pattern."""
    return Markers(
        ("<|", *starts), re.compile("|".join(filter(None, (_NAMED, spelling)))), _BEHIND_A_WORD
    )


_NEVER_JOINED_FIRST = -1e9
_JOINED_FIRST = 0.0
_GEMMA2_PIECES = gemma2_pieces()
_GEMMA3_PIECES = gemma3_pieces()
_GEMMA3_ENGINE = partial(
    pieces_of,
    "gemma3",
    first_byte=238,
    no_text=[*range(4), *_GEMMA3_PIECES.names, 105, 106, 255_999, 256_000],
    blank_rows=_JOINED_FIRST,
)
_QWEN_TAGS = r"</?(?:think|tool_call|tool_response)>"
_DEEPSEEK_NAMED = r"<\uff5c[^<>\uff5c]{1,32}\uff5c>|</?think>"
_GLM_TAGS = (
    r"</?(?:think|tool_call|tool_response|arg_key|arg_value)>|<[es]op>|\[[gs]?MASK\]|/nothink"
)
_KIMI_NAMED = r"\[(?:BOS|EOS|EOT|PAD|UNK)\]|</?think>"
_KIMI_UNLIKE = re.compile("'\u017f|[\U00016ff2-\U00016ff6\U000323b0-\U00033479]")
"""In this pattern alone, splintr does not take a long s for the s of a contraction, and takes for
Han what only Unicode 17 knows. The fuzzer compares every character there is."""
_TEKKEN_NAMED = r"</?s>|<unk>|\[/?(?:INST|AVAILABLE_TOOLS|TOOL_RESULTS|TOOL_CALLS)\]"

FAMILIES = {
    "llama2": Family(
        engine_name="llama2",
        build=partial(
            pieces_of,
            "llama2",
            first_byte=3,
            no_text=range(3),
            blank_rows=_NEVER_JOINED_FIRST,
        ),
        piece_count=32_000,
        probe_digest="1a13b4b2e990a0d3",
        quick_characters=8_192,
        begins_with_space=True,
    ),
    "llama3": Family(
        engine_name="llama3",
        build=partial(packaged, "llama3"),
        piece_count=128_256,
        probe_digest="b8fde63e2631dcd2",
        quick_characters=8_192,
        markers=_by_pattern(),
    ),
    "gemma2": Family(
        engine_name="gemma2",
        build=partial(
            pieces_of,
            "gemma2",
            first_byte=217,
            no_text=[*range(4), *_GEMMA2_PIECES.names, 106, 107],
            blank_rows=_JOINED_FIRST,
        ),
        piece_count=256_000,
        probe_digest="5107344cc484ebd6",
        quick_characters=4_096,
        verbatim=_GEMMA2_PIECES,
        names=_GEMMA2_PIECES.names,
    ),
    "gemma3": Family(
        engine_name="gemma3",
        build=_GEMMA3_ENGINE,
        piece_count=262_144,
        probe_digest="420baa3cec5d9d06",
        quick_characters=4_096,
        verbatim=_GEMMA3_PIECES,
        names=_GEMMA3_PIECES.names,
    ),
    "gemma4": Family(
        engine_name="gemma3",
        build=_GEMMA3_ENGINE,
        piece_count=262_144,
        probe_digest="420baa3cec5d9d06",
        quick_characters=4_096,
        names=gemma4_names(),
    ),
    "qwen": Family(
        engine_name="qwen",
        build=partial(packaged, "qwen3"),
        piece_count=151_669,
        probe_digest="89ec73c3ead3ce94",
        quick_characters=8_192,
        markers=_by_pattern("<t", "</t", spelling=_QWEN_TAGS),
        normalises=True,
    ),
    "qwen3.5": Family(
        engine_name="qwen3.5",
        build=qwen35_engine,
        piece_count=248_044,
        probe_digest="fccbc572a16d0732",
        quick_characters=8_192,
        normalises=True,
    ),
    "mistral-v1": Family(
        engine_name="mistral-v1",
        build=partial(
            pieces_of,
            "mistral_v1",
            first_byte=3,
            no_text=range(3),
            blank_rows=_NEVER_JOINED_FIRST,
        ),
        piece_count=32_000,
        probe_digest="36ae08bea2db110b",
        quick_characters=8_192,
        begins_with_space=True,
    ),
    "mistral-v2": Family(
        engine_name="mistral-v2",
        build=partial(
            pieces_of,
            "mistral_v2",
            first_byte=771,
            no_text=range(771),
            blank_rows=_NEVER_JOINED_FIRST,
        ),
        piece_count=32_768,
        probe_digest="8d19fa440c00719d",
        quick_characters=8_192,
        begins_with_space=True,
    ),
    "tekken": Family(
        engine_name="tekken",
        build=partial(packaged, "mistral_v3"),
        piece_count=131_072,
        probe_digest="f06ec8486200e037",
        quick_characters=4_096,
        markers=_by_pattern("<s", "</s", "<u", "[", spelling=_TEKKEN_NAMED),
    ),
    "deepseek-v3": Family(
        engine_name="deepseek-v3",
        build=partial(packaged, "deepseek_v3"),
        piece_count=128_815,
        probe_digest="6b2ea8593d80f1ad",
        quick_characters=4_096,
        markers=_by_pattern("<\uff5c", "<t", "</t", spelling=_DEEPSEEK_NAMED),
    ),
    "glm4": Family(
        engine_name="glm4",
        build=partial(packaged, "glm4"),
        piece_count=151_365,
        probe_digest="358d8e993458c8d7",
        quick_characters=8_192,
        markers=_by_pattern("<", "[", "/n", spelling=_GLM_TAGS),
    ),
    "kimi-k2": Family(
        engine_name="kimi-k2",
        build=partial(packaged, "kimi_k2"),
        piece_count=163_840,
        probe_digest="84b017e45ca6831f",
        quick_characters=8_192,
        markers=_by_pattern("<t", "</t", "[", spelling=_KIMI_NAMED),
        unlike=_KIMI_UNLIKE,
    ),
    "phi4": Family(
        engine_name="phi4",
        build=partial(packaged, "phi4"),
        piece_count=100_352,
        probe_digest="8fe0b1a64063f7a9",
        quick_characters=8_192,
        markers=_by_pattern(),
    ),
}
"""By the name of the vocabulary's ranks."""

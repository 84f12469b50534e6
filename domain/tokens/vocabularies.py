"""The vocabularies that OpenAI publishes as rank files and that are carried here.

The hashes and the special tokens are those of the reference tokenizer's own constructors; the
contract tests hold the two together.
"""

from domain.tokens.model import Vocabulary

_O200K_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
_CL100K_SHA256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"

CL100K_BASE = Vocabulary(
    encoding="cl100k_base",
    ranks="cl100k_base",
    sha256=_CL100K_SHA256,
    rank_count=100_256,
    can_be_cut=True,
    special_tokens={
        "<|endoftext|>": 100_257,
        "<|fim_prefix|>": 100_258,
        "<|fim_middle|>": 100_259,
        "<|fim_suffix|>": 100_260,
        "<|endofprompt|>": 100_276,
    },
)

O200K_BASE = Vocabulary(
    encoding="o200k_base",
    ranks="o200k_base",
    sha256=_O200K_SHA256,
    rank_count=199_998,
    can_be_cut=True,
    special_tokens={"<|endoftext|>": 199_999, "<|endofprompt|>": 200_018},
)

_HARMONY_NAMED = {
    199_998: "startoftext",
    199_999: "endoftext",
    200_002: "return",
    200_003: "constrain",
    200_005: "channel",
    200_006: "start",
    200_007: "end",
    200_008: "message",
    200_012: "call",
}
_HARMONY_END = 201_088

O200K_HARMONY = Vocabulary(
    encoding="o200k_harmony",
    ranks="o200k_base",
    sha256=_O200K_SHA256,
    rank_count=199_998,
    can_be_cut=True,
    special_tokens={
        f"<|{_HARMONY_NAMED.get(token_id, f'reserved_{token_id}')}|>": token_id
        for token_id in range(199_998, _HARMONY_END)
    }
    | {"<|endofprompt|>": 200_018},
)
"""The ranks of o200k_base under special tokens of its own; 200,018 has two names."""

OPENAI_VOCABULARIES = (O200K_BASE, CL100K_BASE, O200K_HARMONY)

"""The vocabularies of models whose weights are public, and of Gemini, which shares Gemma's.

They are compiled into an engine or carried by a package, so that most have no rank file with a
published hash. What identifies those is the SHA-256 over all tokens in the order of their ids, each
as its length in four bytes (little-endian) and its bytes; an id below the rank count that stands
for no text has the length 0. docs/vocabularies.md says where the tokens come from, what each was
compared with, and how; the tests compute every hash anew, where there is a second source from it.

Decoding gives back the text that was encoded, with these exceptions. Qwen brings every text into
Unicode's normal form C first: that form is given back. Llama 2, Mistral v1 to v3 and Gemma know no
difference between a blank and U+2581: a blank is given back.

Special tokens are those of the published tokenizer files, whether or not these call them special
(such as ``<think>``).
"""

from domain.tokens.model import Vocabulary


def _numbered(names: str, first_id: int) -> dict[str, int]:
    return {name: token_id for token_id, name in enumerate(names.split(), start=first_id)}


def _reserved(template: str, ids: range, offset: int = 0) -> dict[str, int]:
    return {template.format(token_id + offset): token_id for token_id in ids}


_SENTENCE_ENDS = "<unk> <s> </s>"

LLAMA2 = Vocabulary(
    encoding="llama2",
    ranks="llama2",
    sha256="da64f69dd769597fdb7fa3fdfc9eeae529bda2b8bcc7136df4e844daf5ce395d",
    rank_count=32_000,
    special_tokens=_numbered(_SENTENCE_ENDS, 0),
)
"""Every text begins with a blank that it does not have, so that it may not be cut."""

LLAMA3 = Vocabulary(
    encoding="llama3",
    ranks="llama3",
    sha256="5861169db03f237c50ae849a13788f96c746f9636d9722ed30a45b7e0675ce30",
    rank_count=128_000,
    can_be_cut=True,
    special_tokens=_numbered(
        "<|begin_of_text|> <|end_of_text|> <|reserved_special_token_0|> "
        "<|reserved_special_token_1|> <|finetune_right_pad_id|> <|step_id|> <|start_header_id|> "
        "<|end_header_id|> <|eom_id|> <|eot_id|> <|python_tag|> <|image|>",
        128_000,
    )
    | _reserved("<|reserved_special_token_{}|>", range(128_012, 128_256), offset=2 - 128_012),
)
"""Llama 3 to 3.3. Meta's own code cuts what has 25,000 characters without or of white space; other
implementations do not, and neither does this."""

_GEMMA_ENDS = "<pad> <eos> <bos> <unk>"

GEMMA2 = Vocabulary(
    encoding="gemma2",
    ranks="gemma2",
    sha256="77c342c3417edcc0501849aa79d491fd06f1e4fb7d570f3199382fb411f6c761",
    rank_count=256_000,
    can_be_cut=True,
    special_tokens=_numbered(_GEMMA_ENDS, 0) | {"<start_of_turn>": 106, "<end_of_turn>": 107},
)
"""Gemma 1 and 2, and the first Gemini models. No piece has a letter before a blank or line feed."""

GEMMA3 = Vocabulary(
    encoding="gemma3",
    ranks="gemma3",
    sha256="85354ed9ab1859bac8a1f52257b298e25345d3e2fe3ef7508e6872e54e54fec0",
    rank_count=262_144,
    can_be_cut=True,
    special_tokens=_numbered(_GEMMA_ENDS, 0)
    | {
        "<start_of_turn>": 105,
        "<end_of_turn>": 106,
        "<start_of_image>": 255_999,
        "<end_of_image>": 256_000,
        "<image_soft_token>": 262_144,
    },
)
"""Gemma 3, and Gemini from 2.0 on. No piece has a letter before a blank or line feed."""

GEMMA4 = Vocabulary(
    encoding="gemma4",
    ranks="gemma4",
    sha256="ca1ba646698be19348a95d3173918166d7c010649bc2c58b8af5a8bf8db8ae3a",
    rank_count=262_144,
    can_be_cut=True,
    special_tokens=_numbered(_GEMMA_ENDS, 0)
    | {
        "<|tool>": 46,
        "<tool|>": 47,
        "<|tool_call>": 48,
        "<tool_call|>": 49,
        "<|tool_response>": 50,
        "<tool_response|>": 51,
        '<|"|>': 52,
        "<|think|>": 98,
        "<|channel>": 100,
        "<channel|>": 101,
        "<|turn>": 105,
        "<turn|>": 106,
        "<|image>": 255_999,
        "<|audio>": 256_000,
        "<|image|>": 258_880,
        "<|audio|>": 258_881,
        "<image|>": 258_882,
        "<audio|>": 258_883,
        "<|video|>": 258_884,
    },
)
"""Gemma 4 and the Gemini models that share it. Pieces as in Gemma 3, but for the names of some; no
tag and no row of line feeds is found before pieces are joined."""

_QWEN_SPECIAL = (
    "<|endoftext|> <|im_start|> <|im_end|> <|object_ref_start|> <|object_ref_end|> "
    "<|box_start|> <|box_end|> <|quad_start|> <|quad_end|> <|vision_start|> <|vision_end|> "
    "<|vision_pad|> <|image_pad|> <|video_pad|> <tool_call> </tool_call> <|fim_prefix|> "
    "<|fim_middle|> <|fim_suffix|> <|fim_pad|> <|repo_name|> <|file_sep|> <tool_response> "
    "</tool_response> <think> </think>"
)

QWEN = Vocabulary(
    encoding="qwen",
    ranks="qwen",
    sha256="33bc5cb3ea15d95094254600052ea2af5a2b1f2329fe534700587ac0e40a8b2d",
    rank_count=151_643,
    can_be_cut=True,
    special_tokens=_numbered(_QWEN_SPECIAL, 151_643),
)
"""Qwen 1 to 3; the special tokens are those of Qwen 3. Neither a blank nor a line feed joins what
stands before it in the normal form, nor do the letters that are cut behind join what follows."""

QWEN35 = Vocabulary(
    encoding="qwen3.5",
    ranks="qwen3.5",
    sha256="b84820755624b6dbada23d988e4ecb1dd8f0ee6df4c38d33a199adb19f4710c1",
    rank_count=248_044,
    can_be_cut=True,
    special_tokens=_numbered(_QWEN_SPECIAL, 248_044),
)
"""Qwen 3.5 and 3.6."""

_MISTRAL_MARKS = (
    f"{_SENTENCE_ENDS} [INST] [/INST] [TOOL_CALLS] [AVAILABLE_TOOLS] [/AVAILABLE_TOOLS] "
    "[TOOL_RESULTS] [/TOOL_RESULTS]"
)

MISTRAL_V1 = Vocabulary(
    encoding="mistral-v1",
    ranks="mistral-v1",
    sha256="1a9b0f254d2bd0bcc0be4fc1210ce6a56e91836f3618789a76e607761c94be66",
    rank_count=32_000,
    special_tokens=_numbered(_SENTENCE_ENDS, 0),
)
"""Mistral 7B 0.1 and 0.2, Mixtral 8x7B. May not be cut, as Llama 2 may not."""

MISTRAL_V2 = Vocabulary(
    encoding="mistral-v2",
    ranks="mistral-v2",
    sha256="0507663a41bb02f6a1ade758af6406d7d374228543dc9a9f5786e0554af68600",
    rank_count=32_768,
    special_tokens=_numbered(_MISTRAL_MARKS, 0)
    | _reserved("[control_{}]", range(10, 771), offset=-2),
)
"""May not be cut, as Llama 2 may not."""

MISTRAL_V3 = Vocabulary(
    encoding="mistral-v3",
    ranks="mistral-v2",
    sha256=MISTRAL_V2.sha256,
    rank_count=32_768,
    special_tokens=_numbered(f"{_MISTRAL_MARKS} [IMG] [PREFIX] [MIDDLE] [SUFFIX]", 0)
    | _reserved("[control_{}]", range(14, 751), offset=-2)
    | {f"[REFERENCE_DOC_{number}]": 770 - number for number in range(20)},
)
"""Mistral 7B 0.3, Mixtral 8x22B, Codestral: the pieces of v2 under special tokens of its own."""

TEKKEN = Vocabulary(
    encoding="tekken",
    ranks="tekken",
    sha256="a90e98934fb5517238551e38e0f5c37da27ba0c7f750a5ceaeb8cafbb89ec8a2",
    rank_count=131_072,
    can_be_cut=True,
    special_tokens=_numbered(
        f"{_SENTENCE_ENDS} [INST] [/INST] [AVAILABLE_TOOLS] [/AVAILABLE_TOOLS] [TOOL_RESULTS] "
        "[/TOOL_RESULTS] [TOOL_CALLS] [IMG] <pad> [IMG_BREAK] [IMG_END] [PREFIX] [MIDDLE] [SUFFIX] "
        "[SYSTEM_PROMPT] [/SYSTEM_PROMPT] [TOOL_CONTENT]",
        0,
    )
    | _reserved("<SPECIAL_{}>", range(20, 1_000)),
)
"""Mistral NeMo and later. The files of July and September 2024 have the same tokens."""

_DEEPSEEK_ENDS = "begin_of_sentence end_of_sentence _pad_"
_DEEPSEEK_MARKS = (
    "fim_hole fim_begin fim_end User Assistant EOT tool_calls_begin tool_calls_end tool_call_begin "
    "tool_call_end tool_outputs_begin tool_outputs_end tool_output_begin tool_output_end tool_sep"
)


def _deepseek(names: str) -> str:
    """The names between vertical bars that are not the usual ones, but for one."""
    marks = (f"<\uff5c{name.replace('_', '\u2581')}\uff5c>" for name in names.split())
    return " ".join(marks).replace("<\uff5cEOT\uff5c>", "<|EOT|>")


DEEPSEEK_V3 = Vocabulary(
    encoding="deepseek-v3",
    ranks="deepseek-v3",
    sha256="1067080ad4d44291320db0dc3ea322e1f09dd196d192484367f44b9aeaa38440",
    rank_count=128_000,
    can_be_cut=True,
    special_tokens=_numbered(_deepseek(_DEEPSEEK_ENDS), 0)
    | _numbered(f"<think> </think> {_deepseek(_DEEPSEEK_MARKS)}", 128_798),
)
"""DeepSeek V3 to V4 and R1. The special tokens are those of V3.1 and V3.2; V4 has the same ordinary
tokens, but more and other special ones. Its three split patterns run one after the other: none
joins a letter and what follows it but letters, marks and digits."""

GLM4 = Vocabulary(
    encoding="glm4",
    ranks="glm4",
    sha256="b4d6200043b952984ac99f4eb0f447741bc8832faec3816c334d73c86bafd5c0",
    rank_count=151_329,
    can_be_cut=True,
    special_tokens=_numbered(
        "<|endoftext|> [MASK] [gMASK] [sMASK] <sop> <eop> <|system|> <|user|> <|assistant|> "
        "<|observation|> <|begin_of_image|> <|end_of_image|> <|begin_of_video|> "
        "<|end_of_video|> <|begin_of_audio|> <|end_of_audio|> <|begin_of_transcription|> "
        "<|end_of_transcription|> <|code_prefix|> <|code_middle|> <|code_suffix|> <think> "
        "</think> <tool_call> </tool_call> <tool_response> </tool_response> <arg_key> "
        "</arg_key> <arg_value> </arg_value> /nothink <|begin_of_box|> <|end_of_box|> <|image|> "
        "<|video|>",
        151_329,
    ),
)
"""GLM-4 to 4.6; GLM-4.7 and later have another vocabulary."""

_KIMI_NAMED = {
    "[BOS]": 163_584,
    "[EOS]": 163_585,
    "<|im_end|>": 163_586,
    "<|im_user|>": 163_587,
    "<|im_assistant|>": 163_588,
    "<|start_header_id|>": 163_590,
    "<|end_header_id|>": 163_591,
    "[EOT]": 163_593,
    "<|im_system|>": 163_594,
    "<|tool_calls_section_begin|>": 163_595,
    "<|tool_calls_section_end|>": 163_596,
    "<|tool_call_begin|>": 163_597,
    "<|tool_call_argument_begin|>": 163_598,
    "<|tool_call_end|>": 163_599,
    "<|im_middle|>": 163_601,
    "<|media_begin|>": 163_602,
    "<|media_content|>": 163_603,
    "<|media_end|>": 163_604,
    "<|media_pad|>": 163_605,
    "<think>": 163_606,
    "</think>": 163_607,
}

KIMI_K2 = Vocabulary(
    encoding="kimi-k2",
    ranks="kimi-k2",
    sha256="7ee661b10730a4f152ff9ab8949ed5319225643f2f03b91e128fa935c33d805c",
    rank_count=163_584,
    can_be_cut=True,
    special_tokens={
        **{
            name: token_id
            for name, token_id in _reserved(
                "<|reserved_token_{}|>", range(163_584, 163_838)
            ).items()
            if token_id not in _KIMI_NAMED.values()
        },
        **_KIMI_NAMED,
        "[UNK]": 163_838,
        "[PAD]": 163_839,
    },
)
"""Kimi K2. No second source of its tokens was found: only the code is checked, not the data."""

PHI4 = Vocabulary(
    encoding="phi4",
    ranks="phi4",
    sha256="be52da118a38232d010811f3ca60f21b7824fd75ab422e92cf240c54253bba22",
    rank_count=100_256,
    can_be_cut=True,
    special_tokens={
        "<|dummy_0|>": 100_256,
        "<|endoftext|>": 100_257,
        "<|fim_prefix|>": 100_258,
        "<|fim_middle|>": 100_259,
        "<|fim_suffix|>": 100_260,
        "<|im_start|>": 100_264,
        "<|im_end|>": 100_265,
        "<|im_sep|>": 100_266,
        "<|endofprompt|>": 100_276,
    }
    | _reserved("<|dummy_{}|>", range(100_261, 100_264), offset=1 - 100_261)
    | _reserved("<|dummy_{}|>", range(100_267, 100_276), offset=4 - 100_267)
    | _reserved("<|dummy_{}|>", range(100_277, 100_352), offset=13 - 100_277),
)
"""Phi-4: the tokens of cl100k_base under the split pattern of Llama 3."""

OPEN_VOCABULARIES = (
    LLAMA2,
    LLAMA3,
    GEMMA2,
    GEMMA3,
    GEMMA4,
    QWEN,
    QWEN35,
    MISTRAL_V1,
    MISTRAL_V2,
    MISTRAL_V3,
    TEKKEN,
    DEEPSEEK_V3,
    GLM4,
    KIMI_K2,
    PHI4,
)

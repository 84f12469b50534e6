"""Distil the table of meanings from a sentence encoder; docs/embeddings.md has the whole command.

Each word piece begins where the encoder puts it as a text of its own, common pieces made short. The
rows are then fitted to the encoder's vectors of many texts, turned at random so that no column is
wider than another, and rounded to whole numbers of eight bits.

Usage: distil_embeddings.py --model ONNX --tokenizer JSON --cache FOLDER SOURCE=COUNT...
"""

import argparse
import hashlib
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# One order of additions, and no reports to the maker of onnxruntime.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", ORT_DISABLE_TELEMETRY="1")

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

import adapters.outbound.relevance.meanings as packaged
from adapters.outbound.relevance.pieces import WordPieces
from scripts.distillation_fitting import Floats, Ragged, fit, unit
from scripts.distillation_texts import is_latin, texts_of

SEED = 7
WIDTH = 256
LONGEST_TEXT = 128
ENCODED_AT_ONCE = 64
SHARD_TEXTS = 8_192
PIECES_AT_ONCE = 512
FIRST_ORDINARY = 996
"""Where BERT's list turns to pieces in the order of how common they are."""
COMMON_SHARE = 1e-4
"""The share of all words at which a piece's row is half as long (Arora, Liang & Ma, 2017)."""
EPOCHS, PACE = 3, 0.05
LARGEST, KEPT_SHARE = 127, 0.9999
"""Entries beyond this share are cut to the largest whole number."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """A BERT-like sentence encoder that takes the mean of its last states.

    Args:
        session: What runs it.
        tokenizer: Its own tokenizer.
    """

    session: onnxruntime.InferenceSession
    tokenizer: Tokenizer

    @classmethod
    def load(cls, model: Path, tokenizer: Path) -> "Encoder":
        """Read the encoder's files; it runs on one thread."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        reader = Tokenizer.from_file(str(tokenizer))
        reader.no_padding()
        reader.enable_truncation(LONGEST_TEXT)
        return cls(onnxruntime.InferenceSession(str(model), options), reader)

    def encode(self, texts: Sequence[str]) -> Floats:
        """One vector of length one a text."""
        ids = [each.ids for each in self.tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(ids)), key=lambda place: (len(ids[place]), place))
        vectors = [
            self.means([ids[place] for place in order[at : at + ENCODED_AT_ONCE]])
            for at in range(0, len(order), ENCODED_AT_ONCE)
        ]
        return unit(np.concatenate(vectors)[np.argsort(order)])

    def means(self, texts: Sequence[Sequence[int]]) -> Floats:
        """The mean of the last states of each text, given by its ids."""
        ids = np.zeros((len(texts), max(map(len, texts))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(texts):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = self.session.run(None, inputs)[0]
        means: Floats = (states * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return means.astype(np.float32)


def chosen_texts(sources: Sequence[str]) -> list[str]:
    """So many texts of each source, in one shuffled list.

    Args:
        sources: Each a path and a count, such as ``docs=5000``.
    """
    chooser = random.Random(SEED)  # noqa: S311 - reproducible, not secret
    chosen: list[str] = []
    for source in sources:
        path, _, count = source.rpartition("=")
        texts = texts_of([Path(path)])
        chosen += chooser.sample(texts, min(int(count), len(texts)))
    chosen = [each for each in chosen if is_latin(each)]
    chooser.shuffle(chosen)
    return chosen


def encoded(encoder: Encoder, texts: Sequence[str], cache: Path) -> Floats:
    """The encoder's vectors; what an earlier run encoded is read from the cache."""
    shards = []
    for at in range(0, len(texts), SHARD_TEXTS):
        shard = texts[at : at + SHARD_TEXTS]
        digest = hashlib.sha256("\0".join(shard).encode()).hexdigest()
        path = cache / f"{digest[:16]}.npy"
        if not path.exists():
            np.save(path, encoder.encode(shard).astype(np.float16))
            print(f"encoded {at + len(shard)} of {len(texts)} texts", flush=True)
        shards.append(np.load(path).astype(np.float32))
    return np.concatenate(shards)


def own_pieces(tokenizer: Tokenizer) -> dict[str, int]:
    """The tokenizer's pieces that stand for text, with their ids."""
    ids = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return {piece: row for piece, row in ids if len(piece) == 1 or piece[0] + piece[-1] != "[]"}


def first_rows(encoder: Encoder, pieces: dict[str, int]) -> Floats:
    """Each piece as a text of its own, about their mean, common ones short."""
    begin, end = encoder.tokenizer.encode("").ids
    framed = [[begin, row, end] for row in pieces.values()]
    chunks = (framed[at : at + PIECES_AT_ONCE] for at in range(0, len(framed), PIECES_AT_ONCE))
    vectors = np.concatenate([encoder.means(chunk) for chunk in chunks])
    rank = np.maximum(np.array(list(pieces.values())) - FIRST_ORDINARY, 1)
    share = 1 / (rank * np.log(len(pieces)))  # Zipf's law
    rows: Floats = (vectors - vectors.mean(axis=0)) * (COMMON_SHARE / (COMMON_SHARE + share))[
        :, None
    ]
    return rows.astype(np.float32)


def main_axes(vectors: Floats) -> Floats:
    """The directions in which vectors are longest, one a column."""
    _, axes = np.linalg.eigh(vectors.T.astype(np.float64) @ vectors)
    return np.ascontiguousarray(axes[:, ::-1][:, :WIDTH], dtype=np.float32)


def rounded(table: Floats) -> packaged.Rows:
    """The table turned so that its columns are alike, in whole numbers."""
    turn, _ = np.linalg.qr(np.random.default_rng(SEED).standard_normal((WIDTH, WIDTH)))
    turned = table @ turn
    scale = LARGEST / np.quantile(np.abs(turned), KEPT_SHARE)
    rows: packaged.Rows = np.clip(np.rint(turned * scale), -LARGEST, LARGEST).astype(np.int8)
    return rows


def write(table: packaged.Rows, pieces: Sequence[str], folder: Path) -> None:
    """Write the table's files and print the hashes that ``meanings.py`` must state."""
    np.save(folder / packaged.TABLE_FILE, table)
    (folder / packaged.PIECES_FILE).write_bytes("\n".join(pieces).encode())
    for name in (packaged.TABLE_FILE, packaged.PIECES_FILE):
        print(name, hashlib.sha256((folder / name).read_bytes()).hexdigest())


def distil(encoder: Encoder, texts: Sequence[str], *, cache: Path, output: Path) -> None:
    """Distil the encoder into the table's files."""
    pieces = own_pieces(encoder.tokenizer)
    reader = WordPieces(list(pieces))
    vectors = encoded(encoder, texts, cache)
    ids = [reader.ids(each)[: LONGEST_TEXT - 2] for each in texts]
    known = [place for place, each in enumerate(ids) if each]
    axes = main_axes(vectors[known])
    table = np.ascontiguousarray(first_rows(encoder, pieces) @ axes)
    rows = Ragged.of([ids[place] for place in known])
    fit(table, rows, unit(vectors[known] @ axes), epochs=EPOCHS, pace=PACE)
    write(rounded(table), list(pieces), output)


def main() -> None:
    """Read the command line and distil."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the encoder, an ONNX file")
    parser.add_argument("--tokenizer", type=Path, required=True, help="its tokenizer.json")
    parser.add_argument("--cache", type=Path, required=True, help="a folder for encoded texts")
    parser.add_argument("--output", type=Path, default=Path(packaged.__file__).parent)
    parser.add_argument("--texts", type=int, default=10**9, help="how many texts at most")
    parser.add_argument("sources", nargs="+", metavar="SOURCE=COUNT", help="a file or folder")
    given = parser.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    texts = chosen_texts(given.sources)[: given.texts]
    encoder = Encoder.load(given.model, given.tokenizer)
    distil(encoder, texts, cache=given.cache, output=given.output)


if __name__ == "__main__":
    main()

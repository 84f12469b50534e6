"""Write a corpus to try corpus commands on: ``python -m scripts.generate_corpus --megabytes 2000``.

Texts of 50 bytes to 100 KB and a few of 1 MB, prose of nine languages, code, JSON and log lines, as
JSON lines or as a Parquet file. The same options give the same bytes, on the same Python.
"""

import argparse
import itertools
import json
import math
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from scripts.corpus_texts import Kind, kinds

SEED = 20_240_229
SHORTEST_BYTES, LONGEST_BYTES = 50, 100_000
HUGE_BYTES = 1_000_000
HUGE_EVERY = 10_000
"""Records between two of HUGE_BYTES; the first of them comes early."""
ROW_GROUP_RECORDS = 512


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the corpus."""

    id: str
    kind: str
    text: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    options = _parser().parse_args(arguments)
    write = {"jsonl": write_json_lines, "parquet": write_parquet}[options.format]
    count = write(records(megabytes=options.megabytes, seed=options.seed), options.output)
    size_mb = options.output.stat().st_size / 1_000_000
    print(f"{count:,} records, a file of {size_mb:,.1f} MB: {options.output}")
    return 0


def records(*, megabytes: float, seed: int = SEED) -> Iterator[Record]:
    """Records whose texts have so many bytes together.

    Args:
        megabytes: Their size as UTF-8, in MB of 1,000,000 bytes; it ends with a whole record.
        seed: Another seed, another corpus.
    """
    choose = random.Random(seed)  # noqa: S311 - a generated corpus holds no secret
    every = kinds(choose)
    left = int(megabytes * 1_000_000)
    for number in itertools.count():
        if left <= 0:
            return
        kind = choose.choice(every)
        text = _text(kind, min(_size(number, choose), max(left, SHORTEST_BYTES)), choose)
        left -= len(text.encode())
        yield Record(f"r{number:08}", kind.name, text)


def write_json_lines(found: Iterable[Record], output: Path) -> int:
    """Write a line for each record; return how many there are."""
    count = 0
    with output.open("w", encoding="utf-8") as lines:
        for count, each in enumerate(found, start=1):  # noqa: B007 - the last one is what is asked
            lines.write(json.dumps(asdict(each), ensure_ascii=False) + "\n")
    return count


def write_parquet(found: Iterable[Record], output: Path) -> int:
    """Write a table of all records; return how many there are."""
    import pyarrow as pa  # noqa: PLC0415 - lines need no such library
    from pyarrow import parquet  # noqa: PLC0415 - the same

    schema = pa.schema([(name, pa.string()) for name in Record.__dataclass_fields__])
    count = 0
    with parquet.ParquetWriter(output, schema, compression="zstd") as table:
        for group in itertools.batched(found, ROW_GROUP_RECORDS):
            rows = [asdict(each) for each in group]
            table.write_table(pa.Table.from_pylist(rows, schema=schema))
            count += len(rows)
    return count


def _size(number: int, choose: random.Random) -> int:
    if number % HUGE_EVERY == HUGE_EVERY // 100:
        return HUGE_BYTES
    return int(math.exp(choose.uniform(math.log(SHORTEST_BYTES), math.log(LONGEST_BYTES))))


def _text(kind: Kind, wanted_bytes: int, choose: random.Random) -> str:
    pieces, size = list[str](), 0
    while size < wanted_bytes:
        paragraph, gaps, paragraph_bytes = choose.choice(kind.paragraphs)
        first = choose.randrange(len(kind.fillings) - gaps)
        pieces.append(paragraph % tuple(kind.fillings[first : first + gaps]))
        size += paragraph_bytes
    text = "".join(pieces)
    return text[: math.ceil(len(text) * wanted_bytes / size)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("output", type=Path, help="the file to write")
    parser.add_argument("--megabytes", type=float, default=50.0, help="size of all texts in MB")
    parser.add_argument("--format", choices=("jsonl", "parquet"), default="jsonl")
    parser.add_argument("--seed", type=int, default=SEED)
    return parser


if __name__ == "__main__":
    sys.exit(main())

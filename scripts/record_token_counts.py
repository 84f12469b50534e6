"""Record how many tokens texts have under every vocabulary on this machine.

Usage: record_token_counts.py --data FOLDER -o ROWS.jsonl.gz

Rows of the folder that hold ``text`` and ``counts`` stay whole and keep their counts; of every
file, pieces of all lengths are taken too, some of them as the JSON they stand in.
"""

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from scripts.local_counters import COUNTER_NAMES, counter

PIECES_PER_FILE = 90
PIECES_PER_RECORD = 0.5
LONGEST_PIECE_BITS = 12
JSON_SHARE = 0.25
SPOOLED_ROWS = 2_000

type Row = dict[str, Any]


def read_rows(path: Path) -> list[Row]:
    """The rows of a file of JSON lines, packed or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def strings_in(value: object) -> Iterator[str]:
    """All strings in a JSON value, in order, without the names of its fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings_in(each)


def piece_of(text: str, source: random.Random) -> str:
    """A random piece; short ones are as frequent as long ones."""
    length = int(2 ** source.uniform(0, LONGEST_PIECE_BITS))
    start = source.randrange(max(1, len(text) - length))
    return text[start : start + length]


def recorded_rows(name: str, rows: list[Row], source: random.Random) -> Iterator[Row]:
    """The recorded rows, and pieces of them."""
    for row in rows:
        identity = f"{name}-{row['id']}"
        yield {"id": identity, "text": row["text"], "counts": row["counts"]}
        for _ in range(round(PIECES_PER_RECORD * source.expovariate(1.0))):
            yield {"id": identity, "text": piece_of(row["text"], source), "counts": {}}


def piece_rows(name: str, rows: list[Row], source: random.Random) -> Iterator[Row]:
    """Pieces of a file that has no counts."""
    for number in range(PIECES_PER_FILE):
        some = source.sample(rows, min(len(rows), 40))
        as_json = source.random() < JSON_SHARE
        indent = source.choice([None, 1, 2, 4])
        written = json.dumps(some, ensure_ascii=False, indent=indent)
        text = written if as_json else "\n".join(strings_in(some))
        yield {"id": f"{name}-{number}", "text": piece_of(text, source), "counts": {}}


def rows_of(folder: Path) -> Iterator[Row]:
    """The rows to count, the same for the same folder."""
    source = random.Random(20_261_123)  # noqa: S311 - reproducible, not secret
    for path in sorted(folder.rglob("*.jsonl*")):
        name = path.name.partition(".")[0]
        rows = read_rows(path)
        make = recorded_rows if "counts" in rows[0] else piece_rows
        yield from (row for row in make(name, rows[:SPOOLED_ROWS], source) if row["text"])


def counted(row: Row) -> Row:
    """The row with all the counts that it did not have."""
    missing = {
        name: counter(name)(row["text"]) for name in COUNTER_NAMES if name not in row["counts"]
    }
    return {**row, "counts": {**missing, **row["counts"]}}


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description="Record token counts for train_estimators.py.")
    parser.add_argument("--data", type=Path, required=True, help="folder of .jsonl(.gz) files")
    parser.add_argument("-o", "--output", type=Path, required=True, help="rows, as .jsonl.gz")
    arguments = parser.parse_args()
    with Pool() as pool, arguments.output.open("wb") as raw:
        rows = pool.map(counted, list(rows_of(arguments.data)), chunksize=50)
        with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as packed:
            for row in rows:
                packed.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    print(f"{len(rows)} rows with {len(COUNTER_NAMES)} counts each")


if __name__ == "__main__":
    main()

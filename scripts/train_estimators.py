"""Fit the estimators of token counts and write their coefficients.

Usage: train_estimators.py --data FOLDER_OR_FILE... [--target NAME...] [-o FILE]

The rows are those of record_token_counts.py: ``text``, ``counts`` by name, and an ``id``; rows of
one id up to the first underscore are never both fitted and judged. The same rows give the same
file.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.outbound.estimators import packaged
from domain.tokens.features import surface
from domain.tokens.model import CountMethod
from scripts.estimator_fitting import Sample, by_group, by_stratum, digest, fitted_row
from scripts.local_counters import counter
from scripts.record_token_counts import Row, read_rows

OUTPUT = Path(packaged.__file__).with_name("coefficients.json")

CLAUDE_BASES = ("llama2", "o200k_base", "deepseek-v3", "qwen")
OPEN_BASES = ("o200k_base", "deepseek-v3", "qwen", "gemma3")


@dataclass(frozen=True, slots=True)
class Target:
    """An estimator to fit.

    Args:
        counts: The names of the counts that it is fitted to; more than one make it HEURISTIC.
        bases: The encodings that it looks at.
        frame_token_count: Tokens that each of those counts has besides the text.
    """

    counts: tuple[str, ...]
    bases: tuple[str, ...]
    frame_token_count: int = 0

    @property
    def method(self) -> CountMethod:
        """What its estimates are."""
        return CountMethod.CALIBRATED if len(self.counts) == 1 else CountMethod.HEURISTIC


TARGETS: Mapping[str, Target] = {
    "claude-v3": Target(("v3",), CLAUDE_BASES, 7),
    "claude-v4.7": Target(("v4.7",), CLAUDE_BASES, 11),
    "claude-v5": Target(("v5",), CLAUDE_BASES, 6),
    "llama4": Target(("llama4",), OPEN_BASES),
    "glm-5": Target(("glm-5",), OPEN_BASES),
    "minimax": Target(("minimax",), OPEN_BASES),
    "unknown": Target(
        (
            "cl100k_base", "llama2", "glm-5", "kimi-k2", "tekken", "minimax", "llama4",
            "deepseek-llm", "jiutian", "modernbert", "whisper",
        ),
        OPEN_BASES,
    ),
}  # fmt: skip
"""The unknown one looks at no family that it is fitted to, and is fitted to none of Claude's."""


def rows_in(paths: Iterable[Path]) -> list[Row]:
    """All rows of files, and of the files in folders, in order."""
    files = [
        file
        for path in paths
        for file in (sorted(path.rglob("*.jsonl*")) if path.is_dir() else [path])
    ]
    return [row for file in files for row in read_rows(file)]


def samples_of(rows: Iterable[Row], target: Target) -> list[Sample]:
    """A sample for each count of each row that the target is fitted to."""
    samples = []
    for row in rows:
        text, counts = row["text"], row["counts"]
        truths = {name: counts[name] - target.frame_token_count for name in target.counts}
        bases = tuple(
            counts[name] if name in counts else counter(name)(text) for name in target.bases
        )
        seen, group = surface(text), str(row["id"]).partition("_")[0]
        samples += [
            Sample(seen, bases, truth, name, group) for name, truth in truths.items() if truth > 0
        ]
    return samples


def fit(rows: Sequence[Row], target: Target) -> dict[str, Any]:
    """The row of the coefficients file for one target."""
    samples = samples_of(rows, target)
    table = by_group(samples) if len(target.counts) == 1 else by_stratum(samples)
    data = digest(
        json.dumps([row["id"], row["text"], *(row["counts"][name] for name in target.counts)])
        for row in rows
    )
    return {
        "version": data[:12],
        "method": target.method.value,
        "frame_token_count": target.frame_token_count,
        "fitted_to": list(target.counts),
        "data_sha256": data,
        **fitted_row(table, base_encodings=target.bases),
    }


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description="Fit the estimators of token counts.")
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="rows to fit to")
    parser.add_argument("--target", nargs="+", choices=TARGETS, default=list(TARGETS))
    parser.add_argument("-o", "--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    rows = rows_in(arguments.data)
    fitted = {name: fit(rows, TARGETS[name]) for name in arguments.target}
    arguments.output.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")
    for name, row in fitted.items():
        print(f"{name}: {row['measured']}, {row['bound']['buckets']['pooled']}")


if __name__ == "__main__":
    main()

"""The texts whose compression is timed: of one kind and size each, made up or recorded."""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks import corpus

CHARACTERS_PER_TOKEN = 4
"""Of English; the tokens that a text really has are printed beside its name."""
PASSAGE_COUNT = 20
MEETING, LARGE = 12_000, 100_000
LOG_LINES = 2_000
SAMPLES = 5
"""Different texts of the smallest kind, which comes the most often."""
QUERY = "who said how long the new version would take, and why?"
DOCUMENTS = Path(__file__).resolve().parents[1] / "docs"


@dataclass(slots=True)
class Case:
    """Texts of one kind and size, and how long each compression of one took.

    Args:
        name: What they are.
        texts: The texts, taken in turn.
        query: What is asked; may be empty.
        tokens: Of each text.
        budgets: What each is compressed to.
        wall_ms: How long each compression took.
        cpu_ms: The time of the processor that each took.
    """

    name: str
    texts: Sequence[str]
    query: str = QUERY
    tokens: list[int] = field(default_factory=list)
    budgets: list[int] = field(default_factory=list)
    wall_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)


def cut(pieces: Iterator[str] | Sequence[str], tokens: int, separator: str = "\n") -> str:
    """As many pieces as come to about so many tokens; they begin again where there are fewer."""
    taken: list[str] = []
    left = tokens * CHARACTERS_PER_TOKEN
    for piece in cycle(pieces):
        if left <= 0:
            break
        taken.append(piece)
        left -= len(piece) + len(separator)
    return separator.join(taken)


def made_up() -> Iterator[Case]:
    """Texts of the standard library's documentation, dressed as passages, meetings and so on."""
    source = random.Random(corpus.SEED)
    texts = corpus.texts(2 * LARGE * CHARACTERS_PER_TOKEN // corpus.TEXT_BYTES)
    prose = [" ".join(each.split()) for each in texts[1::2]]
    passages = [
        [f"Document [{n + 1}](Title: {each[:24]}) {each[24:520]}" for n, each in enumerate(group)]
        for group in (source.sample(prose, PASSAGE_COUNT) for _ in range(SAMPLES))
    ]
    turns = [f"Speaker {chr(65 + number % 7)}: {each[:300]}" for number, each in enumerate(prose)]
    lines = [_log_line(source, number) for number in range(20 * LOG_LINES)]
    records = [
        {"id": number, "name": each[:12], "note": each[12:200], "score": source.random()}
        for number, each in enumerate(prose * 4)
    ]
    yield Case("20 passages", ["\n\n".join(each) for each in passages])
    yield from _cases(prose, turns, lines[:LOG_LINES], lines, records)


def recorded(folder: Path) -> Iterator[Case]:
    """Texts of public data sets.

    Args:
        folder: Holds nq20/, qmsum/, logs/ and agents/.
    """
    passages = _rows(folder / "nq20/passages.jsonl.gz")
    questions = _rows(folder / "nq20/questions.jsonl.gz")
    texts = [f"(Title: {each['title']}) {each['text']}" for each in passages]
    asked = [
        "\n\n".join([f"Document [{n + 1}]{texts[place]}" for n, place in enumerate(each)])
        for each in (question["documents"] for question in questions[:SAMPLES])
    ]
    meetings = _rows(folder / "qmsum/meetings.jsonl.gz")
    turns = [
        f"{turn['speaker']}: {turn['content']}"
        for meeting in meetings
        for turn in meeting["meeting_transcripts"]
    ]
    paths = sorted((folder / "logs").glob("*.jsonl.gz"))
    logs = {path.stem: [row["line"] for row in _rows(path)] for path in paths}
    records = _rows(folder / "agents/airline.jsonl.gz")
    yield Case("20 passages", asked, questions[0]["question"])
    prose = [each["text"] for each in passages]
    lines = [line for log in logs.values() for line in log]
    yield from _cases(prose, turns, logs.get("HDFS.jsonl", lines[:LOG_LINES]), lines, records)


def _cases(
    prose: Sequence[str],
    turns: Sequence[str],
    log: Sequence[str],
    lines: Sequence[str],
    records: Sequence[Any],
) -> Iterator[Case]:
    code = corpus.texts(2 * LARGE * CHARACTERS_PER_TOKEN // corpus.TEXT_BYTES)[::2]
    documents = [path.read_text(encoding="utf-8") for path in sorted(DOCUMENTS.rglob("*.md"))]
    written = [json.dumps(each, indent=1) for each in records]
    yield Case("meeting", [cut(turns, MEETING)])
    yield Case("meeting, no query", [cut(turns, MEETING)], "")
    yield Case("2,000 log lines", ["\n".join(log)], "")
    for query in (QUERY, ""):
        suffix = "" if query else ", no query"
        yield Case("prose" + suffix, [cut(prose, LARGE, "\n\n")], query)
        yield Case("long meeting" + suffix, [cut(turns, LARGE)], query)
        yield Case("code" + suffix, [cut(code, LARGE, "\n\n")], query)
        yield Case("Markdown" + suffix, [cut(documents, LARGE, "\n\n")], query)
        yield Case("log" + suffix, [cut(lines, LARGE)], query)
        yield Case("JSON" + suffix, [f"[{cut(written, LARGE, ',')}]"], query)


def _log_line(source: random.Random, number: int) -> str:
    event = source.choice(("opened", "closed", "was refused by", "answered in 7 ms"))
    level = source.choice(("INFO", "INFO", "INFO", "WARN", "ERROR"))
    moment = f"2026-11-23 10:{number % 60:02}:17,0{number % 89 + 10}"
    return f"{moment} {level} job: 10.0.{number % 250}.7 {event}"


def _rows(path: Path) -> list[Any]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]

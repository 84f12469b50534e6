"""What the compressors are given: items of public data sets, each with what must survive.

The data is a folder that is given, never a part of the project; a data set that is not in it is
left out. Which items are taken is the same on every run.
"""

import gzip
import hashlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.compression_measures import (
    AnswerRecall,
    Dialogue,
    EventRecall,
    IdentifierRecall,
    Measure,
    SpanRecall,
)
from benchmarks.compression_records import conversations, record_lists

SEED = 20_240_229
SHARES = (0.5, 0.25, 0.1, 0.05)
LOG_SHARE = 1 / 15
"""Of logs: fifteen times shorter."""
XQUAD_PARAGRAPHS = 20
XQUAD_QUESTIONS = 60
"""Of each language, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Item:
    """One text to compress.

    Args:
        key: Names it within its data set.
        group: Items of one group share text, so that they are resampled together.
        text: The text.
        query: What will be asked; empty where nothing is.
        measure: What of what must survive is left in a compressed text.
    """

    key: str
    group: str
    text: str
    query: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class DataSet:
    """Items of one kind.

    Args:
        name: Short.
        title: For people.
        kind: What the text is, for peers that want to be told: documents, dialogue, log or json.
        shares: Which shares of an item's tokens are tried as budgets.
        measures: What is measured, the most important first.
        items: The items.
        files: What they were read from.
    """

    name: str
    title: str
    kind: str
    shares: tuple[float, ...]
    measures: tuple[str, ...]
    items: tuple[Item, ...]
    files: tuple[Path, ...]

    def digest(self) -> str:
        """SHA-256 over the files, in the order of their names."""
        digest = hashlib.sha256()
        for path in self.files:
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def sampled(self, count: int | None) -> "DataSet":
        """The same with so many items at most, spread over all of them."""
        if count is None or count >= len(self.items):
            return self
        chosen = sorted(random.Random(SEED).sample(range(len(self.items)), count))
        items = tuple(self.items[index] for index in chosen)
        return DataSet(
            self.name, self.title, self.kind, self.shares, self.measures, items, self.files
        )


def data_sets(folder: Path, *, only: frozenset[str], questions: int | None) -> list[DataSet]:
    """Those that the folder holds.

    Args:
        folder: With a folder for each.
        only: Names of those wanted; all where empty.
        questions: The most items of each; in xquad, of all languages together.
    """
    found: list[DataSet] = []
    for name, read in READERS.items():
        wanted = not only or name in only
        if wanted and (folder / FOLDERS[name]).is_dir():
            found.append(read(folder / FOLDERS[name], questions))
    return found


def rows(path: Path) -> list[Any]:
    """The lines of a packed file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _nq20(folder: Path, questions: int | None) -> DataSet:
    passages = rows(folder / "passages.jsonl.gz")
    items = []
    for index, row in enumerate(rows(folder / "questions.jsonl.gz")):
        documents = [passages[number] for number in row["documents"]]
        text = "\n\n".join(
            f"Document [{place}] (Title: {each['title']}) {each['text']}"
            for place, each in enumerate(documents, 1)
        )
        measure = AnswerRecall(tuple(row["answers"]))
        items.append(Item(str(index), str(index), text, row["question"], measure))
    return DataSet(
        "nq20", "Natural Questions, 20 passages", "documents", SHARES, ("answer recall",),
        tuple(items), (folder / "passages.jsonl.gz", folder / "questions.jsonl.gz"),
    ).sampled(questions)  # fmt: skip


def _xquad(folder: Path, questions: int | None) -> DataSet:
    files = tuple(sorted(folder.glob("*.jsonl.gz")))
    wanted = XQUAD_QUESTIONS if questions is None else max(1, questions // len(files))
    items = [item for path in files for item in _of_language(path, wanted)]
    return DataSet(
        "xquad", f"XQuAD, {len(files)} languages, {XQUAD_PARAGRAPHS} paragraphs", "documents",
        SHARES, ("answer recall",), tuple(items), files,
    )  # fmt: skip


def _of_language(path: Path, count: int) -> Iterator[Item]:
    """Questions of one language, each over the paragraphs around the one that answers it."""
    language = path.name.partition(".")[0]
    paragraphs = [each for article in rows(path) for each in article["paragraphs"]]
    asked = [(place, one) for place, each in enumerate(paragraphs) for one in each["qas"]]
    chosen = sorted(random.Random(SEED).sample(range(len(asked)), min(count, len(asked))))
    for number in chosen:
        place, row = asked[number]
        start = max(0, min(place - XQUAD_PARAGRAPHS // 2, len(paragraphs) - XQUAD_PARAGRAPHS))
        text = "\n\n".join(
            each["context"].strip() for each in paragraphs[start : start + XQUAD_PARAGRAPHS]
        )
        measure = AnswerRecall(tuple(row["answers"]))
        yield Item(f"{language}-{number}", f"{language}-{place}", text, row["question"], measure)


def _qmsum(folder: Path, questions: int | None) -> DataSet:
    path = folder / "meetings.jsonl.gz"
    items = []
    for place, row in enumerate(rows(path)):
        turns = [f"{each['speaker']}: {each['content']}" for each in row["meeting_transcripts"]]
        text, dialogue = "\n".join(turns), Dialogue(tuple(turns))
        for number, query in enumerate(row["specific_query_list"]):
            spans = [(int(first), int(last)) for first, last in query["relevant_text_span"]]
            relevant = sorted({turn for first, last in spans for turn in range(first, last + 1)})
            measure = SpanRecall(dialogue, tuple(relevant))
            items.append(Item(f"{place}-{number}", str(place), text, query["query"], measure))
    return DataSet(
        "qmsum", "QMSum, meetings with specific queries", "dialogue", SHARES, ("span recall",),
        tuple(items), (path,),
    ).sampled(questions)  # fmt: skip


def _logs(folder: Path, questions: int | None) -> DataSet:
    del questions  # there are few, and each is one text
    files = tuple(sorted(folder.glob("*.jsonl.gz")))
    items = []
    for path in files:
        lines = rows(path)
        measure = EventRecall(tuple((each["line"], each["event"]) for each in lines))
        name = path.name.partition(".")[0]
        items.append(Item(name, name, "\n".join(each["line"] for each in lines), "", measure))
    return DataSet(
        "logs", "loghub, 2,000 lines each", "log", (*SHARES[:3], LOG_SHARE, SHARES[3]),
        ("event recall", "events of error lines", "events seen <= 3 times"), tuple(items), files,
    )  # fmt: skip


def _agents(folder: Path, questions: int | None) -> DataSet:
    path = folder / "airline.jsonl.gz"
    items = [
        Item(each.key, each.key, each.text, each.query, IdentifierRecall(each.ids, each.others))
        for each in conversations(rows(path))
    ]
    return DataSet(
        "agents", "tau-bench airline, the tool results of a conversation", "json", SHARES,
        ("id recall", "all identifiers"), tuple(items), (path,),
    ).sampled(questions)  # fmt: skip


def _records(folder: Path, questions: int | None) -> DataSet:
    path = folder / "airline.jsonl.gz"
    items = [
        Item(each.key, each.key, each.text, each.query, IdentifierRecall(each.ids, each.others))
        for each in record_lists(rows(path), random.Random(SEED))
    ]
    return DataSet(
        "records", "tau-bench airline, lists of records", "json", SHARES,
        ("id recall", "all identifiers"), tuple(items), (path,),
    ).sampled(questions)  # fmt: skip


type _Reader = Callable[[Path, int | None], DataSet]
READERS: dict[str, _Reader] = {
    "nq20": _nq20, "xquad": _xquad, "qmsum": _qmsum, "logs": _logs, "agents": _agents,
    "records": _records,
}  # fmt: skip
FOLDERS = {name: name for name in READERS} | {"records": "agents"}


def token_budgets(total: int, shares: Sequence[float]) -> list[int]:
    """The budgets that those shares of so many tokens are, at least 1."""
    return [max(1, int(total * share)) for share in shares]

"""Texts of JSON out of recorded conversations in which tools answered with records."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

RECORDS_EACH = 50
LISTS_OF_EACH_KIND = 8
FEWEST_CHARACTERS = 2_400
"""Of a conversation's tool results; below that a twentieth is but a few words."""
RECORD_KEYS = ("reservation_id", "flight_number")
_IDENTIFIER = re.compile(r"(?=[\w-]*[A-Za-z])(?=[\w-]*\d)[\w-]{5,64}")


@dataclass(frozen=True, slots=True)
class JsonText:
    """A text of JSON values.

    Args:
        key: Names it.
        text: The text.
        query: What will be asked; may be empty.
        ids: What names its records.
        others: Every identifier in it, those included.
    """

    key: str
    text: str
    query: str
    ids: tuple[str, ...]
    others: tuple[str, ...]


def conversations(rows: Sequence[Any]) -> Iterator[JsonText]:
    """What the tools answered in each conversation, a line for each answer."""
    for place, row in enumerate(rows):
        answers = [each["content"] for each in row["traj"] if each["role"] == "tool"]
        values = [text for text in answers if text[:1] in ("{", "[")]
        text = "\n".join(values)
        if len(text) < FEWEST_CHARACTERS:
            continue
        asked = next((each["content"] for each in row["traj"] if each["role"] == "user"), "")
        parsed = [json.loads(value) for value in values]
        yield JsonText(str(place), text, asked, _ids(parsed), _identifiers(parsed))


def record_lists(rows: Sequence[Any], source: random.Random) -> Iterator[JsonText]:
    """Lists of different records, every other one written over several lines.

    Args:
        rows: The conversations.
        source: Chooses the records.
    """
    for name, records in _records(rows).items():
        for number in range(LISTS_OF_EACH_KIND):
            chosen = source.sample(records, min(RECORDS_EACH, len(records)))
            text = json.dumps(chosen, indent=2 if number % 2 else None, ensure_ascii=False)
            ids = tuple(dict.fromkeys(str(each[name]) for each in chosen))
            yield JsonText(f"{name}-{number}", text, "", ids, _identifiers(chosen))


def _records(rows: Sequence[Any]) -> dict[str, list[Any]]:
    """Records by what names them, the first seen of each name."""
    found: dict[str, dict[str, Any]] = {key: {} for key in RECORD_KEYS}
    for row in rows:
        for each in row["traj"]:
            if each["role"] == "tool" and each["content"][:1] in ("{", "["):
                for record in _objects(json.loads(each["content"])):
                    _file(record, found)
    return {key: list(records.values()) for key, records in found.items()}


def _file(record: dict[str, Any], found: dict[str, dict[str, Any]]) -> None:
    if "reservation_id" in record:
        found["reservation_id"].setdefault(record["reservation_id"], record)
    elif "flight_number" in record and "prices" in record:
        found["flight_number"].setdefault(record["flight_number"], record)


def _objects(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON may be anything
    """Every object in a value, outer ones first."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting.extend(reversed(list(each.values())))
        elif isinstance(each, list):
            waiting.extend(reversed(each))


def _ids(values: Sequence[Any]) -> tuple[str, ...]:
    """What names the records in the values."""
    found = [
        str(record[key])
        for value in values
        for record in _objects(value)
        for key in RECORD_KEYS
        if key in record
    ]
    return tuple(dict.fromkeys(found))


def _identifiers(values: Sequence[Any]) -> tuple[str, ...]:
    """Every string in the values that is made of letters and digits."""
    found = [
        text
        for value in values
        for record in _objects(value)
        for each in record.values()
        for text in (each if isinstance(each, list) else [each])
        if isinstance(text, str) and _IDENTIFIER.fullmatch(text)
    ]
    return tuple(dict.fromkeys(found))

import gzip
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from benchmarks.compression_data import data_sets, token_budgets
from benchmarks.compression_records import conversations, record_lists

RESERVATION = {"reservation_id": "HATHAT", "user_id": "mia_li_3668", "origin": "JFK"}
FLIGHT = {"flight_number": "HAT069", "prices": {"economy": 121}, "date": "2024-05-20"}


def write(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Write a packed file of JSON lines."""
    path.parent.mkdir(exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


def write_nq20(folder: Path, questions: int) -> None:
    """Two passages and so many questions about them."""
    passages = [{"title": "Owls", "text": "They hunt."}, {"title": "Mice", "text": "They hide."}]
    write(folder / "nq20" / "passages.jsonl.gz", passages)
    asked = [
        {"question": f"who hides {number}", "answers": ["mice"], "documents": [1, 0], "gold": 0}
        for number in range(questions)
    ]
    write(folder / "nq20" / "questions.jsonl.gz", asked)


def test_sets_that_the_folder_lacks_are_left_out(tmp_path: Path) -> None:
    """Only what is there is read."""
    write_nq20(tmp_path, 1)

    names = [each.name for each in data_sets(tmp_path, only=frozenset(), questions=None)]

    assert names == ["nq20"]


def test_passages_stand_in_the_order_of_the_question(tmp_path: Path) -> None:
    """The text holds each passage with its title, parted by blank lines."""
    write_nq20(tmp_path, 1)

    (found,) = data_sets(tmp_path, only=frozenset({"nq20"}), questions=None)

    expected = "Document [1] (Title: Mice) They hide.\n\nDocument [2] (Title: Owls) They hunt."
    assert [item.text for item in found.items] == [expected]


def test_samples_are_the_same_on_every_run(tmp_path: Path) -> None:
    """Twice the same few of many items."""
    write_nq20(tmp_path, 40)

    first, second = (
        [item.key for item in data_sets(tmp_path, only=frozenset(), questions=5)[0].items]
        for _ in range(2)
    )

    assert (first, len(first)) == (second, 5)


def test_digest_tells_files_apart(tmp_path: Path) -> None:
    """Other data has another digest."""
    digests = set()
    for questions in (1, 2):
        write_nq20(tmp_path, questions)
        digests.add(data_sets(tmp_path, only=frozenset(), questions=1)[0].digest())

    assert len(digests) == 2


@pytest.mark.parametrize(
    ("total", "expected"), [(1_000, [500, 250, 100, 50]), (10, [5, 2, 1, 1]), (1, [1, 1, 1, 1])]
)
def test_budgets_are_whole_tokens(total: int, expected: list[int]) -> None:
    """A share of the tokens is cut to whole ones, and to 1 at least."""
    actual = token_budgets(total, (0.5, 0.25, 0.1, 0.05))

    assert actual == expected


def test_conversation_holds_what_the_tools_answered() -> None:
    """Each JSON answer is a line, and what is no JSON is left out."""
    answer = json.dumps([RESERVATION] * 40)
    said = [
        {"role": "user", "content": "cancel it"},
        {"role": "tool", "content": answer},
        {"role": "tool", "content": "Error: no such flight"},
    ]

    (found,) = conversations([{"traj": said}])

    assert (found.text, found.query, found.ids) == (answer, "cancel it", ("HATHAT",))


def test_short_conversations_are_left_out() -> None:
    """A few words cannot be cut to a twentieth."""
    said = [{"role": "tool", "content": json.dumps(RESERVATION)}]

    found = list(conversations([{"traj": said}]))

    assert found == []


def test_lists_hold_each_record_once() -> None:
    """Records that come again are listed once, flights and reservations apart."""
    answer = {"role": "tool", "content": json.dumps([RESERVATION, FLIGHT, [FLIGHT]])}

    found = list(record_lists([{"traj": [answer, answer]}], random.Random(1)))

    assert {(each.ids, len(json.loads(each.text))) for each in found} == {
        (("HATHAT",), 1),
        (("HAT069",), 1),
    }

"""The file with the keys is read whole or refused with a reason that shows no key."""

import base64
import os
from pathlib import Path

import pytest

from adapters.outbound.aes_gcm.key_files import parse_keys, read_keys
from domain.shared.errors import InvalidValue

KEYS = tuple(bytes([number]) * 32 for number in range(3))
LINES = tuple(base64.b64encode(key).decode() for key in KEYS)
SECRET = base64.b64encode(b"\xfb" * 31).decode()
"""What is no key, and yet must not be shown."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "storage.keys"
    found.touch(0o600)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(LINES),
        "\n".join(LINES) + "\n",
        "\r\n".join(LINES) + "\r\n",
        f"# the newest first\n\n{LINES[0]}\n  {LINES[1]}\t# until März\n{LINES[2]}",
    ],
    ids=["bare", "ended", "windows", "with comments"],
)
def test_keys_come_in_the_order_of_the_lines(text: str) -> None:
    """Comments and blanks are not looked at."""
    actual = parse_keys(text)

    assert KEYS == actual


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "there is no key in it"),
        ("# none yet\n\n", "there is no key in it"),
        (f"{LINES[0]}\n{SECRET}", "line 2 holds 31 bytes, and a key has 32"),
        (f"\n{SECRET[:-1]}", "line 2 is not base64"),
        (f"{SECRET} {SECRET}", "line 1 is not base64"),
        (SECRET.replace("+", "-"), "line 1 is not base64"),
        (f"{SECRET}é", "line 1 is not base64"),
        (f"{LINES[0]}\n# again\n{LINES[1]}\n{LINES[0]}", "line 4 repeats the key of line 1"),
    ],
)
def test_what_is_no_list_of_keys_is_refused(text: str, why: str) -> None:
    """The line is named, and nothing of it is shown."""
    expected = f"the file with the storage keys cannot be used: {why}"

    with pytest.raises(InvalidValue) as caught:
        parse_keys(text)

    assert (expected, "settings") == (caught.value.message, caught.value.field)


def test_a_file_of_ones_own_is_read(path: Path) -> None:
    """Where nobody else may read it."""
    path.write_text(LINES[0])

    actual = read_keys(path)

    assert KEYS[:1] == actual


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610])
def test_a_file_that_is_open_to_others_is_refused(path: Path, mode: int) -> None:
    """Whatever others may do with it."""
    path.write_text(LINES[0])
    path.chmod(mode)

    with pytest.raises(InvalidValue) as caught:
        read_keys(path)

    assert caught.value.message.endswith("may be used by others; set its mode to 600")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file away")
def test_a_file_of_somebody_else_is_not_judged(path: Path) -> None:
    """The mode of a secret that is mounted into a container is not ours to choose."""
    path.write_text(LINES[0])
    path.chmod(0o644)
    os.chown(path, 12_345, 12_345)

    actual = read_keys(path)

    assert KEYS[:1] == actual


@pytest.mark.parametrize(("name", "why"), [("none", "No such file"), (".", "Is a directory")])
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str, why: str) -> None:
    """A missing file is a mistake of the settings."""
    with pytest.raises(InvalidValue) as caught:
        read_keys(tmp_path / name)

    assert "settings" == caught.value.field
    assert why in caught.value.message


def test_bytes_that_are_no_text_are_refused(path: Path) -> None:
    """A file with the bare bytes of a key is told from one with lines."""
    path.write_bytes(b"\xff" * 32)

    with pytest.raises(InvalidValue, match="line 1 is not base64"):
        read_keys(path)

import json
import os
from pathlib import Path

import pytest

from adapters.inbound.cli.reading import CHUNK_BYTES
from domain.tokens.model import SpecialTokens
from tests.unit.cli.fake_counts import PROVENANCE
from tests.unit.cli.fakes import (
    INTERRUPT,
    NOT_COUNTABLE,
    SERVER_GONE,
    TOO_LARGE,
    CommandLine,
)


def test_one_file_is_one_line(command_line: CommandLine) -> None:
    """A single file gives its tokens and its path, divided by a tab, and no total."""
    Path("a.txt").write_text("hello")
    expected = (0, "5\ta.txt\n", "")

    result = command_line.count("a.txt")

    assert expected == (result.exit_code, result.stdout, result.stderr)


def test_several_files_end_with_their_total(command_line: CommandLine) -> None:
    """Several files give a line each, in the order they were named, and the total last."""
    Path("a.txt").write_text("hello")
    Path("b.txt").write_text("hi")
    expected = "2\tb.txt\n5\ta.txt\n7\ttotal\n"

    result = command_line.count("b.txt", "a.txt")

    assert expected == result.stdout


def test_empty_file_has_no_tokens(command_line: CommandLine) -> None:
    """An empty file is counted like any other."""
    Path("empty").touch()
    expected = (0, "0\tempty\n")

    result = command_line.count("empty")

    assert expected == (result.exit_code, result.stdout)


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_standard_input_is_counted(command_line: CommandLine, arguments: tuple[str, ...]) -> None:
    """Text on standard input is counted when it is named as - and when nothing is named."""
    expected = (0, "5\t-\n")

    result = command_line.count(*arguments, stdin="hällo")

    assert expected == (result.exit_code, result.stdout)


def test_long_file_is_fed_in_chunks(command_line: CommandLine) -> None:
    """A file of more than one chunk is fed in several, a character that is cut in two included."""
    text = "x" * (CHUNK_BYTES - 1) + "é" + "y" * CHUNK_BYTES
    Path("long").write_text(text, encoding="utf-8")
    expected = (f"{len(text)}\tlong\n", [CHUNK_BYTES - 1, CHUNK_BYTES, 1])

    result = command_line.count("long")

    assert expected == (result.stdout, [*map(len, command_line.analyses.chunks)])


def test_text_is_fed_as_it_is(command_line: CommandLine) -> None:
    """Line ends and the byte order mark are part of the text."""
    text = "\ufeffa\r\nb\rc\n"
    Path("dos").write_bytes(text.encode())
    expected = [text]

    command_line.count("dos")

    assert expected == command_line.analyses.chunks


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"MZ\0\0", "FILE_BINARY"),
        (b"fine \xff not", "TEXT_NOT_UNICODE"),
        (b"lone \xed\xa0\x80", "TEXT_NOT_UNICODE"),
        (b"x" * CHUNK_BYTES + b"\xff", "TEXT_NOT_UNICODE"),
        (b"cut \xc3", "TEXT_NOT_UNICODE"),
    ],
)
def test_named_file_that_is_no_text_is_an_error(
    command_line: CommandLine, content: bytes, reason: str
) -> None:
    """A named file with a NUL at its beginning or bytes that are no UTF-8 is not counted."""
    Path("bad").write_bytes(content)
    expected = (1, [("bad", reason)])

    result = command_line.count("--json", "bad")

    assert expected == (
        result.exit_code,
        [(each["path"], each["reason"]) for each in json.loads(result.stdout)["errors"]],
    )


def test_standard_input_that_is_no_text_is_an_error(command_line: CommandLine) -> None:
    """Bytes that are no UTF-8 on standard input are named with their place."""
    expected = (1, "", "steelyard: -: byte 3 is not UTF-8\n")

    result = command_line.count(stdin=b"abc\xff")

    assert expected == (
        result.exit_code,
        result.stdout,
        result.stderr,
    )


@pytest.mark.parametrize("word", [TOO_LARGE, NOT_COUNTABLE])
def test_text_that_cannot_be_counted_spoils_no_other(command_line: CommandLine, word: str) -> None:
    """A text that the engine refuses is an error; the next one is counted from nothing."""
    Path("a").write_text("x" * CHUNK_BYTES + word)
    Path("b").write_text("hello")
    expected = (1, "5\tb\n")

    result = command_line.count("a", "b")

    assert expected == (result.exit_code, result.stdout)


def test_bad_paths_spoil_no_others(command_line: CommandLine) -> None:
    """Among several paths a missing and a binary one are errors, and the others are counted."""
    Path("a").write_text("hello")
    Path("binary").write_bytes(b"\0")
    Path("b").write_text("hi")
    expected = (
        1,
        "5\ta\n2\tb\n7\ttotal\n",
        "steelyard: missing: no such file or directory\n"
        "steelyard: binary: it holds a NUL byte, so it is no text\n",
    )

    result = command_line.count("a", "missing", "binary", "b")

    assert expected == (result.exit_code, result.stdout, result.stderr)


def test_empty_name_is_no_directory(command_line: CommandLine) -> None:
    """An empty name, as from an unset variable, does not stand for the working directory."""
    Path("a").write_text("hello")
    expected = (1, "")

    result = command_line.count("")

    assert expected == (result.exit_code, result.stdout)


def test_undecodable_file_name_is_shown(command_line: CommandLine) -> None:
    """A file name that is no UTF-8 is shown with its bytes spelled out."""
    name = os.fsdecode(b"a\xffb")
    Path(name).write_text("hello")
    expected = "5\ta\\udcffb\n"

    result = command_line.count(name)

    assert expected == result.stdout


def test_control_characters_of_names_are_spelled_out(command_line: CommandLine) -> None:
    """A file name with a line end or an escape sequence stays on its line and moves no cursor."""
    Path("a\n\x1b[2Jb\tc").write_text("hello")
    expected = "5\ta\\n\\x1b[2Jb\\tc\n"

    result = command_line.count("a\n\x1b[2Jb\tc")

    assert expected == result.stdout


def test_json_holds_everything(command_line: CommandLine) -> None:
    """With --json one object tells what was counted, what was not, and what counted."""
    Path("a").write_text("hä", encoding="utf-8")
    Path("tree").mkdir()
    Path("tree/picture").write_bytes(b"\0")
    data = {
        "model": "known",
        "encoding": PROVENANCE.tokenizer,
        "method": "EXACT",
        "engine": PROVENANCE.engine,
        "vocabulary_sha256": PROVENANCE.vocabulary_sha256,
        "catalogue_version": PROVENANCE.catalogue_version,
        "files": [
            {
                "path": "a",
                "token_count": 2,
                "upper_bound_token_count": 2,
                "method": "EXACT",
                "engine": PROVENANCE.engine,
                "byte_count": 3,
            }
        ],
        "errors": [
            {"path": "no", "reason": "FILE_NOT_FOUND", "message": "no such file or directory"}
        ],
        "skipped": [{"path": "tree/picture", "reason": "FILE_BINARY"}],
        "total_token_count": 2,
        "total_upper_bound_token_count": 2,
        "total_frame_token_count": 0,
        "total_byte_count": 3,
        "unknown_models": [],
    }
    expected = (1, data, "")

    result = command_line.count("--json", "a", "no", "tree")

    assert expected == (result.exit_code, json.loads(result.stdout), result.stderr)


def test_json_names_no_model_for_an_encoding(command_line: CommandLine) -> None:
    """Where an encoding was named, the model is null."""
    result = command_line.run("count", "--encoding", "characters", "--json", stdin="x")

    assert None is json.loads(result.stdout)["model"]


def test_model_name_that_is_too_long_is_refused(command_line: CommandLine) -> None:
    """What the domain refuses before anything is asked is refused in the same way."""
    expected = (3, "steelyard: a name has at most 128 characters\n")

    result = command_line.run("count", "--model", "m" * 129, "-", stdin="x")

    assert expected == (
        result.exit_code,
        result.stderr,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("-",),
        ("--model", "known", "--encoding", "characters", "-"),
        ("--model", "known", "--server", "there", "-"),
        ("--model", "known", "--server", ":1", "-"),
        ("--model", "known", "--no-such-option"),
    ],
)
def test_wrong_usage_ends_with_2(command_line: CommandLine, arguments: tuple[str, ...]) -> None:
    """Neither or both of model and encoding, an address without a port: wrong usage."""
    expected = 2

    result = command_line.run("count", *arguments, stdin="x")

    assert expected == result.exit_code


def test_server_counts_when_it_is_named(command_line: CommandLine) -> None:
    """With --server the server is asked."""
    expected = ("5\t-\n", ["there:1"])

    result = command_line.count("--server", "there:1", "-", stdin="hello")

    assert expected == (result.stdout, command_line.called)


def test_server_that_does_not_answer_ends_with_4(command_line: CommandLine) -> None:
    """A server that cannot be reached ends with code 4 and one sentence."""
    expected = (4, "steelyard: no Steelyard server answers at nowhere:1\n")

    result = command_line.count("--server", "nowhere:1", "-", stdin="hello")

    assert expected == (
        result.exit_code,
        result.stderr,
    )


def test_server_that_goes_away_ends_with_4(command_line: CommandLine) -> None:
    """A server that goes away in the middle ends everything: nothing more can be counted."""
    Path("a").write_text(SERVER_GONE)
    expected = (4, "", "steelyard: the server went away\n")

    result = command_line.count("--server", "there:1", "a", "a")

    assert expected == (
        result.exit_code,
        result.stdout,
        result.stderr,
    )


def test_interrupt_ends_with_130(command_line: CommandLine) -> None:
    """Ctrl-C ends with code 130 and says nothing."""
    expected = (130, "", "")

    result = command_line.count(stdin=INTERRUPT)

    assert expected == (result.exit_code, result.stdout, result.stderr)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [((), SpecialTokens.AS_TEXT), (("--special",), SpecialTokens.AS_SPECIAL)],
)
def test_special_tokens_count_as_asked(
    command_line: CommandLine, arguments: tuple[str, ...], expected: SpecialTokens
) -> None:
    """Text that spells a special token is text unless --special is given."""
    command_line.count(*arguments, stdin="x")

    assert expected is command_line.analyses.special_tokens

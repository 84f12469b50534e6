"""What the reference adapter does where the library below it panics."""

import os
import threading

import pytest

from adapters.outbound.tiktoken.tokenizer import _is_panic, _quiet_native_stderr
from tests.contract.engines import reference

PANICS = " " * 1_000_000
"""So many blanks are more than the library's pattern engine can step back over."""


def test_a_panic_is_known_for_what_it_is(capfd: pytest.CaptureFixture[str]) -> None:
    """The library's panic is told from a program's own way to end, which no adapter may swallow."""
    expected = [False, False, False, True]
    raised: list[BaseException] = [KeyboardInterrupt(), SystemExit(), ValueError()]

    try:
        reference("o200k_base").encode_ordinary(PANICS)
    except BaseException as error:  # noqa: BLE001 - a panic is no Exception
        raised.append(error)
    capfd.readouterr()

    assert expected == [_is_panic(each) for each in raised]


def test_a_panic_leaves_nothing_on_the_error_stream(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where a backtrace is asked for, none is written while the stream is kept quiet."""
    expected = ("", "")
    monkeypatch.setenv("RUST_BACKTRACE", "1")

    with pytest.raises(BaseException, match="StackOverflow"), _quiet_native_stderr():
        reference("o200k_base").encode_ordinary(PANICS)

    assert expected == tuple(capfd.readouterr())


def test_the_error_stream_is_back_when_the_last_thread_leaves(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Threads that overlap leave the stream as they found it."""
    expected = "three"
    inside, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with _quiet_native_stderr():
            inside.set()
            leave.wait()

    thread = threading.Thread(target=stay)
    thread.start()
    inside.wait()
    with _quiet_native_stderr():
        os.write(2, b"one")
    os.write(2, b"two")
    leave.set()
    thread.join()
    os.write(2, b"three")

    assert expected == capfd.readouterr().err

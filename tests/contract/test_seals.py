"""What every adapter of ports.outbound.seals.Seal must promise."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.outbound.aes_gcm.seal import AesGcmSeal
from adapters.outbound.plain.seal import PlainSeal
from domain.shared.errors import SteelyardError
from domain.shared.storage import SealBroken
from ports.outbound.seals import Seal

KEYS = tuple(bytes([number]) * 32 for number in range(1, 4))
PLACE = "compression_job/ab12/items/0"
CONTENT = b"what nobody else may read"

STORED = {
    "plain": "0136bae98df48e99b975b9b435d4a727cb636f6e74656e74",
    "aes gcm": (
        "02388bae4be0d506ccf78aab79b5363c24eedbe5066cd9e6b289ae520933fc57179a443b25eee9b39e31d569"
    ),
}
"""Content that was sealed with the first key; never to be changed."""


def with_keys(*numbers: int) -> Seal:
    """A seal that has these of the KEYS."""
    return AesGcmSeal([KEYS[number] for number in numbers], earlier=PlainSeal())


SEALS: dict[str, Seal] = {
    "plain": PlainSeal(),
    "one key": with_keys(0),
    "three keys": with_keys(2, 1, 0),
}
SEALED_WITH_KEYS = ["one key", "three keys"]


@pytest.fixture(params=SEALS)
def seal(request: pytest.FixtureRequest) -> Seal:
    return SEALS[request.param]


def is_broken(seal: Seal, sealed: bytes, *, place: str = PLACE) -> bool:
    """Whether something cannot be opened."""
    try:
        seal.open(sealed, place=place)
    except SealBroken:
        return True
    return False


def changed(sealed: bytes) -> Iterator[bytes]:
    """The same with one bit turned over, in each byte in turn."""
    for index, byte in enumerate(sealed):
        yield sealed[:index] + bytes([byte ^ 1 << index % 8]) + sealed[index + 1 :]


@pytest.mark.parametrize("name", SEALS)
@given(content=st.binary(), place=st.text(st.characters(codec="utf-8")))
def test_what_was_sealed_is_opened(name: str, content: bytes, place: str) -> None:
    """Any content comes back as it was, at any place."""
    seal = SEALS[name]

    actual = seal.open(seal.close(content, place=place), place=place)

    assert content == actual


def test_a_large_content_comes_back(seal: Seal) -> None:
    """So does one of some megabytes."""
    content = bytes(range(256)) * 20_000

    actual = seal.open(seal.close(content, place=PLACE), place=PLACE)

    assert content == actual


@pytest.mark.parametrize("place", ["", PLACE[:-1], PLACE + "0", PLACE + "\0", PLACE.upper()])
def test_it_opens_at_its_place_only(seal: Seal, place: str) -> None:
    """What was moved to another row or column is not given out."""
    sealed = seal.close(CONTENT, place=PLACE)

    assert is_broken(seal, sealed, place=place)


def test_no_part_of_the_content_passes_for_the_place(seal: Seal) -> None:
    """Place and content are told apart, wherever one ends and the other begins."""
    sealed = seal.close(b"0" + CONTENT, place=PLACE)

    assert is_broken(seal, sealed, place=PLACE + "0")


def test_a_changed_bit_is_noticed(seal: Seal) -> None:
    """Wherever it is: in version, key id, nonce, content or tag."""
    sealed = seal.close(CONTENT, place=PLACE)
    expected: list[bytes] = []

    assert expected == [each for each in changed(sealed) if not is_broken(seal, each)]


def test_missing_bytes_are_noticed(seal: Seal) -> None:
    """However many are missing at the end, or stand there too many."""
    sealed = seal.close(CONTENT, place=PLACE)
    expected: list[int] = []

    opened = [size for size in range(len(sealed)) if not is_broken(seal, sealed[:size])]

    assert expected == opened
    assert is_broken(seal, sealed + b"\0")


@pytest.mark.parametrize("version", [0, 3, 127, 255])
def test_an_unknown_version_is_not_opened(seal: Seal, version: int) -> None:
    """What a newer program sealed is an error, not a guess."""
    sealed = bytes([version]) + seal.close(CONTENT, place=PLACE)[1:]

    assert is_broken(seal, sealed)


def test_an_error_tells_nothing_of_what_was_sealed(seal: Seal) -> None:
    """Neither content nor place nor what the library said is in the error."""
    sealed = seal.close(CONTENT, place=PLACE)

    with pytest.raises(SteelyardError) as caught:
        seal.open(sealed[:-1], place=PLACE)

    assert ("SEAL_BROKEN", {}, None) == (
        caught.value.reason,
        caught.value.metadata,
        caught.value.__cause__,
    )
    assert CONTENT.decode() not in str(caught.value)
    assert PLACE not in str(caught.value)


def test_threads_share_a_seal(seal: Seal) -> None:
    """Many seal and open at once."""
    contents = [bytes([index % 256]) * index for index in range(200)]

    def there_and_back(content: bytes) -> bytes:
        return seal.open(seal.close(content, place=PLACE), place=PLACE)

    with ThreadPoolExecutor(8) as pool:
        actual = list(pool.map(there_and_back, contents))

    assert contents == actual


@pytest.mark.parametrize("name", SEALED_WITH_KEYS)
def test_a_key_hides_the_content(name: str) -> None:
    """No four bytes of it are to be seen, and equal contents are sealed to different bytes."""
    seal = SEALS[name]

    both = [seal.close(CONTENT * 10, place=PLACE) for _ in range(2)]

    assert both[0] != both[1]
    assert not [
        CONTENT[start : start + 4]
        for sealed in both
        for start in range(len(CONTENT) - 3)
        if CONTENT[start : start + 4] in sealed
    ]


def test_processes_with_the_same_keys_open_each_others() -> None:
    """Nothing but the keys is needed."""
    sealed = with_keys(0).close(CONTENT, place=PLACE)

    actual = with_keys(0).open(sealed, place=PLACE)

    assert CONTENT == actual


@pytest.mark.parametrize("reader", [with_keys(1), with_keys(1, 2), PlainSeal()])
def test_without_its_key_nothing_is_opened(reader: Seal) -> None:
    """Other keys do not open it, and no key does not either."""
    sealed = with_keys(0).close(CONTENT, place=PLACE)

    assert is_broken(reader, sealed)


def test_keys_are_changed_without_a_gap() -> None:
    """A new first key seals from then on, and the old one still opens what it sealed."""
    before, during, after = with_keys(0), with_keys(1, 0), with_keys(1)
    old, new = before.close(CONTENT, place=PLACE), during.close(CONTENT, place=PLACE)

    actual = [during.open(old, place=PLACE), during.open(new, place=PLACE)]

    assert [CONTENT] * 2 == actual
    assert (True, False) == (is_broken(after, old), is_broken(after, new))


@pytest.mark.parametrize("name", SEALED_WITH_KEYS)
def test_what_was_kept_before_there_was_a_key_is_opened(name: str) -> None:
    """A key that is added later makes no row unreadable, and none may be damaged or moved."""
    sealed = PlainSeal().close(CONTENT, place=PLACE)

    actual = SEALS[name].open(sealed, place=PLACE)

    assert CONTENT == actual
    assert is_broken(SEALS[name], sealed, place="elsewhere")


def test_keys_are_told_apart_without_showing_them() -> None:
    """The head of what is sealed differs by key and holds no part of it."""
    heads = [with_keys(number).close(b"", place=PLACE)[:9] for number in range(len(KEYS))]

    assert all(one != other for one, other in combinations(heads, 2))
    assert not [key for key in KEYS for head in heads if key[:4] in head]


@pytest.mark.parametrize("sealed", STORED.values(), ids=STORED)
def test_what_earlier_versions_stored_is_opened(sealed: str) -> None:
    """The form of what is sealed is that of rows which are there already."""
    actual = with_keys(0).open(bytes.fromhex(sealed), place=PLACE)

    assert b"content" == actual

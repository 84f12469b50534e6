"""Texts of every kind are taken apart: without loss, with pins, and without words of ours."""

import pytest

from domain.compression.code.outlines import Outline
from domain.compression.materials import Manner, Material, segmented, take_apart
from domain.compression.model import Part, Role, SegmentKind
from domain.compression.rendering import write
from domain.tokens.truncation import TextRange
from tests.fakes.syntax import IndentedPython
from tests.unit.domain.compression.samples import SAMPLES

TEXTS = {name: text * 3 for name, (_, text) in SAMPLES.items()}
SIGNATURES = ("def add(one, other):", "def subtract(one, other):")
CODE = "".join(
    f"{signature}\n    total = one\n    print(total, other)\n    return total\n\n\n"
    for signature in SIGNATURES
)
MIXED = "\n".join(text for _, text in SAMPLES.values())


def outline_of(source: str, language: str) -> Outline | None:
    return IndentedPython().outline(source, language=language)


def taken_apart(
    text: str,
    *pins: TextRange,
    kind: SegmentKind | None = None,
    first_document: int = 0,
    only_verbatim: bool = False,
    is_last_resort: bool = False,
) -> Material:
    manner = Manner(
        outline_of=outline_of, only_verbatim=only_verbatim, is_last_resort=is_last_resort
    )
    return take_apart(
        text,
        segmented(text, kind=kind),
        pins=pins,
        manner=manner,
        first_document=first_document,
    )


def written(material: Material, option: int) -> str:
    """The text of the richest or of the poorest options."""
    return write(material.text, [part.options[option] for part in material.parts]).text


@pytest.mark.parametrize("text", [*TEXTS.values(), MIXED], ids=[*TEXTS, "mixed"])
@pytest.mark.parametrize("is_last_resort", [False, True])
def test_extracts_copy_or_leave_out(text: str, *, is_last_resort: bool) -> None:
    """Of every kind all can be kept as it stood, and no option writes words of ours."""
    material = taken_apart(text, only_verbatim=True, is_last_resort=is_last_resort)

    options = [option for part in material.parts for option in part.options]
    assert text == written(material, 0)
    assert all(piece.text is None for option in options for piece in option.pieces)


@pytest.mark.parametrize("text", [*TEXTS.values(), MIXED], ids=[*TEXTS, "mixed"])
@pytest.mark.parametrize("only_verbatim", [False, True])
def test_a_pin_stays_whatever_goes(text: str, *, only_verbatim: bool) -> None:
    """Whichever words of a text are pinned, the poorest options write them."""
    starts = range(0, len(text) - 12, max(12, len(text) // 6))

    for start in starts:
        pin = TextRange(start, start + 12)
        assert text[pin.start : pin.end] in written(
            taken_apart(text, pin, only_verbatim=only_verbatim), -1
        )


@pytest.mark.parametrize("kind", SegmentKind)
def test_a_text_is_what_the_caller_says(kind: SegmentKind) -> None:
    """Whatever it looks like, it is one segment of that kind."""
    material = taken_apart(MIXED, kind=kind)

    assert [(kind, 0, len(MIXED))] == [
        (each.kind, each.start, each.end) for each in material.segments
    ]
    assert material.parts


def test_an_empty_text_consists_of_nothing() -> None:
    """Of any kind."""
    assert () == segmented("")
    assert () == segmented("", kind=SegmentKind.LOG)
    assert () == taken_apart("").parts


def documents(parts: tuple[Part, ...]) -> list[int]:
    return list(dict.fromkeys(part.document for part in parts))


def test_segments_have_documents_of_their_own() -> None:
    """Numbered from the first one on, so that those of several texts differ."""
    text = TEXTS["passage"] + "\n" + TEXTS["tool output"]

    material = taken_apart(text, first_document=7)

    last = material.segments[-1].start
    before = documents(tuple(part for part in material.parts if part.start < last))
    behind = documents(tuple(part for part in material.parts if part.start >= last))
    assert 7 == before[0]
    assert max(before) < min(behind)


def test_signatures_stay_unless_it_is_the_last_resort() -> None:
    """Then nothing of code has to stay."""
    usual, last = taken_apart(CODE), taken_apart(CODE, is_last_resort=True)

    assert all(signature in written(usual, -1) for signature in SIGNATURES)
    assert "" == written(last, -1).strip()


def test_outlines_are_moved_to_where_the_code_stands() -> None:
    """A definition behind other text is cut where it is."""
    text = TEXTS["passage"] + f"\n```python\n{CODE}```\n"

    least = written(taken_apart(text), -1)

    assert all(signature in least for signature in SIGNATURES)
    assert "total = one" not in least


def test_pins_are_marked() -> None:
    """What must stay can be told from what is kept."""
    text = TEXTS["passage"]

    material = taken_apart(text, TextRange(4, 9))

    pinned = [
        text[piece.start : piece.end]
        for part in material.parts
        for piece in part.options[-1].pieces
        if piece.role is Role.PINNED
    ]
    assert ["river"] == pinned

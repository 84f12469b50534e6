import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.compression.model import Rung
from domain.compression.structured.tables import table_form, table_parts
from tests.fakes.rendering import rendered

CSV = (
    "id,name,city,notes\n"
    '17,Ann,Berlin,"a long note, with a comma and a good many words"\n'
    '18,Bob,Rome,"two\nlines of words that stay together in one row"\n'
)
MARKDOWN = (
    "| id    | what it is                     |\n"
    "|:------|--------------------------------|\n"
    "| A-1   | the first of many things \\| one |\n"
)


@settings(max_examples=50)
@given(st.text(alphabet='a,;|"-: \n\t…', max_size=200))
def test_rows_tile_any_text(text: str) -> None:
    """All rows in full are the table."""
    parts = table_parts(text, 0, len(text))

    assert rendered(text, [part.options[0] for part in parts]) == text


@pytest.mark.parametrize(
    ("text", "first_row"), [(CSV, "17"), (MARKDOWN, "| A-1"), (CSV.replace(",", "\t"), "17")]
)
def test_the_header_always_stays(text: str, first_row: str) -> None:
    """With all rows left out the header, and its rule, is what is left."""
    parts = table_parts(text, 0, len(text))

    assert rendered(text, [part.options[-1] for part in parts]) == text[: text.index(first_row)]


def test_a_row_in_quotes_may_span_lines() -> None:
    """A line break within quotes divides no row."""
    parts = table_parts(CSV, 0, len(CSV))

    assert [CSV[part.start : part.end].count("\n") for part in parts] == [1, 1, 2]


def test_what_is_left_of_a_row_is_its_first_cell() -> None:
    """The cell that names a row stays whole, with a mark for the rest."""
    rows = table_parts(CSV, 0, len(CSV))[1:]

    stubs = [option.text(CSV) for row in rows for option in row.options if option.rung is Rung.STUB]

    assert stubs == ["17, …\n", "18, …\n"]


def test_blanks_that_align_a_table_go() -> None:
    """A table of Markdown keeps its cells and loses their padding."""
    assert table_form(MARKDOWN) == (
        "|id|what it is|\n|:---|---|\n|A-1|the first of many things \\| one|\n"
    )


def test_other_tables_have_no_other_form() -> None:
    """Blanks in CSV may belong to a cell."""
    assert table_form(CSV) == CSV

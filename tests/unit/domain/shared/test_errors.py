from domain.shared.errors import InvalidValue, NotFound, SteelyardError


def test_metadata_becomes_text() -> None:
    """Facts for programs are text, whatever they were."""
    expected = {"limit": "3", "given": "4.5"}

    error = SteelyardError("too many", limit=3, given=4.5)

    assert expected == error.metadata


def test_an_error_does_not_promise_that_a_retry_helps() -> None:
    """Without a delay, no retry is suggested."""
    error = NotFound("no such thing")

    assert error.retry_after_ms is None


def test_an_invalid_value_names_its_field_to_people_and_programs() -> None:
    """The field is both an attribute and metadata."""
    expected = ("page_size", {"field": "page_size"})

    error = InvalidValue("must not be negative", field="page_size")

    assert expected == (error.field, error.metadata)

import pytest

from adapters.outbound.openai_compatible.endpoint import Endpoint
from domain.shared.errors import InvalidValue


@pytest.mark.parametrize(
    "base_url", ["https://host/v1", "http://10.0.0.1:8000/v1/", "http://[::1]"]
)
def test_an_address_is_taken(base_url: str) -> None:
    """Plain addresses of either scheme are fine."""
    actual = Endpoint(base_url, "small").base_url

    assert base_url == actual


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "host/v1",
        "file:///etc/passwd",
        "https://",
        "https://user:password@host/v1",
        "https://host/v1?key=1",
        "https://host/v1#top",
        "https://host:port/v1",
        "http://[::1",
    ],
)
def test_an_address_that_cannot_be_used_is_refused(base_url: str) -> None:
    """What is no plain address of a web server is told where it is set."""
    with pytest.raises(InvalidValue) as raised:
        Endpoint(base_url, "small")

    assert raised.value.field == "base_url"


def test_a_model_must_be_named() -> None:
    """An endpoint serves many models, and which one is never guessed."""
    with pytest.raises(InvalidValue) as raised:
        Endpoint("https://host/v1", "")

    assert raised.value.field == "model"


@pytest.mark.parametrize("key", ["two\nlines", "schlüssel"])
def test_a_key_that_no_header_can_hold_is_refused(key: str) -> None:
    """Such a key is told by its setting's name, never by its value."""
    with pytest.raises(InvalidValue) as raised:
        Endpoint("https://host/v1", "small", api_key=key)

    assert raised.value.field == "api_key"
    assert key not in str(raised.value)


def test_the_key_is_not_shown() -> None:
    """Settings may be logged."""
    shown = repr(Endpoint("https://host/v1", "small", api_key="very-secret"))

    assert "very-secret" not in shown

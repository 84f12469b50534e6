from adapters.outbound.claude.prices import Prices


def test_a_price_is_worked_out_once() -> None:
    """The second time it is known."""
    asked: list[str] = []

    def price(text: str) -> int:
        asked.append(text)
        return len(text)

    prices = Prices(price, kept=10, longest=10)

    actual = prices.total(["a", "bb", "a", "bb"])

    assert 6 == actual
    assert ["a", "bb"] == asked


def test_no_more_prices_are_kept_than_allowed() -> None:
    """Memory stays bounded whatever the texts."""
    prices = Prices(len, kept=3, longest=10)

    for number in range(100):
        prices.total([str(number)])

    assert len(prices) <= 3


def test_the_price_of_a_long_text_is_not_kept() -> None:
    """One long text must not take the memory of many."""
    prices = Prices(len, kept=3, longest=2)

    actual = prices.total(["abc"])

    assert 3 == actual
    assert not prices

from adapters.outbound.openai_compatible.answers import AnswerCache


def known(cache: AnswerCache, keys: bytes) -> list[str | None]:
    """What the cache answers to keys of one byte each."""
    return [cache.get(bytes([key])) for key in keys]


def test_as_many_answers_as_allowed_are_kept() -> None:
    """The limit of answers is reached before one is forgotten."""
    expected = ["1", "2"]
    cache = AnswerCache(maximum_count=2)

    cache.put(b"a", "1")
    cache.put(b"b", "2")

    assert expected == known(cache, b"ab")


def test_the_answer_not_asked_for_longest_is_forgotten() -> None:
    """One answer too many pushes out the one that nobody has asked for."""
    expected = ["1", None, "3"]
    cache = AnswerCache(maximum_count=2)
    cache.put(b"a", "1")
    cache.put(b"b", "2")
    cache.get(b"a")

    cache.put(b"c", "3")

    assert expected == known(cache, b"abc")


def test_answers_are_kept_up_to_so_many_bytes() -> None:
    """Bytes of UTF-8 are counted, and the limit itself is allowed."""
    expected = [[None, "éé"], ["éé", "x"]]

    caches = [AnswerCache(maximum_bytes=limit) for limit in (4, 5)]
    for cache in caches:
        cache.put(b"a", "éé")
        cache.put(b"b", "éé" if cache is caches[0] else "x")

    assert expected == [known(cache, b"ab") for cache in caches]


def test_an_answer_beyond_the_limit_is_not_kept() -> None:
    """What is larger than the whole cache is forgotten at once, and harms no later one."""
    expected = [None, "1"]
    cache = AnswerCache(maximum_bytes=4)

    cache.put(b"a", "12345")
    cache.put(b"b", "1")

    assert expected == known(cache, b"ab")


def test_an_answer_replaces_an_older_one() -> None:
    """The same question put twice takes the place of one."""
    expected = ["1234", "1234"]
    cache = AnswerCache(maximum_bytes=8)
    cache.put(b"a", "12345678")

    cache.put(b"a", "1234")
    cache.put(b"b", "1234")

    assert expected == known(cache, b"ab")

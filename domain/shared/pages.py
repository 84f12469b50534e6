"""Pages of a listing that is ordered by a unique key."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.shared.errors import InvalidValue

DEFAULT_PAGE_SIZE = 100
MAXIMUM_PAGE_SIZE = 1_000
_INDEX_DIGITS = 18


class PageTokenInvalid(InvalidValue):
    """The page token is not one that this service gave."""

    reason = "PAGE_TOKEN_INVALID"

    def __init__(self) -> None:
        super().__init__(
            "page_token must be the next_page_token of an earlier page", field="page_token"
        )


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page a caller wants.

    Args:
        size: The most items to return; 0 for the default, clamped to the maximum.
        token: ``next_token`` of the page before; empty for the first page.

    Raises:
        InvalidValue: The size is negative.
        PageTokenInvalid: The token was not made by a ``Page``.
    """

    size: int = 0
    token: str = ""

    def __post_init__(self) -> None:
        if self.size < 0:
            raise InvalidValue("page_size must not be negative", field="page_size")
        self.after()

    def limit(self) -> int:
        """The most items that the page holds."""
        return min(self.size or DEFAULT_PAGE_SIZE, MAXIMUM_PAGE_SIZE)

    def after(self) -> str:
        """The key that the page begins behind; empty for the first page."""
        try:
            return base64.b64decode(self.token, altchars=b"-_", validate=True).decode()
        except ValueError:
            raise PageTokenInvalid from None

    def after_index(self) -> int:
        """The index that the page begins with, where the key is one; 0 for the first page.

        Raises:
            PageTokenInvalid: The token is that of another listing.
        """
        key = self.after()
        if key and not (key.isascii() and key.isdecimal() and len(key) <= _INDEX_DIGITS):
            raise PageTokenInvalid
        return int(key or 0)


def page_token(key: str) -> str:
    """The token of the page that begins behind a key, or with an index."""
    return base64.urlsafe_b64encode(key.encode()).decode()


@dataclass(frozen=True, slots=True)
class Page[Item]:
    """A page and where the next one begins; ``next_token`` is empty on the last."""

    items: tuple[Item, ...]
    next_token: str

    @classmethod
    def of(cls, keyed: Iterable[tuple[str, Item]], request: PageRequest) -> "Page[Item]":
        """Cut the requested page out of items that come in ascending order of their keys."""
        behind = request.after()
        return cls.first_of([(key, item) for key, item in keyed if key > behind], request)

    @classmethod
    def first_of(cls, rest: Sequence[tuple[str, Item]], request: PageRequest) -> "Page[Item]":
        """Cut the requested page out of items that all come behind its token.

        Args:
            rest: The items with their keys; one more than the page holds is enough to know whether
                there is another page.
            request: Which page.
        """
        shown, more = rest[: request.limit()], rest[request.limit() :]
        token = page_token(shown[-1][0]) if more else ""
        return cls(items=tuple(item for _, item in shown), next_token=token)


@dataclass(frozen=True, slots=True, order=True)
class MomentKey:
    """The key of something in a listing that goes by age.

    Args:
        at_us: When it was made, in microseconds from the beginning of 1970.
        name: Tells it apart from others of the same moment.
    """

    at_us: int
    name: str

    def __str__(self) -> str:
        return f"{self.at_us} {self.name}"

    @classmethod
    def parse(cls, key: str) -> "MomentKey":
        """What a key says.

        Raises:
            PageTokenInvalid: It is none.
        """
        digits, _, name = key.partition(" ")
        if not (name and digits.isascii() and digits.isdecimal() and len(digits) <= _INDEX_DIGITS):
            raise PageTokenInvalid
        return cls(int(digits), name)

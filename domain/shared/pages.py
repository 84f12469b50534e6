"""Pages of a listing that is ordered by a unique key."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from domain.shared.errors import InvalidValue

DEFAULT_PAGE_SIZE = 100
MAXIMUM_PAGE_SIZE = 1_000


class PageTokenInvalid(InvalidValue):
    """The page token is not one that this service gave."""

    reason = "PAGE_TOKEN_INVALID"


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
            raise PageTokenInvalid(
                "page_token must be the next_page_token of an earlier page", field="page_token"
            ) from None


@dataclass(frozen=True, slots=True)
class Page[Item]:
    """A page and where the next one begins; ``next_token`` is empty on the last."""

    items: tuple[Item, ...]
    next_token: str

    @classmethod
    def of(cls, keyed: Iterable[tuple[str, Item]], request: PageRequest) -> "Page[Item]":
        """Cut the requested page out of items that come in ascending order of their keys."""
        behind = request.after()
        rest = [(key, item) for key, item in keyed if key > behind]
        shown, more = rest[: request.limit()], rest[request.limit() :]
        token = base64.urlsafe_b64encode(shown[-1][0].encode()).decode() if more else ""
        return cls(items=tuple(item for _, item in shown), next_token=token)

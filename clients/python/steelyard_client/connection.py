"""How a client reaches its server: what both clients are made of, checked once."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self, TypedDict

from steelyard_client.retries import RetryPolicy
from steelyard_client.tls import Tls

DEADLINE_SECONDS = 30.0
MESSAGE_BYTES = 64 * 1_048_576
"""The largest answer; the ids of the largest text that a server takes fit in many times over."""

type Token = str | Callable[[], str] | Callable[[], Awaitable[str]]
"""A bearer token, or what gives one for each call: quickly, so it should keep the last one."""

_METADATA_KEY = re.compile(r"[0-9a-z_.-]+")
_OWN_KEYS = frozenset({"authorization", "x-request-id"})
_VISIBLE = re.compile(r"[ -~]*")


class ConnectionOptions(TypedDict, total=False):
    """What may be said about a connection; ``Connection`` says what each one means."""

    deadline_seconds: float | None
    wait_for_ready: bool
    tls: Tls | None
    token: Token | None
    allow_plaintext_token: bool
    metadata: Mapping[str, str | bytes]
    retry: RetryPolicy | None
    max_send_bytes: int
    max_receive_bytes: int
    user_agent: str
    channel_options: Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A server, and how it is reached.

    Args:
        server: Its address: ``host:port``, ``dns:///host:port`` or ``unix:/path``; where a name
            has several addresses, calls go round all of them.
        deadline_seconds: How long a call may take, retries included, unless the call says
            otherwise; None for as long as the server allows. Streams may stay open for longer.
        wait_for_ready: Whether calls wait for a server until their deadline, instead of failing as
            soon as none can be reached.
        tls: How the connection is encrypted; None for plaintext.
        token: Sent as ``authorization: Bearer …`` with every call.
        allow_plaintext_token: Whether the token may be sent without TLS, readable on the way.
        metadata: Sent with every call.
        retry: How calls are retried; None for never. A stream of texts never is, and that of a job
            is opened again.
        max_send_bytes: The largest request; servers have a limit of their own.
        max_receive_bytes: The largest answer.
        user_agent: Named before this client's own name in the user agent.
        channel_options: Further options of the gRPC library, which override those of this client.

    Raises:
        ValueError: The options contradict each other or cannot be sent.
    """

    server: str
    deadline_seconds: float | None = DEADLINE_SECONDS
    wait_for_ready: bool = False
    tls: Tls | None = None
    token: Token | None = field(default=None, repr=False)
    allow_plaintext_token: bool = False
    metadata: Mapping[str, str | bytes] = field(default_factory=dict, repr=False)
    retry: RetryPolicy | None = field(default_factory=RetryPolicy)
    max_send_bytes: int = MESSAGE_BYTES
    max_receive_bytes: int = MESSAGE_BYTES
    user_agent: str = ""
    channel_options: Sequence[tuple[str, Any]] = ()

    def __post_init__(self) -> None:
        if not self.server:
            raise ValueError("the server has no address")
        if self.token is not None and self.tls is None and not self.allow_plaintext_token:
            raise ValueError(
                "a token is not sent without TLS; give tls=Tls(), or allow_plaintext_token=True"
                " where nobody on the way can listen"
            )
        check_metadata(self.metadata)

    @classmethod
    def to(cls, server: str, options: ConnectionOptions) -> Self:
        """The connection to a server with some options."""
        return cls(server=server, **options)


def check_metadata(metadata: Mapping[str, str | bytes]) -> None:
    """Refuse what the gRPC library would, without repeating values: some may be secrets.

    Args:
        metadata: What is to be sent with a call.

    Raises:
        ValueError: A key or a value cannot be sent, or the client sends that key itself.
    """
    for key, value in metadata.items():
        if key in _OWN_KEYS:
            raise ValueError(f"metadata {key!r} is the client's own; give the token or request_id")
        if not _METADATA_KEY.fullmatch(key) or key.startswith("grpc-"):
            raise ValueError(f"metadata {key!r} is no key: lower case, digits, '_', '-' and '.'")
        if isinstance(value, bytes) is not key.endswith("-bin"):
            raise ValueError(f"metadata {key!r} must be text, or bytes where it ends in '-bin'")
        if isinstance(value, str) and not _VISIBLE.fullmatch(value):
            raise ValueError(f"metadata {key!r} holds more than visible ASCII characters")


def bearer(token: str) -> str:
    """The value of the authorization metadata.

    Raises:
        ValueError: The token cannot be sent; the message does not repeat it.
    """
    if not token or not _VISIBLE.fullmatch(token):
        raise ValueError("the token is empty or holds more than visible ASCII characters")
    return f"Bearer {token}"

"""Where an OpenAI-compatible model listens, and one question to it over HTTP."""

import json
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ReadTimeoutError

from domain.compression.rewriting import RETRY_AFTER_MS, EndpointUnavailable
from domain.shared.errors import InvalidValue

_READ_BYTES = 65_536
_LONGEST_WAIT_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model behind an address that speaks the chat completions protocol.

    Args:
        base_url: What ``/chat/completions`` is put behind, such as ``https://host/v1``.
        model: The name that the endpoint knows the model by.
        api_key: Sent as a bearer token; empty where none is needed. Never shown.
        ca_file: The only certificates to trust; empty for the packaged ones.
        connect_timeout_s: The longest wait for a connection, in seconds.
        read_timeout_s: The longest wait for the next bytes, in seconds.
        total_timeout_s: The longest time that an answer may take to arrive, in seconds.
        maximum_answer_bytes: The longest answer that is read.

    Raises:
        InvalidValue: The address or the key cannot be used.
    """

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)
    ca_file: str = ""
    connect_timeout_s: float = 2.0
    read_timeout_s: float = 30.0
    total_timeout_s: float = 60.0
    maximum_answer_bytes: int = 1_048_576

    def __post_init__(self) -> None:
        if not _is_usable(self.base_url):
            raise InvalidValue(
                "base_url must be an http or https address without user, query or fragment",
                field="base_url",
            )
        if not self.model:
            raise InvalidValue("model must be named", field="model")
        if not (self.api_key.isascii() and self.api_key.isprintable()):
            raise InvalidValue("api_key must be printable ASCII", field="api_key")

    def ask(self, question: dict[str, Any]) -> bytes:
        """The body of the answer to a request for a chat completion.

        A connection is made for each question: the model takes far longer, nothing is shared with
        other threads or forked processes, and no cookie is kept. Proxies and passwords that the
        machine's environment names are not used.

        Raises:
            EndpointUnavailable: There was none, or none that may be used.
        """
        fault = "unreachable"
        with requests.Session() as session:
            session.trust_env = False
            session.mount(self.base_url, HTTPAdapter(max_retries=1))  # only of the connection
            try:
                return self._answer(session, json.dumps(question).encode())
            except (requests.Timeout, ReadTimeoutError):
                fault = "timeout"
            except (requests.RequestException, HTTPError, OSError, ValueError):
                fault = "unreachable"
        # Raised out here, since the library's error holds the request with its key and its text.
        raise EndpointUnavailable("the endpoint that rewrites texts cannot be reached", cause=fault)

    def _answer(self, session: requests.Session, body: bytes) -> bytes:
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        if self.api_key:
            headers["Authorization"] = f"Bearer {self.api_key}"
        until = monotonic() + self.total_timeout_s
        with session.post(
            f"{self.base_url.rstrip('/')}/chat/completions",
            data=body,
            headers=headers,
            timeout=(self.connect_timeout_s, self.read_timeout_s),
            verify=self.ca_file or True,
            allow_redirects=False,
            stream=True,
        ) as response:
            _check_status(response)
            return self._read(response, until)

    def _read(self, response: requests.Response, until: float) -> bytes:
        parts: list[bytes] = []
        byte_count = 0
        # read1 returns what has arrived, so that a server which sends a byte at a time is noticed.
        while part := response.raw.read1(_READ_BYTES, decode_content=True):
            parts.append(part)
            byte_count += len(part)
            if byte_count > self.maximum_answer_bytes:
                raise EndpointUnavailable(
                    f"the endpoint sent more than {self.maximum_answer_bytes} bytes",
                    cause="too_large",
                )
            if monotonic() > until:
                raise EndpointUnavailable(
                    f"the endpoint took longer than {self.total_timeout_s:g} s", cause="timeout"
                )
        return b"".join(parts)


def _is_usable(base_url: str) -> bool:
    try:
        parts = urlsplit(base_url)
        _ = parts.port
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or "@" in parts.netloc)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and plain


def _check_status(response: requests.Response) -> None:
    status = response.status_code
    if status == requests.codes.ok:
        return
    redirected = response.is_redirect
    raise EndpointUnavailable(
        f"the endpoint that rewrites texts answered with status {status}",
        cause="redirected" if redirected else "refused",
        status=status,
        retry_after_ms=_retry_after_ms(response.headers.get("Retry-After", "")),
    )


def _retry_after_ms(seconds: str) -> int:
    """The wait that was asked for; a date, which the header may hold too, is not read."""
    if not (
        seconds.isascii() and seconds.isdecimal() and len(seconds) < len(str(_LONGEST_WAIT_MS))
    ):
        return RETRY_AFTER_MS
    return min(int(seconds) * 1_000, _LONGEST_WAIT_MS)

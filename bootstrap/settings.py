"""Every setting, read once from a mapping of STEELYARD_… variables; all mistakes told together."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from inspect import cleandoc
from ipaddress import ip_address
from typing import Any, get_type_hints

from adapters.inbound.grpc.limits import AccessLog, DrainPatience, GrpcLimits
from application.compression.limits import CompressionLimits
from application.tokens.limits import CountingLimits
from domain.compression.jobs.policy import JobLimits, JobPolicy
from domain.shared.errors import InvalidValue
from domain.tokens.claude_vocabularies import CLAUDE_VOCABULARIES
from domain.tokens.open_vocabularies import OPEN_VOCABULARIES
from domain.tokens.vocabularies import OPENAI_VOCABULARIES

PREFIX = "STEELYARD_"
_ENCODINGS = frozenset(
    each.encoding for each in (*OPENAI_VOCABULARIES, *OPEN_VOCABULARIES, *CLAUDE_VOCABULARIES)
)
_MAXIMUM_PORT = 65_535
_MAXIMUM_COUNT = 2**31 - 1
_ARGUMENT_INDENT = " " * 4
_FROM_KUBERNETES = re.compile(f"{PREFIX}(SERVICE_(HOST|PORT)|PORT(_|$))")
"""What Kubernetes sets in every pod beside a Service named steelyard; none of it is ours."""


class LogLevel(Enum):
    """Which log lines are written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where the server listens and how it is run.

    Args:
        grpc_host: Address of the gRPC port.
        grpc_port: The gRPC port; 0 for any free one.
        http_host: Address of the HTTP port with /metrics, /livez and /readyz.
        http_port: The HTTP port; 0 for any free one.
        allow_remote: Must be true to listen on more than loopback: callers are not authenticated.
        workers: Worker processes; 0 for one for each CPU.
        preloaded_encodings: The encodings to load at start, separated by commas; empty for all. The
            others are loaded when they are first asked for, which holds up that worker's calls for
            up to a second, and takes memory in each worker instead of once.
        job_processes: Processes of this server that do compression jobs; 0 to leave them to
            ``steelyard worker``.
        counting_processes: Processes that count long texts for Claude, whose tokenizer would keep a
            worker busy; 0 to have the workers do it.
        reflection: Whether the server tells clients its protos.
        access_log: Which calls are logged: all, errors or none.
        log_level: Which log lines are written: debug, info, warning or error.
        shadow_sample_every: One count in so many is repeated with the reference; 0 for none.
        ready_file: Where to write the addresses and the process id, as JSON, once serving.
    """

    grpc_host: str = "127.0.0.1"
    grpc_port: int = 50051
    http_host: str = "127.0.0.1"
    http_port: int = 9464
    allow_remote: bool = False
    workers: int = 0
    preloaded_encodings: str = ""
    job_processes: int = 1
    counting_processes: int = 2

    def preloads(self, encoding: str) -> bool:
        """Whether an encoding is to be loaded at start."""
        return not self.preloaded_encodings or encoding in _names(self.preloaded_encodings)

    reflection: bool = False
    access_log: AccessLog = AccessLog.ALL
    log_level: LogLevel = LogLevel.INFO
    shadow_sample_every: int = 256
    ready_file: str = ""


@dataclass(frozen=True, slots=True)
class CompressionSettings:
    """What compression may use beside the machine itself; all of it is off by default.

    Args:
        omitted_file: The SQLite file where what is left out of texts is kept for ExpandSpan, shared
            by all workers; empty to keep nothing. Whoever has a handle reads the text, so leave it
            off where callers are not told apart.
        omitted_count: The most texts that are kept.
        omitted_bytes: The most bytes of text that are kept.
        omitted_seconds: How long a text is kept.
        rewriter_url: The base URL of an OpenAI-compatible endpoint that writes texts shorter, such
            as https://host/v1; empty for none. Texts to compress with the strategy ABSTRACTIVE are
            sent there.
        rewriter_model: The model to ask there.
        rewriter_key_file: The file with the API key; empty for none.
        rewriter_ca_file: The only certificates to trust there; empty for the packaged ones.
        rewriter_timeout_ms: How long an answer may take.
    """

    omitted_file: str = ""
    omitted_count: int = 100_000
    omitted_bytes: int = 268_435_456
    omitted_seconds: int = 3_600
    rewriter_url: str = ""
    rewriter_model: str = ""
    rewriter_key_file: str = ""
    rewriter_ca_file: str = ""
    rewriter_timeout_ms: int = 30_000


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """Where jobs and analyses are kept.

    Args:
        url: ``sqlite:///`` and the path of a file, or ``postgresql://`` and what follows, best with
            ``?passfile=`` instead of a password; empty for the SQLite file steelyard/steelyard.db
            in the user's folder for state (XDG_STATE_HOME, or .local/state at home).
        key_file: The file with the keys that seal what is kept of prompts and results, one a line,
            each 32 random bytes in base64; empty to keep them unsealed.
        timeout_ms: The longest wait for the database.
        analysis_seconds: How long a token analysis is kept.
    """

    url: str = ""
    key_file: str = ""
    timeout_ms: int = 4_000
    analysis_seconds: int = 2_592_000


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, grouped as they are used."""

    server: ServerSettings = field(default_factory=ServerSettings)
    limits: GrpcLimits = field(default_factory=GrpcLimits)
    drain: DrainPatience = field(default_factory=DrainPatience)
    counting: CountingLimits = field(default_factory=CountingLimits)
    compressing: CompressionLimits = field(default_factory=CompressionLimits)
    compression: CompressionSettings = field(default_factory=CompressionSettings)
    job_limits: JobLimits = field(default_factory=JobLimits)
    jobs: JobPolicy = field(default_factory=JobPolicy)
    storage: StorageSettings = field(default_factory=StorageSettings)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the settings.

        Args:
            environment: Variables by name; those without PREFIX are not looked at.

        Raises:
            InvalidValue: Some are wrong, unknown or contradict each other; all are named.
        """
        given = {
            name: value
            for name, value in environment.items()
            if name.startswith(PREFIX) and not _FROM_KUBERNETES.match(name)
        }
        mistakes: list[str] = []
        settings = cls(
            server=_read(ServerSettings, "", given, mistakes),
            limits=_read(GrpcLimits, "LIMIT_", given, mistakes),
            drain=_read(DrainPatience, "DRAIN_", given, mistakes),
            counting=_read(CountingLimits, "LIMIT_", given, mistakes),
            compressing=_read(CompressionLimits, "LIMIT_", given, mistakes),
            compression=_read(CompressionSettings, "COMPRESSION_", given, mistakes),
            job_limits=_read(JobLimits, "LIMIT_", given, mistakes),
            jobs=_read(JobPolicy, "JOBS_", given, mistakes),
            storage=_read(StorageSettings, "STORAGE_", given, mistakes),
        )
        mistakes += [f"{name} is no setting" for name in sorted(given)]
        mistakes += _contradictions(settings)
        if mistakes:
            raise InvalidValue("; ".join(mistakes), field="settings")
        return settings

    @classmethod
    def described(cls) -> Iterator[tuple[str, object, str]]:
        """Every setting: variable, default, and what it is for."""
        for section, prefix in _SECTIONS:
            notes = _notes(section)
            for each in fields(section):
                yield _variable(prefix, each.name), each.default, notes[each.name]


_POSITIVE = {
    "attempts", "backoff_ms", "backoff_maximum_ms", "lease_seconds", "lifetime_default_seconds",
    "lifetime_maximum_seconds",
}  # fmt: skip
"""What of the policy of jobs is at least 1; what is kept may be kept for 0 seconds."""

_SECTIONS: tuple[tuple[type[Any], str], ...] = (
    (ServerSettings, ""),
    (GrpcLimits, "LIMIT_"),
    (CountingLimits, "LIMIT_"),
    (CompressionLimits, "LIMIT_"),
    (CompressionSettings, "COMPRESSION_"),
    (StorageSettings, "STORAGE_"),
    (JobLimits, "LIMIT_"),
    (JobPolicy, "JOBS_"),
    (DrainPatience, "DRAIN_"),
)


def _variable(prefix: str, name: str) -> str:
    return f"{PREFIX}{prefix}{name.upper()}"


def _read[Section](
    section: type[Section], prefix: str, given: dict[str, str], mistakes: list[str]
) -> Section:
    """Take a section's variables out of ``given``; what cannot be read becomes a mistake."""
    values: dict[str, object] = {}
    for name, kind in get_type_hints(section).items():
        variable = _variable(prefix, name)
        if variable not in given:
            continue
        try:
            values[name] = _parse(kind, given.pop(variable))
        except ValueError as error:
            mistakes.append(f"{variable} must be {error}")
    return section(**values)


def _parse(kind: type, text: str) -> object:
    if issubclass(kind, Enum):
        return _parse_choice(kind, text)
    return _PARSERS[kind](text)


def _parse_choice(kind: type[Enum], text: str) -> Enum:
    try:
        return kind(text.lower())
    except ValueError:
        choices = ", ".join(each.value for each in kind)
        raise ValueError(f"one of {choices}, not {text!r}") from None


def _parse_count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,20}", text):
        raise ValueError(f"a whole number of at least 0, not {text!r}")
    if int(text) > _MAXIMUM_COUNT:
        raise ValueError(f"at most {_MAXIMUM_COUNT}, not {text}")
    return int(text)


def _parse_switch(text: str) -> bool:
    switches = {"true": True, "1": True, "false": False, "0": False}
    if text.lower() not in switches:
        raise ValueError(f"true or false, not {text!r}")
    return switches[text.lower()]


_PARSERS: dict[type, Callable[[str], object]] = {
    str: str,
    int: _parse_count,
    bool: _parse_switch,
}


def _names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(",")]


def _contradictions(settings: Settings) -> Iterator[str]:
    server = settings.server
    yield from _unknown_encodings(server.preloaded_encodings)
    if not server.allow_remote:
        for name, host in (("GRPC_HOST", server.grpc_host), ("HTTP_HOST", server.http_host)):
            if not _is_loopback(host):
                yield (
                    f"{PREFIX}{name} {host!r} is not loopback and callers are not authenticated; "
                    f"set {PREFIX}ALLOW_REMOTE=true (--allow-remote) to listen there all the same"
                )
    limits = (settings.limits, settings.counting, settings.compressing, settings.job_limits)
    for section in limits:
        yield from _below_one(section, "LIMIT_", {each.name for each in fields(section)})
    yield from _below_one(settings.jobs, "JOBS_", _POSITIVE)
    yield from _below_one(settings.storage, "STORAGE_", {"timeout_ms", "analysis_seconds"})
    yield from _incomplete(settings.compression)
    for name, port in (("GRPC_PORT", server.grpc_port), ("HTTP_PORT", server.http_port)):
        if port > _MAXIMUM_PORT:
            yield f"{PREFIX}{name} must be at most {_MAXIMUM_PORT}, not {port}"


def _below_one(section: Any, prefix: str, names: Collection[str]) -> Iterator[str]:  # noqa: ANN401 - any of ours
    for name in sorted(names):
        if getattr(section, name) < 1:
            yield f"{_variable(prefix, name)} must be at least 1"


def _incomplete(compression: CompressionSettings) -> Iterator[str]:
    positive = {"omitted_count", "omitted_bytes", "omitted_seconds", "rewriter_timeout_ms"}
    yield from _below_one(compression, "COMPRESSION_", positive)
    if bool(compression.rewriter_url) != bool(compression.rewriter_model):
        yield f"{PREFIX}COMPRESSION_REWRITER_URL and _MODEL are set together"


def _unknown_encodings(listed: str) -> Iterator[str]:
    for name in _names(listed) if listed else ():
        if name not in _ENCODINGS:
            known = ", ".join(sorted(_ENCODINGS))
            yield f"{PREFIX}PRELOADED_ENCODINGS names {name!r}; there are {known}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _notes(section: type[Any]) -> dict[str, str]:
    """What each field of a settings class is for, from the ``Args:`` of its docstring."""
    lines = cleandoc(section.__doc__ or "").partition("Args:\n")[2].splitlines()
    notes: dict[str, str] = {}
    name = ""
    for line in lines:
        stripped = line.strip()
        if line.startswith(_ARGUMENT_INDENT) and line[len(_ARGUMENT_INDENT)] != " ":
            name, _, stripped = stripped.partition(": ")
            notes[name] = ""
        if name:
            notes[name] = f"{notes[name]} {stripped}".strip()
    return notes

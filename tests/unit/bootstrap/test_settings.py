from dataclasses import fields

import pytest

from adapters.inbound.grpc.limits import AccessLog
from bootstrap.settings import LogLevel, Settings
from domain.shared.errors import InvalidValue


def read(**variables: str) -> Settings:
    return Settings.from_environment(
        {f"STEELYARD_{name}": value for name, value in variables.items()}
    )


def mistakes(**variables: str) -> str:
    with pytest.raises(InvalidValue) as raised:
        read(**variables)
    return raised.value.message


def test_an_empty_environment_gives_the_defaults() -> None:
    """Nothing has to be set."""
    actual = Settings.from_environment({"PATH": "/bin", "HOME": "/"})

    assert Settings() == actual


def test_every_kind_of_value_is_read() -> None:
    """Text, numbers, switches and choices come from their variables."""
    actual = read(
        GRPC_HOST="127.0.0.2",
        WORKERS="3",
        REFLECTION="TRUE",
        ACCESS_LOG="errors",
        LOG_LEVEL="warning",
        LIMIT_MESSAGE_BYTES="1000",
        LIMIT_TEXTS_PER_BATCH="7",
        DRAIN_NOTICE_MS="0",
    )

    assert ("127.0.0.2", 3, True) == (
        actual.server.grpc_host,
        actual.server.workers,
        actual.server.reflection,
    )
    assert (AccessLog.ERRORS, LogLevel.WARNING) == (
        actual.server.access_log,
        actual.server.log_level,
    )
    assert (1000, 7, 0) == (
        actual.limits.message_bytes,
        actual.counting.texts_per_batch,
        actual.drain.notice_ms,
    )


def test_all_mistakes_are_told_together() -> None:
    """An operator mends everything at once."""
    actual = mistakes(WORKERS="two", REFLECTION="maybe", ACCESS_LOG="some", LIMIT_THREDS="1")

    for variable in ("WORKERS", "REFLECTION", "ACCESS_LOG", "LIMIT_THREDS"):
        assert f"STEELYARD_{variable}" in actual


@pytest.mark.parametrize("value", ["-1", "1.5", "", "\u0661", "1e3", "2147483648", "9" * 5_000])
def test_a_number_is_a_whole_number_that_fits(value: str) -> None:
    """Anything but a whole number from 0 to 2^31 - 1 is a mistake."""
    actual = mistakes(LIMIT_MESSAGE_BYTES=value)

    assert actual.startswith("STEELYARD_LIMIT_MESSAGE_BYTES must be")


def test_the_largest_number_fits() -> None:
    """2^31 - 1 is the last one."""
    actual = read(LIMIT_MESSAGE_BYTES="2147483647")

    assert 2_147_483_647 == actual.limits.message_bytes


def test_a_limit_is_at_least_one() -> None:
    """A server that accepts nothing is a mistake."""
    actual = mistakes(LIMIT_CALLS_IN_FLIGHT="0")

    assert "STEELYARD_LIMIT_CALLS_IN_FLIGHT must be at least 1" == actual


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_loopback_needs_no_flag(host: str) -> None:
    """Only this machine can call there."""
    actual = read(GRPC_HOST=host)

    assert host == actual.server.grpc_host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "example.test"])  # noqa: S104 - what must be refused
@pytest.mark.parametrize("variable", ["GRPC_HOST", "HTTP_HOST"])
def test_anything_else_needs_the_flag(variable: str, host: str) -> None:
    """Callers are not authenticated, so a wider address must be asked for."""
    refused = mistakes(**{variable: host})
    allowed = read(**{variable: host, "ALLOW_REMOTE": "true"})

    assert "STEELYARD_ALLOW_REMOTE" in refused
    assert allowed.server.allow_remote


@pytest.mark.parametrize("variable", ["GRPC_PORT", "HTTP_PORT"])
def test_a_port_is_at_most_65535(variable: str) -> None:
    """65,535 is a port, 65,536 is none."""
    allowed = read(**{variable: "65535"})
    refused = mistakes(**{variable: "65536"})

    assert allowed != Settings()
    assert f"STEELYARD_{variable} must be at most 65535, not 65536" == refused


def test_what_kubernetes_sets_for_a_service_is_left_alone() -> None:
    """A Service named steelyard sets variables in every pod; they are not ours."""
    actual = read(
        SERVICE_HOST="10.0.0.1",
        SERVICE_PORT="50051",
        SERVICE_PORT_GRPC="50051",
        PORT="tcp://10.0.0.1:50051",
        PORT_50051_TCP_ADDR="10.0.0.1",
    )

    assert Settings() == actual


def test_every_setting_says_what_it_is_for() -> None:
    """The description covers each field of each section once."""
    described = list(Settings.described())
    expected = sum(len(fields(getattr(Settings(), each.name))) for each in fields(Settings))

    assert expected == len({variable for variable, _, _ in described}) == len(described)
    assert all(note for _, _, note in described)


def test_encodings_to_preload_are_named_one_by_one() -> None:
    """Those that are named are loaded at start, and without any all are."""
    settings = Settings.from_environment({"STEELYARD_PRELOADED_ENCODINGS": "llama3, qwen"}).server
    expected = [True, True, False, True]

    actual = [
        *(settings.preloads(each) for each in ("llama3", "qwen", "gemma3")),
        Settings.from_environment({}).server.preloads("gemma3"),
    ]

    assert expected == actual


def test_an_encoding_that_is_none_is_a_mistake() -> None:
    """A misspelt one is named, with those there are."""
    with pytest.raises(InvalidValue) as caught:
        Settings.from_environment({"STEELYARD_PRELOADED_ENCODINGS": "llama3,llama33"})

    assert "names 'llama33'; there are " in caught.value.message


_AT_LEAST_ONE = (
    "STORAGE_TIMEOUT_MS",
    "STORAGE_ANALYSIS_SECONDS",
    "LIMIT_JOB_ITEMS",
    "LIMIT_JOB_CHARACTERS",
    "LIMIT_OPEN_JOBS",
    "LIMIT_STORAGE_THREADS",
    "LIMIT_STORAGE_TIMEOUT_MS",
    "LIMIT_WATCHERS",
    "JOBS_ATTEMPTS",
    "JOBS_LEASE_SECONDS",
    "JOBS_BACKOFF_MS",
    "JOBS_BACKOFF_MAXIMUM_MS",
    "JOBS_LIFETIME_DEFAULT_SECONDS",
    "JOBS_LIFETIME_MAXIMUM_SECONDS",
)


@pytest.mark.parametrize("variable", _AT_LEAST_ONE)
def test_what_jobs_cannot_do_without_is_at_least_one(variable: str) -> None:
    """With 0 of it no job would ever be accepted, tried or kept; with 1 it would."""
    refused = mistakes(**{variable: "0"})
    allowed = read(**{variable: "1"})

    assert f"STEELYARD_{variable} must be at least 1" == refused
    assert Settings() != allowed


@pytest.mark.parametrize("what", ["prompt", "result", "record"])
def test_what_a_job_leaves_may_be_forgotten_at_once(what: str) -> None:
    """0 s is a time to keep something."""
    actual = read(**{f"JOBS_{what.upper()}_SECONDS": "0"})

    assert 0 == getattr(actual.jobs, f"{what}_seconds")


def test_a_server_may_leave_jobs_to_workers() -> None:
    """It needs no process of its own for them."""
    actual = read(JOB_PROCESSES="0", DRAIN_JOB_MS="0")

    assert (0, 0) == (actual.server.job_processes, actual.drain.job_ms)


def test_a_storage_and_its_keys_are_read() -> None:
    """As they are written: they are looked at when they are used."""
    actual = read(STORAGE_URL="postgresql://example.test/a?b=c", STORAGE_KEY_FILE="/run/keys")

    assert "postgresql://example.test/a?b=c" == actual.storage.url
    assert "/run/keys" == actual.storage.key_file

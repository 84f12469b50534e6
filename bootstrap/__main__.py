"""The entry point: the command line, wired; the only place that reads the environment.

What a command does not need it does not import: counting a file starts no gRPC.
"""

import os
import sys
import tempfile
from contextlib import AbstractContextManager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from adapters.inbound.cli.app import CliDependencies, ServeOptions, build_app
from bootstrap.settings import PREFIX, Settings
from domain.shared.errors import InvalidValue, SteelyardError
from ports.inbound.corpora import CorpusUseCases
from ports.inbound.use_cases import UseCases

_VERSION = version("steelyard")
_EXIT_USAGE = 2
_EXIT_CANNOT_START = 5
_FOR_LIBRARIES = {
    "OPENBLAS_NUM_THREADS": "1",  # a pool of threads does not outlive the fork, and gains nothing
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime would report to its maker, from a thread of its own
}
"""What libraries read from the environment when they are imported."""


def main() -> None:
    """Run the command line."""
    os.environ |= _FOR_LIBRARIES
    dependencies = CliDependencies(
        local=_local_use_cases,
        remote=_remote_use_cases,
        serve=_serve,
        work=_work,
        migrate=_migrate,
        corpora=_corpora,
        check_health=_check_health,
        version=_VERSION,
    )
    build_app(dependencies)()


def _local_use_cases() -> UseCases:
    """The use cases in this process, loading what is asked for and checking it as a server does."""
    from bootstrap.container import LocalUseCases
    from bootstrap.logs import configure_logs

    settings = Settings.from_environment(os.environ)
    configure_logs(settings.server.log_level, to=sys.stderr)
    server = replace(settings.server, shadow_sample_every=0, counting_processes=0)
    return LocalUseCases(replace(settings, server=server))


def _remote_use_cases(address: str) -> AbstractContextManager[UseCases]:
    """The use cases of a server, through the same ports."""
    from adapters.outbound.grpc_client.remote import remote_use_cases

    return remote_use_cases(address)


def _corpora(engine: str, processes: int) -> CorpusUseCases:
    """What does corpus work, on this machine or on a cluster."""
    from bootstrap.corpora import build_use_cases
    from bootstrap.logs import configure_logs

    settings = Settings.from_environment(os.environ)
    configure_logs(settings.server.log_level, to=sys.stderr)
    return build_use_cases(settings, engine=engine, processes=processes)


def _check_health(address: str) -> str:
    """What a server says of itself, such as ``SERVING``."""
    from adapters.outbound.grpc_client.health import check_health

    return check_health(address)


def _serve(options: ServeOptions) -> int:
    """Serve in the foreground until told to stop; return the exit code."""
    flags = {
        "GRPC_HOST": options.host,
        "GRPC_PORT": options.port,
        "WORKERS": options.workers,
        "ALLOW_REMOTE": options.allow_remote,
    }
    given = {f"{PREFIX}{name}": str(value) for name, value in flags.items() if value is not None}
    try:
        settings = Settings.from_environment(os.environ | given)
    except InvalidValue as error:
        return _complain(error.message, _EXIT_USAGE)
    with tempfile.TemporaryDirectory(prefix="steelyard-metrics-") as metrics_folder:
        # prometheus_client decides at its import whether it counts over several processes.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = metrics_folder
        return _run_server(settings)


def _work(processes: int) -> int:
    """Do compression jobs in the foreground until told to stop; return the exit code."""
    try:
        settings = Settings.from_environment(os.environ)
    except InvalidValue as error:
        return _complain(error.message, _EXIT_USAGE)
    with tempfile.TemporaryDirectory(prefix="steelyard-metrics-") as metrics_folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = metrics_folder
        return _run_worker(settings, processes)


def _run_worker(settings: Settings, processes: int) -> int:
    from bootstrap.container import build_container
    from bootstrap.logs import configure_logs
    from bootstrap.ports import CannotListen
    from bootstrap.worker_bootstrapper import WorkerBootstrapper

    configure_logs(settings.server.log_level, to=sys.stdout)
    # A job has its process to itself: it counts there, and nothing is checked beside it.
    server = replace(settings.server, shadow_sample_every=0, counting_processes=0)
    settings = replace(settings, server=server)
    try:
        worker = WorkerBootstrapper(build_container(settings), settings, processes=processes)
        return worker.run(_announce_worker)
    except CannotListen as error:
        return _complain(str(error), _EXIT_CANNOT_START)
    except SteelyardError as error:
        return _complain(error.message, _EXIT_CANNOT_START)


def _migrate(to: str) -> str:
    """Bring the tables of the storage to a revision; return it."""
    from bootstrap.logs import configure_logs
    from bootstrap.storage import migrate_storage

    settings = Settings.from_environment(os.environ)
    configure_logs(settings.server.log_level, to=sys.stderr)
    return migrate_storage(settings.storage, to=to)


def _run_server(settings: Settings) -> int:
    from bootstrap.application_bootstrapper import ApplicationBootstrapper
    from bootstrap.container import build_container
    from bootstrap.logs import configure_logs
    from bootstrap.ports import CannotListen

    configure_logs(settings.server.log_level, to=sys.stdout)
    try:
        return ApplicationBootstrapper(build_container(settings), settings).run(_announce)
    except CannotListen as error:
        return _complain(str(error), _EXIT_CANNOT_START)
    except SteelyardError as error:
        return _complain(error.message, _EXIT_CANNOT_START)


def _announce(grpc_address: str, http_address: str) -> None:
    """Tell a person at the terminal how to call the server; programs read the log."""
    command = Path(sys.argv[0])
    name = "python -m bootstrap" if command.name == "__main__.py" else os.path.relpath(command)
    request = '{"tokenizer": {"model": "gpt-4o"}, "text": "Hello"}'
    print(
        f"Steelyard {_VERSION} answers on {grpc_address}; "
        f"metrics on http://{http_address}/metrics. Try:\n"
        f"  {name} count --model gpt-4o --server {grpc_address} README.md\n"
        f"  grpcurl -plaintext -d '{request}' {grpc_address} "
        "steelyard.v1.TokenService/CountTokens\n"
        "Ctrl-C ends it.",
        file=sys.stderr,
        flush=True,
    )


def _announce_worker(http_address: str) -> None:
    """Tell a person at the terminal that jobs are done now."""
    print(
        f"Steelyard {_VERSION} does compression jobs; metrics on http://{http_address}/metrics. "
        "Ctrl-C ends it.",
        file=sys.stderr,
        flush=True,
    )


def _complain(sentence: str, code: int) -> int:
    print(f"steelyard: {sentence}", file=sys.stderr)
    return code


if __name__ == "__main__":
    main()

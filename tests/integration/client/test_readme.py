"""The examples of the client's README run as they stand there."""

import re
from pathlib import Path

import pytest
from steelyard.v1 import compression_service_pb2 as compression_pb
from steelyard.v1 import token_service_pb2 as pb
from steelyard_client.retries import RETRYABLE_CODES

from tests.integration.client.scripted_server import RunningServer, ScriptedServicer

README = (Path(__file__).resolve().parents[3] / "clients/python/README.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
ADDRESS = "127.0.0.1:50051"


def fitting() -> pb.CheckBudgetResponse:
    """A model that everything fits."""
    return pb.CheckBudgetResponse(fits=[pb.ModelFit(model="gpt-4o", fits_by_upper_bound=True)])


def results() -> compression_pb.GetCompressionJobResponse:
    """A result of a job, and an item without one."""
    return compression_pb.GetCompressionJobResponse(
        results=[
            compression_pb.CompressionItemResult(text=compression_pb.CompressTextResponse()),
            compression_pb.CompressionItemResult(error=compression_pb.CompressionError(reason="R")),
        ]
    )


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_example_runs(
    server: RunningServer,
    servicer: ScriptedServicer,
    number: int,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Who copies an example gets no error."""
    monkeypatch.chdir(tmp_path)
    servicer.script["CheckBudget"] = [fitting(), fitting()]
    servicer.script["GetCompressionJob"] = [compression_pb.GetCompressionJobResponse(), results()]
    servicer.changes = [[compression_pb.WatchCompressionJobResponse(sequence=1)]]
    program = EXAMPLES[number].replace(ADDRESS, server.address)

    exec(compile(program, f"README.md example {number}", "exec"), {"__name__": "__main__"})  # noqa: S102 - our own README

    assert "steelyard_client" in program


def test_start_has_ten_lines() -> None:
    """The first example is short enough to be read at once."""
    expected = 10

    assert expected >= len(EXAMPLES[0].splitlines())


def test_retryable_codes_are_told() -> None:
    """What the README says of retries is what the client does."""
    assert all(f"`{code}`" in README for code in RETRYABLE_CODES)

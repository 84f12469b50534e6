# ruff: noqa: S106 - page tokens are no passwords
"""Calls about what a server keeps, and the requests that they make."""

from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import token_service_pb2 as token_pb
from steelyard.v1 import types_pb2
from steelyard_client import JobItem, JobState

from tests.integration.client.asking import Case
from tests.integration.client.compression_cases import ENCODING, MODEL, USUAL

KEPT_CASES = [
    Case(
        "CreateCompressionJob",
        lambda client: client.create_compression_job(
            [
                JobItem.text("hällo", token_budget=5, model="m"),
                JobItem.messages(token_budget=7, openai={"messages": []}, frozen_message_count=2),
            ],
            job_request_id="é 7",
            priority=3,
            lifetime_seconds=1.5,
        ),
        pb.CreateCompressionJobRequest(
            request_id="é 7",
            items=[
                pb.CompressionItem(
                    text=pb.CompressTextRequest(
                        tokenizer=MODEL, text="hällo", token_budget=5, options=USUAL
                    )
                ),
                pb.CompressionItem(
                    messages=pb.CompressMessagesRequest(
                        chat=types_pb2.ChatRequest(openai_json='{"messages":[]}'),
                        token_budget=7,
                        options=USUAL,
                        frozen_message_count=2,
                        unknown_model="UNKNOWN_MODEL_HANDLING_ESTIMATE",
                    )
                ),
            ],
            priority=3,
            lifetime_ms=1_500,
        ),
    ),
    Case(
        "GetCompressionJob",
        lambda client: client.get_compression_job("j", page_size=2, page_token="p"),
        pb.GetCompressionJobRequest(job_id="j", page_size=2, page_token="p"),
    ),
    Case(
        "ListCompressionJobs",
        lambda client: client.list_compression_jobs_page(
            page_token="p",
            page_size=2,
            states=[JobState.QUEUED, JobState.FAILED],
            job_request_id="r",
        ),
        pb.ListCompressionJobsRequest(
            page_token="p",
            page_size=2,
            states=["STATE_QUEUED", "STATE_FAILED"],
            request_id="r",
        ),
    ),
    Case(
        "CancelCompressionJob",
        lambda client: client.cancel_compression_job("j"),
        pb.CancelCompressionJobRequest(job_id="j"),
    ),
    Case(
        "CreateTokenAnalysis",
        lambda client: client.create_token_analysis(text="", model="m", labels={"a": "b"}),
        token_pb.CreateTokenAnalysisRequest(tokenizer=MODEL, text="", labels={"a": "b"}),
    ),
    Case(
        "CreateTokenAnalysis",
        lambda client: client.create_token_analysis(
            anthropic="{ }", encoding="e", unknown_model="refuse"
        ),
        token_pb.CreateTokenAnalysisRequest(
            tokenizer=ENCODING, chat=types_pb2.ChatRequest(anthropic_json="{ }")
        ),
    ),
    Case(
        "GetTokenAnalysis",
        lambda client: client.get_token_analysis("a"),
        token_pb.GetTokenAnalysisRequest(analysis_id="a"),
    ),
    Case(
        "ListTokenAnalyses",
        lambda client: client.list_token_analyses_page(
            page_token="p", page_size=2, model="m", labels={"a": "b"}
        ),
        token_pb.ListTokenAnalysesRequest(
            page_token="p", page_size=2, model="m", labels={"a": "b"}
        ),
    ),
]

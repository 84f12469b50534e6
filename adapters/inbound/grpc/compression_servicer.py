"""CompressionService: protobuf in, one use case, protobuf out."""

from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import compression_service_pb2_grpc as pb_grpc

from adapters.inbound.grpc import compression_answers as answers
from adapters.inbound.grpc import compression_requests as requests
from adapters.inbound.grpc.call import Context
from adapters.inbound.grpc.token_requests import to_chat, to_selector, to_unknown_model
from adapters.inbound.grpc.work import Work
from ports.inbound.use_cases import CompressionUseCases


class CompressionServicer(pb_grpc.CompressionServiceServicer):
    """Answers for the compression context.

    Args:
        use_cases: What it asks.
        work: Where they run.
    """

    def __init__(self, use_cases: CompressionUseCases, work: Work) -> None:
        self._texts = use_cases.texts
        self._chats = use_cases.chats
        self._work = work

    async def CompressText(
        self, request: pb.CompressTextRequest, context: Context
    ) -> pb.CompressTextResponse:
        """Compress one text."""
        compressing = self._texts.compress_text(
            selector=to_selector(request.tokenizer),
            content=requests.to_content(request),
            rules=requests.to_rules(request.options, token_budget=request.token_budget),
        )
        compressed = await self._work.run_steps(compressing)
        return await self._work.run(lambda: answers.from_text(compressed), quick=False)

    async def CompressMessages(
        self, request: pb.CompressMessagesRequest, context: Context
    ) -> pb.CompressMessagesResponse:
        """Compress a chat request."""
        compressing = self._chats.compress_messages(
            model=request.model,
            chat=to_chat(request.chat),
            rules=requests.to_rules(request.options, token_budget=request.token_budget),
            staying=requests.to_staying(request),
            unknown_model=to_unknown_model(request.unknown_model),
        )
        compressed = await self._work.run_steps(compressing)
        return await self._work.run(lambda: answers.from_chat(compressed), quick=False)

    async def PlanCompression(
        self, request: pb.PlanCompressionRequest, context: Context
    ) -> pb.PlanCompressionResponse:
        """Say what several budgets would keep."""
        planning = self._texts.plan_compression(
            selector=to_selector(request.tokenizer),
            content=requests.to_content(request),
            rules=requests.to_rules(request.options, token_budget=0),
            token_budgets=tuple(request.token_budgets),
        )
        return answers.from_plan(await self._work.run_steps(planning))

    async def ExpandSpan(
        self, request: pb.ExpandSpanRequest, context: Context
    ) -> pb.ExpandSpanResponse:
        """Give back what was left out."""
        text = await self._work.run(
            lambda: self._texts.expand_span(handle=request.handle), quick=False
        )
        return pb.ExpandSpanResponse(text=text)

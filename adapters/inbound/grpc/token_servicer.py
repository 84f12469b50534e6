"""TokenService: protobuf in, one use case, protobuf out."""

from collections.abc import AsyncIterator

from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import token_service_pb2_grpc as pb_grpc

from adapters.inbound.grpc import token_answers as answers
from adapters.inbound.grpc import token_requests as requests
from adapters.inbound.grpc.call import Context
from adapters.inbound.grpc.storage_work import StorageWork
from adapters.inbound.grpc.work import Work
from domain.shared.errors import InvalidValue
from domain.shared.pages import PageRequest
from domain.tokens.questions import CostQuestion
from ports.inbound.analysis_records import AnalysisRecords
from ports.inbound.tokens import TextCounting
from ports.inbound.use_cases import TokenUseCases

_QUICK_TOKEN_IDS = 8_192


class TokenServicer(pb_grpc.TokenServiceServicer):
    """Answers for the token context.

    Args:
        use_cases: What it asks.
        analyses: What it asks of counts that are kept.
        work: Where counting runs.
        storage: Where the store is waited for.
    """

    def __init__(
        self,
        use_cases: TokenUseCases,
        analyses: AnalysisRecords,
        *,
        work: Work,
        storage: StorageWork,
    ) -> None:
        self._texts = use_cases.texts
        self._chats = use_cases.chats
        self._cuts = use_cases.cuts
        self._models = use_cases.models
        self._analyses = analyses
        self._work = work
        self._storage = storage

    async def CountTokens(
        self, request: pb.CountTokensRequest, context: Context
    ) -> pb.CountTokensResponse:
        """Count the tokens of one text."""
        selector, text = requests.to_selector(request.tokenizer), requests.to_text(request)
        special_tokens = requests.to_special_tokens(request.special_tokens)
        analysis = await self._work.run(
            lambda: self._texts.count_tokens(
                selector=selector, text=text, special_tokens=special_tokens
            ),
            quick=self._texts.is_quick(selector, text=text),
        )
        return pb.CountTokensResponse(
            count=answers.from_count(analysis.count),
            provenance=answers.from_provenance(analysis.provenance),
        )

    async def BatchCountTokens(
        self, request: pb.BatchCountTokensRequest, context: Context
    ) -> pb.BatchCountTokensResponse:
        """Count the tokens of many texts."""
        counting = self._texts.batch_count_tokens(
            selector=requests.to_selector(request.tokenizer),
            texts=list(request.texts),
            special_tokens=requests.to_special_tokens(request.special_tokens),
        )
        return answers.from_batch(await self._work.run_steps(counting))

    async def StreamCountTokens(
        self, request_iterator: AsyncIterator[pb.StreamCountTokensRequest], context: Context
    ) -> AsyncIterator[pb.StreamCountTokensResponse]:
        """Count texts as they come."""
        counting = self._begin(await anext(request_iterator, pb.StreamCountTokensRequest()))
        text_index = total = 0
        async for request in request_iterator:
            chunk = requests.to_chunk(request)
            analysis = await self._work.run(
                lambda chunk=chunk: counting.feed(chunk.text, more=chunk.more),  # type: ignore[misc]  # mypy cannot infer a lambda's default
                quick=counting.is_quick(chunk.text),
            )
            if analysis is None:
                continue
            total += analysis.count.token_count
            yield pb.StreamCountTokensResponse(
                text_index=text_index,
                count=answers.from_count(analysis.count),
                provenance=answers.from_provenance(analysis.provenance),
                total_token_count=total,
            )
            text_index += 1

    async def EncodeText(
        self, request: pb.EncodeTextRequest, context: Context
    ) -> pb.EncodeTextResponse:
        """Turn a text into token ids."""
        selector, text = requests.to_selector(request.tokenizer), requests.to_text(request)
        special_tokens = requests.to_special_tokens(request.special_tokens)

        def answer() -> pb.EncodeTextResponse:
            # A million ids take as long to copy into a message as to find.
            return answers.from_encoded(
                self._texts.encode_text(selector=selector, text=text, special_tokens=special_tokens)
            )

        return await self._work.run(answer, quick=self._texts.is_quick(selector, text=text))

    async def DecodeTokens(
        self, request: pb.DecodeTokensRequest, context: Context
    ) -> pb.DecodeTokensResponse:
        """Turn token ids back into text."""
        selector = requests.to_selector(request.tokenizer)
        decoded = await self._work.run(
            lambda: self._texts.decode_tokens(selector=selector, token_ids=request.token_ids),
            quick=len(request.token_ids) <= _QUICK_TOKEN_IDS,
        )
        return answers.from_decoded(decoded)

    async def CountMessages(
        self, request: pb.CountMessagesRequest, context: Context
    ) -> pb.CountMessagesResponse:
        """Count a whole chat request."""
        counting = self._chats.count_messages(
            model=request.model,
            chat=requests.to_chat(request.chat),
            unknown_model=requests.to_unknown_model(request.unknown_model),
        )
        return answers.from_chat(await self._work.run_steps(counting))

    async def CheckBudget(
        self, request: pb.CheckBudgetRequest, context: Context
    ) -> pb.CheckBudgetResponse:
        """Say whether a text or a chat fits each of several models."""
        checking = self._chats.check_budget(
            budgets=[requests.to_budget(each) for each in request.models],
            content=requests.to_content(request),
            plan_drops=request.plan_drops,
            unknown_model=requests.to_unknown_model(request.unknown_model),
        )
        fits = await self._work.run_steps(checking)
        return pb.CheckBudgetResponse(fits=map(answers.from_fit, fits))

    async def TruncateText(
        self, request: pb.TruncateTextRequest, context: Context
    ) -> pb.TruncateTextResponse:
        """Cut a text to a number of tokens."""
        selector, text = requests.to_selector(request.tokenizer), requests.to_text(request)
        side = requests.to_side(request.side)
        analysis = await self._work.run(
            lambda: self._cuts.truncate_text(
                selector=selector,
                text=text,
                token_limit=request.token_limit,
                side=side,
                marker=request.marker,
            ),
            quick=self._cuts.is_quick(selector, text=text),
        )
        return answers.from_truncation(analysis)

    async def SplitText(
        self, request: pb.SplitTextRequest, context: Context
    ) -> pb.SplitTextResponse:
        """Cut a text into chunks."""
        selector, text = requests.to_selector(request.tokenizer), requests.to_text(request)
        boundary = requests.to_boundary(request.boundary)

        def answer() -> pb.SplitTextResponse:
            analysis = self._cuts.split_text(
                selector=selector,
                text=text,
                token_limit=request.token_limit,
                overlap_token_count=request.overlap_token_count,
                boundary=boundary,
            )
            return answers.from_split(analysis, "" if request.omit_texts else text)

        return await self._work.run(answer, quick=self._cuts.is_quick(selector, text=text))

    async def EstimateCost(
        self, request: pb.EstimateCostRequest, context: Context
    ) -> pb.EstimateCostResponse:
        """Say what a text, a chat or a usage costs."""
        estimating = self._models.estimate_cost(
            model=request.model,
            content=requests.to_input(request),
            question=requests.to_cost_question(request),
        )
        return answers.from_cost_analysis(await self._work.run_steps(estimating))

    async def CompareModels(
        self, request: pb.CompareModelsRequest, context: Context
    ) -> pb.CompareModelsResponse:
        """Compare two models on the same texts."""
        comparing = self._models.compare_models(
            models=(request.from_model, request.to_model),
            texts=list(request.texts),
            question=CostQuestion(
                output_tokens=request.output_token_count,
                tier=requests.to_tier(request.service_tier),
            ),
            unknown_model=requests.to_unknown_model(request.unknown_model),
        )
        return answers.from_comparison(await self._work.run_steps(comparing))

    async def ListModels(
        self, request: pb.ListModelsRequest, context: Context
    ) -> pb.ListModelsResponse:
        """List the models that have a name of their own."""
        page = PageRequest(request.page_size, request.page_token)
        only = requests.to_filter(request)

        def answer() -> pb.ListModelsResponse:
            found = self._models.list_models(page=page, only=only)
            return answers.from_models(found, self._models.catalogue_info())

        return await self._work.run(answer, quick=False)

    async def GetModel(self, request: pb.GetModelRequest, context: Context) -> pb.GetModelResponse:
        """Resolve a model name."""
        return pb.GetModelResponse(
            model=answers.from_model(self._models.get_model(name=request.name)),
            catalogue=answers.from_info(self._models.catalogue_info()),
        )

    async def CreateTokenAnalysis(
        self, request: pb.CreateTokenAnalysisRequest, context: Context
    ) -> pb.CreateTokenAnalysisResponse:
        """Count a text or a chat, and keep the count."""
        counting = self._analyses.create_token_analysis(
            selector=requests.to_selector(request.tokenizer),
            subject=requests.to_subject(request),
            labels=dict(request.labels),
        )
        keep = await self._work.run_steps(counting)
        kept = await self._storage.run(keep)
        return pb.CreateTokenAnalysisResponse(analysis=answers.from_kept(kept))

    async def GetTokenAnalysis(
        self, request: pb.GetTokenAnalysisRequest, context: Context
    ) -> pb.GetTokenAnalysisResponse:
        """Give back a count that was kept."""
        kept = await self._storage.run(
            lambda: self._analyses.get_token_analysis(analysis_id=request.analysis_id)
        )
        return pb.GetTokenAnalysisResponse(analysis=answers.from_kept(kept))

    async def ListTokenAnalyses(
        self, request: pb.ListTokenAnalysesRequest, context: Context
    ) -> pb.ListTokenAnalysesResponse:
        """List the counts that are kept."""
        page = PageRequest(request.page_size, request.page_token)
        wanted = requests.to_analysis_filter(request)

        def answer() -> pb.ListTokenAnalysesResponse:
            found = self._analyses.list_token_analyses(wanted=wanted, request=page)
            return answers.from_kept_page(found)

        return await self._storage.run(answer)

    def _begin(self, request: pb.StreamCountTokensRequest) -> TextCounting:
        if not request.HasField("config"):
            raise InvalidValue("the first message of a stream is its config", field="config")
        return self._texts.stream_count_tokens(
            selector=requests.to_selector(request.config.tokenizer),
            special_tokens=requests.to_special_tokens(request.config.special_tokens),
        )

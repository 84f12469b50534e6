"""TokenService: protobuf in, one use case, protobuf out."""

from collections.abc import AsyncIterator
from functools import lru_cache

from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import token_service_pb2_grpc as pb_grpc
from steelyard.v1 import types_pb2

from adapters.inbound.grpc.call import Context
from adapters.inbound.grpc.work import Work
from domain.shared.errors import InvalidValue
from domain.shared.pages import PageRequest
from domain.tokens import model as domain
from ports.inbound.tokens import TextCounting, TokenAnalyses

_QUICK_TOKEN_IDS = 8_192


class TokenServicer(pb_grpc.TokenServiceServicer):
    """Answers for the token context.

    Args:
        analyses: The use cases.
        work: Where they run.
    """

    def __init__(self, analyses: TokenAnalyses, work: Work) -> None:
        self._analyses = analyses
        self._work = work

    async def CountTokens(
        self, request: pb.CountTokensRequest, context: Context
    ) -> pb.CountTokensResponse:
        """Count the tokens of one text."""
        selector, text = _to_selector(request.tokenizer), _to_text(request)
        analysis = await self._work.run(
            lambda: self._analyses.count_tokens(
                selector=selector, text=text, special_tokens=_to_special(request.special_tokens)
            ),
            quick=self._analyses.is_quick(selector, text=text),
        )
        return pb.CountTokensResponse(
            count=_from_count(analysis.count), provenance=_from_provenance(analysis.provenance)
        )

    async def BatchCountTokens(
        self, request: pb.BatchCountTokensRequest, context: Context
    ) -> pb.BatchCountTokensResponse:
        """Count the tokens of many texts."""
        counting = self._analyses.batch_count_tokens(
            selector=_to_selector(request.tokenizer),
            texts=list(request.texts),
            special_tokens=_to_special(request.special_tokens),
        )
        return _from_batch(await self._work.run_steps(counting))

    async def StreamCountTokens(
        self, request_iterator: AsyncIterator[pb.StreamCountTokensRequest], context: Context
    ) -> AsyncIterator[pb.StreamCountTokensResponse]:
        """Count texts as they come."""
        counting = self._begin(await anext(request_iterator, pb.StreamCountTokensRequest()))
        text_index = total = 0
        async for request in request_iterator:
            chunk = _to_chunk(request)
            analysis = await self._work.run(
                lambda chunk=chunk: counting.feed(chunk.text, more=chunk.more),  # type: ignore[misc]  # mypy cannot infer a lambda's default
                quick=counting.is_quick(chunk.text),
            )
            if analysis is None:
                continue
            total += analysis.count.token_count
            yield pb.StreamCountTokensResponse(
                text_index=text_index,
                count=_from_count(analysis.count),
                provenance=_from_provenance(analysis.provenance),
                total_token_count=total,
            )
            text_index += 1

    async def EncodeText(
        self, request: pb.EncodeTextRequest, context: Context
    ) -> pb.EncodeTextResponse:
        """Turn a text into token ids."""
        selector, text = _to_selector(request.tokenizer), _to_text(request)
        special_tokens = _to_special(request.special_tokens)

        def answer() -> pb.EncodeTextResponse:
            # A million ids take as long to copy into a message as to find.
            return _from_encoded(
                self._analyses.encode_text(
                    selector=selector, text=text, special_tokens=special_tokens
                )
            )

        return await self._work.run(answer, quick=self._analyses.is_quick(selector, text=text))

    async def DecodeTokens(
        self, request: pb.DecodeTokensRequest, context: Context
    ) -> pb.DecodeTokensResponse:
        """Turn token ids back into text."""
        selector = _to_selector(request.tokenizer)
        decoded = await self._work.run(
            lambda: self._analyses.decode_tokens(selector=selector, token_ids=request.token_ids),
            quick=len(request.token_ids) <= _QUICK_TOKEN_IDS,
        )
        return pb.DecodeTokensResponse(
            text=decoded.text,
            raw_bytes=decoded.raw_bytes,
            is_valid_utf8=decoded.is_valid_utf8,
            provenance=_from_provenance(decoded.provenance),
        )

    async def ListModels(
        self, request: pb.ListModelsRequest, context: Context
    ) -> pb.ListModelsResponse:
        """List the models that have a name of their own."""
        page = self._analyses.list_models(page=PageRequest(request.page_size, request.page_token))
        return pb.ListModelsResponse(
            models=map(_from_model, page.items), next_page_token=page.next_token
        )

    async def GetModel(self, request: pb.GetModelRequest, context: Context) -> pb.GetModelResponse:
        """Resolve a model name."""
        return pb.GetModelResponse(model=_from_model(self._analyses.get_model(name=request.name)))

    def _begin(self, request: pb.StreamCountTokensRequest) -> TextCounting:
        if not request.HasField("config"):
            raise InvalidValue("the first message of a stream is its config", field="config")
        return self._analyses.stream_count_tokens(
            selector=_to_selector(request.config.tokenizer),
            special_tokens=_to_special(request.config.special_tokens),
        )


def _to_selector(selector: types_pb2.TokenizerSelector) -> domain.TokenizerSelector:
    return domain.TokenizerSelector(model=selector.model, encoding=selector.encoding)


def _to_text(request: pb.CountTokensRequest | pb.EncodeTextRequest) -> str:
    if not request.HasField("text"):
        raise domain.TextMissing("no text was given; an empty one would be fine", field="text")
    return request.text


def _to_chunk(request: pb.StreamCountTokensRequest) -> pb.TextChunk:
    if not request.HasField("chunk"):
        raise InvalidValue("every message after the first is a chunk", field="chunk")
    return request.chunk


_SPECIAL = {
    types_pb2.SPECIAL_TOKEN_HANDLING_UNSPECIFIED: domain.SpecialTokens.AS_TEXT,
    types_pb2.SPECIAL_TOKEN_HANDLING_TEXT: domain.SpecialTokens.AS_TEXT,
    types_pb2.SPECIAL_TOKEN_HANDLING_SPECIAL: domain.SpecialTokens.AS_SPECIAL,
}


def _to_special(handling: types_pb2.SpecialTokenHandling) -> domain.SpecialTokens:
    if special := _SPECIAL.get(handling):
        return special
    raise InvalidValue(f"{handling} is no SpecialTokenHandling", field="special_tokens")


_METHODS = {method: f"COUNT_METHOD_{method.name}" for method in domain.CountMethod}


def _from_count(count: domain.TokenCount) -> types_pb2.TokenCount:
    return types_pb2.TokenCount(
        token_count=count.token_count,
        upper_bound_token_count=count.upper_bound_token_count,
        method=_METHODS[count.method],
        not_counted=count.not_counted,
    )


def _from_encoded(encoded: domain.EncodedText) -> pb.EncodeTextResponse:
    return pb.EncodeTextResponse(
        token_ids=encoded.token_ids, provenance=_from_provenance(encoded.provenance)
    )


def _from_batch(analysis: domain.BatchTokenAnalysis) -> pb.BatchCountTokensResponse:
    return pb.BatchCountTokensResponse(
        token_counts=analysis.token_counts,
        upper_bound_token_counts=analysis.upper_bound_token_counts,
        total_token_count=sum(analysis.token_counts),
        method=_METHODS[analysis.method],
        not_counted=analysis.not_counted,
        provenance=_from_provenance(analysis.provenance),
    )


@lru_cache(maxsize=64)
def _from_provenance(provenance: domain.Provenance) -> types_pb2.Provenance:
    """Few differ, and messages are only read: one for all calls."""
    return types_pb2.Provenance(
        tokenizer=provenance.tokenizer,
        vocabulary_sha256=provenance.vocabulary_sha256,
        engine=provenance.engine,
        catalogue_version=provenance.catalogue_version,
    )


def _from_model(model: domain.ModelSpecification) -> pb.Model:
    return pb.Model(
        name=model.name,
        provider=model.provider,
        encoding=model.encoding,
        method=_METHODS[model.method],
        countable=model.countable,
    )

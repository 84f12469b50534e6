"""The token context in protobuf: values of the domain to messages and back."""

from collections.abc import Sequence

from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from domain.shared.errors import InvalidValue
from domain.tokens import model as domain

TOKEN_ID_LIMIT = 2**32
"""Ids are unsigned and have 32 bits on the wire; no vocabulary comes near."""

_SPECIAL_TOKENS = {
    domain.SpecialTokens.AS_TEXT: types_pb2.SPECIAL_TOKEN_HANDLING_TEXT,
    domain.SpecialTokens.AS_SPECIAL: types_pb2.SPECIAL_TOKEN_HANDLING_SPECIAL,
}
_METHODS = {
    types_pb2.COUNT_METHOD_EXACT: domain.CountMethod.EXACT,
    types_pb2.COUNT_METHOD_RECONSTRUCTED: domain.CountMethod.RECONSTRUCTED,
    types_pb2.COUNT_METHOD_RULES: domain.CountMethod.RULES,
    types_pb2.COUNT_METHOD_CALIBRATED: domain.CountMethod.CALIBRATED,
    types_pb2.COUNT_METHOD_HEURISTIC: domain.CountMethod.HEURISTIC,
}


def from_selector(selector: domain.TokenizerSelector) -> types_pb2.TokenizerSelector:
    """A selector as a message.

    Raises:
        InvalidValue: The name is not valid Unicode.
    """
    field = "model" if selector.model else "encoding"
    name = valid_name(selector.model or selector.encoding, field=f"tokenizer.{field}")
    return types_pb2.TokenizerSelector(**{field: name})


def valid_name(name: str, *, field: str) -> str:
    """The name itself, if it can be sent.

    Raises:
        InvalidValue: It holds a lone surrogate.
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        raise InvalidValue("a name must be valid Unicode", field=field) from None
    return name


def from_special_tokens(
    special_tokens: domain.SpecialTokens,
) -> types_pb2.SpecialTokenHandling:
    """How special tokens count, as a message's value."""
    return _SPECIAL_TOKENS[special_tokens]


def valid_text(text: str, *, field: str) -> str:
    """The text itself, if it can be sent.

    Raises:
        TextNotUnicode: It holds a lone surrogate.
    """
    domain.utf8_byte_count(text, field=field)
    return text


def valid_token_ids(token_ids: Sequence[int], *, encoding: str) -> Sequence[int]:
    """The ids themselves, if they can be sent.

    Raises:
        TokenIdUnknown: One is negative or too large for any vocabulary.
    """
    for index, token_id in enumerate(token_ids):
        if not 0 <= token_id < TOKEN_ID_LIMIT:
            raise domain.TokenIdUnknown(
                f"token id {token_id} is in no vocabulary",
                field="token_ids",
                encoding=encoding,
                index=index,
            )
    return token_ids


def to_analysis(
    answer: pb.CountTokensResponse | pb.StreamCountTokensResponse,
) -> domain.TokenAnalysis:
    """The count of one text."""
    count = domain.TokenCount(
        answer.count.token_count,
        answer.count.upper_bound_token_count,
        to_method(answer.count.method),
        tuple(answer.count.not_counted),
    )
    return domain.TokenAnalysis(count, to_provenance(answer.provenance))


def to_batch(answer: pb.BatchCountTokensResponse) -> domain.BatchTokenAnalysis:
    """The counts of a batch."""
    return domain.BatchTokenAnalysis(
        tuple(answer.token_counts),
        tuple(answer.upper_bound_token_counts),
        to_method(answer.method),
        to_provenance(answer.provenance),
        tuple(answer.not_counted),
    )


def to_provenance(provenance: types_pb2.Provenance) -> domain.Provenance:
    """What made a count."""
    return domain.Provenance(
        provenance.tokenizer,
        provenance.vocabulary_sha256,
        provenance.engine,
        provenance.catalogue_version,
    )


def to_model(model: pb.Model) -> domain.ModelSpecification:
    """A model."""
    return domain.ModelSpecification(
        model.name, model.provider, model.encoding, to_method(model.method), model.countable
    )


def to_method(method: types_pb2.CountMethod) -> domain.CountMethod:
    """How a count was made; the least certain way where a newer server names an unknown one."""
    return _METHODS.get(method, domain.CountMethod.HEURISTIC)

"""SentencePiece models built from pieces: other people's code where the data is splintr's own."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import splintr
from sentencepiece import sentencepiece_model_pb2

from adapters.outbound.splintr.engines import SPACE_MARK

_LONGEST_ROW = 31


def built_model(
    pieces: Sequence[str], *, user_defined: Iterable[int], unknown: int, has_prefix: bool
) -> bytes:
    """A SentencePiece model over pieces whose scores are their places.

    Args:
        pieces: Each piece; empty for those that no text has.
        user_defined: Ids of those that are found before anything is joined.
        unknown: The id of the unknown piece.
        has_prefix: Whether every text begins with a blank that it does not have.
    """
    protos: Any = sentencepiece_model_pb2  # its classes are made while it is imported
    model = protos.ModelProto()
    model.trainer_spec.model_type = protos.TrainerSpec.BPE
    model.trainer_spec.byte_fallback = True
    model.trainer_spec.vocab_size = len(pieces)
    model.trainer_spec.unk_id = unknown
    model.trainer_spec.bos_id = model.trainer_spec.eos_id = model.trainer_spec.pad_id = -1
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = has_prefix
    model.normalizer_spec.remove_extra_whitespaces = False
    model.normalizer_spec.escape_whitespaces = True
    kinds = protos.ModelProto.SentencePiece
    found_first = set(user_defined)
    for token_id, piece in enumerate(pieces):
        entry = model.pieces.add(piece=piece or f"<control {token_id}>", score=-float(token_id))
        if token_id == unknown:
            entry.type = kinds.UNKNOWN
        elif not piece:
            entry.type = kinds.CONTROL
        elif token_id in found_first:
            entry.type = kinds.USER_DEFINED
        elif len(piece) == len("<0x00>") and piece.startswith("<0x"):
            entry.type = kinds.BYTE
        elif has_prefix and not piece.strip(SPACE_MARK):
            entry.score = -1e9
    return bytes(model.SerializeToString())


def engine_pieces(name: str, first_byte: int) -> list[str]:
    """The pieces of splintr's own vocabulary: no data of a second source, for its code alone."""
    tokenizer = splintr.Tokenizer.from_pretrained(name)
    pieces = []
    for token_id in range(splintr.base_vocab_size(name)):
        token = tokenizer.decode_token_bytes(token_id)
        byte = token_id - first_byte
        is_byte = 0 <= byte < 256
        pieces.append(f"<0x{byte:02X}>" if is_byte else token.decode().replace(" ", SPACE_MARK))
    return pieces


def without(pieces: list[str], *token_ids: int) -> list[str]:
    """The pieces, some of which no text has."""
    for each in token_ids:
        pieces[each] = ""
    return pieces


def llama2_model(pieces: Sequence[str]) -> bytes:
    """The model of Llama 2."""
    return built_model(pieces, user_defined=(), unknown=0, has_prefix=True)


def gemma_model(pieces: Sequence[str], verbatim: Mapping[str, int]) -> bytes:
    """The model of Gemma 2 or 3."""
    rows = {SPACE_MARK * length for length in range(2, _LONGEST_ROW + 1)}
    row_ids = (token_id for token_id, piece in enumerate(pieces) if piece in rows)
    found_first = [*verbatim.values(), *row_ids]
    return built_model(pieces, user_defined=found_first, unknown=3, has_prefix=False)

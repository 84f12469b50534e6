"""The vocabularies that OpenAI publishes as rank files and that are carried here.

The hashes are those that the reference tokenizer's own constructors demand of the files; the
reference adapter checks both the files and these values against each other.
"""

from domain.tokens.model import Vocabulary

_O200K_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
_CL100K_SHA256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"

O200K_BASE = Vocabulary("o200k_base", _O200K_SHA256, rank_count=199_998)
CL100K_BASE = Vocabulary("cl100k_base", _CL100K_SHA256, rank_count=100_256)
O200K_HARMONY = Vocabulary("o200k_harmony", _O200K_SHA256, rank_count=199_998)
"""The ranks of o200k_base with special tokens of its own."""

OPENAI_VOCABULARIES = (O200K_BASE, CL100K_BASE, O200K_HARMONY)

"""The vocabularies of Claude, as far as the provider's own counts have let them be reconstructed.

A count is that of one message of the user: the provider counts nothing smaller, so its frame is
part of every count. Nobody outside the provider knows the ids.
"""

from domain.tokens.model import CountMethod, ErrorBound, Vocabulary

_V3_SHA256 = "4c6db216062ef01e70ba033ff52ad3b97f886e79877235f2c7bbbd40d09ffb9b"
_V4_7_SHA256 = "a785fc240010c855f3d9a498fbd422ee389752dd151f1d5eef57ca8c85c19993"

# ctok's gates have found no count too low in 2.3 million texts for either set of pieces, and one in
# a million too high. The bound is for what texts of other kinds may hold.
_BOUND = ErrorBound(relative=0.001, absolute_tokens=2)
# Blanks at the end are free for Claude Opus 5, but a token for every 16 for its siblings.
_NEWEST_BOUND = ErrorBound(relative=0.001, absolute_tokens=4)

CLAUDE_V3 = Vocabulary(
    encoding="claude-v3",
    ranks="pieces_v3",
    sha256=_V3_SHA256,
    rank_count=48_792,
    special_tokens={},
    method=CountMethod.RECONSTRUCTED,
    bound=_BOUND,
    frame_token_count=7,
)
"""Claude 3 to 4.6."""

CLAUDE_V4_7 = Vocabulary(
    encoding="claude-v4.7",
    ranks="pieces_v4_7",
    sha256=_V4_7_SHA256,
    rank_count=15_283,
    special_tokens={},
    method=CountMethod.RECONSTRUCTED,
    bound=_BOUND,
    frame_token_count=11,
)
"""Claude 4.7."""

CLAUDE_V5 = Vocabulary(
    encoding="claude-v5",
    ranks="pieces_v4_7",
    sha256=_V4_7_SHA256,
    rank_count=15_283,
    special_tokens={},
    method=CountMethod.RECONSTRUCTED,
    bound=_NEWEST_BOUND,
    frame_token_count=6,
)
"""Claude 4.8, 5 and later: the pieces of 4.7 in another frame."""

CLAUDE_VOCABULARIES = (CLAUDE_V3, CLAUDE_V4_7, CLAUDE_V5)

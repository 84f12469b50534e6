import pytest

from application.tokens.analyzer import TokenAnalyzer
from domain.shared.steps import STEP_CHARACTERS
from domain.tokens.model import (
    BatchTooLarge,
    CountMethod,
    Provenance,
    SpecialTokens,
    TextMissing,
    TextNotUnicode,
    TokenizerSelector,
)
from domain.tokens.text_analyses import (
    BatchTokenAnalysis,
)
from ports.inbound.steps import Steps
from tests.fakes.telemetry import RecordingTelemetry
from tests.fakes.tokenizers import CharacterTokenizer
from tests.unit.application.world import WORK_LIMIT, World, by_model, result_of

LONG = "a" * STEP_CHARACTERS


def begin(analyzer: TokenAnalyzer, texts: list[str]) -> Steps[BatchTokenAnalysis]:
    return analyzer.batch_count_tokens(
        selector=TokenizerSelector(encoding="characters"),
        texts=texts,
        special_tokens=SpecialTokens.AS_TEXT,
    )


def answers(counting: Steps[BatchTokenAnalysis], *, steps: int) -> list[BatchTokenAnalysis | None]:
    return [counting.step() for _ in range(steps)]


def test_a_batch_keeps_its_order(analyzer: TokenAnalyzer, provenance: Provenance) -> None:
    """The counts of a batch stand where their texts stood, empty ones included."""
    expected = BatchTokenAnalysis((3, 0, 1), (), CountMethod.EXACT, provenance)

    actual = begin(analyzer, ["aaa", "", "é"]).step()

    assert expected == actual


def test_a_batch_is_told_to_telemetry_as_one(
    analyzer: TokenAnalyzer, telemetry: RecordingTelemetry
) -> None:
    """A batch is one sum of tokens and one of bytes, however many steps it took."""
    expected = [("characters", STEP_CHARACTERS + 2, STEP_CHARACTERS + 4)]

    answers(begin(analyzer, ["é", LONG, "é"]), steps=2)

    assert expected == telemetry.counts


def test_a_batch_is_counted_in_steps(
    analyzer: TokenAnalyzer, tokenizer: CharacterTokenizer
) -> None:
    """A step ends with the text that makes it long enough; only the last has an answer."""
    expected = [True, False]

    actual = answers(begin(analyzer, ["a", LONG, LONG[1:], "a"]), steps=2)

    assert expected == [each is None for each in actual]
    assert [["a", LONG], [LONG[1:], "a"]] == tokenizer.counted


def test_a_batch_is_counted_whole_across_its_steps(analyzer: TokenAnalyzer) -> None:
    """The last step answers for the steps before it too."""
    expected = (1, STEP_CHARACTERS, 2, STEP_CHARACTERS)

    *_, actual = answers(begin(analyzer, ["a", LONG, "bb", LONG]), steps=2)

    assert actual
    assert expected == actual.token_counts


def test_a_batch_that_is_given_up_is_not_told(
    analyzer: TokenAnalyzer, telemetry: RecordingTelemetry, tokenizer: CharacterTokenizer
) -> None:
    """After a step that is not the last, nothing more is counted unless it is asked for."""
    expected: tuple[object, ...] = ([[LONG]], [])

    begin(analyzer, [LONG, LONG, LONG]).step()

    assert expected == (tokenizer.counted, telemetry.counts)


def test_a_batch_begins_without_counting(
    analyzer: TokenAnalyzer, tokenizer: CharacterTokenizer
) -> None:
    """The work is in the steps."""
    expected: list[object] = []

    begin(analyzer, ["a"])

    assert expected == tokenizer.counted


@pytest.mark.parametrize(
    ("texts", "quick"), [(["a" * 10], True), (["a" * 5] * 2, True), (["a" * 10, "a"], False)]
)
def test_a_batch_says_whether_its_next_step_is_quick(
    *, analyzer: TokenAnalyzer, texts: list[str], quick: bool
) -> None:
    """The texts of the step together decide."""
    counting = begin(analyzer, texts)

    assert quick == counting.is_quick()


def test_a_batch_may_have_as_many_texts_as_the_limit(analyzer: TokenAnalyzer) -> None:
    """Exactly the limit is not too large."""
    expected = (1, 1, 1, 1)

    actual = begin(analyzer, ["a"] * 4).step()

    assert actual
    assert expected == actual.token_counts


def test_a_batch_above_the_limit_is_refused(analyzer: TokenAnalyzer) -> None:
    """One text more than the limit is an error that says both numbers."""
    expected = {"field": "texts", "limit": "4", "given": "5"}

    with pytest.raises(BatchTooLarge) as caught:
        begin(analyzer, ["a"] * 5)

    assert expected == caught.value.metadata


def test_a_batch_of_nothing_is_refused(analyzer: TokenAnalyzer) -> None:
    """An empty batch has forgotten its texts."""
    expected = "texts"

    with pytest.raises(TextMissing) as caught:
        begin(analyzer, [])

    assert expected == caught.value.field


def test_a_surrogate_in_a_batch_names_the_text_that_holds_it(
    analyzer: TokenAnalyzer, tokenizer: CharacterTokenizer
) -> None:
    """A batch with one bad text is refused whole, before anything of it is counted."""
    expected: tuple[object, ...] = ("texts[3]", [])

    with pytest.raises(TextNotUnicode) as caught:
        begin(analyzer, ["a", "b", "c", "\ud800"])

    assert expected == (caught.value.field, tokenizer.counted)


@pytest.mark.parametrize(
    ("model", "counts", "bounds", "method"),
    [
        ("likely", (4, 1), (13, 10), CountMethod.CALIBRATED),
        ("framed", (7, 4), (12, 7), CountMethod.RECONSTRUCTED),
        ("zzz", (8, 2), (13, 4), CountMethod.HEURISTIC),
    ],
)
def test_a_batch_that_is_not_exact_has_bounds(
    *,
    analyzer: TokenAnalyzer,
    model: str,
    counts: tuple[int, ...],
    bounds: tuple[int, ...],
    method: CountMethod,
) -> None:
    """Each text has a bound of its own, frames of messages are in the counts."""
    counting = analyzer.batch_count_tokens(
        selector=by_model(model), texts=["aaaa", "a"], special_tokens=SpecialTokens.AS_TEXT
    )

    actual = counting.step()

    assert actual
    assert (counts, bounds, method) == (
        actual.token_counts,
        actual.upper_bound_token_counts,
        actual.method,
    )


def test_one_text_beyond_the_work_limit_has_the_batch_estimated(
    analyzer: TokenAnalyzer, world: World
) -> None:
    """All counts of a batch are made in one way, which its answer can name."""
    texts = ["a", "b c " * WORK_LIMIT]
    counting = analyzer.batch_count_tokens(
        selector=by_model("framed"), texts=texts, special_tokens=SpecialTokens.AS_TEXT
    )
    expected: tuple[object, ...] = (CountMethod.CALIBRATED, [])

    actual = result_of(counting)

    assert expected == (actual.method, world.counter.counted)

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.outbound.tiktoken.tokenizer import TiktokenTokenizer
from domain.tokens.chat import Tool, ToolChoice, ToolChoiceKind
from domain.tokens.framing import Framing, ToolRule
from domain.tokens.model import SpecialTokens
from domain.tokens.tool_schemas import NAMESPACE_CLOSING, namespace_definition, namespace_opening
from domain.tokens.vocabularies import CL100K_BASE, O200K_BASE

TOKENIZERS = [TiktokenTokenizer(each) for each in (CL100K_BASE, O200K_BASE)]
ODD = st.text("aZ é中/\n\t .;{}()'1🙂", max_size=8)
TOOLS = st.lists(
    st.builds(
        lambda name, description, key: Tool(
            path="t",
            name=name,
            description=description,
            schema={"properties": {key: {"type": "string", "description": description}}},
        ),
        st.text("aZ_é/", max_size=5),
        ODD,
        ODD,
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize(
    ("kind", "tokens"),
    [
        (ToolChoiceKind.AUTO, 313),
        (ToolChoiceKind.NONE, 313),
        (ToolChoiceKind.ANY, 315),
        (ToolChoiceKind.NAMED, 315),
    ],
)
def test_forcing_a_call_has_a_prompt_of_its_own(kind: ToolChoiceKind, tokens: int) -> None:
    """Anthropic publishes two figures for each model."""
    rule = ToolRule(prompt_tokens=313, forced_prompt_tokens=315)

    actual = rule.prompt_tokens_for(ToolChoice(kind=kind))

    assert tokens == actual


def test_a_prompt_that_does_not_differ_is_the_same_when_forced() -> None:
    """Most providers have one."""
    actual = ToolRule(prompt_tokens=9).prompt_tokens_for(ToolChoice(kind=ToolChoiceKind.ANY))

    assert 9 == actual


@pytest.mark.parametrize(("role", "tokens"), [("user", 4), ("assistant", 2)])
def test_a_role_may_have_a_frame_of_its_own(role: str, tokens: int) -> None:
    """Templates mark the end of an answer, but not always that of a question."""
    framing = Framing(name="x", message_tokens=4, message_tokens_by_role={"assistant": 2})

    actual = framing.tokens_around(role)

    assert tokens == actual


@pytest.mark.parametrize("tokenizer", TOKENIZERS, ids=lambda each: each.vocabulary.encoding)
@given(tools=TOOLS)
@settings(deadline=None, max_examples=150)
def test_definitions_count_alone_what_they_count_in_their_namespace(
    tokenizer: TiktokenTokenizer, tools: list[Tool]
) -> None:
    """So the count of each tool is exact, and they add up to the whole."""
    following = [*tools[1:], None]
    pieces = [
        namespace_opening(tools),
        *(namespace_definition(*pair) for pair in zip(tools, following, strict=True)),
        NAMESPACE_CLOSING,
    ]

    whole, *alone = tokenizer.count_batch(
        ["".join(pieces), *pieces], special_tokens=SpecialTokens.AS_TEXT
    )

    assert whole == sum(alone)

"""The use cases that compress chat requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from application.compression.chat_fitting import ChatFitting, ChatTask, is_left_whole
from application.compression.extracting import Extractor
from application.compression.keepsakes import Keepsakes
from application.compression.limits import CompressionLimits
from domain.compression.chats.slots import SlotKind, TextSlot, last_paragraph
from domain.compression.chats.texts import chat_texts
from domain.compression.keeping import Untagged, untagged
from domain.compression.lossless.forms import losslessly
from domain.compression.materials import segmented
from domain.compression.requests import CompressionRules, StayingMessages, Strategy, TextToCompress
from domain.compression.results import (
    CompressedChat,
    CompressedChatText,
    CompressedMessage,
    CompressionRatio,
    Fate,
    Reason,
)
from domain.compression.shortened import Shortened, whole
from domain.shared.errors import InvalidValue
from domain.shared.steps import Steps, Stepwise
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.model import UnknownModel, utf8_byte_count
from domain.tokens.truncation import TextRange
from ports.outbound.measures import Measures

_FOR_CHATS = frozenset({Strategy.AUTO, Strategy.LOSSLESS, Strategy.EXTRACTIVE})
_LONG_TEXT = 65_536
"""Characters of a text that is taken apart in a step of its own."""


@dataclass(frozen=True, slots=True)
class _Model:
    """The model's name, empty where the body names it, and what happens when nobody knows it."""

    name: str
    unknown: UnknownModel


class ChatCompressor:
    """Implements ports.inbound.compression.ChatCompressions.

    Args:
        measures: What counts for which name.
        extractor: Chooses what is kept.
        keepsakes: Keeps what is left out.
        limits: How much one call may ask for.
    """

    def __init__(
        self,
        *,
        measures: Measures,
        extractor: Extractor,
        keepsakes: Keepsakes,
        limits: CompressionLimits,
    ) -> None:
        self._measures = measures
        self._extractor = extractor
        self._keepsakes = keepsakes
        self._limits = limits

    def compress_messages(
        self,
        *,
        model: str,
        chat: ChatRequest,
        rules: CompressionRules,
        staying: StayingMessages,
        unknown_model: UnknownModel,
    ) -> Steps[CompressedChat]:
        """See the port."""
        self._limits.check(chat.body, field="chat")
        utf8_byte_count(rules.query, field="options.query")
        if rules.strategy not in _FOR_CHATS:
            raise InvalidValue("such a strategy is only for texts", field="options.strategy")
        if rules.expandable:
            self._keepsakes.require()
        return Steps(self._compress(chat, rules, staying, _Model(model, unknown_model)))

    def _compress(
        self, chat: ChatRequest, rules: CompressionRules, staying: StayingMessages, model: _Model
    ) -> Stepwise[CompressedChat]:
        yield False
        task = self._task(chat, rules, staying, model)
        as_it_is = [whole(bare.text, kind=None) for bare in task.bare]
        if task.weigh([each.text for each in as_it_is], frozenset()) <= rules.token_budget:
            return self._answer(task, as_it_is, frozenset())
        if rules.strategy is not Strategy.EXTRACTIVE:
            yield False
            lossless = _losslessly(task)
            needed = task.weigh([each.text for each in lossless], frozenset())
            if needed <= rules.token_budget:
                return self._answer(task, lossless, frozenset())
            if rules.strategy is Strategy.LOSSLESS:
                raise task.infeasible(needed)
        yield False
        return (yield from self._extract(task))

    def _task(
        self, chat: ChatRequest, rules: CompressionRules, staying: StayingMessages, model: _Model
    ) -> ChatTask:
        measure = self._measures.for_chat(chat, model=model.name, unknown=model.unknown)
        original = measure.chat(chat)
        texts = chat_texts(chat)
        staying.check(len(texts.messages))
        texts = texts.frozen(staying.frozen)
        slots = tuple([slot for slot in texts.slots if _may_change(slot, staying)])
        question = texts.question if staying.last_question else last_paragraph(texts.question)
        return ChatTask(
            chat=chat,
            rules=replace(rules, query=rules.query or question),
            measure=measure,
            texts=texts,
            original=original,
            slots=slots,
            bare=tuple([_bare(slot, rules) for slot in slots]),
            units=tuple([unit for unit in texts.units if staying.pinned.isdisjoint(unit)]),
            pinned=staying.pinned,
        )

    def _extract(self, task: ChatTask) -> Stepwise[CompressedChat]:
        materials = []
        document = 0
        for bare in task.bare:
            material = self._extractor.material(
                bare,
                segmented(bare.text),
                rules=task.rules,
                is_last_resort=True,
                first_document=document,
            )
            document = 1 + max((part.document for part in material.parts), default=document)
            materials.append(material)
            if len(bare.text) > _LONG_TEXT:
                yield False
        candidates = yield from self._extractor.candidates(materials, task.rules, task.measure)
        yield False
        fitted = ChatFitting(task, candidates).fit()
        if fitted.tokens > task.rules.token_budget:
            raise task.infeasible(fitted.tokens)
        yield False
        strategy = task.rules.strategy
        shortened = [
            whole(bare.text, kind=None)
            if is_left_whole(each.text, bare) and slot.message not in fitted.dropped
            else each
            for slot, bare, each in zip(
                task.slots,
                task.bare,
                fitted.candidates.shortened(fitted.choice, strategy=strategy),
                strict=True,
            )
        ]
        return self._answer(task, shortened, fitted.dropped)

    def _answer(
        self, task: ChatTask, shortened: Sequence[Shortened], dropped: frozenset[int]
    ) -> CompressedChat:
        chat = task.edited([each.text for each in shortened], dropped)
        after = task.measure.chat_total(chat)
        messages = _messages(task, shortened, dropped)
        if task.rules.expandable:
            messages = tuple([self._with_handles(each) for each in messages])
        return CompressedChat(
            chat=chat,
            model=task.original.model,
            count=after,
            ratio=CompressionRatio(task.original.count.total.token_count, after.token_count),
            is_lossless=not dropped and all(each.is_lossless for each in shortened),
            messages=messages,
            message_count=len(task.texts.messages) - len(dropped),
            fates=_fates(shortened),
            provenance=task.original.provenance,
        )

    def _with_handles(self, message: CompressedMessage) -> CompressedMessage:
        texts = [
            replace(text, spans=self._keepsakes.keep(text.source, text.spans))
            for text in message.texts
        ]
        return replace(message, texts=tuple(texts))


def _may_change(slot: TextSlot, staying: StayingMessages) -> bool:
    if slot.message in staying.pinned:
        return False
    return slot.kind is not SlotKind.QUESTION or not staying.last_question


def _bare(slot: TextSlot, rules: CompressionRules) -> Untagged:
    """The text of a slot without keep tags; the last paragraph of a question is pinned."""
    pins: tuple[TextRange, ...] = ()
    if slot.kind is SlotKind.QUESTION:
        pins = (TextRange(len(slot.text) - len(last_paragraph(slot.text)), len(slot.text)),)
    return untagged(TextToCompress(slot.text, pins), literal_keep_tags=rules.literal_keep_tags)


def _losslessly(task: ChatTask) -> list[Shortened]:
    """The texts as short as they become without loss."""
    return [
        losslessly(bare.text, segmented(bare.text), protected=bare.pins, costs=task.measure.costs)
        for bare in task.bare
    ]


def _messages(
    task: ChatTask, shortened: Sequence[Shortened], dropped: frozenset[int]
) -> tuple[CompressedMessage, ...]:
    """What became of the messages that changed."""
    changed: dict[int, list[CompressedChatText]] = {index: [] for index in dropped}
    for slot, bare, text in zip(task.slots, task.bare, shortened, strict=True):
        if text.text != slot.text and slot.message not in dropped:
            told = CompressedChatText(slot.path, slot.text, text.source_spans(bare, slot.text))
            changed.setdefault(slot.message, []).append(told)
    return tuple(
        [
            CompressedMessage(
                index,
                index in dropped,
                Reason.OVER_BUDGET if index in dropped else Reason.WORTH_ITS_TOKENS,
                tuple(texts),
            )
            for index, texts in sorted(changed.items())
        ]
    )


def _fates(shortened: Sequence[Shortened]) -> Mapping[Fate, int]:
    fates: dict[Fate, int] = {}
    for each in shortened:
        for fate, count in each.fates.items():
            fates[fate] = fates.get(fate, 0) + count
    return fates

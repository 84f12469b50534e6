"""Compression requests of every kind, made from a seed and an index alone."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass

from domain.compression.requests import CompressionRules, Strategy, TextToCompress
from domain.tokens.model import TokenizerSelector
from domain.tokens.truncation import TextRange
from scripts.hostile_texts import make_text

type Maker = Callable[[random.Random], str]

MODELS = (
    "gpt-4o", "gpt-4", "gpt-3.5-turbo", "claude-sonnet-4-5", "claude-3-opus", "claude-opus-4-8",
    "gemini-2.5-pro", "llama-3.1-70b", "mistral-large-latest", "deepseek-chat", "qwen3-32b",
    "nobody-knows-this-one",
)  # fmt: skip
"""One of each way to count."""
STRATEGIES = (
    *[Strategy.AUTO] * 6, Strategy.EXTRACTIVE, Strategy.EXTRACTIVE, Strategy.LOSSLESS,
    Strategy.TRUNCATE_HEAD, Strategy.TRUNCATE_TAIL, Strategy.TRUNCATE_MIDDLE,
)  # fmt: skip
_SENTENCES = {
    "en": "the server answered slowly because its cache was full and nobody had noticed it",
    "de": "die Übertragung wurde abgebrochen weil der Schlüssel größer als erwartet war",
    "es": "la niña pidió más información sobre el envío que llegó ayer por la mañana",
    "ru": "сервер ответил медленно потому что память была занята другими задачами",
    "ar": "تأخر الخادم في الرد لأن الذاكرة كانت ممتلئة ولم يلاحظ أحد ذلك",
    "hi": "सर्वर ने धीरे उत्तर दिया क्योंकि स्मृति भरी हुई थी और किसी ने ध्यान नहीं दिया",
    "zh": "服务器 响应 缓慢 因为 缓存 已满 没有人 注意到",
    "th": "เซิร์ฟเวอร์ ตอบ ช้า เพราะ หน่วยความจำ เต็ม ไม่มีใคร สังเกต",
    "ja": "サーバー の 応答 が 遅い のは キャッシュ のため",
}
WORDS = {language: sentence.split() for language, sentence in _SENTENCES.items()}
UNSPACED = frozenset({"zh", "th", "ja"})
ATOMS: tuple[Maker, ...] = (
    lambda rng: f"{rng.choice(['user', 'order', 'job'])}_{rng.randrange(10**6)}",
    lambda rng: f"{rng.randrange(10**6):,}",
    lambda rng: f"{rng.random() * 1000:.3f}",
    lambda rng: f"https://example.org/{rng.randrange(10**5)}/a-b?q={rng.randrange(99)}",
    lambda rng: f"{rng.randrange(16**8):08x}-{rng.randrange(16**4):04x}",
    lambda rng: f"`call_{rng.randrange(99)}(x, y)`",
    lambda rng: f"2026-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}T10:0{rng.randrange(10)}",
)


def happens(rng: random.Random, *, percent: int) -> bool:
    """Whether something happens that does so often."""
    return rng.randrange(100) < percent


def prose(rng: random.Random) -> str:
    """Paragraphs in one language, with names and numbers in them."""
    language = rng.choice(list(WORDS))
    joint, stop = ("", "。") if language in UNSPACED - {"th"} else ("", " ")
    if language not in UNSPACED:
        joint, stop = " ", ". "
    paragraphs = []
    for _ in range(rng.randrange(1, 8)):
        sentences = []
        for _ in range(rng.randrange(1, 9)):
            words = rng.choices(WORDS[language], k=rng.randrange(3, 18))
            if happens(rng, percent=40):
                words.insert(rng.randrange(len(words)), f" {rng.choice(ATOMS)(rng)} ")
            sentences.append(joint.join(words) + stop)
        paragraphs.append("".join(sentences))
    return rng.choice(["\n\n", "\n", "\r\n\r\n"]).join(paragraphs)


def dialogue(rng: random.Random) -> str:
    """Turns of a few speakers."""
    names = rng.sample(["Ann", "Bob Smith", "Project Manager", "Q", "Ольга", "田中"], 3)
    turns = [f"{rng.choice(names)}: {prose(rng)[: rng.randrange(20, 700)]}" for _ in range(12)]
    return "\n".join(turn.replace("\n", " ") for turn in turns)


def log(rng: random.Random) -> str:
    """Lines of a few templates, some of them errors."""
    templates = [
        "INFO worker {0} took job {1} in {2} ms",
        "DEBUG cache hit for key {3}",
        "WARN retry {2} of request {3} to 10.0.{2}.{0}",
        "ERROR job {1} failed: timeout after {2} s",
        "INFO heartbeat",
    ]
    lines = []
    for second in range(rng.randrange(3, 120)):
        template = templates[min(rng.randrange(5), rng.randrange(5))]
        told = template.format(
            rng.randrange(9), rng.randrange(9999), rng.randrange(90), f"{rng.randrange(16**6):06x}"
        )
        lines.append(f"2026-11-23 10:{second // 60:02}:{second % 60:02},123 {told}")
        if "failed" in told and happens(rng, percent=50):
            lines += [
                "Traceback (most recent call last):",
                '  File "a.py", line 3, in run',
                "KeyError: 'x'",
            ]
    return "\n".join(lines) + rng.choice(["", "\n"])


def json_text(rng: random.Random) -> str:
    """Records, flat or nested, written in one of several ways."""
    records = [_record(rng, number) for number in range(rng.randrange(1, 40))]
    value = rng.choice([records, {"data": records, "total": len(records)}, records[0]])
    if happens(rng, percent=20):
        return "\n".join(
            json.dumps(each, ensure_ascii=happens(rng, percent=50)) for each in records
        )
    return json.dumps(value, indent=rng.choice([None, 2, 4]), ensure_ascii=happens(rng, percent=50))


def _record(rng: random.Random, number: int) -> dict[str, object]:
    record: dict[str, object] = {
        "id": rng.choice([number, f"u-{rng.randrange(10**6)}"]),
        "name": " ".join(rng.choices(WORDS[rng.choice(["en", "de", "ru", "zh"])], k=2)),
        "amount": rng.choice([1.0, 12.50, -3, 1e5, 10**18, None, True]),
    }
    if happens(rng, percent=50):
        record["note"] = prose(rng)[: rng.randrange(300)]
    if happens(rng, percent=40):
        record["tags"] = [rng.choice(ATOMS)(rng) for _ in range(rng.randrange(4))]
        record["owner"] = {
            "uuid": f"{rng.randrange(16**12):012x}",
            "active": happens(rng, percent=50),
        }
    return record


def code(rng: random.Random) -> str:
    """Definitions in one of a few languages, with or without a fence."""
    language, blocks = rng.choice(
        [
            ("python", ["def f{0}(a, b):\n    # adds\n    c = a + {1}\n    return c * b\n\n"]),
            ("javascript", ["function f{0}(a) {{\n  const c = a + {1};\n  return c;\n}}\n\n"]),
            ("go", ["func F{0}(a int) int {{\n\tc := a + {1}\n\treturn c\n}}\n\n"]),
            ("", ["SELECT * FROM t{0} WHERE x = {1};\n"]),
        ]
    )  # fmt: skip
    text = "".join(
        rng.choice(blocks).format(number, rng.randrange(10**5))
        for number in range(rng.randrange(1, 20))
    )
    return f"Look:\n\n```{language}\n{text}```\n\nWhy?" if happens(rng, percent=50) else text


def table(rng: random.Random) -> str:
    """Rows of CSV or of a Markdown table."""
    rows = [
        [f"id{n}", f"{rng.random():.2f}", rng.choice(WORDS["en"])]
        for n in range(rng.randrange(2, 50))
    ]
    if happens(rng, percent=50):
        return "\n".join(",".join(row) for row in [["id", "value", "word"], *rows])
    return "\n".join(
        f"| {' | '.join(row)} |" for row in [["id", "value", "word"], ["---"] * 3, *rows]
    )


def diff(rng: random.Random) -> str:
    """A unified diff."""
    lines = ["diff --git a/x.py b/x.py", "--- a/x.py", "+++ b/x.py"]
    for hunk in range(rng.randrange(1, 6)):
        lines.append(f"@@ -{hunk * 10 + 1},4 +{hunk * 10 + 1},4 @@ def f{hunk}():")
        lines += [
            f"{rng.choice(' +-')}    v{n} = {rng.randrange(999)}"
            for n in range(rng.randrange(1, 9))
        ]
    return "\n".join(lines) + "\n"


def markdown(rng: random.Random) -> str:
    """Sections with lists, code and tables."""
    sections = [
        f"## Part {n}\n\n{rng.choice([prose, table, listed])(rng)}"
        for n in range(rng.randrange(1, 5))
    ]
    return "# Title\n\n" + "\n\n".join(sections)


def listed(rng: random.Random) -> str:
    """A list whose items are paragraphs."""
    return "\n".join(f"- {line}" for line in prose(rng).splitlines() if line)


def html(rng: random.Random) -> str:
    """A page."""
    body = "".join(
        f'<p class="c{n}">{prose(rng)[:200]} <a href="/x/{n}">more</a></p>\n' for n in range(6)
    )
    return f"<html><head><style>p {{ color: red }}</style></head><body>{body}</body></html>"


def mixed(rng: random.Random) -> str:
    """Several kinds, one after the other."""
    return "\n\n".join(rng.choice(MAKERS[:-2])(rng) for _ in range(rng.randrange(2, 4)))


def hostile(rng: random.Random) -> str:
    """What tokenizers get wrong."""
    return make_text(rng.randrange(2**31), rng.randrange(10**6))


MAKERS: tuple[Maker, ...] = (
    prose, prose, dialogue, log, json_text, code, table, diff, markdown, html, mixed, hostile,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """A request and what makes it again."""

    origin: str
    selector: TokenizerSelector
    content: TextToCompress
    rules: CompressionRules
    is_prose: bool


def make_request(seed: int, index: int) -> Request:
    """The request of a seed and an index."""
    rng = random.Random(f"{seed} {index}")  # noqa: S311 - texts to try, not secrets
    maker = rng.choice(MAKERS)
    text = maker(rng)
    strategy = rng.choice(STRATEGIES)
    pins = () if strategy.kept_side else _pins(rng, text)
    if happens(rng, percent=5) and text and not strategy.kept_side:
        start = rng.randrange(len(text))
        text, pins = f"{text[:start]}<keep>{text[start : start + 9]}</keep>{text[start + 9 :]}", ()
    query = query_from(rng, text) if happens(rng, percent=70) else ""
    return Request(
        f"--seed {seed} --first {index} --requests 1",
        TokenizerSelector(model=rng.choice(MODELS)),
        TextToCompress(text, pins),
        CompressionRules(token_budget=_budget(rng, text), query=query, strategy=strategy),
        is_prose=maker is prose,
    )


def _pins(rng: random.Random, text: str) -> tuple[TextRange, ...]:
    if happens(rng, percent=80) or not text:
        return ()
    starts = [rng.randrange(len(text)) for _ in range(rng.randrange(1, 4))]
    return tuple(TextRange(start, min(len(text), start + rng.randrange(40))) for start in starts)


def _budget(rng: random.Random, text: str) -> int:
    """From nothing to more than all, in about the tokens of the text."""
    if happens(rng, percent=5):
        return rng.randrange(4)
    return int(
        len(text) / 3.5 * rng.choice([0.02, 0.05, 0.1, 0.25, 0.5, 0.8, 1.2]) * (0.5 + rng.random())
    )


def query_from(rng: random.Random, text: str) -> str:
    """A stretch of a text; nothing for nothing."""
    if not text:
        return ""
    start = rng.randrange(len(text))
    return text[start : start + rng.choice([20, 60, 3_000])]

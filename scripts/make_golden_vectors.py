"""Write the golden vectors: what the reference tokenizer makes of texts that engines get wrong.

Usage: make_golden_vectors.py [--check]
"""

import json
import random
import sys
from pathlib import Path

import adapters.outbound.golden.vectors as golden
from adapters.outbound.tiktoken.vocabulary import build_encoding
from adapters.outbound.toktok.divergences import may_diverge
from domain.tokens.vocabularies import OPENAI_VOCABULARIES

TARGET = Path(golden.__file__).with_name("vectors.json")

TEXTS: list[tuple[str, int]] = [
    ("", 1),
    ("a", 1),
    ("Hello, world!", 1),
    ("The quick brown fox jumps over the lazy dog. ", 20),
    ("I'm you're he'll we've IT'S they'D don't 'Tis ’s", 1),
    ("camelCase HTTPServer snake_case SCREAMING_SNAKE x86_64", 1),
    ("0123456789 12 3456 1,000,000.00 3.14159 0xDEADBEEF", 1),
    ("  leading and trailing   ", 1),
    ("\n\n\r\n\t \n  x\r\r\n", 3),
    (" ", 4_000),
    ("\n", 3_000),
    ("a", 5_000),
    ("!@#$%^&*()_+-=[]{}|;':\",./<>?`~", 8),
    ("def f(x: int) -> str:\n    return f'{x!r}'\n\n\nclass A:\n\tpass\n", 4),
    ('{"name": "Ada", "tags": ["x", "y"], "n": null, "ok": true}', 3),
    ("https://example.com/a/b?c=d&e=%20f#g mail@example.com", 1),
    ("Größe, naïve café, Ærøskøbing, Łódź, İstanbul, ſtraße", 1),
    ("Быстрая коричневая лиса прыгает через ленивую собаку.", 2),
    ("Η γρήγορη καφέ αλεπού. שועל חום מהיר. الثعلب البني السريع.", 1),
    ("तेज़ भूरी लोमड़ी। สุนัขจิ้งจอกสีน้ำตาล. ქართული ენა.", 1),
    ("敏捷的棕色狐狸跳过懒狗。素早い茶色の狐。빠른 갈색 여우.", 2),
    ("👩‍👩‍👧‍👦 👍🏽 🇩🇪 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️ ☕", 3),
    ("e\u0301 o\u0308 n\u0303 \u0915\u094d\u0937 \u200d\u200b\ufeff\u00a0\u3000\u2028\u0085", 2),
    ("\x00\x01\x1f\x7f\u0080\ufffd\U0010ffff\ue000\ufdd0", 1),
    ("\u2167 ½ ² ٣ ५ 〇 ㊿", 1),
    ("<|endoftext|>", 1),
    ("a<|endoftext|>b <|endofprompt|><|start|>user<|message|>hi<|end|><|im_start|>", 1),
    ("<|fim_prefix|>x<|fim_suffix|>y<|fim_middle|><|return|><|call|><|reserved_200500|>", 1),
]


def random_texts(count: int) -> list[tuple[str, int]]:
    """Texts over all of Unicode that the fast engine does not leave to the reference."""
    source = random.Random(20_261_123)  # noqa: S311 - reproducible, not secret
    planes = [(0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x1FFF), (0x2000, 0xD7FF), (0xE000, 0x10FFFF)]
    texts: list[tuple[str, int]] = []
    while len(texts) < count:
        spans = source.choices(planes, k=source.randint(1, 60))
        text = "".join(chr(source.randint(*span)) for span in spans)
        if not may_diverge(text):
            texts.append((text, 1))
    return texts


def rows(name: str) -> list[dict[str, object]]:
    """The vectors of one encoding."""
    vocabulary = next(each for each in OPENAI_VOCABULARIES if each.encoding == name)
    encoding = build_encoding(vocabulary)
    made: list[dict[str, object]] = []
    for text, repeat in TEXTS + random_texts(64):
        for special in ("text", "special"):
            whole = text * repeat
            ordinary = special == "text"
            if not ordinary and "<|" not in whole:
                continue
            ids = (
                encoding.encode_ordinary(whole)
                if ordinary
                else encoding.encode(whole, allowed_special="all")
            )
            made.append(
                {
                    "text": text,
                    "repeat": repeat,
                    "special_tokens": special,
                    "token_count": len(ids),
                    "ids_sha256": golden.ids_digest(ids),
                }
            )
    return made


def main() -> int:
    """Write the vectors, or with ``--check`` compare them; return the exit code."""
    vectors = {each.encoding: rows(each.encoding) for each in OPENAI_VOCABULARIES}
    content = json.dumps(vectors, indent=1, ensure_ascii=True) + "\n"
    if "--check" in sys.argv[1:]:
        fresh = TARGET.read_text(encoding="utf-8") == content
        print("golden vectors are fresh" if fresh else "stale golden vectors: run 'make vectors'")
        return 0 if fresh else 1
    TARGET.write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

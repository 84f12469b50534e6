"""Texts that tokenizers get wrong, made from a seed and an index alone."""

import random
from collections.abc import Callable, Sequence

type Maker = Callable[[random.Random, int], str]

BLANKS = [*" " * 6, *"\n\n\n\r\t", "\r\n", "\n\n", *"\x0b\x0c\x1c\x1f\x85\xa0\u1680\u180e\u2003"]
BLANKS += ["\u2028", "\u2029", "\u202f", "\u200b", "\u3000", "\ufeff", "a", "é", "1", "."]
CODE = ["def ", "return ", "self.", "    ", "\t", "\n", "\n\n", "()", "->", "=>", "==", "!=", "//"]
CODE += [
    "/*",
    "*/",
    "#",
    "{",
    "}",
    "[0]",
    ";\n",
    ":\n",
    "</",
    "/>",
    '"',
    "'",
    "`",
    "\\n",
    "\\u00e9",
]
CODE += [
    "getHTTPResponse",
    "snake_case",
    "SCREAMING",
    "xMLParser",
    "0x1F",
    "1e-9",
    "100_000",
    "i++",
]
DIGITS = [*"0123456789" * 3, *"٠١٢٣५६七〇½¾²³₄ⅧⅷⅫ①㊿𝟘𝟡", *" ,.-+/:e%_'"]
WORDS = [
    "don",
    "IT",
    "We",
    "you",
    "he",
    "ÇA",
    "été",
    "ǅ",
    "ʰ",
    "ﬁ",
    "ß",
    "\u017f",
    "İ",
    "\u0131",
    "中",
    "あ",
]
CONTRACTIONS = [
    "'s",
    "'S",
    "'t",
    "'re",
    "'RE",
    "'Ve",
    "'m",
    "'LL",
    "'d",
    "'\u017f",
    "\u2019s",
    "'",
    "''",
    "'x",
]
JOINTS = ["", "", " ", "\n", "-", "1", "\u0301", "'"]
MARKS = ["\u0301", "\u0308", "\u0323", "\u20dd", "\u093f", "\u094d", "\u0e31", "\u064e", "\ufe0f"]
MARKS += ["\u200d", "\u200c", "\u3099", "\u0345", "\u1ab0", "\U0001d165", "\U000e0100"]
EMOJI = [*"😀👩👨👧🏳🏴❤☕©", "\U0001f1e9", "\U0001f1ea", *"🏻🏽🏿", "🌈", "💻", "#", "1", " "]
EMOJI += ["\u200d"] * 5 + ["\ufe0f"] * 3 + ["\u20e3", "\U000e0067", "\U000e007f"]
REPEATED = (BLANKS, DIGITS, EMOJI, MARKS, ["a", "A", "é", "中", "!", "aA", "<|", "'s"])
NAMES = ["<|endoftext|>", "<|endofprompt|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>"]
NAMES += ["<|startoftext|>", "<|start|>", "<|end|>", "<|message|>", "<|channel|>", "<|return|>"]
NAMES += ["<|constrain|>", "<|call|>", "<|reserved_200000|>", "<|reserved_201087|>", "<|im_start|>"]
BLOCKS = [range(0xA0, 0x250), range(0x250, 0x370), range(0x370, 0x400), range(0x400, 0x530)]
BLOCKS += [range(0x530, 0x600), range(0x600, 0x780), range(0x900, 0xE00), range(0xE00, 0x1000)]
BLOCKS += [range(0x10A0, 0x1200), range(0x13A0, 0x1700), range(0x1C80, 0x2000)]
BLOCKS += [range(0x2000, 0x2C00), range(0x3000, 0x3400), range(0x4E00, 0xA000)]
BLOCKS += [range(0xA640, 0xA800), range(0xAC00, 0xD7A4), range(0xF900, 0x10000)]
BLOCKS += [range(0x10000, 0x10800), range(0x1D400, 0x1D800), range(0x1F000, 0x1FB00)]
BLOCKS += [range(0x20000, 0x2A6E0), range(0xE0000, 0xE0200), range(0x10FF00, 0x110000)]
SURROGATES = range(0xD800, 0xE000)
LONG_RUN_SHARE = 0.02
LONG_TEXT_SHARE = 0.01
SCALARS = range(0x110000 - len(SURROGATES))


def choice_of(pool: Sequence[str]) -> Maker:
    """A maker of texts that are strung together from a pool."""
    return lambda source, length: "".join(source.choices(pool, k=length))


def make_planes(source: random.Random, length: int) -> str:
    """Any characters at all."""
    codes = source.choices(SCALARS, k=length)
    return "".join(
        chr(each if each < SURROGATES.start else each + len(SURROGATES)) for each in codes
    )


def make_scripts(source: random.Random, length: int) -> str:
    """Runs of one script each, with what stands between words."""
    runs = []
    while length > 0:
        run = source.randint(1, 8)
        runs.append("".join(map(chr, source.choices(source.choice(BLOCKS), k=run))))
        runs.append(source.choice(["", " ", "\n", ", ", "'s "]))
        length -= run
    return "".join(runs)


def make_marked(source: random.Random, length: int) -> str:
    """Letters, digits and blanks that carry marks, and marks that carry nothing."""
    bases = source.choices([*"aEzñДक中1 \n.!'", ""], k=length)
    return "".join(
        base + "".join(source.choices(MARKS, k=source.choice((0, 1, 1, 3)))) for base in bases
    )


def make_contractions(source: random.Random, length: int) -> str:
    """Words in mixed case with what may or may not be a contraction behind them."""
    return "".join(
        source.choice(WORDS) + source.choice(CONTRACTIONS) + source.choice(JOINTS)
        for _ in range(length // 3 + 1)
    )


def make_specials(source: random.Random, length: int) -> str:
    """Spellings of special tokens, whole, cut, doubled or wrong in one place."""
    parts = []
    for _ in range(length // 10 + 1):
        name = source.choice(NAMES)
        place = source.randrange(len(name))
        wrong = name[:place] + source.choice("<|>_ aA\n") + name[place + 1 :]
        parts.append(source.choice((name, name, name[:place], name[place:], wrong, name.upper())))
        parts.append(source.choice(["", "", " ", "a", "\n", "<", "|>", "'s"]))
    return "".join(parts)


def make_run(source: random.Random, length: int) -> str:
    """One piece again and again, sometimes very often, between two others."""
    piece: str = source.choice(source.choice(REPEATED))
    count = source.randint(500, 4_000) if source.random() < LONG_RUN_SHARE else length
    return source.choice(("", "a", " ")) + piece * count + source.choice(("", "b", "\n"))


def make_mixture(source: random.Random, length: int) -> str:
    """Short pieces by several of the other makers."""
    return "".join(maker(source, length // 4 + 1) for maker in source.choices(PURE_MAKERS, k=4))


PURE_MAKERS: tuple[Maker, ...] = (
    choice_of([*map(chr, range(0x20, 0x7F)), *"  eeaaooTT\n"]),
    choice_of(CODE),
    choice_of(BLANKS),
    choice_of(DIGITS),
    choice_of(EMOJI),
    make_planes,
    make_scripts,
    make_marked,
    make_contractions,
    make_specials,
    make_run,
)
MAKERS = (*PURE_MAKERS, make_mixture, make_mixture, make_mixture)


def make_text(seed: int, index: int) -> str:
    """The text that this seed has at this index; most are short, a few are long."""
    source = random.Random((seed << 40) + index)  # noqa: S311 - reproducible, not secret
    length = 1 + int(source.expovariate(1 / 14))
    if source.random() < LONG_TEXT_SHARE:
        length *= 20
    return source.choice(MAKERS)(source, length)

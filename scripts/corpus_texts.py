"""Paragraphs that a generated corpus is made of: prose of nine languages, code, JSON, log lines.

The code and half of the English come with Python itself; the rest is made up here. Each paragraph
has gaps for words and numbers, so that no two uses of it are the same text.
"""

import ast
import json
import random
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

# Odd characters are the point here.
# ruff: noqa: RUF001

PARAGRAPHS = 600
"""Of each kind."""
FILLINGS = 4_096
GAPS_EVERY = 160
"""Characters between two gaps."""
_PLACES = (".", "asyncio", "email", "http", "json", "logging", "unittest", "xml/dom")
_LEVELS = ("DEBUG", "INFO", "INFO", "INFO", "WARNING", "ERROR")
_EVENTS = (
    "request finished", "retry scheduled", "cache miss", "connection closed by peer",
    "slow query", "job accepted", "token refreshed", "checkpoint written",
)  # fmt: skip
_SENTENCES: Mapping[str, Sequence[str]] = {
    "english": (
        "The harbour lay quiet while the last boats came in with the evening tide.",
        "Nobody on the committee had expected that the report would be read so widely.",
        "She wrote down every measurement twice, once in pencil and once in ink.",
        "If the valve is closed too early, the pressure rises and the pump switches off.",
    ),
    "german": (
        "Am Morgen stand der Nebel so dicht über dem Fluss, dass keine Fähre fuhr.",
        "Die Gemeinde beschloss, das alte Schulgebäude nicht abzureißen, sondern umzubauen.",
        "Wer die Anleitung genau liest, findet den Fehler meistens schon auf der ersten Seite.",
        "Zwischen den beiden Messungen lagen höchstens zwanzig Minuten.",
    ),
    "french": (
        "Le marché s'installe chaque samedi derrière l'église, même quand il pleut.",
        "On avait oublié que la vieille horloge avançait de quelques minutes par jour.",
        "Les élèves ont préparé une exposition sur les rivières de la région.",
        "Avant de remplacer le filtre, il faut couper l'arrivée d'eau.",
    ),
    "spanish": (
        "El camino sube despacio entre los olivos hasta llegar a la ermita.",
        "Según el informe, la mayoría de los retrasos se debió a la niebla.",
        "Mañana revisaremos las cuentas del año pasado y cerraremos el presupuesto.",
        "¿Quién dejó abierta la ventana del almacén durante la tormenta?",
    ),
    "russian": (
        "Поезд пришёл с опозданием, и на платформе уже никого не было.",
        "Старый мастер объяснил, почему эта деталь изнашивается быстрее других.",
        "Весной река поднимается так высоко, что дорогу приходится закрывать.",
        "В письме говорилось, что решение будет принято до конца недели.",
    ),
    "chinese": (
        "清晨的市场里挤满了买菜的人，空气中飘着豆浆的香味。",
        "这份报告指出，去年的用水量比前年减少了百分之五。",
        "他把钥匙放在桌子上，然后轻轻地关上了门。",
        "如果温度超过规定的范围，设备会自动停止运行。",
    ),
    "japanese": (
        "雨が上がると、子どもたちは川のそばの広場に集まった。",
        "この装置は電源を切ってから十分ほど待って開けてください。",
        "祖母の手紙には、昔の町の様子が詳しく書かれていた。",
        "会議の資料は来週の月曜日までに配られる予定です。",
    ),
    "arabic": (
        "وصلت السفينة إلى الميناء قبل غروب الشمس بقليل.",
        "قال المهندس إن الجسر القديم يحتاج إلى إصلاح قبل الشتاء.",
        "تجمع الطلاب في القاعة الكبيرة للاستماع إلى المحاضرة.",
    ),
    "hindi": (
        "बारिश के बाद गाँव की सड़क पर चलना मुश्किल हो गया था।",
        "पुस्तकालय हर शाम छह बजे तक खुला रहता है।",
        "वैज्ञानिकों ने पिछले वर्ष के आँकड़ों की फिर से जाँच की।",
    ),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of text.

    Args:
        name: Such as ``german`` or ``code``.
        paragraphs: Each with gaps (``%s``), how many it has, and its size in bytes.
        fillings: What the gaps are filled with.
    """

    name: str
    paragraphs: Sequence[tuple[str, int, int]]
    fillings: Sequence[str]


def kinds(choose: random.Random) -> list[Kind]:
    """All kinds, each with its paragraphs; the same for the same seed and version of Python.

    Args:
        choose: Where all chance comes from.
    """
    code = _sources()
    prose = {name: _prose(sentences, choose) for name, sentences in _SENTENCES.items()}
    prose["english"][::2] = choose.sample(_documentation(code), PARAGRAPHS // 2)
    others = {
        "code": choose.sample([each for source in code for each in _blocks(source)], PARAGRAPHS),
        "json": [_json(choose) for _ in range(PARAGRAPHS)],
        "log": [_log(choose) for _ in range(PARAGRAPHS)],
    }
    return [_kind(name, paragraphs, choose) for name, paragraphs in (prose | others).items()]


def _kind(name: str, paragraphs: Sequence[str], choose: random.Random) -> Kind:
    words = sorted({word for each in paragraphs for word in each.split()})
    numbers = [str(choose.randrange(10 ** choose.randrange(1, 9))) for _ in range(FILLINGS // 2)]
    fillings = [*choose.choices(words, k=FILLINGS // 2), *numbers]
    choose.shuffle(fillings)
    return Kind(name, [_with_gaps(each, choose) for each in paragraphs], fillings)


def _with_gaps(paragraph: str, choose: random.Random) -> tuple[str, int, int]:
    pieces = paragraph.replace("%", "%%").split(" ")
    gaps = min(len(pieces), 1 + len(paragraph) // GAPS_EVERY)
    for place in choose.sample(range(len(pieces)), gaps):
        pieces[place] = "%s"
    return " ".join(pieces), gaps, len(paragraph.encode())


def _prose(sentences: Sequence[str], choose: random.Random) -> list[str]:
    separator = " " if " " in sentences[0] else ""
    return [
        separator.join(_reworded(sentences, choose) for _ in range(choose.randint(2, 9))) + "\n\n"
        for _ in range(PARAGRAPHS)
    ]


def _reworded(sentences: Sequence[str], choose: random.Random) -> str:
    """A sentence in which one word is that of another sentence."""
    words = choose.choice(sentences).split(" ")
    words[choose.randrange(len(words))] = choose.choice(choose.choice(sentences).split(" "))
    return " ".join(words)


def _sources() -> list[str]:
    library = Path(sysconfig.get_path("stdlib"))
    paths = [path for place in _PLACES for path in sorted((library / place).glob("*.py"))]
    return [path.read_bytes().decode("utf-8", "ignore") for path in paths]


def _documentation(sources: Sequence[str]) -> list[str]:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    texts = (
        ast.get_docstring(node) or ""
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, documented)
    )
    return [f"{text}\n\n" for text in texts if text.count(" ") > 20]  # noqa: PLR2004 - a sentence


def _blocks(source: str) -> list[str]:
    """Pieces of code of some twenty lines."""
    lines = source.splitlines(keepends=True)
    cuts = range(0, len(lines) + 20, 20)
    return ["".join(lines[first:last]) for first, last in pairwise(cuts)]


def _json(choose: random.Random) -> str:
    record = {
        "id": f"{choose.getrandbits(64):016x}",
        "amount": round(choose.uniform(0, 10_000), 2),
        "tags": choose.sample(_EVENTS, 3),
        "customer": {
            "name": f"customer {choose.randrange(10_000)}",
            "active": choose.choice((True, False)),
        },
        "positions": [
            {"article": f"A-{choose.randrange(100_000)}", "count": choose.randrange(50)}
            for _ in range(choose.randint(1, 6))
        ],
    }
    return json.dumps(record, indent=choose.choice((None, 2))) + "\n"


def _log(choose: random.Random) -> str:
    lines = (
        f"2026-{choose.randint(1, 12):02}-{choose.randint(1, 28):02}T{choose.randint(0, 23):02}:"
        f"{choose.randint(0, 59):02}:{choose.randint(0, 59):02}Z {choose.choice(_LEVELS)} "
        f"[{choose.getrandbits(32):08x}] {choose.choice(_EVENTS)} took "
        f"{choose.randrange(90_000)} ms status={choose.choice((200, 200, 404, 500))}\n"
        for _ in range(8)
    )
    return "".join(lines)

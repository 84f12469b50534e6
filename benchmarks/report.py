"""The report: one table of speeds, one of targets, as text for people and JSON for programs."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.arms import GENERATORS, SMALL_CALLS_EACH, TEXTS
from benchmarks.corpus import TEXT_BYTES
from benchmarks.footprint import Footprint
from benchmarks.processes import Cores
from benchmarks.rounds import Results
from benchmarks.targets import Spread, Verdict

LIBRARIES = ("grpcio", "protobuf", "tiktoken", "toktok-rs", "uvloop")


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run found.

    Args:
        conditions: What the numbers depend on, by name.
        titles: What each arm is, by its name.
        results: The rounds.
        footprints: The starts.
        loaded_pss_mb: PSS of each process of the loaded server after the last round.
        verdicts: The targets.
        extras: Ratios without a target.
        not_run: Arms that were not run, with the reason.
    """

    conditions: Mapping[str, str]
    titles: Mapping[str, str]
    results: Results
    footprints: Sequence[Footprint]
    loaded_pss_mb: Sequence[float]
    verdicts: Sequence[Verdict]
    extras: Mapping[str, Spread]
    not_run: Mapping[str, str]

    def save(self, folder: Path) -> None:
        """Write tokens.md and tokens.json."""
        folder.mkdir(exist_ok=True)
        (folder / "tokens.md").write_text(self.as_markdown(), encoding="utf-8")
        (folder / "tokens.json").write_text(self.as_json(), encoding="utf-8")

    def as_json(self) -> str:
        """All numbers of all rounds."""
        content = asdict(self)
        for verdict, stored in zip(self.verdicts, content["verdicts"], strict=True):
            stored["outcome"] = verdict.outcome
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

    def as_markdown(self) -> str:
        """The tables."""
        parts = [
            "# Counting tokens, side by side",
            "\n".join(f"- {name}: {value}" for name, value in self.conditions.items()),
            self._speeds(),
            self._lone_calls(),
            self._starts(),
            self._targets(),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _speeds(self) -> str:
        rates = ["calls/s", "min..max", "texts/s", "MB/s"]
        head = ["arm", *rates, "server CPU", "generator CPU", "CPU µs/text"]
        rows = [self._speed(name) for name in self.results.measurements]
        rows += [[name, f"not run: {why}", *[""] * 6] for name, why in self.not_run.items()]
        return "## Speed (medians of the rounds)\n\n" + _table(head, rows)

    def _speed(self, name: str) -> list[str]:
        rounds = self.results.measurements[name]
        calls = Spread.of([each.calls_per_s for each in rounds])
        texts = Spread.of([each.texts_per_s for each in rounds])
        speed = Spread.of([each.mb_per_s for each in rounds])
        server = Spread.of([each.server_cpu for each in rounds])
        generator = Spread.of([each.generator_cpu for each in rounds])
        cost = Spread.of([each.cpu_us_per_text for each in rounds])
        return [
            self.titles[name],
            _number(calls.median),
            f"{_number(calls.minimum)}..{_number(calls.maximum)}",
            _number(texts.median),
            f"{speed.median:.2f}",
            f"{server.median:.0%}",
            f"{generator.median:.0%}",
            f"{cost.median:.1f}",
        ]

    def _lone_calls(self) -> str:
        rows = []
        for name, values in self.results.lone_p50_us.items():
            p50 = Spread.of(values)
            spread = f"{p50.minimum:.0f}..{p50.maximum:.0f}"
            rows.append([self.titles[name], f"{p50.median:.0f}", spread])
        if not rows:
            return ""
        head = ["one call in flight", "p50 µs", "min..max"]
        return "## A lone call (median of the rounds' p50)\n\n" + _table(head, rows)

    def _starts(self) -> str:
        rows = [
            [
                str(each.workers),
                f"{each.serving_s:.2f}",
                f"{each.total_mb:.0f}",
                " + ".join(f"{megabytes:.0f}" for megabytes in each.pss_mb),
            ]
            for each in self.footprints
        ]
        if not rows:
            return ""
        head = ["workers", "s to SERVING", "PSS MB", "of which, parent first"]
        text = "## Start and memory (each start)\n\n" + _table(head, rows)
        if self.loaded_pss_mb:
            loaded = " + ".join(f"{megabytes:.0f}" for megabytes in self.loaded_pss_mb)
            text += f"\n\nOne worker after all rounds: {sum(self.loaded_pss_mb):.0f} MB = {loaded}."
        return text

    def _targets(self) -> str:
        rows = [
            [each.name, _spread(each.value, each.unit), _target(each), each.outcome]
            for each in self.verdicts
        ]
        rows += [[name, _spread(value, "x"), "", ""] for name, value in self.extras.items()]
        head = ["ratio of medians", "measured (min..max)", "target", ""]
        return "## Targets\n\n" + _table(head, rows)


def conditions(cores: Cores, *, generator: str, rounds: int, seconds: float) -> dict[str, str]:
    """What the numbers depend on.

    Args:
        cores: Where what ran.
        generator: Name and version of the load generator.
        rounds: How many.
        seconds: About how long each arm was measured in each.
    """
    return {
        "machine": f"{_processor()}, {os.cpu_count()} cores, Linux {platform.release()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "libraries": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
        "load generator": f"{generator}: {GENERATORS} processes for each arm, together "
        f"{GENERATORS * SMALL_CALLS_EACH} small calls in flight, or {GENERATORS} batches or "
        "streams; their own CPU share stands in the table",
        "cores": _pinning(cores),
        "rounds": f"{rounds} of about {seconds:g} s an arm, interleaved; idle peers are paused",
        "texts": f"{TEXTS:,} of {TEXT_BYTES:,} bytes, source code and documentation strings of "
        f"this Python in turn; small calls send {GENERATORS} of them, others in each round, but "
        "the same in all arms",
        "answers": "every count compared with tiktoken's before and after; Steelyard's own counter "
        "said OK for every call of every measurement",
        "HTTP peers": "FastAPI with uvloop, httptools and uvicorn's default logging; the LiteLLM "
        "proxy without a master key; each one worker, its log in a file like Steelyard's",
    }


def _pinning(cores: Cores) -> str:
    if not cores.server:
        return "nothing is pinned"
    return (
        f"every server on core {_list(cores.server)} with all its processes, "
        f"the generator on {_list(cores.generator)}; starts are not pinned"
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(f"| {' | '.join(_padded(line, widths))} |" for line in lines)


def _padded(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *others = zip(line, widths, strict=True)
    return [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]


def _target(verdict: Verdict) -> str:
    return f"{verdict.direction} {verdict.limit:g}{verdict.unit}"


def _spread(value: Spread | None, unit: str) -> str:
    if value is None:
        return "not run"
    return f"{value.median:.2f}{unit} ({value.minimum:.2f}..{value.maximum:.2f})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"  # noqa: PLR2004 - three digits are enough


def _list(cores: frozenset[int]) -> str:
    return ", ".join(map(str, sorted(cores)))


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()

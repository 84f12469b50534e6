"""Measure counting tokens, side by side with what else one could run: ``make bench-tokens``.

Every arm runs once in each round; ratios are those of the medians. Prints the report and writes it
to reports/tokens.md and reports/tokens.json.
"""

import argparse
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import tiktoken

from benchmarks import h2load
from benchmarks.answers import MODEL, GrpcClient
from benchmarks.arms import TEXTS, TEXTS_PER_BATCH, Arm, Material
from benchmarks.corpus import texts as make_texts
from benchmarks.footprint import Footprint, measure_footprints
from benchmarks.grpc_arms import grpc_arms
from benchmarks.peer_arms import peer_arms
from benchmarks.processes import BenchmarkFailed, Cores, Server
from benchmarks.report import Report, conditions
from benchmarks.rounds import Results, run_rounds
from benchmarks.runners import InProcessArm, LoadedArm, Runner
from benchmarks.servers import (
    OPENAI_ONLY,
    fill_tiktoken_cache,
    missing_peers,
    start_bare,
    start_fastapi,
    start_litellm,
    start_steelyard,
)
from benchmarks.targets import extra_ratios, judge

REPORTS = Path(__file__).parent.parent / "reports"
PEER_ARMS = ("fastapi", "fastapi-batch", "litellm")
ARMS = ("bare", "count", "batch", "stream", "in-process", *PEER_ARMS)
FOOTPRINT = "footprint"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured.

    Args:
        rounds: How many.
        seconds: About how long each arm is measured in each.
        starts: How often the server is started with each number of workers.
        pinned: Whether servers and generator keep to cores of their own.
        only: Names out of ARMS and FOOTPRINT.
        require_targets: Whether a missed target is an error.
        not_run: Arms that are left out, with the reason.
    """

    rounds: int
    seconds: float
    starts: int
    pinned: bool
    only: frozenset[str]
    require_targets: bool
    not_run: dict[str, str]


@dataclass(slots=True)
class Bench:
    """What a run holds open.

    Args:
        plan: What is to be measured.
        folder: For everything temporary.
        cores: Where what runs.
        stack: Ends what was started.
    """

    plan: Plan
    folder: Path
    cores: Cores
    stack: contextlib.ExitStack
    servers: dict[str, Server] = field(default_factory=dict)

    def runners(self, material: Material) -> list[Runner]:
        """Start the servers that the plan needs and say what loads them."""
        arms = [*self._grpc_arms(material), *self._peer_arms(material)]
        wanted = [arm for arm in arms if arm.name in self.plan.only]
        runners: list[Runner] = [
            LoadedArm(arm, self.servers[arm.server], self.cores, self.plan.seconds)
            for arm in wanted
        ]
        if InProcessArm.name in self.plan.only:
            runners.append(self._in_process(material))
        return runners

    def loaded_pss_mb(self) -> list[float]:
        """PSS of Steelyard's processes now."""
        return list(self.servers["steelyard"].pss_mb().values())

    def _grpc_arms(self, material: Material) -> list[Arm]:
        steelyard, _ = start_steelyard(
            self.folder, cores=self.cores.server, workers=1, settings=OPENAI_ONLY
        )
        self._keep("steelyard", steelyard)
        with GrpcClient(steelyard.port) as client:
            # The bare handler answers exactly what Steelyard answers, so that both send as much.
            response = client.unary(material.texts[0]).SerializeToString()
        if "bare" in self.plan.only:
            self._keep("bare", start_bare(self.folder, self.cores, response=response))
        return grpc_arms(material, bare_response=response)

    def _peer_arms(self, material: Material) -> list[Arm]:
        if self.plan.only & {"fastapi", "fastapi-batch"}:
            self._keep("fastapi", start_fastapi(self.folder, self.cores))
        if "litellm" in self.plan.only:
            print("starting the LiteLLM proxy", flush=True)
            self._keep("litellm", start_litellm(self.folder, self.cores))
        return peer_arms(material)

    def _in_process(self, material: Material) -> InProcessArm:
        texts_file = self.folder / "texts.json"
        texts_file.write_text(json.dumps(list(material.texts)), encoding="utf-8")
        runner = InProcessArm(texts_file, material.token_counts, self.cores, self.plan.seconds)
        self.stack.callback(runner.stop)
        return runner

    def _keep(self, name: str, server: Server) -> None:
        self.stack.callback(server.stop)
        self.servers[name] = server


def run(plan: Plan) -> Report:
    """Measure all that the plan names."""
    generator = h2load.version()
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        bench = Bench(plan, Path(name), Cores.choose(pinned=plan.pinned), stack)
        material = _material(bench.folder, rounds=plan.rounds)
        footprints = _footprints(bench, material)
        results, loaded_pss_mb = Results({}, {}), list[float]()
        titles: dict[str, str] = {}
        if plan.only & set(ARMS):
            runners = bench.runners(material)
            titles = {each.name: each.title for each in runners}
            results = run_rounds(runners, rounds=plan.rounds, folder=bench.folder)
            loaded_pss_mb = bench.loaded_pss_mb()
        return Report(
            conditions=conditions(
                bench.cores, generator=generator, rounds=plan.rounds, seconds=plan.seconds
            ),
            titles=titles,
            results=results,
            footprints=footprints,
            loaded_pss_mb=loaded_pss_mb,
            verdicts=judge(results, footprints),
            extras=extra_ratios(results),
            not_run=plan.not_run,
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        0; 1 when a required target was missed; 2 when nothing could be measured.
    """
    plan = _plan(_parser().parse_args(arguments))
    try:
        report = run(plan)
    except BenchmarkFailed as failure:
        print(failure, file=sys.stderr)
        return 2
    report.save(REPORTS)
    print(report.as_markdown())
    missed = [each for each in report.verdicts if each.outcome == "not met" and not each.is_goal]
    return 1 if missed and plan.require_targets else 0


def _material(folder: Path, *, rounds: int) -> Material:
    cache = folder / "tiktoken"
    fill_tiktoken_cache(cache)
    os.environ["TIKTOKEN_CACHE_DIR"] = str(cache)  # inherited by whatever runs tiktoken
    texts = make_texts(TEXTS)
    encoding = tiktoken.encoding_for_model(MODEL)
    counts = [len(encoding.encode_ordinary(text)) for text in texts]
    return Material(texts, counts, rounds, folder)


def _footprints(bench: Bench, material: Material) -> list[Footprint]:
    if FOOTPRINT not in bench.plan.only:
        return []
    print("starting Steelyard again and again", flush=True)
    return measure_footprints(
        bench.folder,
        workers=(1, 2),
        starts=bench.plan.starts,
        texts=material.texts[:TEXTS_PER_BATCH],
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, help="rounds (7, or 3 with --quick)")
    parser.add_argument("--seconds", type=float, help="seconds an arm and round (3, or 0.7)")
    parser.add_argument("--starts", type=int, help="starts with each number of workers (5, or 1)")
    parser.add_argument("--quick", action="store_true", help="a minute in all, without the peers")
    parser.add_argument(
        "--unpinned", action="store_true", help="let the scheduler place servers and generator"
    )
    parser.add_argument(
        "--only", help=f"comma-separated names out of {', '.join((*ARMS, FOOTPRINT))}"
    )
    parser.add_argument(
        "--require-targets", action="store_true", help="exit with 1 when a target is missed"
    )
    return parser


def _plan(options: argparse.Namespace) -> Plan:
    chosen = frozenset((options.only or ",".join((*ARMS, FOOTPRINT))).split(","))
    if unknown := chosen - {*ARMS, FOOTPRINT}:
        raise SystemExit(f"no such arm: {', '.join(sorted(unknown))}")
    reason = "left out of the short form" if options.quick else missing_peers()
    not_run = {name: reason for name in PEER_ARMS if reason and name in chosen}
    return Plan(
        rounds=options.rounds or (3 if options.quick else 7),
        seconds=options.seconds or (0.7 if options.quick else 3.0),
        starts=options.starts or (1 if options.quick else 5),
        pinned=not options.unpinned,
        only=chosen - not_run.keys(),
        require_targets=options.require_targets,
        not_run=not_run,
    )


if __name__ == "__main__":
    sys.exit(main())

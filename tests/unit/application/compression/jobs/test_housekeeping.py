"""What is kept of jobs and analyses goes in time, and nothing before."""

from datetime import timedelta

from domain.tokens.kept_analyses import KeptAnalysis
from domain.tokens.model import TokenCount
from domain.tokens.text_analyses import TokenAnalysis
from tests.fakes.compression import PROVENANCE
from tests.unit.application.compression.jobs.world import NOON, JobWorld, text


def test_what_is_kept_long_enough_is_forgotten(world: JobWorld) -> None:
    """Prompts go first, then results, then all that is known of a job."""
    world.created()
    world.worked()
    policy, shift, kept = world.policy, world.shift(), []

    for age_s in (policy.prompt_seconds, policy.result_seconds, policy.record_seconds):
        world.clock.pass_by(age_s + 1)
        forgotten, tables = shift.tidy(), world.memory.tables
        kept.append((forgotten, len(tables.items), len(tables.outcomes), len(tables.jobs)))

    assert [(1, 0, 1, 1), (1, 0, 0, 1), (1, 0, 0, 0)] == kept
    assert {} == world.memory.tables.events


def test_analyses_that_have_expired_are_forgotten(world: JobWorld) -> None:
    """Kept counts go with the same housekeeping, each at its own time."""
    for seconds in (1, 2):
        analysis = KeptAnalysis(
            analysis_id=f"kept for {seconds} s",
            model="m",
            encoding="",
            byte_count=1,
            is_chat=False,
            analysis=TokenAnalysis(TokenCount.exact(1), PROVENANCE),
            created_at=NOON,
            expires_at=NOON + timedelta(seconds=seconds),
        )
        world.memory.tables.analyses[analysis.analysis_id] = analysis
    world.clock.pass_by(1.5)

    forgotten = world.shift().tidy()

    assert 1 == forgotten
    assert ["kept for 2 s"] == list(world.memory.tables.analyses)


def test_it_is_told_how_many_wait(world: JobWorld) -> None:
    """Whoever tidies up tells how many jobs wait, those that are held by a worker not counted."""
    for _ in range(3):
        world.created()
    world.taken()

    world.shift().tidy()

    assert [2] == world.telemetry.waiting


def test_a_forgotten_request_id_makes_a_new_job(world: JobWorld) -> None:
    """A request id is known as long as its job."""
    world.created(request_id="r")
    world.worked()
    world.clock.pass_by(world.policy.record_seconds + 1)
    world.shift().tidy()

    assert "job-2" == world.created(text("other"), request_id="r").job_id


def test_open_jobs_are_never_forgotten(world: JobWorld) -> None:
    """However old, a job that has not ended keeps all that it needs."""
    world.created(text("waits"))
    world.created(text("runs"))
    world.taken()
    before = world.memory.tables
    world.clock.pass_by(10 * world.policy.record_seconds)

    assert 0 == world.shift().tidy()
    assert before == world.memory.tables

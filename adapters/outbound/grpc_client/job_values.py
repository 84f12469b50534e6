"""Compression jobs as the client has them, as values of the domain, and back."""

import steelyard_client as client

from adapters.outbound.grpc_client import compressed, compressing
from domain.compression.jobs.history import JobEvent
from domain.compression.jobs.items import ChatItem, JobItem, TextItem
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.compression.jobs.outcomes import Outcome, Problem


def from_item(item: JobItem) -> client.JobItem:
    """An item, as the client sends it."""
    budget = item.rules.token_budget
    match item:
        case TextItem():
            return client.JobItem.text(
                item.content.text,
                token_budget=budget,
                **compressing.text_arguments(item.selector, item.content, item.rules),
            )
        case ChatItem():
            how = compressing.chat_arguments(item.chat, item.rules, item.staying)
            how["model"] = item.model
            how["unknown_model"] = client.UnknownModel(item.unknown_model.value)
            return client.JobItem.messages(token_budget=budget, **how)


def to_job(job: client.CompressionJob) -> CompressionJob:
    """A job; what only its server needs to know is left empty."""
    return CompressionJob(
        job_id=job.job_id,
        request_id=job.request_id,
        fingerprint="",
        item_count=job.item_count,
        priority=job.priority,
        maximum_attempts=job.maximum_attempt_count,
        created_at=job.create_time,
        deadline=job.deadline,
        updated_at=job.update_time,
        state=_state(job.state),
        attempts=job.attempt_count,
        done_count=job.completed_item_count,
        failed_count=job.failed_item_count,
        is_cancel_requested=job.cancel_requested,
        finished_at=job.finish_time,
        problem=_problem(job.error) if job.error else None,
        sequence=job.sequence,
    )


def to_event(change: client.CompressionJobChange) -> JobEvent:
    """A change of a job."""
    return JobEvent(
        sequence=change.sequence,
        at=change.time,
        state=_state(change.state),
        attempts=change.attempt_count,
        done_count=change.completed_item_count,
        failed_count=change.failed_item_count,
        is_cancel_requested=change.cancel_requested,
        problem=_problem(change.error) if change.error else None,
    )


def to_outcome(
    outcome: client.CompressedText | client.CompressedMessages | client.CompressionFailure,
) -> Outcome:
    """What became of an item; what it was made from is not told."""
    match outcome:
        case client.CompressedText():
            return compressed.to_text(outcome, source="")
        case client.CompressedMessages():
            return compressed.to_chat(outcome, source=None)
        case client.CompressionFailure():
            return _problem(outcome)


def _problem(failure: client.CompressionFailure) -> Problem:
    return Problem(failure.reason, failure.message, dict(failure.metadata))


def _state(state: client.JobState) -> JobState:
    return _STATES.get(state, JobState.RUNNING)


_STATES = {client.JobState(state.value): state for state in JobState}
"""What a newer server says beyond these is a job that has not ended, as far as is known here."""

"""The arguments of calls about what the server keeps, taken by name, as ``**how``."""

from collections.abc import Collection, Mapping
from typing import TypedDict

from steelyard_client.arguments import CallOptions, Chat, Selection
from steelyard_client.enums import JobState


class JobCreation(CallOptions, total=False):
    """How a compression job is made.

    Args:
        job_request_id: Makes the call repeatable: where a job was made under this name before, that
            one is answered, as it stands now; with other items it is refused. At most 128
            characters; a UUID is made up where it is left out, so that the client may try again.
        priority: From 0 to 9; jobs with higher ones are begun first.
        lifetime_seconds: How long the job may take from now; then it expires. The server's default
            where it is left out.
    """

    job_request_id: str
    priority: int
    lifetime_seconds: float


class ResultPages(CallOptions, total=False):
    """How results of a job are read.

    Args:
        page_size: The most results of a page; fewer come where they are large.
    """

    page_size: int


class JobFilter(CallOptions, total=False):
    """Which jobs to list; all of them unless told otherwise.

    Args:
        page_size: The most jobs of a page.
        states: Only those in one of these states.
        job_request_id: Only the one that was made under this name.
    """

    page_size: int
    states: Collection[JobState]
    job_request_id: str


class Labels(TypedDict, total=False):
    """What an analysis is found by.

    Args:
        labels: Such as ``{"service": "search"}``; at most 16, of 64 characters each.
    """

    labels: Mapping[str, str]


class AnalysisCreation(Selection, Chat, Labels, total=False):
    """What is counted and kept: a text or a chat request, one of which must be given.

    Args:
        text: The text.
    """

    text: str


class AnalysisFilter(Labels, CallOptions, total=False):
    """Which analyses to list, those that have all of the labels; all unless told otherwise.

    Args:
        page_size: The most analyses of a page.
        model: Only those for this model.
    """

    page_size: int
    model: str

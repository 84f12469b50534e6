"""What is installed only where it is asked for."""

from domain.shared.errors import FailedPrecondition


class ExtraMissing(FailedPrecondition):
    """Something that is needed is not installed.

    Args:
        need: What cannot be done without it, as ``Parquet files are read``.
        extra: The extra of the distribution that holds it.
    """

    reason = "EXTRA_MISSING"

    def __init__(self, need: str, *, extra: str) -> None:
        super().__init__(f"{need} with steelyard[{extra}], which is not installed", extra=extra)

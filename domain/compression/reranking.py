"""What may go wrong when passages are to be compared with a query by a sentence encoder."""

from domain.shared.errors import FailedPrecondition


class AccuracyTierMissing(FailedPrecondition):
    """The libraries or the model that the tier of high accuracy needs are not installed.

    Args:
        missing: The package that was looked for in vain.
    """

    reason = "ACCURACY_TIER_MISSING"

    def __init__(self, *, missing: str) -> None:
        super().__init__(
            f"high accuracy needs the package {missing}, which the server does not have; "
            "install it with: pip install 'steelyard[accuracy]'",
            extra="accuracy",
        )

"""The pieces of a text as files of a directory."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from adapters.inbound.cli.output import OutputFailed
from adapters.inbound.cli.paths import shown

_LEAST_DIGITS = 4
_SUFFIX = ".txt"


def is_free(folder: Path) -> bool:
    """Whether a directory of that name can take pieces without mixing them with other files."""
    try:
        return not any(folder.iterdir())
    except FileNotFoundError:
        return True
    except OSError:
        return False


def piece_paths(folder: Path, *, count: int, like: str) -> list[Path]:
    """Names for so many pieces that sort in their order.

    Args:
        folder: Where they go.
        count: How many there are.
        like: The file that they are of; they end as it does.
    """
    digits = max(_LEAST_DIGITS, len(str(count)))
    suffix = Path(like).suffix or _SUFFIX
    return [folder / f"{number:0{digits}}{suffix}" for number in range(1, count + 1)]


def write_pieces(paths: Sequence[Path], texts: Iterable[str]) -> None:
    """Write each piece into its file, in UTF-8 and with the line ends that it has.

    Raises:
        OutputFailed: One cannot be written.
    """
    for path, text in zip(paths, texts, strict=True):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        except OSError as error:
            raise OutputFailed(f"{shown(path)} cannot be written: {error.strerror}") from None

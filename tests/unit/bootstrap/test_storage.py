"""Where the storage is, what seals it, which queue it has, and how its tables come about."""

import base64
import stat
from pathlib import Path

import pytest

from adapters.outbound.plain.seal import PlainSeal
from adapters.outbound.procrastinate.queue import ProcrastinateQueue
from adapters.outbound.sql.migration import current
from adapters.outbound.sql.queue import LeasedQueue
from adapters.outbound.sql.schema import REVISIONS
from bootstrap.settings import StorageSettings
from bootstrap.storage import migrate_storage, prepare_storage, queue_for, seal_for, storage_url
from domain.shared.errors import InvalidValue
from domain.shared.storage import StorageUnavailable

PLAIN = b"what a prompt said"
WHERE = "compression_job/1/items/0"


def sqlite_at(path: Path) -> StorageSettings:
    return StorageSettings(url=f"sqlite:///{path}")


def key_file(folder: Path, *keys: bytes) -> Path:
    """A file that holds these keys and that nobody else may read."""
    file = folder / "keys"
    file.write_text("".join(f"{base64.b64encode(key).decode()}\n" for key in keys))
    file.chmod(0o600)
    return file


def test_a_storage_that_is_named_is_taken() -> None:
    """The URL of the settings is the one."""
    url = "postgresql://example.test/steelyard"

    assert url == storage_url(StorageSettings(url=url))


def test_without_a_name_it_is_a_file_in_the_folder_for_state(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """XDG_STATE_HOME says where programs keep such things."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    assert f"sqlite:///{tmp_path}/steelyard/steelyard.db" == storage_url(StorageSettings())


@pytest.mark.parametrize("state_home", [None, ""])
def test_without_a_folder_for_state_it_is_at_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, state_home: str | None
) -> None:
    """Where the variable is empty, the folder is the one that it would name by default."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    if state_home is not None:
        monkeypatch.setenv("XDG_STATE_HOME", state_home)
    expected = f"sqlite:///{tmp_path}/.local/state/steelyard/steelyard.db"

    assert expected == storage_url(StorageSettings())


def test_without_keys_nothing_is_sealed() -> None:
    """An operator who wants it says so."""
    assert isinstance(seal_for(StorageSettings()), PlainSeal)


def test_with_keys_everything_is_sealed(tmp_path: Path) -> None:
    """What is stored can be read back, and only with the key."""
    seal = seal_for(StorageSettings(key_file=str(key_file(tmp_path, bytes(32)))))

    sealed = seal.close(PLAIN, place=WHERE)

    assert PLAIN not in sealed
    assert PLAIN == seal.open(sealed, place=WHERE)


def test_what_was_stored_before_there_were_keys_can_be_read(tmp_path: Path) -> None:
    """Keys can be introduced while there are jobs."""
    seal = seal_for(StorageSettings(key_file=str(key_file(tmp_path, bytes(32)))))
    earlier = seal_for(StorageSettings()).close(PLAIN, place=WHERE)

    assert PLAIN == seal.open(earlier, place=WHERE)


@pytest.mark.parametrize("keys", [(), (b"short",), (bytes(32), bytes(32))])
def test_keys_that_are_none_are_wrong_settings(tmp_path: Path, keys: tuple[bytes, ...]) -> None:
    """No program starts with a file that holds no keys, a short one or one twice."""
    settings = StorageSettings(key_file=str(key_file(tmp_path, *keys)))

    with pytest.raises(InvalidValue, match="the file with the storage keys cannot be used"):
        seal_for(settings)


def test_keys_that_are_not_there_are_wrong_settings(tmp_path: Path) -> None:
    """To go on without would store prompts for everybody to read."""
    with pytest.raises(InvalidValue, match="cannot be read"):
        seal_for(StorageSettings(key_file=str(tmp_path / "missing")))


def test_each_kind_of_database_has_its_queue() -> None:
    """A table with leases in SQLite, the library's in PostgreSQL."""
    made = queue_for("postgresql://example.test/steelyard")

    assert LeasedQueue is queue_for("sqlite:////any.db")
    assert isinstance(made(NoTransaction()), ProcrastinateQueue)  # type: ignore[arg-type] # lends nothing


class NoTransaction:
    """Something that a queue may be made for and not used with."""

    def lend(self) -> None:
        """Nothing."""


def test_tables_are_made_with_their_folder(tmp_path: Path) -> None:
    """Both are for the user alone."""
    file = tmp_path / "state" / "steelyard" / "steelyard.db"

    revision = migrate_storage(sqlite_at(file))

    assert REVISIONS[-1] == revision
    assert [0o700, 0o600] == [stat.S_IMODE(each.stat().st_mode) for each in (file.parent, file)]


def test_tables_go_back_and_forward(tmp_path: Path) -> None:
    """To a revision, to none, and to the latest."""
    settings = sqlite_at(tmp_path / "steelyard.db")
    steps = ["head", REVISIONS[0], "base", "head", "head"]

    actual = [migrate_storage(settings, to=step) for step in steps]

    assert [REVISIONS[-1], REVISIONS[0], "", REVISIONS[-1], REVISIONS[-1]] == actual


def test_a_revision_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    """Whoever mistypes it is told so, and the tables stay as they are."""
    settings = sqlite_at(tmp_path / "steelyard.db")
    migrate_storage(settings)

    with pytest.raises(InvalidValue, match="nonsense"):
        migrate_storage(settings, to="nonsense")

    assert REVISIONS[-1] == current(settings.url)


def test_a_start_makes_the_tables_of_a_file(tmp_path: Path) -> None:
    """Nobody has to prepare an embedded database."""
    settings = sqlite_at(tmp_path / "steelyard.db")

    prepare_storage(settings)

    assert REVISIONS[-1] == current(settings.url)


def test_a_start_leaves_the_tables_of_a_server_alone() -> None:
    """Those are migrated by their operator; a start does not even ask for them."""
    prepare_storage(StorageSettings(url="postgresql://127.0.0.1:1/nobody"))


@pytest.mark.parametrize("name", ["file/steelyard.db", "file/deeper/steelyard.db", "file", "."])
def test_a_storage_that_cannot_be_prepared_holds_nothing_up(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither a folder that cannot be made nor a file that is no database ends a start."""
    (tmp_path / "file").write_text("this is no database, and no folder either" * 100)

    prepare_storage(sqlite_at(tmp_path / name))

    assert StorageUnavailable.reason in "".join(capsys.readouterr())


def test_a_url_that_names_nothing_holds_nothing_up_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It makes no folder of that name: whoever builds the storage says what is wrong."""
    monkeypatch.chdir(tmp_path)

    prepare_storage(StorageSettings(url="sqlite:some/where.db"))

    assert [] == list(tmp_path.iterdir())

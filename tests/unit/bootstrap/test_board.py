from bootstrap.board import WorkerBoard, WorkerState


def test_no_worker_serves_at_first() -> None:
    """A new board says that nothing is ready."""
    board = WorkerBoard(2)

    assert (False, False) == (board.any_serving(), board.all_serving())


def test_one_of_two_serves() -> None:
    """Calls are answered, but the start is not complete."""
    board = WorkerBoard(2)
    board.set(1, WorkerState.SERVING)

    assert (True, False) == (board.any_serving(), board.all_serving())


def test_a_draining_worker_does_not_serve() -> None:
    """On the way out, nothing is ready."""
    board = WorkerBoard(1)
    board.set(0, WorkerState.SERVING)
    board.set(0, WorkerState.DRAINING)

    assert not board.any_serving()

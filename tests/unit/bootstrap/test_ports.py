import socket

import pytest

from bootstrap.ports import CannotListen, listen_alone, reserve_port


def test_a_reserved_port_can_be_shared_by_workers() -> None:
    """A socket with SO_REUSEPORT may listen beside the reservation."""
    reserved = reserve_port("127.0.0.1", 0)
    with reserved, socket.socket() as worker:
        worker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        worker.bind(reserved.getsockname())
        worker.listen()

        assert reserved.getsockname() == worker.getsockname()


def test_a_reserved_port_cannot_be_reserved_again() -> None:
    """A second server does not join the first silently, even before the first listens."""
    with reserve_port("127.0.0.1", 0) as reserved, pytest.raises(CannotListen, match="in use"):
        reserve_port("127.0.0.1", reserved.getsockname()[1])


def test_a_port_that_somebody_listens_on_is_in_use() -> None:
    """Sharing by the other side does not help."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()

        for claim in (reserve_port, listen_alone):
            with pytest.raises(CannotListen, match="in use"):
                claim("127.0.0.1", other.getsockname()[1])


def test_an_address_of_another_machine_cannot_be_listened_on() -> None:
    """The sentence names the address and the reason."""
    with pytest.raises(CannotListen, match=r"cannot listen on 192\.0\.2\.1:0: "):
        listen_alone("192.0.2.1", 0)

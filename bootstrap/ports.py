"""TCP ports: proved free before anything starts, and kept until it ends."""

import errno
import socket


class CannotListen(Exception):
    """The port is taken or the address is not this machine's; the message is for a person."""


def reserve_port(host: str, port: int) -> socket.socket:
    """Keep a port for workers that will share it.

    The port is first bound alone, which fails when anybody listens there, be it with a shared port;
    then with sharing, so that nobody else can take it alone while the workers come and go.

    Returns:
        A bound socket that does not listen; its name holds the real port when 0 was asked for.

    Raises:
        CannotListen: Somebody listens there already.
    """
    alone = _bound(host, port, option=socket.SO_REUSEADDR)
    taken = alone.getsockname()[1]
    alone.close()
    return _bound(host, taken, option=socket.SO_REUSEPORT)


def listen_alone(host: str, port: int) -> socket.socket:
    """Listen on a port that is not shared.

    Raises:
        CannotListen: Somebody listens there already.
    """
    listening = _bound(host, port, option=socket.SO_REUSEADDR)
    listening.listen(128)
    return listening


def _bound(host: str, port: int, *, option: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, option, 1)
        made.bind((host, port))
    except OSError as error:
        made.close()
        if error.errno == errno.EADDRINUSE:
            raise CannotListen(f"{host}:{port} is in use by another process") from None
        raise CannotListen(f"cannot listen on {host}:{port}: {error.strerror}") from None
    return made

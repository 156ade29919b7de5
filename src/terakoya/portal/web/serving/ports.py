"""Whether an address is free. Uses nothing but the standard library, so that `make start` can
ask before anything is installed."""

from __future__ import annotations

import socket


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens there; a server that shares its port counts as listening."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(host: str, port: int) -> bool:
    """Whether somebody accepts connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def taken_sentence(port: int) -> str:
    """What to do about a port that is taken."""
    return (
        f"Port {port} is taken by another program. "
        f"End that program, or choose another port: PORT={port + 1} make start"
    )

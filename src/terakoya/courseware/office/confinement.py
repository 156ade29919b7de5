"""A program that sees only what it needs of the disk: Linux's Landlock, without root.

`python -I confinement.py FOLDER PROGRAM ARGUMENTS` gives up every folder but the system's
programs and `FOLDER`, for itself and all that it starts, and becomes the program. Knows the
standard library alone, since it runs by itself. https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import Final

# Linux numbers its newer calls alike on all architectures (but Alpha).
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_BENEATH, _VERSION = 1, 1  # LANDLOCK_RULE_PATH_BENEATH, LANDLOCK_CREATE_RULESET_VERSION
_NO_NEW_PRIVILEGES = 38  # PR_SET_NO_NEW_PRIVS
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_REMOVE_FILE, _MAKE_SOCK = 1 << 5, 1 << 9
_ALL: Final = (1 << 13) - 1  # every right over files that the first version knows
_READ: Final = _EXECUTE | _READ_FILE | _READ_DIR
_OF_FILES: Final = _EXECUTE | _WRITE_FILE | _READ_FILE

SYSTEM: Final = tuple(
    map(Path, ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store"))
)
# No /proc: it would show the environment, and so the secrets, of other processes.
_DEVICES: Final = tuple(map(Path, ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")))
# Of /etc only what programs ask for: fonts, names, time, libraries, LibreOffice's own settings.
_ETC: Final = (
    "alternatives", "fonts", "group", "host.conf", "hosts", "java", "ld.so.cache", "ld.so.conf",
    "ld.so.conf.d", "libreoffice", "locale.alias", "localtime", "machine-id", "nsswitch.conf",
    "papersize", "passwd", "resolv.conf", "ssl/certs", "ssl/openssl.cnf", "timezone",
)  # fmt: skip
_CACHES: Final = (
    Path("/var/cache/fontconfig"),
    Path("/var/lib/libreoffice"),
    Path("/var/spool/libreoffice"),
)
_PIPES: Final = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - where LibreOffice has its socket


def can_confine() -> bool:
    """Whether this machine's kernel has Landlock, and has it switched on."""
    if sys.platform != "linux":
        return False
    return bool(_libc().syscall(_CREATE, None, 0, _VERSION) >= 1)


def readable(program: str) -> list[Path]:
    """The folders and files that a confined program can read, its own installation included."""
    own = Path(program).resolve().parent.parent
    return [*SYSTEM, own, *(Path("/etc") / name for name in _ETC), *_CACHES]


def is_readable(path: Path, program: str) -> bool:
    """Whether a confined program could read a path."""
    where = path.resolve()
    return any(where.is_relative_to(one.resolve()) for one in readable(program))


def confined(folder: Path, command: list[str]) -> list[str]:
    """The command that runs a command so; the command itself where the system cannot."""
    if not can_confine():
        return command
    return [sys.executable, "-I", str(Path(__file__).absolute()), str(folder), *command]


class _Ruleset(ctypes.Structure):
    _fields_ = [("handled", ctypes.c_uint64)]


class _Rule(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def _restrict(folder: Path, program: str) -> None:
    """Give up all but what is named here, for this process and its children, for good."""
    libc, ruleset = _libc(), _Ruleset(_ALL)
    rules = _checked(libc.syscall(_CREATE, ctypes.byref(ruleset), ctypes.sizeof(ruleset), 0))
    allowed = [(one, _READ) for one in readable(program)]
    allowed += [(one, _MAKE_SOCK | _REMOVE_FILE) for one in _PIPES]
    allowed += [(one, _READ | _WRITE_FILE) for one in _DEVICES]
    allowed.append((folder, _ALL))
    for path, rights in allowed:
        if path.exists():
            _allow(libc, rules, path, rights if path.is_dir() else rights & _OF_FILES)
    _checked(libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _checked(libc.syscall(_RESTRICT, rules, 0))
    os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = _Rule(rights, descriptor)
        _checked(libc.syscall(_ADD, rules, _BENEATH, ctypes.byref(rule), 0))
    finally:
        os.close(descriptor)


def main() -> None:
    """Confine this process and become the program."""
    folder, program, *arguments = sys.argv[1:]
    _restrict(Path(folder), program)
    os.execv(program, [program, *arguments])  # noqa: S606 - becoming it is the point


if __name__ == "__main__":
    main()

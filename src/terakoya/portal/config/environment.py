"""Typed reading of the environment."""

from __future__ import annotations

import ipaddress
import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def env_text(name: str, default: str = "") -> str:
    """A text setting."""
    return os.environ.get(name, default)


def env_bool(name: str, default: bool) -> bool:
    """A yes-or-no setting: 1, true, yes, on (anything else is no)."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def env_int(name: str, default: int) -> int:
    """A whole number; a sentence for anything else."""
    value = os.environ.get(name, "").strip()
    if value and not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number.")
    return int(value or default)


def env_list(name: str, default: str = "") -> list[str]:
    """A list divided by commas."""
    return [part.strip() for part in env_text(name, default).split(",") if part.strip()]


def env_networks(name: str) -> list[str]:
    """Addresses and networks, and the word unix; a sentence for anything else."""
    return [entry if entry == "unix" else _network(name, entry) for entry in env_list(name)]


def _network(name: str, entry: str) -> str:
    try:
        return str(ipaddress.ip_network(entry.strip("[]"), strict=False))
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} names {entry!r}; it must be an address such as 10.0.0.5, a network such as "
            "10.0.0.0/24, or the word unix."
        ) from None


def secret_key(var: Path) -> str:
    """The secret of TERAKOYA_SECRET_KEY, or one made once and kept under `var/`."""
    given = env_text("TERAKOYA_SECRET_KEY")
    if given:
        return given
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_once(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def beside(var: Path, name: str) -> Path:
    """A folder next to `var/`; next to one of another name it bears that name as well."""
    return var.absolute().with_name(name if var.name == "var" else f"{var.name}-{name}")


def _write_once(path: Path, text: str) -> None:
    """Write a private file unless another process is first; nobody ever reads half of it."""
    own = path.with_name(f"{path.name}.{os.getpid()}")
    own.touch(mode=0o600)
    own.write_text(text, encoding="ascii")
    with suppress(FileExistsError):
        os.link(own, path)
    own.unlink()


def database(url: str) -> dict[str, object]:
    """Django's database settings for `sqlite:///path` or `postgresql://user:pw@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path.removeprefix("/")) or ":memory:",
            # Opening the file anew for every request costs as much as a whole progress batch.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                # FULL: what the page calls saved is on disk. secure_delete: freed pages of the
                # file are overwritten, so that nothing of a survey can be read from them.
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
                    "PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728"
                ),
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.pop("host", parts.hostname or ""),
            "PORT": str(parts.port or ""),
            # The pool asks a connection before it gives it, so that a restart of the server costs
            # no page; it costs half a millisecond a request.
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {
                "pool": {"min_size": 1, "max_size": 8, "timeout": 20},
                # Compiling a plan takes 0.3 s where 受講状況 counts 100,000 members in 0.2.
                # With the usual 4 MB it writes what it joins and sorts for that to the disk.
                "options": "-c jit=off -c work_mem=16MB",
            },
        }
    raise ImproperlyConfigured(
        f"TERAKOYA_DATABASE begins with {parts.scheme!r}; it must be "
        "sqlite:///path or postgresql://user:password@host:port/name."
    )

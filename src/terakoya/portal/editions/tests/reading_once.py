"""Files that are read in the process of the test, and only once by who reads them alike.

A process of its own draws and reads everything for the first time: reading the flagship's deck
takes a second of a core there, and patching it four. That files are read in such a process is
tried by `test_killed` and by those tests that ask for `read_apart`.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from terakoya.courseware.imports.resource_limits import within_limits

_answers: dict[bytes, bytes] = {}


def read_here(patch: pytest.MonkeyPatch, *modules: str) -> None:
    """Let what modules of the portal read `within_limits` be read here, and kept."""
    for module in modules:
        patch.setattr(f"terakoya.portal.{module}.within_limits", _remembered)


def read_apart(patch: pytest.MonkeyPatch, *modules: str) -> None:
    """Let them read in processes of their own again."""
    for module in modules:
        patch.setattr(f"terakoya.portal.{module}.within_limits", within_limits)


def _remembered(read: Callable[..., Any], *given: Any, page_image: Any = None, **named: Any) -> Any:
    looks = type(page_image).__qualname__
    asked = pickle.dumps((read.__module__, read.__qualname__, given, sorted(named.items()), looks))
    key = hashlib.sha256(asked).digest()
    if key not in _answers:
        drawn = {"page_image": page_image} if page_image is not None else {}
        _answers[key] = pickle.dumps(read(*given, **named, **drawn))
    return pickle.loads(_answers[key])

"""How people write the place of a department: 「営業部/第一課」."""

from __future__ import annotations

import re
from typing import Final

from .errors import DepartmentNameUnusable, DepartmentTooDeep
from .names import clean_line

DEEPEST: Final = 8
LONGEST: Final = 100
_BETWEEN: Final = re.compile(r"\s*[/／>＞]\s*")


def split_path(text: str) -> tuple[str, ...]:
    """The names from the root; a refusal for empty names or too deep a path."""
    names = tuple(
        clean_line(name, most=LONGEST, field="department")
        for name in _BETWEEN.split(text.strip().strip("/／"))
    )
    if len(names) > DEEPEST:
        raise DepartmentTooDeep(most=DEEPEST)
    if not all(names):
        raise DepartmentNameUnusable(field="department")
    return names


def clean_department_name(name: str) -> str:
    """One name of the path."""
    cleaned = clean_line(name, most=LONGEST, field="name")
    if not cleaned or _BETWEEN.search(cleaned):
        raise DepartmentNameUnusable
    return cleaned

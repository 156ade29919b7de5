"""What services are given."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """An inquiry as it was typed; `seats` is people, `months` the term."""

    kind: str
    company: str
    name: str
    email: str
    phone: str
    seats: int | None
    months: int | None
    message: str
    language: str

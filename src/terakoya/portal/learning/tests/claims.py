"""What a player may report, in seconds after an opening; and a course of four slides."""

from __future__ import annotations

from terakoya.portal.learning.gate import Need
from terakoya.portal.learning.progress import Report

OPENED = 1_000_000.0
NEEDS = (
    Need("intro", {"ja": 60.0, "en": 70.0}, 20.0),
    Need("law", {"ja": 80.0, "en": 80.0}, 30.0),
    Need("case", {"ja": 100.0, "en": 90.0}, 40.0, asks=True),
    Need("harsh", {"ja": 50.0, "en": 50.0}, 25.0, asks=True, skippable=True),
)


def read(slide: str, start: float, end: float, language: str = "ja") -> Report:
    """It was visible between two moments."""
    return Report(slide, "read", language, OPENED + end, ((OPENED + start, OPENED + end),))


def heard(
    slide: str, start: float, end: float, language: str = "ja", *, at: float = 0, speed: float = 2
) -> Report:
    """Seconds of its narration were heard, from a moment on."""
    until = OPENED + at + (end - start) / speed
    return Report(slide, "heard", language, until, ((start, end),), moments=((OPENED + at, until),))


def seen(slide: str, at: float) -> Report:
    """It was opened."""
    return Report(slide, "seen", "ja", OPENED + at)


def answered(slide: str, answer: str) -> Report:
    """A choice was tried."""
    return Report(slide, "answered", "ja", OPENED, answer=answer)

"""A vendor's update merged into a company's edition (`docs/algorithms/merge.md`)."""

from .course import merge, rebased, resolve
from .model import Choice, Conflict, ConflictKind, Merged, Misfit, Notice, NoticeKind, Take

__all__ = [
    "Choice",
    "Conflict",
    "ConflictKind",
    "Merged",
    "Misfit",
    "Notice",
    "NoticeKind",
    "Take",
    "merge",
    "rebased",
    "resolve",
]

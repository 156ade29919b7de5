"""What one edition changed against another (`docs/algorithms/diff.md`)."""

from .model import Diff, FieldChange, PartDiff, State
from .parts import diff, part_changes
from .words import Span, word_spans

__all__ = ["Diff", "FieldChange", "PartDiff", "Span", "State", "diff", "part_changes", "word_spans"]

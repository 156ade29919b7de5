"""Which marks are drawn: ✓ △ ✕ of judgements, and the signs of the two axes."""

from __future__ import annotations

from enum import StrEnum

from ..model import Judgement


class Mark(StrEnum):
    """A drawn mark; the value ends its shape's name."""

    CHECK = "check"
    TRIANGLE = "triangle"
    CROSS = "cross"
    BOX = "box"
    SPEECH = "speech"


JUDGEMENT_MARKS = {
    Judgement.FAIR: Mark.CHECK,
    Judgement.MAY: Mark.TRIANGLE,
    Judgement.UNFAIR: Mark.CROSS,
    Judgement.DEPENDS: Mark.TRIANGLE,
}
AXIS_MARKS = {"demand": Mark.BOX, "manner": Mark.SPEECH}

# Each mark is drawn in open strokes on a field of 24 × 24.
MARK_PATHS: dict[Mark, str] = {
    Mark.CHECK: "M4.5 12.5 L9.5 17.5 L19.5 6.5",
    Mark.CROSS: "M6 6 L18 18 M18 6 L6 18",
    Mark.TRIANGLE: "M12 4 L21 20 L3 20 Z M12 10 L12 14 M12 17 L12 17.1",
    Mark.BOX: "M4 8 L12 4 L20 8 L20 17 L12 21 L4 17 Z M4 8 L12 12 L20 8 M12 12 L12 21",
    Mark.SPEECH: (
        "M4 5 L20 5 L20 16 L11 16 L6 20 L6 16 L4 16 Z "
        "M8.5 10.5 L8.6 10.5 M12 10.5 L12.1 10.5 M15.5 10.5 L15.6 10.5"
    ),
}

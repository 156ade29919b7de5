"""Which marks are drawn: ✓ △ ✕ of judgements, and the signs of the two axes."""

from __future__ import annotations

from enum import StrEnum
from math import cos, radians, sin

from ..model import Judgement


class Mark(StrEnum):
    """A drawn mark; the value ends its shape's name."""

    CHECK = "check"
    TRIANGLE = "triangle"
    CROSS = "cross"
    CIRCLE = "circle"
    BOX = "box"
    SPEECH = "speech"
    BOOK = "book"
    LENS = "lens"
    PEOPLE = "people"
    VOICE = "voice"
    HAND_OVER = "hand-over"
    RECORD = "record"
    DECLINE = "decline"
    HANG_UP = "hang-up"
    LEAVE = "leave"


JUDGEMENT_MARKS = {
    Judgement.FAIR: Mark.CHECK,
    Judgement.MAY: Mark.TRIANGLE,
    Judgement.UNFAIR: Mark.CROSS,
    Judgement.DEPENDS: Mark.TRIANGLE,
}
AXIS_MARKS = {"demand": Mark.BOX, "manner": Mark.SPEECH}


def _arc(x: float, y: float, radius: float, start: float, end: float) -> str:
    """The points of an arc, by degrees from the right downwards, for strokes that are straight."""
    steps = max(4, round(abs(end - start) / 18))
    angles = (radians(start + (end - start) * step / steps) for step in range(steps + 1))
    return " L".join(f"{x + radius * cos(a):.2f} {y + radius * sin(a):.2f}" for a in angles)


# Each mark is drawn in open strokes on a field of 24 × 24.
MARK_PATHS: dict[Mark, str] = {
    Mark.CHECK: "M4.5 12.5 L9.5 17.5 L19.5 6.5",
    Mark.CROSS: "M6 6 L18 18 M18 6 L6 18",
    Mark.CIRCLE: f"M{_arc(12, 12, 8.5, 0, 360)} Z",
    Mark.TRIANGLE: "M12 4 L21 20 L3 20 Z M12 10 L12 14 M12 17 L12 17.1",
    Mark.BOX: "M4 8 L12 4 L20 8 L20 17 L12 21 L4 17 Z M4 8 L12 12 L20 8 M12 12 L12 21",
    Mark.SPEECH: (
        "M4 5 L20 5 L20 16 L11 16 L6 20 L6 16 L4 16 Z "
        "M8.5 10.5 L8.6 10.5 M12 10.5 L12.1 10.5 M15.5 10.5 L15.6 10.5"
    ),
    Mark.BOOK: (
        "M12 6 L10 5 L7 4.2 L4 4 L4 18 L7 18.2 L10 19 L12 20 "
        "L14 19 L17 18.2 L20 18 L20 4 L17 4.2 L14 5 L12 6 L12 20"
    ),
    Mark.LENS: f"M{_arc(10.5, 10.5, 6.5, 0, 360)} M15.5 15.5 L21 21 M7.8 10.5 L9.8 12.5 L13.3 8.5",
    Mark.PEOPLE: (
        f"M{_arc(8, 8, 3.5, 0, 360)} M2 20 L2.4 17.4 L3.6 15.3 L5.5 14 L8 13.5 L10.5 14 "
        f"L12.4 15.3 L13.6 17.4 L14 20 M{_arc(17, 9.5, 2.6, 0, 360)} "
        "M17 15 L19 15.4 L20.7 16.6 L21.6 18.2 L22 20"
    ),
    Mark.VOICE: (
        "M4 9.5 L4 14.5 L7.5 14.5 L12 18.5 L12 5.5 L7.5 9.5 Z "
        "M16 12 L21 12 M15.5 8.5 L19 6.5 M15.5 15.5 L19 17.5"
    ),
    Mark.HAND_OVER: "M4 8 L17 8 L13.5 4.5 M20 16 L7 16 L10.5 19.5",
    Mark.RECORD: (
        f"M9 6 L{_arc(12, 6, 3, 180, 360)} L15 11 L{_arc(12, 11, 3, 0, 180)} L9 6 "
        f"M{_arc(12, 11.5, 6.5, 180, 0)} M12 18 L12 21.5"
    ),
    Mark.DECLINE: f"M{_arc(12, 12, 8.5, 0, 360)} M6 6 L18 18",
    Mark.HANG_UP: (
        "M3 16 L3 14.5 L4.2 11.8 L7.5 9.8 L12 9 L16.5 9.8 L19.8 11.8 L21 14.5 L21 16 L16 16 "
        "L16 12.8 L12 12.2 L8 12.8 L8 16 Z M12 2 L12 6.6 M9.5 4.5 L12 7 L14.5 4.5"
    ),
    Mark.LEAVE: "M13 21 L5 21 L5 3 L13 3 M10 12 L21 12 M17.5 8.5 L21 12 L17.5 15.5",
}

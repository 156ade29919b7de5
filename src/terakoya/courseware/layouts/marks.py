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

"""What a course cannot hold or what somebody should look at, each with its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Loss(StrEnum):
    """Kinds of notices; the sentences and mends are in `languages/`."""

    TEXT_BOX = "text-box"
    EXTRA_PICTURE = "extra-picture"
    EXTRA_TABLE = "extra-table"
    SHAPE = "shape"
    PICTURE_GONE = "picture-gone"
    MERGED_CELLS = "merged-cells"
    FIXED_WORD = "fixed-word"
    ANSWER_KICKER = "answer-kicker"
    DESK_LINE = "desk-line"
    TABLE_ROW = "table-row"
    SHEET_GONE = "sheet-gone"
    EXTRA_SHEET = "extra-sheet"
    CHART = "chart"
    SMART_ART = "smart-art"
    OLE = "ole"
    VIDEO = "video"
    AUDIO = "audio"
    LINKED_PICTURE = "linked-picture"
    UNFIT_PICTURE = "unfit-picture"
    SHRUNK_PICTURE = "shrunk-picture"
    CROPPED_PICTURE = "cropped-picture"
    NO_ALT = "no-alt"
    ANIMATION = "animation"
    TRANSITION = "transition"
    COMMENT = "comment"
    VERTICAL_TEXT = "vertical-text"
    FONT = "font"
    OVERFLOW = "overflow"
    MACROS = "macros"
    OTHER_REVISION = "other-revision"
    AS_PICTURE = "as-picture"
    NO_PICTURE = "no-picture"
    LAYOUT_UNFIT = "layout-unfit"
    LAYOUT_CHANGED = "layout-changed"
    VALUE = "value"
    BY_LIKENESS = "by-likeness"
    UNSURE = "unsure"
    EMPTY_NOTES = "empty-notes"
    BANK_SHOWN = "bank-shown"


@dataclass(frozen=True)
class Notice:
    """One notice; `page` is `None` where it concerns the whole file."""

    loss: Loss
    page: int | None
    values: Mapping[str, str] = field(default_factory=dict)

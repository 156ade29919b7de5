"""The services of editions, one module a subject."""

from .drafts import open_edition
from .questions import (
    add_question,
    confirm_question,
    edit_question,
    remove_question,
    revert_question,
)
from .releases import (
    ReleaseDetails,
    ask_release,
    decide_release,
    publish_due_releases,
    restore_draft,
    return_to_revision,
    stop_edition,
    withdraw_release,
)
from .slides import (
    add_company_slide,
    confirm_translation,
    edit_slide,
    hide_slide,
    move_slide,
    remove_slide,
    return_to_bank,
    revert_field,
    revert_slide,
    show_slide,
    take_from_bank,
)

__all__ = [
    "ReleaseDetails",
    "add_company_slide",
    "add_question",
    "ask_release",
    "confirm_question",
    "confirm_translation",
    "decide_release",
    "edit_question",
    "edit_slide",
    "hide_slide",
    "move_slide",
    "open_edition",
    "publish_due_releases",
    "remove_question",
    "remove_slide",
    "restore_draft",
    "return_to_bank",
    "return_to_revision",
    "revert_field",
    "revert_question",
    "revert_slide",
    "show_slide",
    "stop_edition",
    "take_from_bank",
    "withdraw_release",
]

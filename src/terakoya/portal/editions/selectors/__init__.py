"""What pages show of editions; writes nothing."""

from __future__ import annotations

from .base import base_content, field_rows, preview_html, preview_transcript, spoken
from .lists import approvals_for, course_rows, newest_update_of, offered_of, update_news
from .outline import outline_of, variable_uses
from .questions import is_of_base, pool_of, question_form
from .releases import (
    changed_slides,
    has_unpublished_changes,
    is_first_of_own,
    kind_to_publish,
    open_release_of,
    releases_of,
)
from .slide import SlideForm, add_page, has_slide, slide_form

__all__ = [
    "SlideForm",
    "add_page",
    "approvals_for",
    "base_content",
    "changed_slides",
    "course_rows",
    "field_rows",
    "has_slide",
    "has_unpublished_changes",
    "is_first_of_own",
    "is_of_base",
    "kind_to_publish",
    "newest_update_of",
    "offered_of",
    "open_release_of",
    "outline_of",
    "pool_of",
    "preview_html",
    "preview_transcript",
    "question_form",
    "releases_of",
    "slide_form",
    "spoken",
    "update_news",
    "variable_uses",
]

"""The fidelity report: what became of every page, and what a course cannot hold of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from ....field_names import field_label
from ....fields import Leaf
from ....model import SCHEMA
from .notice_groups import tone_of
from .notices import Notice
from .words import entries_of, word


class State(StrEnum):
    """What became of a slide; one may be several, such as moved and edited."""

    SAME = "same"
    EDITED = "edited"
    MOVED = "moved"
    COPIED = "copied"
    NEW = "new"
    HIDDEN = "hidden"
    SHOWN = "shown"
    UNSURE = "unsure"
    DELETED = "deleted"


class PageForm(StrEnum):
    """What a page of a deck became that made a course, and whether somebody has to look."""

    WORDS = "words"  # テキストで再現
    PICTURE = "picture"  # ページの絵として
    CHECK = "check"  # 要確認


@dataclass(frozen=True)
class FieldEdit:
    """A field that the deck changed; `None` where it was not there before, or is gone.

    `path` is that of the deck, of what was removed that of the base. An element of a list that
    came, went or moved is one edit with all its words.
    """

    path: str
    before: Leaf
    after: Leaf
    op: Literal["edited", "added", "removed", "moved"] = "edited"


@dataclass(frozen=True)
class SlideReport:
    """One slide: its pages in the deck (none for a deleted one) and what became of it.

    `form` is set where a deck made a course of its own; `reasons` are then the notices that say
    why, or what has to be looked at.
    """

    slide: str
    title: str
    pages: tuple[int, ...]
    states: tuple[State, ...]
    edits: tuple[FieldEdit, ...] = ()
    copied_from: str = ""
    candidate: str = ""
    by_likeness: bool = False
    chapter: str = ""
    form: PageForm | None = None
    reasons: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Names:
    """What people call what the report names by keys, in the language of the deck.

    `labels` are those of the company values by key, `values` what texts are filled in with,
    `chapters` the titles of the chapters as they were.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    chapters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FidelityReport:
    """What an import did. `course` is empty for a deck that made a new course."""

    course: str
    language: str
    base: str
    slides: tuple[SlideReport, ...]
    notices: tuple[Notice, ...]
    values: dict[str, str] = field(default_factory=dict)
    chapter_titles: dict[str, str] = field(default_factory=dict)
    names: Names = field(default_factory=Names)

    @property
    def counts(self) -> dict[str, int]:
        """How many slides are in each state; one in several states counts in each."""
        seen = Counter(state for slide in self.slides for state in slide.states)
        return {state.value: seen[state] for state in State}

    def of(self, slide: str) -> SlideReport:
        """The report of one slide; `KeyError` when it is not in the deck or the base."""
        for one in self.slides:
            if one.slide == slide:
                return one
        raise KeyError(slide)

    def as_json(self, language: str) -> dict[str, Any]:
        """The report as plain values, its sentences in one language."""
        return {
            "schema": SCHEMA,
            "course": self.course,
            "language": self.language,
            "base": self.base,
            "counts": self.counts,
            "slides": [_slide_json(slide, language) for slide in self.slides],
            "notices": [_notice_json(notice, language) for notice in self.notices],
            "variables": dict(self.values),
            "chapters": dict(self.chapter_titles),
        }


def message_of(notice: Notice, language: str) -> tuple[str, str]:
    """What a notice says, and how to mend it."""
    code, values = notice.loss.value, dict(notice.values)
    if "language" in values:
        values["language"] = field_label(values["language"], language)
    message = word(language, "losses", code, values)
    if notice.page is None and "pages" in values and not _names_pages(language, code):
        message = word(language, "page", "places", values) + message
    return message, word(language, "losses-mends", code, values)


def _names_pages(language: str, code: str) -> bool:
    """Whether a sentence says itself which pages it is about."""
    return "{pages}" in entries_of(language)["losses"][code]


def _slide_json(slide: SlideReport, language: str) -> dict[str, Any]:
    return {
        "slide": slide.slide,
        "title": slide.title,
        "chapter": slide.chapter,
        "pages": list(slide.pages),
        "states": [state.value for state in slide.states],
        "edits": [
            {
                "path": edit.path,
                "label": field_label(edit.path, language),
                "before": edit.before,
                "after": edit.after,
                "op": edit.op,
            }
            for edit in slide.edits
        ],
        "copied_from": slide.copied_from,
        "candidate": slide.candidate,
        "by_likeness": slide.by_likeness,
        **_form_json(slide, language),
    }


def _form_json(slide: SlideReport, language: str) -> dict[str, Any]:
    if slide.form is None:
        return {}
    reasons = [_notice_json(one, language) for one in slide.reasons]
    return {"form": slide.form.value, "reasons": reasons}


def _notice_json(notice: Notice, language: str) -> dict[str, Any]:
    message, mend = message_of(notice, language)
    return {
        "code": notice.loss.value,
        "tone": tone_of(notice.loss).value,
        "page": notice.page,
        "message": message,
        "mend": mend,
    }

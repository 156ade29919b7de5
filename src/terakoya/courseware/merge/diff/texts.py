"""A comparison as lines for people, in Japanese or English."""

from __future__ import annotations

import json
from typing import Any

from ..tree.parts import PartKind
from .model import Diff, FieldChange, PartDiff, State

_PARTS = {
    PartKind.SLIDE: ("スライド", "Slide"),
    PartKind.CHAPTER: ("章", "Chapter"),
    PartKind.ITEM: ("意識調査の項目", "Survey item"),
    PartKind.QUESTION: ("問題", "Question"),
    PartKind.SURVEY: ("意識調査", "Awareness survey"),
    PartKind.TEST: ("確認テスト", "Confirmation test"),
    PartKind.COURSE: ("研修", "Course"),
    PartKind.SETTINGS: ("自社版の設定", "Settings of the edition"),
    PartKind.FACT: ("根拠", "Fact"),
    PartKind.TERM: ("用語", "Glossary term"),
    PartKind.READING: ("ふりがな", "Reading"),
}
_STATES = {
    State.SAME: ("変更なし", "same"),
    State.EDITED: ("編集", "edited"),
    State.MOVED: ("移動", "moved"),
    State.ADDED: ("追加", "added"),
    State.REMOVED: ("削除", "removed"),
    State.HIDDEN: ("非表示", "hidden"),
    State.SHOWN: ("再表示", "shown again"),
}
_OPERATIONS = {
    "edited": State.EDITED,
    "added": State.ADDED,
    "removed": State.REMOVED,
    "moved": State.MOVED,
}


def part_name(kind: PartKind, part_id: str, language: str) -> str:
    """What a part is called: its kind in words, and its id."""
    word = _PARTS[kind][_tongue(language)]
    return f"{word} {part_id}" if part_id else word


def diff_text(found: Diff, language: str) -> str:
    """The differences, a line for each part and below it one for each field.

    Words that went stand in [-…-], words that came in {+…+}.
    """
    lines = [line for part in found.differences for line in _lines_of(part, language)]
    if not lines:
        return ("違いはありません。", "There is no difference.")[_tongue(language)]
    return "\n".join(lines)


def _lines_of(part: PartDiff, language: str) -> list[str]:
    states = "・".join if language == "ja" else ", ".join
    head = states(_STATES[state][_tongue(language)] for state in part.states)
    name = part_name(part.kind, part.part_id, language)
    return [f"{name}: {head}", *(f"  {_line(change, language)}" for change in part.changes)]


def _line(change: FieldChange, language: str) -> str:
    where = change.label(language) + (f" [{change.language}]" if change.language else "")
    if change.spans:
        return f"{where}: {''.join(_MARKS[span.op].format(span.text) for span in change.spans)}"
    word = _STATES[_OPERATIONS[change.op]][_tongue(language)]
    shown = change.base if change.op == "removed" else change.other
    if change.op == "moved":
        return f"{where}: {word}"
    if change.op == "edited":
        return f"{where}: {_short(change.base)} → {_short(change.other)}"
    return f"{where}: {word} {_short(shown)}"


_MARKS = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:119]}…"


def _tongue(language: str) -> int:
    return 0 if language == "ja" else 1

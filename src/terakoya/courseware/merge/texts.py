"""Conflicts and notices as sentences for people, in Japanese or English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ..field_names import field_label
from .diff.texts import part_name
from .model import Conflict, ConflictKind, Merged, Misfit, Notice, NoticeKind

_CONFLICTS = {
    ConflictKind.CHANGED: (
        "{place}は、自社と新版の両方で変わりました。",
        "{place} was changed both here and by the vendor.",
    ),
    ConflictKind.REWRITTEN: (
        "{place}は、自社で半分以上を書き直しましたが、新版でも変わりました。",
        "Half of {place} or more was rewritten here, and the vendor changed it.",
    ),
    ConflictKind.REMOVED: (
        "{place}は、自社で変えましたが、新版ではなくなりました。",
        "{place} was changed here, and removed by the vendor.",
    ),
    ConflictKind.ADDED: (
        "{place}は、同じIDで自社と新版の両方に追加されました。",
        "{place} was added under one id both here and by the vendor.",
    ),
    ConflictKind.HIDDEN_LEGAL: (
        "{place}は自社で非表示ですが、新版で法改正により変わりました。",
        "{place} is hidden here, and a change of the law changed it.",
    ),
    ConflictKind.REMOVED_LEGAL: (
        "{place}は自社で外しましたが、新版で法改正により変わりました。",
        "{place} was removed here, and a change of the law changed it.",
    ),
}
_BY_LAW = ("新版の変更は法改正によるものです。", " The vendor changed it because of the law.")
_SAYS_SO = {ConflictKind.HIDDEN_LEGAL, ConflictKind.REMOVED_LEGAL}
_NOTICES = {
    NoticeKind.CHANGED_HIDDEN: (
        "{place}は新版で変わりましたが、非表示のままです。",
        "{place} was changed by the vendor and stays hidden.",
    ),
    NoticeKind.CHANGED_REMOVED: (
        "{place}は新版で変わりましたが、自社で外したままです。",
        "{place} was changed by the vendor and stays removed.",
    ),
    NoticeKind.REMOVED_HIDDEN: (
        "{place}は非表示でしたが、新版でなくなりました。",
        "{place} was hidden here and is gone with the new revision.",
    ),
    NoticeKind.MOVED: (
        "{place}は両方で移動されたため、自社の位置にあります。",
        "{place} was moved by both and stands where it was put here.",
    ),
    NoticeKind.PUT_ASIDE: (
        "{place}は、新版では予備の事例に移りましたが、自社で変えたので元の章に残りました。"
        "使わないときは非表示にしてください。",
        "{place} went into the bank of the new revision; it was changed here, so it stays in its "
        "chapter. Hide it if it is not used.",
    ),
    NoticeKind.LEGAL: (
        "{place}は法改正により変わりました。自社で変えたところと合うか確かめてください。",
        "{place} was changed because of the law. Check that it agrees with your own changes.",
    ),
    NoticeKind.KEPT: (
        "{place}は片方でなくなりましたが、まだ使われているので残りました。",
        "{place} was removed on one side and kept, since it is still used.",
    ),
    NoticeKind.NAMED_REMOVED: (
        "{place}から、なくなったスライドを外しました。",
        "{place}: a slide that is gone was taken out.",
    ),
    NoticeKind.RESTS_ON_REMOVED: (
        "{place}の根拠となるスライドがなくなりました。問題を外すか、スライドを戻してください。",
        "{place} rests on slides that are gone. Take it out or bring a slide back.",
    ),
    NoticeKind.VERSION: (
        "{place}は、新版の名前になりました。",
        "{place} is that of the new revision.",
    ),
}
_MISFITS = {
    "gone": ("{id}は、もう要確認ではありません。", "{id} is no longer in conflict."),
    "changed": (
        "{id}の文が選んだときと変わっています。選び直してください。",
        "The texts of {id} are others than when it was decided. Decide again.",
    ),
    "together": (
        "{id}は、ほかの選択と合わせると研修として成り立ちません。まとめて選び直してください。",
        "{id} does not go together with the other choices. Decide on the whole.",
    ),
    "unfit": (
        "{id}には、その答えを使えません。自社版か新版を選んでください。",
        "That answer does not fit {id}. Take ours or theirs.",
    ),
}


def conflict_text(conflict: Conflict, language: str) -> str:
    """What is in conflict, in one sentence, and whether the law asks for the change."""
    tongue = _tongue(language)
    said = _CONFLICTS[conflict.kind][tongue].format(place=_place(conflict, language))
    return said + _BY_LAW[tongue] if conflict.legal and conflict.kind not in _SAYS_SO else said


def notice_text(notice: Notice, language: str) -> str:
    """What was decided, in one sentence."""
    return _NOTICES[notice.kind][_tongue(language)].format(place=_place(notice, language))


def misfit_text(misfit: Misfit, language: str) -> str:
    """Why a choice was not applied, in one sentence."""
    return _MISFITS[misfit.reason][_tongue(language)].format(id=misfit.choice.conflict)


def merged_text(merged: Merged, language: str) -> str:
    """All of a merge: conflicts with their three values, notices, choices that do not fit."""
    lines: list[str] = []
    for conflict in merged.conflicts:
        lines += [conflict_text(conflict, language), f"  {conflict.id}"]
        for name, words in _SIDES.items():
            said = _said(conflict, getattr(conflict, name), language)
            lines.append(f"  {words[_tongue(language)]}: {said}")
    lines += [misfit_text(misfit, language) for misfit in merged.misfits]
    lines += [notice_text(notice, language) for notice in merged.notices]
    count = len(merged.conflicts), len(merged.conflicts) + len(merged.settled)
    last = ("要確認 {0}件（全{1}件）", "{0} of {1} conflicts are open")[_tongue(language)]
    return "\n".join([*lines, last.format(*count)])


_LONGEST = 200  # characters of a side that are shown
_CODE = re.compile("[a-z]{2}")  # of a language
_SIDES = {
    "base": ("もと", "base"),
    "ours": ("自社版", "ours"),
    "theirs": ("新版", "theirs"),
}


def _place(one: Conflict | Notice, language: str) -> str:
    words = [part_name(one.part, one.part_id, language)]
    # That it is hidden is what the sentence itself says.
    if one.field and one.kind is not ConflictKind.HIDDEN_LEGAL:
        words.append(field_label(one.field, language))
    if one.language:
        words.append(f"[{one.language}]")
    return " ".join(words)


def _said(conflict: Conflict, value: Any, language: str) -> str:
    """One side of a conflict in words; of what is more than a text, the words that it holds."""
    tongue = _tongue(language)
    if value is None:
        return ("なし", "nothing")[tongue]
    if isinstance(value, bool):
        if conflict.kind is ConflictKind.HIDDEN_LEGAL:
            return (("表示", "shown"), ("非表示", "hidden"))[value][tongue]
        return (("いいえ", "no"), ("はい", "yes"))[value][tongue]
    if isinstance(value, str):
        return _short(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return _short(" / ".join(value))
    words = " / ".join(one for one in _words_in(value, language) if one)
    return _short(words or json.dumps(value, ensure_ascii=False))


def _words_in(value: Any, language: str) -> Iterator[str]:
    """The texts of a value in a language, or in the first that it speaks; no ids and no marks."""
    if isinstance(value, dict):
        if value and all(_CODE.fullmatch(one) for one in value) and "id" not in value:
            words = value.get(language, next(iter(value.values())))
            if isinstance(words, dict):  # a part that is not built alike in its languages
                yield from _words_in(words, language)
                return
            yield " / ".join(map(str, words)) if isinstance(words, list) else str(words)
            return
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _words_in(one, language)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _tongue(language: str) -> int:
    return 0 if language == "ja" else 1

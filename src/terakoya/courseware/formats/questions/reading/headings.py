"""The headings and kinds that a plain table of questions may name, in either language.

`docs/question-files.md` §2 lists them. Width, case, blanks, brackets and dashes make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ....text.alignment import folded
from ...xlsx.writing.words import in_every_language
from .right_choices import HIRAGANA, KANA

CHOICES = 26  # columns that are read; a question of ours keeps five of them
NUMBERS = range(1, CHOICES + 1)
_RIGHT = (
    *("correct", "correct answer", "right answer", "answer", "answer key", "答え", "こたえ", "答"),
    *("正答", "解答", "回答", "正解番号", "正解肢", "正しい選択肢"),
)
_CHOICE_STEMS = ("選択肢", "肢", "回答", "解答", "choice ", "option ", "answer ")


def _words(key: str, *more: str, **filled: object) -> tuple[str, ...]:
    """A heading as our own table has it in every language, and other words for it."""
    return (*(word.format(**filled) for word in in_every_language(key)), *more)


def _choice_words(number: int) -> tuple[str, ...]:
    letter = chr(ord("a") + number - 1)
    signs = (str(number), letter, *KANA[number - 1 : number])
    behind = (*signs, *HIRAGANA[number - 1 : number])
    named = (f"{word}{sign}" for word in _CHOICE_STEMS for sign in behind)
    return (f"選択{number}", letter, *KANA[number - 1 : number], *named)


HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": _words("col_id", "no", "no.", "問題番号", "問番号", "設問番号"),
    "kind": _words("col_kind", "type", "種類", "問題形式", "出題形式"),
    "scene": _words("scene", "状況", "場面設定", "situation"),
    "text": _words("col_text", "問題文", "設問", "設問文", "質問", "質問文", "question text"),
    **{f"choice{n}": _words("col_choice", *_choice_words(n), n=n) for n in NUMBERS},
    "right": _words("right", *_RIGHT),
    **{f"why{n}": _words("col_why", f"feedback {n}", f"解説{n}", n=n) for n in NUMBERS},
    "explanation": _words("explanation", "explanation", "解説文", "説明", "feedback"),
    "topic": _words("col_topic", "カテゴリ", "カテゴリー", "分野", "テーマ", "category"),
    "goal": _words("col_goal"),
    "slides": _words("slides", "slide", "対応スライド", "関連スライド"),
    "facts": _words("col_facts", "fact", "source", "sources"),
    "tags": _words("col_tags", "tag", "キーワード"),
}
NEEDED = ("text", "choice1", "choice2", "right")
KINDS: Mapping[str, tuple[str, ...]] = {
    "single": ("一つ選ぶ", "choose one", "single", *in_every_language("kind_single")),
    "multiple": ("choose all", "multiple", *in_every_language("kind_multiple")),
    "truefalse": ("○×", "true or false", "truefalse", *in_every_language("kind_truefalse")),
    "scene": ("場面", "scene", *in_every_language("kind_scene")),
}
_SIGNS = re.compile(r"[^\w○×]|_")


def _plain(heading: str) -> str:
    """A heading for comparison: `選択肢（Ａ）`, `選択肢-A` and `選択肢 a` are one."""
    return _SIGNS.sub("", folded(heading))


_BY_FOLDED = {
    _plain(word): (name, rank)
    for name, words in HEADINGS.items()
    for rank, word in enumerate(words)
}
_KIND_BY_FOLDED = {folded(word): kind for kind, words in KINDS.items() for word in words}


def field_of(heading: str) -> str:
    """The field that a heading names; empty for one that is not known."""
    return _BY_FOLDED.get(_plain(heading), ("", 0))[0]


def columns_of(headings: Mapping[int, str]) -> dict[str, int]:
    """The column of each field; of several headings for one field the most usual, then the first.

    A table may hold 正解 beside 回答, what somebody answered.
    """
    found: dict[str, tuple[int, int]] = {}
    for column, heading in sorted(headings.items()):
        name, rank = _BY_FOLDED.get(_plain(heading), ("", 0))
        if name:
            found[name] = min(found.get(name, (rank, column)), (rank, column))
    return {name: column for name, (_, column) in found.items()}


def kana_of(headings: Mapping[int, str]) -> str:
    """The order of kana that letters choices; empty where their headings have other signs.

    `headings` are those of the choices by number: 選択肢ア, 選択肢イ say アイウエオ.
    """
    lettered = {number: _plain(heading) for number, heading in headings.items()}
    return next(
        (
            order
            for order in (KANA, HIRAGANA)
            if lettered
            and all(
                heading.endswith(order[number - 1 : number] or "#")
                for number, heading in lettered.items()
            )
        ),
        "",
    )


def kind_of(words: str) -> str:
    """The kind that some words name; empty where they name none."""
    return _KIND_BY_FOLDED.get(folded(words), "")


def holds_words(field: str) -> bool:
    """Whether a field holds words that learners read."""
    return field in ("scene", "text", "explanation") or field.startswith(("choice", "why"))


def in_both_languages(field: str) -> str:
    """A heading in Japanese and English, whoever reads it."""
    english, japanese = (
        next(word for word in HEADINGS[field] if word.isascii() is is_ascii)
        for is_ascii in (True, False)
    )
    return f"{japanese} ({english})"

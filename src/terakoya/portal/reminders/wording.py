"""The texts of reminders, and what is filled in: `{氏名}`, `{course}`, …"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from ..delivery.templatetags.mail import plain
from .errors import TextUnusable

LONGEST_SUBJECT = 100
LONGEST_BODY = 2000
PLACE: Final = re.compile(r"\{([^{}\n]{1,40})\}")
# What a place is called in either language; both may be written in both texts.
PLACES: Final[dict[str, tuple[str, str]]] = {
    "name": ("氏名", "name"),
    "course": ("研修名", "course"),
    "due": ("期限", "due date"),
    "left": ("残り時間", "time left"),
    "link": ("受講のリンク", "link"),
}
_BY_WORD: Final = {word: key for key, words in PLACES.items() for word in words}
LANGUAGES: Final = ("ja", "en")


@dataclass(frozen=True)
class Words:
    """A subject and a text, with places or filled in."""

    subject: str
    body: str


USUAL: Final[dict[str, Words]] = {
    "ja": Words(
        "受講のお願い：{研修名}",
        "{氏名}さん\n\n"
        "「{研修名}」の受講をお願いします。残りは{残り時間}です。続きから始められます。\n"
        "期限は{期限}です。過ぎていても、今から受講できます。\n\n"
        "{受講のリンク}\n",
    ),
    "en": Words(
        "Please take your course: {course}",
        "Dear {name},\n\n"
        "please take the course “{course}”. You have {time left} left, "
        "and can go on where you stopped.\n"
        "The due date is {due date}. You can still take the course after it.\n\n"
        "{link}\n",
    ),
}
ANNOUNCEMENT: Final[dict[str, Words]] = {
    "ja": Words(
        "研修のご案内：{研修名}",
        "{氏名}さん\n\n"
        "「{研修名}」（{残り時間}）の受講をお願いします。期限は{期限}です。\n\n"
        "{受講のリンク}\n",
    ),
    "en": Words(
        "Your new course: {course}",
        "Dear {name},\n\n"
        "please take the course “{course}” ({time left}). The due date is {due date}.\n\n"
        "{link}\n",
    ),
}
# For who has no mail: pasted into a chat or pinned to a board.
CHAT: Final = {
    "ja": "みなさん\n\n"
    "「{研修名}」の受講をお願いします。期限は{期限}です。\n"
    "マイ研修を開くと、続きから始められます。会社コード（%(code)s）と社員番号でもログインできます。\n\n"
    "{受講のリンク}\n",
    "en": "Dear all,\n\n"
    "please take the course “{course}”. The due date is {due date}.\n"
    "Open My courses to go on. You can also sign in with the company code (%(code)s) "
    "and your employee number.\n\n"
    "{link}\n",
}
WORKING_HOURS: Final = {
    "ja": "勤務時間内に受講してください。",
    "en": "Please take it during your working hours.",
}


def usual_words(
    language: str, *, in_working_hours: bool = True, is_new: bool = False, hours: str = ""
) -> Words:
    """The text that is sent unless somebody changes it; of a new assignment, or later.

    `hours`: the organisation's own sentence on working hours; empty: the usual one.
    """
    words = (ANNOUNCEMENT if is_new else USUAL)[language]
    if not in_working_hours:
        return words
    link = "{" + PLACES["link"][LANGUAGES.index(language)] + "}"
    sentence = hours or WORKING_HOURS[language]
    return Words(words.subject, words.body.replace(link, f"{sentence}\n\n{link}"))


def check_words(words: Words, language: str) -> None:
    """Raise `TextUnusable` where a text cannot be sent, naming its field."""
    for name, text, longest in (
        ("subject", words.subject, LONGEST_SUBJECT),
        ("body", words.body, LONGEST_BODY),
    ):
        field = f"{name}_{language}"
        if not text.strip():
            raise TextUnusable(_("件名と本文を入力してください。"), field=field)
        if len(text) > longest:
            sentence = _("%(n)d字までにしてください（今は%(now)d字です）。")
            raise TextUnusable(sentence % {"n": longest, "now": len(text)}, field=field)
        for word in PLACE.findall(text):
            if word not in _BY_WORD:
                sentence = _("{%(word)s}は差し込めません。使えるのは %(known)s です。")
                known = " ".join(f"{{{one}}}" for one in place_words(language))
                raise TextUnusable(sentence % {"word": word, "known": known}, field=field)


def place_words(language: str) -> list[str]:
    """What the places are called in a language."""
    return [words[LANGUAGES.index(language)] for words in PLACES.values()]


def fill(words: Words, values: Mapping[str, str]) -> Words:
    """The text for one member. Values are put in once: a value's own braces stay as they are."""

    def value(found: re.Match[str]) -> str:
        key = _BY_WORD.get(found[1])
        if key is None:
            return found[0]
        return values[key] if key == "link" else plain(values[key])

    return Words(PLACE.sub(value, words.subject), PLACE.sub(value, words.body))

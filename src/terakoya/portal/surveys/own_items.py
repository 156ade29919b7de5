"""自社の問い: items that an organisation adds to a survey, on its scale. Pure.

An id is made of what is asked, so that an item with other words is another item, and topics of
other items are never compared (docs/algorithms/own-items.md).
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from terakoya.courseware.inline import plain
from terakoya.courseware.model import Survey, SurveyItem

from .paillier import COUNTER_BITS, MODULUS_BITS

MOST_ITEMS: Final = 10
SHORTEST, LONGEST = 5, 120
COUNTERS: Final = (MODULUS_BITS - 1) // COUNTER_BITS  # that one ciphertext holds
_PREFIX: Final = "of-company-"
_OWN: Final = re.compile(rf"{_PREFIX}[0-9a-f]{{12}}")
# What would tell who answered, or is personal information that needs special care.
_TELLING: Final = (
    *("氏名", "名前", "社員番号", "年齢", "生年月日", "性別", "国籍", "宗教", "信条", "支持政党"),
    *("労働組合", "病歴", "持病", "障害", "妊娠", "犯罪歴"),
    *("names?\\b", "employee number", "age\\b", "gender", "nationality", "religio", "pregnan"),
)
_QUESTION_ENDS: Final = ("?", "か", "か。")


@dataclass(frozen=True)
class OwnText:
    """What is asked, in one language or two, about which topic; the scale is the survey's."""

    topic: str
    ja: str
    en: str
    sensitive: bool = False

    @property
    def id(self) -> str:
        """The id of the item: that of its words."""
        return f"{_PREFIX}{_digest(asdict(self))}"

    def in_language(self, language: str) -> str:
        """The words in a language; in the other one where it has none."""
        return (self.ja or self.en) if language == "ja" else (self.en or self.ja)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> OwnText:
        """An item as a wave keeps it."""
        return cls(stored["topic"], stored["ja"], stored["en"], stored["sensitive"])


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def is_own(topic: str) -> bool:
    """Whether a topic is made of an organisation's own items."""
    return _OWN.fullmatch(topic) is not None


def with_own_items(survey: Survey, own: Sequence[OwnText], language: str) -> Survey:
    """The survey with own items behind its own; those of one topic have an index of their own."""
    if not own:
        return survey
    names = {topic.id: topic.name for topic in survey.topics}
    by_topic: dict[str, list[OwnText]] = {}
    for one in own:
        by_topic.setdefault(one.topic, []).append(one)
    ids = {
        topic: f"{_PREFIX}{_digest(sorted(one.id for one in items))}"
        for topic, items in by_topic.items()
    }
    words = "（自社の問い）" if language == "ja" else " (own questions)"
    topics = [
        survey.topics[0].model_copy(update={"id": ids[topic], "name": names.get(topic, "") + words})
        for topic in by_topic
    ]
    items = [
        SurveyItem(
            id=one.id,
            topic=ids[one.topic],
            kind="scale",
            text=one.in_language(language),
            sensitive=one.sensitive,
        )
        for one in own
    ]
    return survey.model_copy(
        update={"topics": (*survey.topics, *topics), "items": (*survey.items, *items)}
    )


def room_for(survey: Survey) -> int:
    """How many own items fit: ten at most, and all counters in one ciphertext."""
    taken = sum(len(survey.options_of(item)) for item in survey.items)
    return max(0, min(MOST_ITEMS, (COUNTERS - taken) // max(1, len(survey.scale))))


def cleaned(text: str) -> str:
    """The words of an item on one line."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def why_not(texts: Iterable[str], known: Iterable[str]) -> str:
    """Why words cannot be asked, and how to mend them; empty where they can."""
    folded = {_folded(plain(one)) for one in known if one}
    given = [text for text in texts if text]
    if not given:
        return _("日本語か英語の、どちらかの文を入力してください。")
    return next((why for text in given if (why := _why_not_words(text, folded))), "")


def _why_not_words(text: str, known: set[str]) -> str:
    if not SHORTEST <= len(text) <= LONGEST:
        return _("問いは%(least)s〜%(most)s字で入力してください。") % {
            "least": SHORTEST,
            "most": LONGEST,
        }
    if plain(text) != text or any(sign in text for sign in "{}<>|"):
        return _("記号（{ } < > | * など）は使えません。文字だけで入力してください。")
    low = _folded(text)
    if word := next((one for one in _TELLING if _asks(low, one)), ""):
        return _(
            "「%(word)s」は使えません。だれの回答か分かることや、配慮が要る個人情報は、たずねられません。"
        ) % {"word": word.removesuffix("s?\\b").removesuffix("\\b")}
    if low.endswith(_QUESTION_ENDS):
        return _("「そう思う」で答えられる文にしてください（例：上司は相談を聞いてくれる）。")
    if low in known:
        return _("同じ問いが、すでにあります。")
    return ""


def _asks(text: str, word: str) -> bool:
    """Whether a text names what must not be asked; English words as whole words."""
    return bool(re.search(rf"\b{word}", text)) if word.isascii() else word in text


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())

"""Moodle XML, the whole format of question banks → drafts.

Read are questions of the types multichoice and truefalse with feedback, general feedback, id
number and tags. Other types are told and left out; pictures inside texts too.
"""

from __future__ import annotations

import html
from collections.abc import Iterator

from lxml import etree

from ....hardened_xml import hardened_parser
from ....question_tags import served_by
from ...xlsx.reading.notices import Notice, Refusal, Remark, UnreadableSheet
from .draft import MOST_CHOICES, Background, Draft, DraftChoice, unread, without_reasons
from .html import HtmlText, looks_like_html, read_words
from .markdown import markdown_words
from .moodle_losses import Losses
from .shares import Shares
from .text_losses import TextLosses

_IGNORED = {"category", "description"}
_TRUTH = {"true": 0, "false": 1}  # their places among the words of a language
_QUOTED = 40  # characters of a text that a place or notice quotes


def read_moodle_xml(data: bytes, background: Background) -> tuple[list[Draft], list[Notice]]:
    """The questions of a Moodle XML file and what was left out; raises `UnreadableSheet`."""
    reader = _Reader(background)
    for element in _questions(data):
        reader.take(element)
    drafts = reader.drafts
    if not reader.gives_reasons:
        drafts = [without_reasons(draft) for draft in drafts]
    texts = reader.texts.notices(background.language)
    return drafts, [*reader.notices, *texts, *reader.losses.notices()]


def _questions(data: bytes) -> Iterator[etree._Element]:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UnreadableSheet(Refusal.NO_XML)
    try:
        root = etree.fromstring(data, hardened_parser())
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise UnreadableSheet(Refusal.NO_XML) from error
    if getattr(
        root.getroottree().docinfo, "doctype", ""
    ):  # also of an encoding in which no bytes tell it
        raise UnreadableSheet(Refusal.NO_XML)
    if root.tag != "quiz":
        raise UnreadableSheet(Refusal.NO_QUIZ)
    return iter(root.findall("question"))


class _Reader:
    def __init__(self, background: Background) -> None:
        self.background = background
        self.drafts: list[Draft] = []
        self.notices: list[Notice] = []
        self.texts, self.losses = TextLosses(), Losses(background)
        self.count = 0
        self.gives_reasons = False

    def take(self, element: etree._Element) -> None:
        """Read the next question."""
        kind = element.get("type", "")
        name = _plain(element.find("name"))
        self.count += kind not in _IGNORED
        number = "" if kind in _IGNORED else f"Q{self.count}"
        place = f"{number}「{_cut(name)}」" if name else number or kind
        self.losses.take(element, kind, place)
        if kind in _IGNORED:
            return
        if kind not in ("multichoice", "truefalse"):
            asked = self._text(element.find("questiontext")).text or name
            values = {"name": kind or "?", "text": _cut(asked)}
            self._leave_out(element, Notice(Remark.UNHELD_TYPE, place, values))
            return
        count = sum(1 for _ in element.iterfind("answer"))
        if count > MOST_CHOICES:
            asked = self._text(element.find("questiontext")).text or name
            values = {"text": _cut(asked), "count": f"{count:,}"}
            self._leave_out(element, Notice(Remark.COUNTLESS_CHOICES, place, values))
            return
        self.drafts.append(self._draft(element, kind, place, name))

    def _leave_out(self, element: etree._Element, notice: Notice) -> None:
        self.notices.append(notice)
        named = (element.findtext("idnumber") or "").strip()
        self.drafts += unread(self.background, notice.place, named)

    def _draft(self, element: etree._Element, kind: str, place: str, name: str) -> Draft:
        body = self._text(element.find("questiontext"))
        answers = [self._answer(one, kind) for one in element.iterfind("answer")]
        told = element.find("generalfeedback")
        general = self._text(told)
        self.gives_reasons |= told is not None or element.find("answer/feedback") is not None
        texts = [body, general, *(text for words, why, _ in answers for text in (words, why))]
        self._tell_pictures(element, place, texts)
        self.texts.take(place, *texts)
        is_single = element.findtext("single", "true").strip() in ("true", "1", "")
        shares = Shares([share for *_, share in answers], is_single=is_single)
        choices = [
            DraftChoice(words.text, why.text, is_right)
            for (words, why, _), is_right in zip(answers, shares.right(), strict=True)
        ]
        self.notices += shares.notices(place, choices)
        served = served_by(_plain(tag) for tag in element.iterfind("tags/tag"))
        own = "truefalse" if kind == "truefalse" else shares.kind()
        return Draft(
            place=place,
            id=(element.findtext("idnumber") or name).strip(),
            text=body.text,
            scene=body.scene,
            choices=choices,
            explanation=general.text,
            **{**vars(served), "kind": served.kind or own},
        )

    def _answer(self, answer: etree._Element, kind: str) -> tuple[HtmlText, HtmlText, float]:
        words, why = self._text(answer), self._text(answer.find("feedback"))
        if kind == "truefalse":
            said = _TRUTH.get(words.text.casefold())
            words.text = words.text if said is None else self.background.truth_words[said]
        return words, why, _number(answer.get("fraction", "0"))

    def _tell_pictures(self, element: etree._Element, place: str, texts: list[HtmlText]) -> None:
        shown = next((text.lost.pop("img") for text in texts if "img" in text.lost), "")
        for text in texts:
            text.lost.pop("img", None)
        file = element.find(".//file")
        shown = shown or (file.get("name", "file") if file is not None else "")
        if shown:
            values = {"name": "img", "text": _cut(shown.rpartition("/")[2])}
            self.notices.append(Notice(Remark.UNHELD_PART, place, values))

    def _text(self, element: etree._Element | None) -> HtmlText:
        """The words of an element that holds `<text>` and names its format."""
        if element is None:
            return HtmlText()
        words = _inner(element.find("text"))
        kind = element.get("format", "moodle_auto_format")
        is_html = kind == "html" or (kind == "moodle_auto_format" and looks_like_html(words))
        if kind == "markdown":
            return markdown_words(words, self.background.language)
        return read_words(words, self.background.language, is_html=is_html)


def _inner(text: etree._Element | None) -> str:
    """The words of a `<text>`, with HTML that somebody wrote into it without escaping."""
    if text is None:
        return ""
    words = text.text or ""
    if not len(text):
        return words
    inner = (etree.tostring(one, encoding="unicode") for one in text)  # with what follows each
    return "".join((html.escape(words, quote=False), *inner))


def _plain(element: etree._Element | None) -> str:
    return "" if element is None else (element.findtext("text") or "").strip()


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _QUOTED else f"{words[:_QUOTED]}…"


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0

"""Moodle XML, the whole format of question banks → drafts.

Read are questions of the types multichoice and truefalse with feedback, general feedback, id
number and tags. Other types are told and left out; pictures inside texts too.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ...hardened_xml import hardened_parser
from ...question_tags import served_by
from ..xlsx.notices import Notice, Refusal, Remark, UnreadableSheet
from .draft import Draft, DraftChoice
from .html import HtmlText, looks_like_html, read_html
from .moodle_losses import Losses

_IGNORED = {"category", "description"}


def read_moodle_xml(data: bytes, truth_words: tuple[str, str]) -> tuple[list[Draft], list[Notice]]:
    """The questions of a Moodle XML file and what was left out; raises `UnreadableSheet`.

    `truth_words` are the choices of a true-or-false question.
    """
    drafts: list[Draft] = []
    notices: list[Notice] = []
    losses = Losses()
    for number, element in enumerate(_questions(data), 1):
        kind = element.get("type", "")
        name = _plain(element.find("name"))
        place = f"{name[:40]} ({number})" if name else f"({number})"
        losses.take(element, kind, place)
        if kind in _IGNORED:
            continue
        if kind not in ("multichoice", "truefalse"):
            notices.append(Notice(Remark.UNHELD_TYPE, place, {"name": kind or "?"}))
            continue
        drafts.append(_draft(element, kind, place, name, truth_words, notices))
    return drafts, notices + losses.notices()


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


def _draft(
    element: etree._Element,
    kind: str,
    place: str,
    name: str,
    truth_words: tuple[str, str],
    notices: list[Notice],
) -> Draft:
    body = _text(element.find("questiontext"))
    served = served_by(_plain(tag) for tag in element.iterfind("tags/tag"))
    choices, shares, has_pictures = [], [], body.has_pictures
    for answer in element.iterfind("answer"):
        told = answer.find("feedback")
        words, why = _text(answer), _text(told)
        share = _number(answer.get("fraction", "0"))
        if kind == "truefalse":
            words.text = truth_words[0 if words.text.casefold() == "true" else 1]
        reason = None if told is None else why.text
        choices.append(DraftChoice(words.text, reason, share > 0))
        shares.append(share)
        has_pictures = has_pictures or words.has_pictures or why.has_pictures
    if has_pictures or element.find(".//file") is not None:
        notices.append(Notice(Remark.UNHELD_PART, place, {"name": "img"}))
    if len({share for share in shares if share > 0}) > 1:
        notices.append(Notice(Remark.UNEVEN_FRACTIONS, place))
    general = element.find("generalfeedback")
    own = "truefalse" if kind == "truefalse" else ""
    single = element.findtext("single", "true").strip() in ("true", "1", "")
    if not own and not single:
        own = "multiple"
    return Draft(
        place=place,
        id=(element.findtext("idnumber") or name).strip(),
        text=body.text,
        scene=body.scene,
        choices=choices,
        explanation=None if general is None else _text(general).text,
        **{**vars(served), "kind": served.kind or own},
    )


def _text(element: etree._Element | None) -> HtmlText:
    """The words of an element that holds `<text>` and names its format."""
    if element is None:
        return HtmlText()
    words = element.findtext("text") or ""
    kind = element.get("format", "html")
    if kind == "html" or (kind == "moodle_auto_format" and looks_like_html(words)):
        return read_html(words)
    return HtmlText(text="\n".join(line.strip() for line in words.strip().split("\n")))


def _plain(element: etree._Element | None) -> str:
    return "" if element is None else (element.findtext("text") or "").strip()


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0

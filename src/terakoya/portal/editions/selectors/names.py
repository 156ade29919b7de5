"""What parts of a course are called, and notices of a merge in sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _

from terakoya.courseware.formats.web import slide_title
from terakoya.courseware.inline import plain
from terakoya.courseware.merge import Notice, NoticeKind
from terakoya.courseware.merge.tree.parts import PartKind
from terakoya.courseware.model import Course

from ..editing.finding import place_of
from .base import spoken


def title_in(course: Course, language: str, kind: PartKind, part_id: str) -> str:
    """What a part is called in a state that has it, else nothing."""
    text = course.text(spoken(course, language))
    if kind is PartKind.SLIDE:
        place = place_of(text, part_id)
        if place is None:
            return ""
        return slide_title(place.slide, course=course, language=text.language)
    if kind is PartKind.QUESTION:
        return next((plain(one.text) for one in text.test.questions if one.id == part_id), "")
    if kind is PartKind.ITEM:
        return next((plain(one.text) for one in text.survey.items if one.id == part_id), "")
    if kind is PartKind.CHAPTER:
        found = [*text.chapters, *text.bank]
        name = part_id.rpartition("/")[2]
        return next((plain(one.title) for one in found if one.id == name), "")
    if kind is PartKind.TERM:
        terms = [one for one in course.glossary if one.id == part_id]
        return terms[0].term.get(text.language, "") if terms else ""
    return _name_of_fact(course, text.language, part_id) if kind is PartKind.FACT else ""


def _name_of_fact(course: Course, language: str, fact_id: str) -> str:
    facts = [one for one in course.facts if one.id == fact_id]
    return facts[0].statement.get(language, "") if facts else ""


def kind_name(kind: PartKind) -> str:
    """What a kind of parts is called."""
    return {
        PartKind.SLIDE: _("スライド"),
        PartKind.QUESTION: _("確認テストの問題"),
        PartKind.ITEM: _("意識調査の項目"),
        PartKind.CHAPTER: _("章"),
        PartKind.TEST: _("確認テストの前書き"),
        PartKind.SURVEY: _("意識調査の前書き"),
        PartKind.COURSE: _("研修の設定"),
        PartKind.FACT: _("根拠"),
        PartKind.TERM: _("用語"),
        PartKind.READING: _("読み方"),
        PartKind.SETTINGS: _("自社版の設定"),
    }[kind]


def notice_sentence(notice: Notice, title: str) -> str:
    """What was decided by the rules about a part with this title."""
    sentences = {
        NoticeKind.CHANGED_HIDDEN: _("「%(title)s」は提供元が直しました。非表示のままです。"),
        NoticeKind.CHANGED_REMOVED: _(
            "「%(title)s」は提供元が直しました。自社版にはないままです。"
        ),
        NoticeKind.REMOVED_HIDDEN: _("非表示の「%(title)s」は、提供元の教材からなくなりました。"),
        NoticeKind.MOVED: _("「%(title)s」は両方で動かしました。自社版の位置のままです。"),
        NoticeKind.PUT_ASIDE: _(
            "「%(title)s」は、提供元では予備の事例になりました。"
            "自社で直したので、元の章に残しました。使わないときは非表示にしてください。"
        ),
        NoticeKind.LEGAL: _(
            "「%(title)s」に、法改正による変更が入りました。自社の文も見直してください。"
        ),
        NoticeKind.KEPT: _("「%(title)s」は、自社版で使っているので残しました。"),
        NoticeKind.NAMED_REMOVED: _("「%(title)s」から、なくなったスライドの名前を外しました。"),
        NoticeKind.RESTS_ON_REMOVED: _("「%(title)s」を教えるスライドがなくなりました。"),
        NoticeKind.VERSION: _("版の名前は、提供元の新しいものになります。"),
    }
    return sentences[notice.kind] % {"title": title}

"""Slides of the company's own, from four templates: whole from the start, in every language.

What stands in them reads naturally before anybody has changed a word. They are legally required
by nobody, serve a goal of the course, and have ids of their own.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import override

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.model import (
    AnySlide,
    BulletsSlide,
    ContactSlide,
    Course,
    Item,
    Row,
    TableSlide,
)
from terakoya.courseware.revision import slide_hash

from ..errors import ChangeRefused
from .slides import add_slide

TEMPLATES = ("contact", "policy", "rules", "free")
_Make = Callable[[str, str], AnySlide]


def add_company_slide(
    state: Content, slide_id: str, template: str, chapter_id: str, after: str | None
) -> Content:
    """Add a slide from one of the four templates to a chapter, for the goal of its first slide."""
    if template not in TEMPLATES:
        raise ChangeRefused(_("ひな形を選んでください。"), field="template")
    course = state.course
    goals = (
        one.slides[0].goal for one in course.source.chapters if one.id == chapter_id and one.slides
    )
    goal = next(goals, course.meta.goals[0].id)
    return add_slide(state, _company_slides(course, slide_id, template, goal), chapter_id, after)


def _company_slides(course: Course, slide_id: str, template: str, goal: str) -> dict[str, AnySlide]:
    """Language → a new slide of a template; translations render the source as it is made."""
    made: dict[str, AnySlide] = {}
    for text in course.texts:
        with override(text.language):
            made[text.language] = _MAKERS[template](slide_id, goal)
    source = slide_hash(made[course.source.language])
    return {
        language: slide
        if language == course.source.language
        else slide.model_copy(update={"source_hash": source})
        for language, slide in made.items()
    }


def new_slide_id(course: Course) -> str:
    """An id that no slide of the course has."""
    known = {slide.id for _chapter, slide in course.source.every_slide()}
    while True:
        found = f"own-{secrets.token_hex(4)}"
        if found not in known:
            return found


def _contact(slide_id: str, goal: str) -> AnySlide:
    return ContactSlide(
        id=slide_id,
        layout="contact",
        goal=goal,
        title=_("{company.name}の相談窓口"),
        promises=(
            _("迷う段階でも相談できます。"),
            _("相談した人のプライバシーを守ります。"),
            _("相談したことを理由に、不利に扱いません。"),
        ),
        police_110=_("危険を感じたら、すぐ離れて通報"),
        police_9110=_("警察相談専用電話"),
        narration=(
            _("{company.name}の相談窓口は、画面のとおりです。"),
            _("一人で抱えずに、早めに話してください。"),
        ),
    )


def _policy(slide_id: str, goal: str) -> AnySlide:
    return BulletsSlide(
        id=slide_id,
        layout="bullets",
        goal=goal,
        title=_("{company.name}の基本方針"),
        items=(
            Item(head=_("働く人を守ります"), text=_("カスハラには、会社として対応します。")),
            Item(
                head=_("お客様の声は大切にします"), text=_("正当なご意見は、ていねいに受けます。")
            ),
            Item(head=_("一人にしません"), text=_("困ったときは、上司や窓口が引き継ぎます。")),
        ),
        narration=(
            _("{company.name}の基本方針です。"),
            _("働く人を守ること、お客様の正当な声を大切にすること、一人にしないこと。"),
        ),
    )


def _rules(slide_id: str, goal: str) -> AnySlide:
    return TableSlide(
        id=slide_id,
        layout="table",
        goal=goal,
        title=_("{company.name}の規程"),
        corner=_("項目"),
        columns=(_("決まり"), _("わたしたちがすること")),
        rows=(
            Row(head=_("報告"), cells=(_("その日のうちに報告"), _("日時と言葉を記録する"))),
            Row(head=_("引き継ぎ"), cells=(_("責任者が対応を代わる"), _("無理をせず呼ぶ"))),
            Row(head=_("相談"), cells=(_("窓口が受け付ける"), _("迷ったら相談する"))),
        ),
        narration=(_("{company.name}の規程で決めていることを、表にまとめました。"),),
    )


def _free(slide_id: str, goal: str) -> AnySlide:
    return BulletsSlide(
        id=slide_id,
        layout="bullets",
        goal=goal,
        title=_("{company.name}からのお知らせ"),
        items=(Item(head=""), Item(head=""), Item(head="")),
        narration=(_("{company.name}からのお知らせです。"),),
    )


_MAKERS: dict[str, _Make] = {
    "contact": _contact,
    "policy": _policy,
    "rules": _rules,
    "free": _free,
}

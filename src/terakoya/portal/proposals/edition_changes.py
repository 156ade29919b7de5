"""What accepting a proposal changes in an edition, in every language. Pure but for new ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from terakoya.courseware.draw import can_draw
from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.inline import plain
from terakoya.courseware.model import (
    AnySlide,
    BlueprintPart,
    BulletsSlide,
    Course,
    CourseText,
    Item,
    Question,
)
from terakoya.courseware.revision import part_hash, slide_hash

from ..editions.editing import slides as editing
from ..editions.editing.company import new_slide_id
from ..editions.editing.finding import (
    place_of,
    slide_in,
    with_each_text,
    with_questions,
    with_slide,
)
from .errors import NothingToChange

MORE_QUESTIONS: Final = 3  # of the topic, that every attempt asks at least
TAG: Final = "focus-{topic}"


def emphasise(state: Content, topic: str, slides: Collection[str]) -> Content:
    """Mark slides as those that matter most, and say so on a slide before the first of them."""
    text = state.course.source
    shown = [slide for _chapter, slide in text.slides() if slide.id in slides]
    if not shown:
        raise NothingToChange(
            gettext_lazy(
                "このテーマを教えるスライドが、教材にありません。スライドを加えてから、もう一度お試しください。"
            )
        )
    for slide in shown:
        state = editing.show_slide(_marked(state, slide.id), slide.id)
    place = place_of(state.course.source, shown[0].id)
    assert place is not None
    before = place.chapter.slides[place.at - 1].id if place.at else None
    made = _focus_slides(state.course, topic, [one.id for one in shown], shown[0].goal)
    return editing.add_slide(state, made, place.chapter.id, before)


def _marked(state: Content, slide_id: str) -> Content:
    """A slide with 重点 above its title; a translation stays as fresh or stale as it was."""
    source = slide_in(state.course.source, slide_id)
    assert source is not None
    first = state.course.source.language
    marked = source.model_copy(update={"kicker": _kicker(state.course.source, source, first)})

    def changed(text: CourseText) -> CourseText:
        slide = slide_in(text, slide_id)
        if slide is None or text.language == first:
            return with_slide(text, marked) if slide else text
        is_fresh = slide.source_hash == slide_hash(source)
        update: dict[str, str] = {"kicker": _kicker(text, slide, text.language)}
        if is_fresh:
            update["source_hash"] = slide_hash(marked)
        return with_slide(text, slide.model_copy(update=update))

    return with_each_text(state, changed)


def _kicker(text: CourseText, slide: AnySlide, language: str) -> str:
    place = place_of(text, slide.id)
    above = slide.kicker or (place.chapter.title if place else "")
    with override(language):
        mark = _("重点")
    return above if above.startswith(mark) else f"{mark}｜{above}" if above else mark


def _focus_slides(
    course: Course, topic: str, slides: Collection[str], goal: str
) -> dict[str, AnySlide]:
    """Language → a slide that names the topic and the slides that matter most for it."""
    slide_id = new_slide_id(course)
    made: dict[str, AnySlide] = {}
    for text in course.texts:
        named = [slide for _chapter, slide in text.slides() if slide.id in slides]
        name = next((one.name for one in text.survey.topics if one.id == topic), topic)
        with override(text.language):
            made[text.language] = BulletsSlide(
                id=slide_id,
                layout="bullets",
                goal=goal,
                kicker=_("重点"),
                title=_("この研修で大切にすること：%(topic)s") % {"topic": name},
                items=tuple(Item(head=one.title, text=one.point) for one in named),
                narration=_narration(name, named),
            )
    first = made[course.source.language]
    return {
        language: slide
        if slide is first
        else slide.model_copy(update={"source_hash": slide_hash(first)})
        for language, slide in made.items()
    }


def _narration(name: str, named: Collection[AnySlide]) -> tuple[str, ...]:
    return (
        _("この研修では、「%(topic)s」をとくに大切にします。") % {"topic": name},
        _("次のスライドに、重点の印があります。"),
        *(one.title for one in named),
        _("自分の職場ではどうかを、考えながら進んでください。"),
    )


def add_cases(state: Content, cases: Collection[str], goal: str) -> Content:
    """Take cases of the bank into the chapter that serves the goal most, behind its cases."""
    text = state.course.source
    in_bank = [slide.id for _chapter, slide in text.bank_slides() if slide.id in cases]
    if not in_bank:
        raise NothingToChange(gettext_lazy("加える事例を、1つ以上選んでください。"), field="cases")
    chapter = max(text.chapters, key=lambda one: sum(slide.goal == goal for slide in one.slides))
    found = [slide.id for slide in chapter.slides if slide.layout == "case"]
    last = found[-1] if found else chapter.slides[-1].id if chapter.slides else None
    for case in in_bank:
        state = editing.take_from_bank(state, case, chapter.id, last)
        last = case
    return state


def weight_test(state: Content, topic: str) -> Content:
    """Let every attempt ask questions of a topic, as many in all as before."""
    tag = TAG.format(topic=topic)
    number = sum(one.topic == topic for one in state.course.source.test.questions)
    blueprint = state.course.meta.blueprint
    if not number or any(part.tag == tag for part in blueprint):
        raise NothingToChange(
            gettext_lazy("このテーマの出題は、もう増やしてあるか、増やせる問題がありません。")
        )
    tagged = _tagged(state, topic, tag)
    for more in range(min(MORE_QUESTIONS, number), 0, -1):
        weighted = _weighted(blueprint, _goal_of(state.course, topic), tag, more)
        questions, must = tagged.course.source.test.questions, tagged.course.meta.must
        if weighted is not None and can_draw(questions, weighted, must):
            meta = tagged.course.meta.model_copy(update={"blueprint": weighted})
            course = tagged.course.model_copy(update={"meta": meta})
            return tagged.model_copy(update={"course": course})
    raise NothingToChange(gettext_lazy("確認テストの問題が足りません。問題を加えてください。"))


def _goal_of(course: Course, topic: str) -> str:
    return next((one.goal for one in course.source.survey.topics if one.id == topic), "")


def _tagged(state: Content, topic: str, tag: str) -> Content:
    """The questions of a topic with a tag; translations stay as fresh or stale as they were."""
    sources: Mapping[str, Question] = {one.id: one for one in state.course.source.test.questions}

    def changed(question: Question) -> Question:
        source = sources.get(question.id, question)
        if source.topic != topic or tag in source.tags:
            return question
        update: dict[str, object] = {"tags": (*question.tags, tag)}
        if question.source_hash and question.source_hash == part_hash(source):
            after = source.model_copy(update={"tags": (*source.tags, tag)})
            update["source_hash"] = part_hash(after)
        return question.model_copy(update=update)

    return with_each_text(
        state, lambda text: with_questions(text, map(changed, text.test.questions))
    )


def _weighted(
    blueprint: tuple[BlueprintPart, ...], goal: str, tag: str, more: int
) -> tuple[BlueprintPart, ...] | None:
    """The blueprint with a part for the tag, its questions taken from the largest other parts.

    Of equal ones those of another goal give first. Each keeps one question; `None` where that is
    not enough.
    """
    takes = [part.take for part in blueprint]
    for _number in range(more):
        giving = [at for at, take in enumerate(takes) if take > 1]
        if not giving:
            return None
        takes[max(giving, key=lambda at: (takes[at], blueprint[at].goal != goal))] -= 1
    rest = (
        part.model_copy(update={"take": take}) for part, take in zip(blueprint, takes, strict=True)
    )
    return (BlueprintPart(take=more, tag=tag), *rest)


def title_of(course: Course, language: str, slide_id: str) -> str:
    """What a slide is called; empty where the course has none of it."""
    text = next((one for one in course.texts if one.language == language), course.source)
    slide = slide_in(text, slide_id)
    return plain(slide.title) if slide else ""

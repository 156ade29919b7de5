"""Reading a file that came back, without rows: which kind it is, what it holds, what it tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import override

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.edition import EditionSettings
from terakoya.courseware.errors import CoursewareError
from terakoya.courseware.formats.xlsx.turned_choices import turned_notices
from terakoya.courseware.imports.resource_limits import within_limits
from terakoya.courseware.imports.translated_parts import untranslated_notices, with_same_parts
from terakoya.courseware.model import Course, Material, TestPool
from terakoya.courseware.office.deck_pages import DeckPages as DeckPages
from terakoya.courseware.pass_sentences import with_pass_mark

from ..catalogue.selectors import surveyed_course
from ..common.text import without_arrows
from .choices import UploadKind
from .editing.finding import with_each_text
from .editing.own_survey import adopted

INTERFACES = ("ja", "en")
DECKS = (".pptx", ".pptm", ".ppt", ".odp", ".key", ".pdf", ".potx", ".ppsx")
BOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
Values = Mapping[str, str]


@dataclass(frozen=True)
class Intake:
    """What a file holds: the whole state, new pictures, and the report by language."""

    state: Content
    report: dict[str, Any]
    pages: int = 0
    media: Mapping[str, bytes] = field(default_factory=dict)


def kind_of(name: str, data: bytes) -> UploadKind:
    """What a file is, by its ending and, for a workbook, by what stands in it."""
    from terakoya.courseware.formats.xlsx.reading.opening import (
        ids_in,  # a reader that few processes need
    )

    ending = _ending(name)
    if ending in DECKS:
        return UploadKind.DECK
    if ending in BOOKS and within_limits(ids_in, data).kind == "survey":
        return UploadKind.SURVEY
    return UploadKind.QUESTIONS


def revision_in(kind: UploadKind, name: str, data: bytes) -> str:
    """The id of the revision that a file was made from; empty where it does not say so."""
    # Readers that few processes need.
    from terakoya.courseware.formats.pptx.reading import revision_of_deck
    from terakoya.courseware.formats.questions.writing.base_line import revision_named
    from terakoya.courseware.formats.xlsx.reading.opening import ids_in

    if kind is UploadKind.DECK:
        return within_limits(revision_of_deck, data)
    if _ending(name) in BOOKS:
        return within_limits(ids_in, data).revision
    return revision_named(data)


def _ending(name: str) -> str:
    return f".{name.rpartition('.')[2].casefold()}"


def read_file(
    kind: UploadKind,
    name: str,
    data: bytes,
    origin: Content,
    media: Mapping[str, bytes],
    *,
    values: Values,
    choices: Mapping[str, str],
    pages: DeckPages | None = None,
) -> Intake:
    """The state that a file makes of the state it comes from.

    Raises what the readers raise: `UnreadableDeck`, `UnreadableSheet`, both with a `sentence`.
    """
    # Readers that few processes need.
    from terakoya.courseware.formats.questions.reading import import_questions
    from terakoya.courseware.formats.xlsx.reading import import_survey

    material = Material(origin.course, media)
    if kind is UploadKind.DECK:
        return _deck(data, material, origin.settings, values, choices, pages)
    if kind is UploadKind.SURVEY:
        if (house := _other_course(origin.course, data)) is not None:
            return _survey_of_other(origin, house, data, values)
        survey = within_limits(import_survey, data, material, values=values)
        state = with_each_text(
            origin,
            lambda text: text.model_copy(update={"survey": survey.survey}),
            survey.language,
        )
        others = _other_languages(origin, survey.language)
        waiting = untranslated_notices(state.course, survey.language, others, survey=True)
        state = _with_same_parts(state, survey.language, survey=True)
        return Intake(state, _notices((*survey.notices, *waiting)))
    test = within_limits(import_questions, name, data, material, values=values)
    state = with_each_text(
        origin, lambda text: text.model_copy(update={"test": test.test}), test.language
    )
    before = origin.course.text(test.language).test
    others = _other_languages(origin, test.language)
    waiting = untranslated_notices(state.course, test.language, others)
    state = _with_same_parts(state, test.language, before=before)
    told = (*test.notices, *waiting, *turned_notices(before, test.test, others))
    return Intake(_with_pass_mark(state, test.pass_mark), _notices(told))


def _other_course(course: Course, data: bytes) -> Course | None:
    """The course of the catalogue whose workbook an own course is given.

    A workbook that says nothing of its course is read by the catalogue's newest survey where the
    own course has none yet, whose topics and scale it would lack.
    """
    from terakoya.courseware.formats.xlsx.reading.opening import (
        ids_in,  # a reader that few processes need
    )

    if course.meta.origin != "deck":
        return None
    said = within_limits(ids_in, data).course
    if said == course.meta.id or (not said and course.source.survey.items):
        return None
    return surveyed_course(said)


def _survey_of_other(origin: Content, house: Course, data: bytes, values: Values) -> Intake:
    """The own course with the items of a workbook that another course's survey was written to."""
    from terakoya.courseware.formats.xlsx.reading import (
        import_survey,  # a reader that few processes need
    )
    from terakoya.courseware.formats.xlsx.reading.notices import Refusal, UnreadableSheet

    found = within_limits(import_survey, data, Material(house, {}), values=values)
    languages = origin.course.meta.languages
    if found.language not in languages:
        raise UnreadableSheet(
            Refusal.UNKNOWN_LANGUAGE, language=found.language, known=", ".join(languages)
        )
    survey = adopted(found.survey, origin.course, found.language)
    state = with_each_text(
        origin, lambda text: text.model_copy(update={"survey": survey}), found.language
    )
    state = _with_same_parts(state, found.language, survey=True)
    return Intake(state, _notices(found.notices))


def in_each_language(sentence: Callable[[], str]) -> dict[str, str]:
    """A sentence of ours, by language."""
    told = {}
    for one in INTERFACES:
        with override(one):
            told[one] = sentence()
    return told


def sentences_of(error: CoursewareError) -> dict[str, str]:
    """What a refused file tells people, by language."""
    sentence: Callable[[str], str] | None = getattr(error, "sentence", None)
    told = {one: sentence(one) if sentence else str(error) for one in INTERFACES}
    return {one: without_arrows(text) for one, text in told.items()}


def _deck(
    data: bytes,
    material: Material,
    settings: EditionSettings,
    values: Values,
    choices: Mapping[str, str],
    pages: DeckPages | None,
) -> Intake:
    from terakoya.courseware.formats.pptx.reading import (
        import_deck,  # a reader that few processes need
    )

    found = within_limits(
        import_deck,
        data,
        material,
        settings=with_values(settings, material, values),
        choices={int(page): slide or None for page, slide in choices.items()},
        page_image=pages,
    )
    state = Content(
        course=found.material.course,
        settings=found.settings.model_copy(update={"variables": {}, "base": settings.base}),
    )
    report = {one: found.report.as_json(one) for one in INTERFACES}
    count = max((page for one in found.report.slides for page in one.pages), default=0)
    new = {
        name: content
        for name, content in found.material.media.items()
        if name not in material.media
    }
    return Intake(state, report, count, new)


def with_values(settings: EditionSettings, material: Material, values: Values) -> EditionSettings:
    """The settings with the company's values in every language, as its decks show them."""
    meta = material.course.meta
    known = {one.key for one in meta.variables}
    filled = {
        key: dict.fromkeys(meta.languages, value) for key, value in values.items() if key in known
    }
    return settings.model_copy(update={"variables": filled})


def _notices(notices: Any) -> dict[str, Any]:
    return {one: {"notices": [notice.as_json(one) for notice in notices]} for one in INTERFACES}


def _with_same_parts(
    state: Content, language: str, *, survey: bool = False, before: TestPool | None = None
) -> Content:
    """The state whose other languages ask the same as the one that was read."""
    course = with_same_parts(state.course, language, survey=survey, before=before)
    return state.model_copy(update={"course": course})


def _other_languages(state: Content, language: str) -> list[str]:
    return [one for one in state.course.meta.languages if one != language]


def _with_pass_mark(state: Content, mark: int | None) -> Content:
    """The state with the percent that a workbook says is needed to pass, if it says another."""
    if mark is None:
        return state
    return state.model_copy(update={"course": with_pass_mark(state.course, mark)})

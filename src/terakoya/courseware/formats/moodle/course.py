"""A course as a Moodle course: a section with a book a chapter, the test, the SCORM package.

Each book opens once the one before it is read, the test after the last; both complete the
course. The survey is left out unless it is asked for, and is never a condition of anything.
"""

from __future__ import annotations

import datetime as dt
import io
import mimetypes
import zipfile

from lxml import etree
from markupsafe import Markup

from ...inline import plain
from ...model import Chapter, Material, SurveyItem
from ...must_pass import rule_sentences
from ...revision import revision_id
from ...variables import filled, values_of
from ..archive import zip_of
from ..scorm import write_scorm12
from ..scorm.exam import has_test
from ..web.texts import rich, slide_title
from . import activities
from .backup import CourseHead, backup_files
from .categories import QuestionBank, question_bank_of
from .completion import course_completion, once_completed
from .pages import page_content, words_of
from .plan import Activity, Plan, Section
from .questions import no_questions, question_bank
from .quiz import QuizTexts, quiz
from .xml import Value

LONGEST_NAME = 255  # characters of a name in Moodle's tables
_OLDEST = dt.date(2026, 1, 1)  # where a course does not say since when it holds


def write_moodle(material: Material, language: str) -> bytes:
    """The course backup (`.mbz`) of a course in one language, ready to be restored.

    Raises `PoolTooSmall` where the pool cannot fill the test.
    """
    return zip_of(_Writer(material, language).files(with_survey=False))


def write_moodle_with_survey(material: Material, language: str) -> bytes:
    """The same with the awareness survey, of which Moodle keeps who answered what."""
    return zip_of(_Writer(material, language).files(with_survey=True))


class _Writer:
    def __init__(self, material: Material, language: str) -> None:
        self.material, self.language = material, language
        self.course, self.text = material.course, material.course.text(language)
        self.values = values_of(self.course, language)
        self.words = words_of(language)
        day = self.course.meta.effective_on or _OLDEST
        self.when = int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())
        self.plan = Plan(self.when, f"{self.course.meta.id}-{language}")

    def files(self, *, with_survey: bool) -> dict[str, bytes]:
        """Path → bytes of everything in the backup."""
        section = self.plan.section("")
        if with_survey:
            self._survey(section)
        needed: list[Activity] = []
        for chapter in self.text.chapters:
            section = self.plan.section(self._plain(chapter.title))
            needed.append(self._book(section, chapter, needed[-1] if needed else None))
        bank = no_questions()
        if has_test(self.course):
            section = self.plan.section(self.words["section_test"])
            one, bank = self._test(section, needed[-1] if needed else None)
            needed.append(one)
        self._scorm(section)
        return backup_files(self.plan, self._head(), bank, course_completion(self.plan, needed))

    def _head(self) -> CourseHead:
        meta, language = self.course.meta, self.language
        revision = revision_id(self.course)
        version = self.words["course_summary"].format(version=meta.version, revision=revision[:12])
        description = meta.description.get(language, "")
        return CourseHead(
            short=f"{meta.id}-{language}",
            title=self._title(),
            summary=str(Markup("<p>{}</p><p>{}</p>").format(description, version)),
            backup_id=revision[:32],
            starts=self.when,
        )

    def _title(self) -> str:
        meta = self.course.meta
        return meta.title.get(self.language, meta.title[meta.languages[0]])

    def _plain(self, text: str) -> str:
        """A text without marks on one line, as a name."""
        return " ".join(plain(filled(text, self.values)).split())[:LONGEST_NAME]

    def _html(self, *texts: str) -> str:
        shown = (rich(text, self.values) for text in texts)
        return "".join(str(Markup("<p>{}</p>").format(text)) for text in shown if text)

    # -- the survey

    def _survey(self, section: Section) -> None:
        survey, plan = self.text.survey, self.plan
        one = plan.activity(section, "feedback", self._plain(survey.title), activities.ON_OWN_RULE)
        intro = self._html(self.words["survey_honest"], self.words["survey_free"])
        thanks = self._html(self.words["survey_thanks"])
        items = [self._item(item) for item in survey.items]
        one.body = activities.feedback(one, intro, thanks, items, self.when)

    def _item(self, item: SurveyItem) -> dict[str, Value]:
        name = self._plain(item.text)
        # What helps with a sensitive item promises that a few answers are never shown: not there.
        help_text = "" if item.sensitive else self._plain(item.help)
        both = self.words["bracketed"].format(text=name, more=help_text)
        if help_text and len(both) <= LONGEST_NAME:
            name = both
        if item.kind == "comment":
            return activities.feedback_item(
                name=name, label=item.id, kind="textarea", presentation="60|5", options=""
            )
        labels = [self._plain(option.text) for option in self.text.survey.options_of(item)]
        shown = "|".join(_option(label) for label in (*labels, self.words["declined"]))
        return activities.feedback_item(
            name=name,
            label=item.id,
            kind="multichoice",
            presentation=f"r>>>>>{shown}",
            options="h",
        )

    # -- slides

    def _book(self, section: Section, chapter: Chapter, before: Activity | None) -> Activity:
        one = self.plan.activity(
            section,
            "book",
            self._plain(chapter.title),
            activities.ON_VIEW,
            availability=once_completed(before),
        )
        pages = []
        for slide in chapter.slides:
            number = next(self.plan.ids)
            title = slide_title(slide, course=self.course, language=self.language)
            content = page_content(self.material, self.language, chapter, slide)
            pages.append(activities.BookPage(number, title[:LONGEST_NAME], content.html))
            for name, (data, kind) in content.files.items():
                self.plan.file(one, "chapter", name, data, kind, item=number)
        one.body = activities.book(one, pages, self.when)
        return one

    # -- the test

    def _test(self, section: Section, before: Activity | None) -> tuple[Activity, etree._Element]:
        pool, meta = self.text.test, self.course.meta
        title = self.words["question_bank"].format(title=self._title())[:LONGEST_NAME]
        bank = question_bank_of(
            pool.questions, meta.blueprint, self.text.survey.topics, title, self.words, meta.must
        ).numbered(self.plan.ids)
        one = self.plan.activity(
            section,
            "quiz",
            self._plain(pool.title),
            activities.ON_PASSING,
            availability=once_completed(before),
        )
        one.body = quiz(one, self._quiz_texts(bank), bank.slots, meta.pass_mark, self.when)
        one.grade_item = activities.grade_item(one, 1, meta.pass_mark, self.when)
        one.categories = tuple(category.id for category in bank.categories)
        return one, question_bank(one, bank, self.values, f"{meta.id}-{self.language}", self.when)

    def _quiz_texts(self, bank: QuestionBank) -> QuizTexts:
        words = self.words
        asked = words["test_asked"].format(number=len(bank.slots))
        needed = words["test_pass"].format(mark=self.course.meta.pass_mark)
        partial = words["test_partial"] if bank.has_partial_marks else ""
        rules = rule_sentences(self.course, self.language)
        told = (words["test_rules"], *rules) if rules else ()
        return QuizTexts(
            intro=self._html(asked, needed, *told, partial, words["test_review"]),
            passed=self._html(words["test_passed"]),
            failed=self._html(words["test_failed"]),
        )

    # -- the package

    def _scorm(self, section: Section) -> None:
        package = write_scorm12(self.material, self.language)
        name = f"{self.course.meta.id}-{self.language}.zip"
        one = self.plan.activity(
            section, "scorm", self._title(), activities.ON_OWN_RULE, visible=False
        )
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            contents = {entry: archive.read(entry) for entry in archive.namelist()}
        manifest = contents["imsmanifest.xml"]
        intro = self._html(self.words["scorm_intro"])
        is_tested = has_test(self.course)
        one.body = activities.scorm(
            one, intro, package, name, manifest, self.when, has_score=is_tested
        )
        mark = self.course.meta.pass_mark
        one.grade_item = (
            activities.grade_item(one, 2, mark, self.when)
            if is_tested
            else activities.grade_item(one, 1, 1, self.when, most=1)
        )
        self.plan.file(one, "package", name, package, "application/zip")
        for place, data in contents.items():
            self.plan.file(one, "content", place, data, _type_of(place))


def _option(text: str) -> str:
    """An option where `|` divides options and the signs of Moodle's own marks stand for them."""
    for sign, wide in (("|", "｜"), (">>>>>", "＞"), ("<<<<<", "＜")):
        text = text.replace(sign, wide)
    return text


_TYPES = {".js": "application/javascript", ".m4a": "audio/mp4", ".vtt": "text/vtt"}
_TYPES |= {".woff2": "font/woff2", ".webp": "image/webp"}


def _type_of(name: str) -> str:
    ending = name[name.rfind(".") :]
    return _TYPES.get(ending) or mimetypes.types_map.get(ending, "application/octet-stream")

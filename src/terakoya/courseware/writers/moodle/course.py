"""A course as a Moodle course: survey, a section a chapter, the test, the SCORM package.

The survey is never a condition of anything. The test opens once every slide has been seen, and
is passed with the pass mark; the package stands hidden as another way.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import mimetypes
import zipfile
from collections.abc import Mapping, Sequence

from lxml import etree
from markupsafe import Markup

from ...draw import draw_questions
from ...inline import plain
from ...model import AnySlide, Chapter, CourseText, Material, SurveyItem
from ...revision import revision_id
from ...variables import filled, values_of
from ..archive import zip_of
from ..scorm import write_scorm12
from ..web.texts import rich, slide_title
from . import activities
from .backup import CourseHead, backup_files
from .pages import page_content, words_of
from .plan import Plan, Section
from .questions import POOL, TOP, entry_ids, question_bank
from .xml import Value

PAPER_SEED = 1  # the questions of the quiz are those of the printed paper
LONGEST_NAME = 255  # characters of a name in Moodle's tables
_OLDEST = dt.date(2026, 1, 1)  # where a course does not say since when it holds


def write_moodle(material: Material, language: str) -> bytes:
    """The course backup (`.mbz`) of a course in one language, ready to be restored."""
    return zip_of(_Writer(material, language).files())


class _Writer:
    def __init__(self, material: Material, language: str) -> None:
        self.material, self.language = material, language
        self.course, self.text = material.course, material.course.text(language)
        self.values = values_of(self.course, language)
        self.words = words_of(language)
        day = self.course.meta.effective_on or _OLDEST
        self.when = int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())
        self.plan = Plan(self.when)

    def files(self) -> dict[str, bytes]:
        """Path → bytes of everything in the backup."""
        self._survey(self.plan.section(""))
        for chapter in self.text.chapters:
            section = self.plan.section(self._plain(chapter.title))
            for slide in chapter.slides:
                self._page(section, chapter, slide)
        bank = self._test(self.plan.section(self.words["section_test"]))
        summary = str(Markup("<p>{}</p>").format(self.words["section_scorm_summary"]))
        self._scorm(self.plan.section(self.words["section_scorm"], summary, visible=False))
        return backup_files(self.plan, self._head(), bank)

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
        items = [self._item(item, self.text) for item in survey.items]
        one.body = activities.feedback(one, intro, thanks, items, self.when)

    def _item(self, item: SurveyItem, text: CourseText) -> dict[str, Value]:
        name = self._plain(item.text)
        help_text = self._plain(item.help)
        both = self.words["bracketed"].format(text=name, more=help_text)
        if help_text and len(both) <= LONGEST_NAME:
            name = both
        if item.kind == "comment":
            return activities.feedback_item(
                name=name, label=item.id, kind="textarea", presentation="60|5", options=""
            )
        labels = [self._plain(option.text) for option in text.survey.options_of(item)]
        shown = "|".join(_option(label) for label in (*labels, self.words["declined"]))
        return activities.feedback_item(
            name=name,
            label=item.id,
            kind="multichoice",
            presentation=f"r>>>>>{shown}",
            options="h",
        )

    # -- slides

    def _page(self, section: Section, chapter: Chapter, slide: AnySlide) -> None:
        title = slide_title(slide, course=self.course, language=self.language)
        one = self.plan.activity(section, "page", title[:LONGEST_NAME], activities.ON_VIEW)
        content = page_content(self.material, self.language, chapter, slide)
        one.body = activities.page(one, content.html, self.when)
        for name, (data, kind) in content.files.items():
            self.plan.file(one, "content", name, data, kind)

    # -- the test

    def _test(self, section: Section) -> etree._Element:
        pool, meta = self.text.test, self.course.meta
        pages = [one.id for one in self.plan.activities if one.kind == "page"]
        one = self.plan.activity(
            section,
            "quiz",
            self._plain(pool.title),
            activities.ON_PASSING,
            availability=_once_completed(pages),
        )
        entries = entry_ids(pool)
        drawn = draw_questions(pool, meta.blueprint, PAPER_SEED)
        intro = self._html(self.words["test_pass"].format(mark=meta.pass_mark))
        one.body = activities.quiz(one, intro, [entries[q.id] for q in drawn], self.when)
        one.grade_item = activities.grade_item(one, 1, meta.pass_mark, self.when)
        one.categories = (TOP, POOL)
        title = self.words["question_bank"].format(title=self._title())
        return question_bank(one, pool, title, self.values, meta.id, self.when)

    # -- the package

    def _scorm(self, section: Section) -> None:
        package = write_scorm12(self.material, self.language)
        name = f"{self.course.meta.id}-{self.language}.zip"
        one = self.plan.activity(section, "scorm", self._title(), activities.ON_OWN_RULE)
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            contents = {entry: archive.read(entry) for entry in archive.namelist()}
        manifest = contents["imsmanifest.xml"]
        one.body = activities.scorm(one, "", package, name, manifest, self.when)
        one.grade_item = activities.grade_item(one, 2, self.course.meta.pass_mark, self.when)
        self.plan.file(one, "package", name, package, "application/zip")
        for place, data in contents.items():
            self.plan.file(one, "content", place, data, _type_of(place))


def _option(text: str) -> str:
    """An option where `|` divides options and the signs of Moodle's own marks stand for them."""
    for sign, wide in (("|", "｜"), (">>>>>", "＞"), ("<<<<<", "＜")):
        text = text.replace(sign, wide)
    return text


def _once_completed(modules: Sequence[int]) -> str | None:
    """The condition that all of some activities are completed."""
    if not modules:
        return None
    conditions: list[Mapping[str, object]] = [
        {"type": "completion", "cm": module, "e": 1} for module in modules
    ]
    condition = {"op": "&", "c": conditions, "showc": [True] * len(modules)}
    return json.dumps(condition, separators=(",", ":"))


_TYPES = {".js": "application/javascript", ".m4a": "audio/mp4", ".vtt": "text/vtt"}
_TYPES |= {".woff2": "font/woff2", ".webp": "image/webp"}


def _type_of(name: str) -> str:
    ending = name[name.rfind(".") :]
    return _TYPES.get(ending) or mimetypes.types_map.get(ending, "application/octet-stream")

"""What the pages of the confirmation test and of certificates show; nothing is written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil

from django.db.models import Subquery
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from terakoya.courseware.draw import DrawnQuestion
from terakoya.courseware.formats.web.texts import rich

from ...catalogue.selectors import languages_of, revision_text
from ..certificate_codes import read_code
from ..choices import EnrolmentKind, Gate
from ..draws import QuestionText, read_draw
from ..models import Attempt, Certificate, CertificateAddendum, Enrolment
from ..review import FAILURES
from ..review import SECONDS as REVIEW_SECONDS
from ..scope import scope_of
from .group_session import counting_sessions, passed_on_paper
from .progress import standing_of, text_of

# -- before the test ----------------------------------------------------------------------------


@dataclass(frozen=True)
class NumberedSlide:
    """A slide of the course with its number, as a link names it."""

    id: str
    number: int
    title: str


@dataclass(frozen=True)
class BeforeTest:
    """What stands before the test: slides to be done, and those to look at again, with seconds."""

    missing: tuple[str, ...] = ()
    review: Mapping[str, float] = field(default_factory=dict)
    has_test: bool = True

    @property
    def heading(self) -> str:
        """How many slides stand before the test; empty where none do."""
        if self.missing and not self.has_test:
            words = ngettext(
                "あと%(n)d枚のスライドを終えると、修了できます。",
                "あと%(n)d枚のスライドを終えると、修了できます。",
                len(self.missing),
            )
            return words % {"n": len(self.missing)}
        if self.missing:
            words = ngettext(
                "あと%(n)d枚のスライドを終えると、テストを始められます。",
                "あと%(n)d枚のスライドを終えると、テストを始められます。",
                len(self.missing),
            )
            return words % {"n": len(self.missing)}
        if self.review:
            words = ngettext(
                "あと%(n)d枚のスライドを見直すと、もう一度受けられます。",
                "あと%(n)d枚のスライドを見直すと、もう一度受けられます。",
                len(self.review),
            )
            return words % {"n": len(self.review)}
        return ""

    @property
    def reasons(self) -> list[str]:
        """Why slides are looked at again, and how."""
        return [
            _("前の受験で正解にならなかった問題の答えは、次のスライドにあります。"),
            _("1枚につき%(n)d秒、もう一度ご覧ください。音声でも、文字でもかまいません。")
            % {"n": REVIEW_SECONDS},
            _("全部で約%(n)d分です。") % {"n": ceil(sum(self.review.values()) / 60)},
        ]


def before_test(enrolment: Enrolment) -> BeforeTest:
    """What stands before the test, in order; nothing once the course was completed.

    With the gate every slide must be met, without it every slide opened. One statement.
    """
    if enrolment.completed_at is not None:
        return BeforeTest()
    standing = standing_of(enrolment)
    if enrolment.gate == Gate.GATE:
        missing = standing.unmet
    else:
        slides = (need.slide for need in standing.needs)
        missing = tuple(slide for slide in slides if slide not in standing.slides)
    return BeforeTest(missing, standing.review or {}, scope_of(enrolment).has_test)


def numbered_slides(
    enrolment: Enrolment, language: str, wanted: Collection[str]
) -> tuple[NumberedSlide, ...]:
    """Slides of an enrolment by id, in the order of the course."""
    slides = enumerate(text_of(enrolment, language).slides, 1)
    return tuple(NumberedSlide(one.id, n, one.title) for n, one in slides if one.id in wanted)


@dataclass(frozen=True)
class ReviewedSlide(NumberedSlide):
    """A slide to look at again, and for how many seconds more."""

    seconds: int


def reviewed_slides(
    enrolment: Enrolment, language: str, review: Mapping[str, float]
) -> tuple[ReviewedSlide, ...]:
    """Slides to look at again, in the order of the course."""
    return tuple(
        ReviewedSlide(one.id, one.number, one.title, ceil(review[one.id]))
        for one in numbered_slides(enrolment, language, review)
    )


@dataclass(frozen=True)
class TestIntro:
    """What a learner reads before the test."""

    __test__ = False  # not a test case, whatever its name
    title: SafeString
    lines: tuple[SafeString, ...]
    minutes: int
    has_test: bool
    review_rule: str
    rules: tuple[SafeString, ...]


def review_rule(enrolment: Enrolment) -> str:
    """From when on another attempt asks to look at slides first; empty once it never does."""
    if enrolment.completed_at is not None:
        return ""
    return _("%(n)d回不合格になったあとは、先にスライドを見直します。") % {"n": FAILURES}


def intro_of(enrolment: Enrolment, language: str) -> TestIntro:
    """The test of an enrolment; no statement once the pool is in memory."""
    known = languages_of(enrolment.revision_id)
    language = language if language in known else known[0]
    scope = scope_of(enrolment)
    pool = scope.pool(language)
    return TestIntro(
        title=as_html(pool.title),
        lines=tuple(as_html(line) for line in pool.intro),
        minutes=scope.test_minutes(enrolment.revision),
        has_test=scope.has_test,
        review_rule=review_rule(enrolment),
        rules=tuple(map(as_html, scope.rule_sentences(enrolment.revision, language))),
    )


def attempts_of(enrolment: Enrolment) -> list[Attempt]:
    """The attempts of an enrolment without their draws, the newest first."""
    return list(enrolment.attempts.defer("draw", "answers").order_by("-number"))


def asked_before(enrolment: Enrolment) -> list[frozenset[str]]:
    """The questions of each attempt of an enrolment, the oldest attempt first. One statement."""
    asked = enrolment.attempts.order_by("number").values_list("draw__questions", flat=True)
    return [frozenset(question["id"] for question in questions) for questions in asked]


def open_attempt_of(enrolment: Enrolment) -> Attempt | None:
    """The attempt that is not handed in yet, or `None`."""
    attempt = enrolment.attempts.filter(submitted_at=None).first()
    if attempt is not None:
        attempt.enrolment = enrolment
    return attempt


# -- during the test ----------------------------------------------------------------------------


_NOTHING = SafeString("")
READING = "<rt>"


@dataclass(frozen=True)
class ShownChoice:
    """A choice as it is shown; what it was is empty until a result may tell it."""

    id: str
    text: SafeString
    is_chosen: bool
    is_right: bool = False
    why: SafeString = _NOTHING


@dataclass(frozen=True)
class ShownQuestion:
    """A question of an open attempt."""

    id: str
    number: int
    kind: str
    scene: SafeString
    text: SafeString
    choices: tuple[ShownChoice, ...]

    @property
    def takes_several(self) -> bool:
        """Whether more than one choice may be right."""
        return self.kind == "multiple"

    @property
    def has_readings(self) -> bool:
        """Whether a reading stands above one of its words."""
        texts = [self.scene, self.text, *(choice.text for choice in self.choices)]
        return any(READING in text for text in texts)

    @property
    def is_answered(self) -> bool:
        """Whether something is chosen."""
        return any(choice.is_chosen for choice in self.choices)


@dataclass(frozen=True)
class AttemptPage:
    """An open attempt in one language; `rules` are those of passing beside the mark."""

    attempt: Attempt
    language: str
    needed: int
    questions: tuple[ShownQuestion, ...]
    rules: tuple[SafeString, ...]

    @property
    def review_rule(self) -> str:
        """From when on another attempt asks to look at slides first."""
        return review_rule(self.attempt.enrolment)

    @property
    def has_readings(self) -> bool:
        """Whether any reading can be shown."""
        return any(one.has_readings for one in self.questions)

    @property
    def unanswered(self) -> tuple[ShownQuestion, ...]:
        """The questions without an answer."""
        return tuple(one for one in self.questions if not one.is_answered)


def attempt_page(attempt: Attempt, language: str) -> AttemptPage:
    """An open attempt as its page shows it. No statement."""
    draw = read_draw(attempt.draw)
    texts = draw.texts_in(language)
    return AttemptPage(
        attempt=attempt,
        language=draw.language_for(language),
        needed=draw.needed,
        questions=tuple(
            ShownQuestion(
                id=one.id,
                number=number,
                kind=one.kind,
                scene=as_html(texts[one.id].scene),
                text=as_html(texts[one.id].text),
                choices=_open_choices(one, texts[one.id], attempt.answers.get(one.id, ())),
            )
            for number, one in enumerate(draw.questions, 1)
        ),
        rules=tuple(map(as_html, draw.rules_in(language))),
    )


def _open_choices(
    one: DrawnQuestion, text: QuestionText, chosen: Collection[str]
) -> tuple[ShownChoice, ...]:
    return tuple(
        ShownChoice(choice, as_html(text.choices[choice].text), choice in chosen)
        for choice in one.choices
    )


def as_html(text: str) -> SafeString:
    """A frozen text as HTML; `rich` escapes what people wrote and leaves only its own marks."""
    return mark_safe(str(rich(text, {})))  # noqa: S308 - escaped by rich


# -- certificates -------------------------------------------------------------------------------


def certificate_of(enrolment: Enrolment) -> Certificate | None:
    """The certificate that an enrolment gave or, being a delta, added to; or `None`."""
    if enrolment.kind == EnrolmentKind.DELTA:
        return Certificate.objects.filter(addenda__enrolment=enrolment).first()
    return Certificate.objects.filter(enrolment=enrolment).first()


def certificate_before(enrolment: Enrolment) -> Certificate:
    """The certificate that a delta adds to: that of the run it follows, over all deltas."""
    run = enrolment.continued_from
    if run is None:
        raise ValueError("a delta follows a run that was completed")
    if run.kind == EnrolmentKind.DELTA:
        return (
            CertificateAddendum.objects.select_related("certificate").get(enrolment=run).certificate
        )
    return run.certificate


_OF_ADDENDA = ("addenda__added_at", "addenda__version", "addenda__revision_id")


@dataclass(frozen=True)
class LearnedRevision:
    """A revision that somebody has learned, and when."""

    on: dt.datetime
    version: str
    revision_id: str

    @property
    def short(self) -> str:
        """The beginning of the revision id, as it stands beside the version."""
        return short_revision(self.revision_id)

    @property
    def full(self) -> str:
        """The whole revision id in groups."""
        return grouped(self.revision_id, 8)


@dataclass(frozen=True)
class VerifiedCertificate:
    """What anybody who has the code may know, and nothing else; `addenda` came by deltas."""

    person_name: str
    course_title: str
    course_subtitle: str
    language: str
    revision: LearnedRevision
    addenda: tuple[LearnedRevision, ...]
    group_on: dt.datetime | None  # of the group session that counts; place and leader are nobody's
    is_on_paper: bool

    @property
    def language_name(self) -> str:
        """The language's name in itself."""
        return str(get_language_info(self.language)["name_local"])


def verify_code(typed: str) -> VerifiedCertificate | None:
    """The certificate with a code as people type it, or `None`.

    Every code, well formed or not, costs the same one look into a unique index.
    """
    rows = list(
        Certificate.objects.filter(code=read_code(typed))
        .order_by("addenda__added_at")
        .values(
            *("person_name", "course_title", "language", "issued_at", "version", "revision_id"),
            *("enrolment__revision_id", *_OF_ADDENDA),
            group_on=Subquery(counting_sessions("enrolment__").values("session__opened_at")[:1]),
            is_on_paper=passed_on_paper("enrolment__"),
        )
    )
    if not rows:
        return None
    found = rows[0]
    return VerifiedCertificate(
        person_name=found["person_name"],
        course_title=found["course_title"],
        course_subtitle=revision_text(found["enrolment__revision_id"], found["language"]).subtitle,
        language=found["language"],
        revision=LearnedRevision(found["issued_at"], found["version"], found["revision_id"]),
        addenda=tuple(
            LearnedRevision(*(row[name] for name in _OF_ADDENDA))
            for row in rows
            if row["addenda__added_at"] is not None
        ),
        group_on=found["group_on"],
        is_on_paper=found["is_on_paper"],
    )


def short_revision(revision_id: str) -> str:
    """The first twelve digits of a revision id in groups of four: 9f3a 61c0 b7e2."""
    return grouped(revision_id[:12], 4)


def grouped(digits: str, size: int) -> str:
    """Digits in groups, for reading aloud and comparing."""
    groups: Iterable[str] = (digits[at : at + size] for at in range(0, len(digits), size))
    return " ".join(groups)

"""How much of a revision a run goes through: all of it, or what changed since another one.

Everything here is read from published content, which never changes, and is kept in memory.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import override

from terakoya.courseware.draw import rules_within
from terakoya.courseware.merge.delta import shown_hashes
from terakoya.courseware.model import BlueprintPart, PassRule, TestPool
from terakoya.courseware.must_pass import rule_sentences

from ..catalogue.models import Revision
from ..catalogue.pages import RevisionFacts, RevisionTextView
from ..catalogue.selectors import (
    blueprint_of,
    kept_with_published,
    revision_facts,
    revision_source,
    revision_text,
    rules_of,
    test_pool,
)
from .delta import Content, Delta, delta_between
from .legal_changes import legal_changes_between
from .models import Enrolment


@dataclass(frozen=True)
class Scope:
    """A revision by its key and, for a delta, the one with which it is compared.

    With `legal_only` a delta holds what the law changed, and none of the company's own wordings.
    """

    revision: int
    compared: int | None = None
    legal_only: bool = False

    @property
    def delta(self) -> Delta | None:
        """What is learned anew; `None` where the whole course is learned."""
        if self.compared is None:
            return None
        return delta_of(self.revision, self.compared, self.legal_only)

    def text(self, language: str) -> RevisionTextView:
        """The contents list; that of a delta says in its title that it is one."""
        if self.compared is None:
            return revision_text(self.revision, language)
        return _text_since(self.revision, self.compared, language, self.legal_only)

    def facts(self) -> RevisionFacts:
        """What is promised: minutes, questions, pass mark."""
        if self.compared is None:
            return revision_facts(self.revision)
        return _facts_since(self.revision, self.compared, self.legal_only)

    def pool(self, language: str) -> TestPool:
        """The questions, in a language that the revision speaks."""
        if self.compared is None:
            return test_pool(self.revision, language)
        return _pool_since(self.revision, self.compared, language, self.legal_only)

    @property
    def has_test(self) -> bool:
        """Whether a test ends it; without one it is completed with its last slide."""
        return self.facts().question_count > 0

    def test_minutes(self, revision: Revision) -> int:
        """The promised minutes of the test; `revision` is the row of this scope."""
        whole: int = revision.meta["minutes"]["test"]
        return whole if self.compared is None else self.facts().minutes["test"]

    def blueprint(self, revision: Revision) -> tuple[BlueprintPart, ...]:
        """How an attempt is drawn; `revision` is the row of this scope."""
        delta = self.delta
        return blueprint_of(revision) if delta is None else delta.blueprint

    def must(self, revision: Revision) -> tuple[PassRule, ...]:
        """The rules of passing, of a delta as far as its questions go; `revision` as above."""
        if self.compared is None:
            return rules_of(revision)
        return _must_since(self.revision, self.compared, self.legal_only)

    def rule_sentences(self, revision: Revision, language: str) -> tuple[str, ...]:
        """What learners are told of each rule, in a language that the revision speaks."""
        rules = self.must(revision)
        if not rules:
            return ()
        course = revision_source(self.revision)
        meta = course.meta.model_copy(update={"must": rules})
        return rule_sentences(course.model_copy(update={"meta": meta}), language)


def scope_of(enrolment: Enrolment) -> Scope:
    """How much of its revision an enrolment goes through."""
    return Scope(enrolment.revision_id, enrolment.compared_with_id, enrolment.legal_only)


def delta_title(title: str) -> str:
    """The title of what changed in a course, in the language that is active."""
    return _("%(title)s（変わったところ）") % {"title": title}


@kept_with_published
@lru_cache(maxsize=256)
def delta_of(revision_pk: int, compared_pk: int, legal_only: bool = False) -> Delta:
    """What has changed in a revision since another one of its course, or what the law changed."""
    only = legal_changes_between(compared_pk, revision_pk).slides if legal_only else None
    return delta_between(_content(compared_pk), _content(revision_pk), only)


def _content(revision_pk: int) -> Content:
    course = revision_source(revision_pk)
    hashes: dict[str, dict[str, str]] = {}
    for language in course.meta.languages:
        for slide, shown in shown_hashes(course, language).items():
            hashes.setdefault(slide, {})[language] = shown
    return Content(
        slides=hashes,
        goals={slide.id: slide.goal for _, slide in course.source.slides()},
        questions={text.language: text.test.questions for text in course.texts},
    )


@kept_with_published
@lru_cache(maxsize=512)
def _text_since(
    revision_pk: int, compared_pk: int, language: str, legal_only: bool
) -> RevisionTextView:
    whole = revision_text(revision_pk, language)
    with override(whole.language):
        title = delta_title(whole.title)
    return replace(whole.only(delta_of(revision_pk, compared_pk, legal_only).slides), title=title)


@kept_with_published
@lru_cache(maxsize=256)
def _facts_since(revision_pk: int, compared_pk: int, legal_only: bool) -> RevisionFacts:
    """Of a delta; its test takes as long as its share of the questions."""
    whole = revision_facts(revision_pk)
    asked = delta_of(revision_pk, compared_pk, legal_only).test_questions
    if not whole.question_count:
        minutes = {**whole.minutes, "test": 0}
        return replace(whole, question_count=0, minutes=minutes, is_stated=False)
    test = max(1, round(whole.minutes["test"] * asked / whole.question_count))
    return replace(
        whole,
        question_count=asked,
        minutes={**whole.minutes, "test": test},
        is_stated=False,
        has_rules=bool(whole.has_rules and _must_since(revision_pk, compared_pk, legal_only)),
    )


@kept_with_published
@lru_cache(maxsize=256)
def _must_since(revision_pk: int, compared_pk: int, legal_only: bool) -> tuple[PassRule, ...]:
    """The rules of passing as far as the questions of a delta can meet them."""
    meta = revision_source(revision_pk).meta
    if not meta.must:
        return ()
    pool = _pool_since(revision_pk, compared_pk, meta.languages[0], legal_only)
    asked = delta_of(revision_pk, compared_pk, legal_only).test_questions
    return rules_within(meta.must, pool.questions, asked)


@kept_with_published
@lru_cache(maxsize=128)
def _pool_since(revision_pk: int, compared_pk: int, language: str, legal_only: bool) -> TestPool:
    wanted = set(delta_of(revision_pk, compared_pk, legal_only).questions)
    pool = test_pool(revision_pk, language)
    kept = tuple(one for one in pool.questions if one.id in wanted)
    return pool.model_copy(update={"questions": kept})

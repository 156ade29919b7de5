"""Rules of passing in a course: read, written, checked, in the revision, merged, in a delta."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from terakoya.courseware.checks import check_folder
from terakoya.courseware.edition import Edition
from terakoya.courseware.field_names import field_label
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.folder.writing import source_files
from terakoya.courseware.merge import merge
from terakoya.courseware.merge.delta import delta_course
from terakoya.courseware.merge.diff import diff
from terakoya.courseware.model import PassRule
from terakoya.courseware.must_pass import rule_sentences
from terakoya.courseware.revision import revision_id

from .conftest import Change
from .editions import changed, small, with_course

TODAY = dt.date(2026, 11, 24)
OWN_TEXT = "text: {ja: 自分の言動の問題は、必ず正解してください。, en: Mind your own conduct.}"
TWO_RULES = f"[{{topic: judgement, draw: 1}}, {{tag: own-conduct, draw: 1, {OWN_TEXT}}}]"
JUDGEMENT = PassRule(topic="judgement", draw=1)


def _add(change: Change, must: str) -> None:
    change("course.yaml", "variables:\n", f"must: {must}\nvariables:\n")


def _found(course: Path) -> list[tuple[str, str, str]]:
    findings = check_folder(course, on=TODAY)
    return [(one.file, one.severity.value, one.code) for one in findings]


def _with_meta(edition: Edition, **update: Any) -> Edition:
    return with_course(edition, meta=edition.course.meta.model_copy(update=update))


def test_rules_are_read_told_and_written_again(
    course: Path, change: Change, tmp_path: Path
) -> None:
    before = read_folder(course).course
    _add(change, TWO_RULES)
    material = read_folder(course)
    assert [(one.topic, one.tag, one.draw, one.correct) for one in material.course.meta.must] == [
        ("judgement", None, 1, None),
        (None, "own-conduct", 1, None),
    ]
    assert rule_sentences(material.course, "ja") == (
        "「判断」の問題は、すべて正解が必要です。",
        "自分の言動の問題は、必ず正解してください。",
    )
    assert rule_sentences(material.course, "en") == (
        "Answer all of the questions on “Judgement” right.",
        "Mind your own conduct.",
    )
    assert revision_id(material.course) != revision_id(before)
    written = tmp_path / "written"
    for name, content in source_files(material).items():
        (written / name).parent.mkdir(parents=True, exist_ok=True)
        (written / name).write_bytes(content)
    assert revision_id(read_folder(written).course) == revision_id(material.course)


def test_a_course_without_rules_says_nothing_of_them() -> None:
    meta = small().course.meta
    assert (meta.must, "must" in meta.model_dump(mode="json")) == ((), False)


@pytest.mark.parametrize(
    ("must", "severity", "code"),
    [
        ("[{draw: 1}]", "error", "must-about"),
        ("[{topic: no-such, draw: 1}]", "error", "unknown-topic"),
        ("[{goal: no-such, draw: 1}]", "error", "unknown-goal"),
        (f"[{{tag: no-such, draw: 1, {OWN_TEXT}}}]", "error", "unknown-tag"),
        (f"[{{questions: [q-gone], draw: 1, {OWN_TEXT}}}]", "error", "unknown-question"),
        ("[{topic: judgement, draw: 1, correct: 2}]", "error", "must-correct"),
        ("[{topic: judgement, draw: 3}]", "error", "must-too-few"),
        ("[{topic: judgement, draw: 2}]", "error", "must-not-drawn"),
        ("[{tag: own-conduct, draw: 1}]", "error", "must-text"),
        ("[{tag: own-conduct, draw: 1, text: {ja: 自分の言動}}]", "error", "missing-language"),
        (f"[{{questions: [q-duty], draw: 1, {OWN_TEXT}}}]", "warning", "must-always-the-same"),
    ],
)
def test_a_rule_that_cannot_be_met_or_told_is_found(
    course: Path, change: Change, must: str, severity: str, code: str
) -> None:
    _add(change, must)
    assert ("course.yaml", severity, code) in _found(course)


def test_rules_that_can_be_met_have_no_finding(course: Path, change: Change) -> None:
    _add(change, TWO_RULES)
    assert _found(course) == []


def test_rules_that_cannot_hold_together_are_found(course: Path, change: Change) -> None:
    """One part takes one question of the goal of both."""
    one, other = (
        f"{{questions: [{name}], draw: 1, {OWN_TEXT}}}" for name in ("q-elements", "q-duty")
    )
    _add(change, f"[{one}, {other}]")
    assert ("course.yaml", "error", "must-not-drawn") in _found(course)


# -- diff, merge, delta -------------------------------------------------------------------------


def _labels(base: Edition, other: Edition, language: str) -> set[str]:
    parts = diff(base, other).parts
    fields = (change.field for part in parts for change in part.changes)
    return {field_label(field or "", language) for field in fields}


def test_a_rule_that_came_or_changed_is_a_difference_with_a_name() -> None:
    ruled = _with_meta(small(), must=(JUDGEMENT,))
    stricter = _with_meta(small(), must=(JUDGEMENT.model_copy(update={"draw": 2, "correct": 1}),))
    assert _labels(small(), ruled, "ja") == {"合格の条件1"}
    assert _labels(ruled, stricter, "ja") == {"合格の条件1 最低の出題数", "合格の条件1 正解"}
    assert _labels(ruled, stricter, "en") == {
        "Rule for passing 1 Fewest drawn",
        "Rule for passing 1 Right answer",
    }


def test_a_merge_brings_the_vendors_rule_beside_what_the_company_changed() -> None:
    ours = _with_meta(small(), pass_mark=90)
    merged = merge(small(), ours, _with_meta(small(), must=(JUDGEMENT,)))
    meta = merged.edition.course.meta
    assert (merged.conflicts, meta.must, meta.pass_mark) == ((), (JUDGEMENT,), 90)


def test_a_goal_and_a_topic_that_a_rule_names_stay() -> None:
    rule = PassRule(topic="response", goal="acts", draw=1)
    meta = small().course.meta
    theirs = _with_meta(small(), must=(rule,))
    ours = _with_meta(small(), goals=tuple(one for one in meta.goals if one.id != "acts"))
    course = merge(small(), ours, theirs).edition.course
    assert "acts" in {goal.id for goal in course.meta.goals}
    assert "response" in {topic.id for topic in course.source.survey.topics}


def test_a_delta_keeps_the_rules_that_its_questions_can_meet() -> None:
    """The case is what one question on judgement rests on, and none on knowledge."""
    rules = (JUDGEMENT, PassRule(topic="knowledge", draw=1))
    other = changed(small(), "case-kettle", ja={"title": "別の題"})
    ruled = _with_meta(other, must=rules)
    assert delta_course(small().course, ruled.course, "ja").meta.must == rules[:1]

"""One rule for danger: every text takes its words over, and none says it otherwise."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from terakoya.courseware.checks import check_folder
from terakoya.courseware.formats.folder.reading import load_folder, read_folder
from terakoya.courseware.formats.folder.wording import shared_wording
from terakoya.courseware.kit import kit_of, lines_of
from terakoya.courseware.model import Fact, StepsSlide
from tests.courses import COURSE, flagship_material

TODAY = dt.date(2026, 12, 7)
Put = Callable[[str, str, str], None]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the flagship that may be spoiled."""
    left_out = shutil.ignore_patterns("audio")
    shutil.copytree(COURSE, tmp_path / COURSE.name, ignore=left_out)
    shutil.copytree(COURSE.parent / "shared", tmp_path / "shared")
    return tmp_path / COURSE.name


@pytest.fixture
def put(course: Path) -> Put:
    """Write other words in a file of the copy, where the first words stand."""

    def write(file: str, old: str, new: str) -> None:
        text = (course / file).read_text(encoding="utf-8")
        assert old in text
        (course / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return write


def found(course: Path) -> list[tuple[str, str, str]]:
    """File, text of the line and severity of what says the rule otherwise."""
    return [
        (one.file, (course / one.file).read_text("utf-8").split("\n")[one.line - 1].strip(), word)
        for one in check_folder(course, on=TODAY)
        if one.code in ("guarded", "unknown-wording")
        for word in [str(one.severity)]
    ]


def rule_for_danger() -> Fact:
    return flagship_material().course.fact("call-110")


# What the second edition said: any threat, or with nothing of the permission that nobody needs.
OTHERWISE = [
    (
        "ja/60-responding.md",
        'alarm: "{fact:call-110.alarm}"',
        "alarm: 暴力、脅し、危険を感じたら、離れて通報。",
    ),
    (
        "en/60-responding.md",
        'alarm: "{fact:call-110.alarm}"',
        "alarm: Violence, threats or danger? Get away and call.",
    ),
    (
        "kit.yaml",
        '- {ja: "{fact:call-110.rule}", en: "{fact:call-110.rule}", facts: [call-110]}',
        "- {ja: 脅しがあるときは、110番に通報します。, en: Call 110., facts: [call-110]}",
    ),
    (
        "kit.yaml",
        '- - {ja: "{fact:call-110.when}", en: "{fact:call-110.when}"}',
        '- - {ja: 暴力・脅し・危険, en: "Violence, threats, danger"}',
    ),
    (
        "kit.yaml",
        '- {label: {ja: 危険なとき, en: In case of danger}, text: {ja: "{fact:call-110.number}"',
        "- {label: {ja: 危険なとき, en: In case of danger}, text: {ja: 上司が許可したら、110番",
    ),
    (
        "ja/test.yaml",
        'explanation: "{fact:call-110.rule}人を',
        'explanation: "脅しがあれば、110番です。人を',
    ),
    (
        "ja/bank/10-cases-by-trade.md",
        "帰してもらえないときや、危険を感じたときは、ためらわず110番です。",
        "脅しや危険を感じたら、離れて、110番です。",
    ),
    (
        "ja/60-responding.md",
        "police_110: 離れて、すぐ通報",
        "police_110: 脅されたら、通報",
    ),
]


def test_the_flagship_says_it_in_one_way(course: Path) -> None:
    assert found(course) == []


def test_what_says_it_otherwise_is_found_where_it_stands(course: Path, put: Put) -> None:
    for file, words, otherwise in OTHERWISE:
        put(file, words, otherwise)
    narration = "# 割れていた皿"  # the words of a slide are found at their heading
    beginnings = [
        (file, narration[:24] if "bank" in file else otherwise[:24], "error")
        for file, _, otherwise in OTHERWISE
    ]
    twice = ("kit.yaml", OTHERWISE[3][2][:24], "error")  # in either language
    assert sorted((file, line[:24], word) for file, line, word in found(course)) == sorted(
        [*beginnings, twice]
    )


def test_what_names_it_rests_on_the_fact(course: Path, put: Put) -> None:
    """The recap says that one calls 110 in danger, in few words."""
    put("ja/70-own-conduct.md", "supervisor-decides, call-110, caa", "supervisor-decides, caa")
    assert [(file, word) for file, _line, word in found(course)] == [
        ("en/70-own-conduct.md", "error"),
        ("ja/70-own-conduct.md", "error"),
    ]


def test_a_company_is_warned_of_its_own_words(course: Path, put: Put) -> None:
    put(*OTHERWISE[0])
    (course / "edition.yaml").write_text(f"base: {'a' * 64}\n", encoding="utf-8")
    assert found(course) == [
        (
            "ja/60-responding.md",
            "alarm: 暴力、脅し、危険を感じたら、離れて通報。",
            "warning",
        )
    ]


def test_words_of_a_fact_that_are_not_there_are_found(course: Path, put: Put) -> None:
    put("ja/60-responding.md", "{fact:call-110.alarm}", "{fact:call-110.alarum}")
    [finding] = [one for one in load_folder(course).findings if one.code == "unknown-wording"]
    assert (finding.file, finding.message) == (
        "ja/60-responding.md",
        "facts.yaml has no words `call-110.alarum` in this language",
    )


def test_slides_and_kit_render_the_words_of_the_fact() -> None:
    material, said = flagship_material(), rule_for_danger().wording
    for language in ("ja", "en"):
        slides = [slide for _, slide in material.course.text(language).slides()]
        steps = next(one for one in slides if isinstance(one, StepsSlide))
        assert steps.alarm == said["alarm"][language]
        assert said["rule"][language] in steps.narration[-2]
        kit = kit_of(material)
        assert kit is not None
        lines = [(one.part, one.line.text[language]) for one in lines_of(kit)]
        assert [part for part, text in lines if text == said["rule"][language]] == [
            "rules",
            "notice",
        ]


def test_a_change_of_the_fact_changes_what_takes_its_words(course: Path, put: Put) -> None:
    put("../shared/facts.yaml", "暴力、体や命への脅し、閉じ込め、帰るよう", "放火、暴力、帰るよう")
    text = read_folder(course).course.source
    said = [
        " ".join(slide.narration) for _, slide in text.slides() if slide.id == "when-it-happens"
    ]
    assert ["放火、暴力、帰るよう" in one for one in said] == [False]
    put("../shared/facts.yaml", "暴力、体や命への脅し、閉じ込め、帰るよう", "放火、暴力、帰るよう")
    text = read_folder(course).course.source
    said = [
        " ".join(slide.narration) for _, slide in text.slides() if slide.id == "when-it-happens"
    ]
    assert ["放火、暴力、帰るよう" in one for one in said] == [True]


def test_words_are_read_beside_courses_and_are_empty_where_there_are_none(tmp_path: Path) -> None:
    courses = COURSE.parent
    assert shared_wording(courses, "call-110", "rule") == rule_for_danger().wording["rule"]
    assert shared_wording(courses, "call-110", "no-such") == {}
    assert shared_wording(courses, "no-such", "rule") == {}
    assert shared_wording(tmp_path, "call-110", "rule") == {}

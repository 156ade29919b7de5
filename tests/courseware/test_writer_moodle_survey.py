"""The survey of a Moodle course: there only when asked for, and with words that are true there."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from terakoya.courseware.cli.commands import main
from terakoya.courseware.errors import WrongUse
from terakoya.courseware.formats import FORMATS
from terakoya.courseware.formats.moodle import write_moodle, write_moodle_with_survey
from terakoya.courseware.formats.moodle.pages import words_of
from terakoya.courseware.formats.web.texts import slide_title
from terakoya.courseware.inline import plain
from terakoya.courseware.merge.delta import delta_course
from terakoya.courseware.model import Material

from .moodle_reading import CASES, Backup, backup_of, material_of, text
from .xlsx_samples import CORPUS, corpus

Case = tuple[Backup, Material, str]


@pytest.fixture(params=CASES, ids="-".join)
def case(request: pytest.FixtureRequest) -> Case:
    name, language = request.param
    return backup_of(name, language), material_of(name), language


@cache
def surveyed_backup(name: str, language: str) -> Backup:
    """The backup of a course with its survey, made once."""
    return Backup.of(write_moodle_with_survey(material_of(name), language))


@pytest.fixture(params=CASES, ids="-".join)
def surveyed(request: pytest.FixtureRequest) -> Case:
    name, language = request.param
    material = material_of(name)
    return surveyed_backup(name, language), material, language


def test_the_survey_is_left_out_unless_it_is_asked_for(case: Case) -> None:
    backup, material, language = case
    survey = material.course.text(language).survey
    said = b"".join(data for name, data in backup.parts.items() if name.endswith(".xml")).decode()
    assert "feedback" not in {kind for _, kind, _ in backup.listed}
    assert survey.items and not any(plain(item.text) in said for item in survey.items)


def test_the_survey_asks_every_item_and_is_honest_about_who_can_see(surveyed: Case) -> None:
    backup, material, language = surveyed
    survey = material.course.text(language).survey
    words = words_of(language)
    node = backup.xml(f"{backup.activity('feedback')}/feedback.xml").find("feedback")
    assert node is not None
    intro = text(node, "intro")
    assert words["survey_honest"] in intro
    assert not any(line in intro for line in survey.intro)
    rows = node.findall("items/item")
    assert [text(row, "label") for row in rows] == [item.id for item in survey.items]
    assert [text(row, "position") for row in rows] == [str(n + 1) for n in range(len(rows))]
    assert {text(row, "required") for row in rows} == {"0"}
    for row, item in zip(rows, survey.items, strict=True):
        assert text(row, "name").startswith(plain(item.text))
        assert not (item.sensitive and item.help) or plain(item.help) not in text(row, "name")
        if item.kind == "comment":
            assert (text(row, "typ"), text(row, "presentation")) == ("textarea", "60|5")
        else:
            head, _, options = text(row, "presentation").partition(">>>>>")
            labels = [plain(option.text) for option in survey.options_of(item)]
            assert (head, options.split("|")) == ("r", [*labels, words["declined"]])


def test_the_survey_is_a_condition_of_nothing(surveyed: Case) -> None:
    backup, _, _ = surveyed
    [survey] = [number for number, kind, _ in backup.listed if kind == "feedback"]
    criteria = backup.xml("completion.xml").iterfind("course_completion_criteria")
    assert survey not in {int(text(one, "moduleinstance")) for one in criteria}
    modules = [backup.xml(f"{folder}/module.xml") for _, _, folder in backup.listed]
    assert not any(f'"cm":{survey},' in text(one, "availability") for one in modules)


def test_what_learners_read_tells_nothing_to_administrators(surveyed: Case) -> None:
    backup, _, _ = surveyed
    told = ("表示にして", "ほかの方法を使って", "Show it only", "Use another way")
    for _, kind, folder in backup.listed:
        said = backup.parts[f"{folder}/{kind}.xml"].decode()
        assert not any(words in said for words in told)


def test_an_option_with_a_bar_in_it_stays_one_option() -> None:
    material = corpus()
    survey = material.course.source.survey
    scale = (survey.scale[0].model_copy(update={"text": "はい|<いいえ> & ?"}), *survey.scale[1:])
    changed = material.course.source.model_copy(
        update={"survey": survey.model_copy(update={"scale": scale})}
    )
    course = material.course.model_copy(update={"texts": (changed, *material.course.texts[1:])})
    backup = Backup.of(write_moodle_with_survey(replace(material, course=course), "ja"))
    row = backup.xml(f"{backup.activity('feedback')}/feedback.xml").find("feedback/items/item")
    assert row is not None
    assert text(row, "presentation").startswith("r>>>>>はい｜<いいえ> & ?|")


def test_the_command_adds_the_survey_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build = ["build", str(CORPUS), "--lang", "ja", "--to", "moodle", "--out", str(tmp_path)]
    file = tmp_path / "every-layout-ja.mbz"
    assert main(build) == 0
    assert file.read_bytes() == write_moodle(corpus(), "ja")
    assert main([*build, "--with-survey"]) == 0
    assert file.read_bytes() == write_moodle_with_survey(corpus(), "ja")
    capsys.readouterr()
    assert main([*build, "--with-survey", "--delta", str(CORPUS)]) == 2
    assert "has no survey" in capsys.readouterr().err


def test_what_has_changed_is_a_course_of_its_own_without_a_survey() -> None:
    material = corpus()
    base = material.course
    first, *others = base.source.chapters
    slide = first.slides[0]
    worded = slide.model_copy(update={"kicker": f"{slide.kicker}改"})
    chapter = first.model_copy(update={"slides": (worded, *first.slides[1:])})
    text_of = base.source.model_copy(update={"chapters": (chapter, *others)})
    changed = base.model_copy(update={"texts": (text_of, *base.texts[1:])})
    delta = delta_course(base, changed, "ja")
    backup = Backup.of(write_moodle(replace(material, course=delta), "ja"))
    assert [page.title for page in backup.book_pages] == [
        slide_title(worded, course=delta, language="ja")
    ]
    asked = ["quiz"] if delta.meta.blueprint else []
    assert [kind for _, kind, _ in backup.listed] == ["book", *asked, "scorm"]


def test_only_a_moodle_course_takes_a_survey() -> None:
    assert FORMATS["moodle"].with_survey().write(corpus(), "ja") == write_moodle_with_survey(
        corpus(), "ja"
    )
    with pytest.raises(WrongUse, match="It goes with: moodle"):
        FORMATS["scorm12"].with_survey()

"""Delta training: the slides that are new, and the questions that rest on them."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from terakoya.courseware.cli.commands import main
from terakoya.courseware.edition import Edition, EditionSettings, Hidden
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.merge.delta import (
    NothingChanged,
    changed_slides,
    delta_course,
    slides_of_law,
)
from terakoya.courseware.model import Change as Told
from terakoya.courseware.model import Course
from terakoya.courseware.visible_course import visible_course
from tests.recordings import recorded

from .conftest import CORPUS, Change


@pytest.fixture(scope="module")
def base() -> Course:
    return read_folder(CORPUS / "every-layout").course


def _edited(course: Course, slide_id: str, **changes: object) -> Course:
    """The course with fields of one slide changed in Japanese."""
    texts = []
    for text in course.texts:
        chapters = tuple(
            chapter.model_copy(
                update={
                    "slides": tuple(
                        slide.model_copy(update=changes)
                        if slide.id == slide_id and text.language == "ja"
                        else slide
                        for slide in chapter.slides
                    )
                }
            )
            for chapter in text.chapters
        )
        texts.append(text.model_copy(update={"chapters": chapters}))
    return course.model_copy(update={"texts": tuple(texts)})


def _slides(course: Course, language: str) -> list[str]:
    return [slide.id for _, slide in course.text(language).slides()]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "別の題"},
        {"narration": ("別のナレーション文です。",)},
        {"point": "別の要点"},
    ],
)
def test_what_a_learner_sees_or_hears_makes_a_slide_new(
    base: Course, changes: dict[str, object]
) -> None:
    other = _edited(base, "five-steps", **changes)
    assert changed_slides(base, other, "ja") == ("five-steps",)
    assert changed_slides(base, other, "en") == ()


def test_what_nobody_sees_of_a_slide_does_not(base: Course) -> None:
    other = _edited(base, "five-steps", facts=(), goal="knows", required="legal", source_hash="x")
    assert changed_slides(base, other, "ja") == ()


def test_another_picture_under_the_same_name_makes_a_slide_new(base: Course) -> None:
    media = {**base.media, "scene-shop-counter.svg": "0" * 64}
    other = base.model_copy(update={"media": media})
    found = changed_slides(base, other, "ja")
    assert found and found == changed_slides(base, other, "en")


def test_another_place_is_no_change_and_a_removed_slide_is_nothing_to_see(base: Course) -> None:
    first, *others = base.text("ja").chapters
    turned = first.model_copy(update={"slides": first.slides[:0:-1]})
    text = base.text("ja").model_copy(update={"chapters": (turned, *others)})
    other = base.model_copy(update={"texts": (text, *base.texts[1:])})
    assert changed_slides(base, other, "ja") == ()


def test_a_slide_that_was_hidden_until_now_is_new(base: Course) -> None:
    settings = EditionSettings(hidden=(Hidden(slide="five-steps"),))
    hidden = visible_course(Edition(course=base, settings=settings))
    assert "five-steps" not in _slides(hidden, "ja") and "five-steps" not in _slides(hidden, "en")
    assert changed_slides(hidden, visible_course(Edition(course=base)), "ja") == ("five-steps",)


def test_company_values_become_the_defaults_of_what_is_taught(base: Course) -> None:
    settings = EditionSettings(variables={"company.name": {"ja": "株式会社みほん商事"}})
    taught = visible_course(Edition(course=base, settings=settings))
    (before,) = (one for one in base.meta.variables if one.key == "company.name")
    (after,) = (one for one in taught.meta.variables if one.key == "company.name")
    assert after.default == {**before.default, "ja": "株式会社みほん商事"}


def test_a_base_without_the_language_has_shown_nothing(base: Course) -> None:
    meta = base.meta.model_copy(update={"languages": ("ja",)})
    japanese = base.model_copy(update={"meta": meta, "texts": base.texts[:1]})
    assert list(changed_slides(japanese, base, "en")) == _slides(base, "en")


def test_delta_holds_the_new_slides_and_their_questions_alone(base: Course) -> None:
    pool = base.text("ja").test
    question = pool.questions[0]
    other = _edited(base, question.slides[0], title="別の題")
    delta = delta_course(base, other, "ja")
    resting = [one.id for one in pool.questions if question.slides[0] in one.slides]
    assert _slides(delta, "ja") == [question.slides[0]]
    assert [one.id for one in delta.text("ja").test.questions] == resting
    assert {one.slides for one in delta.text("ja").test.questions} == {(question.slides[0],)}
    asked = sum(part.take for part in base.meta.blueprint)
    assert [part.take for part in delta.meta.blueprint] == [min(len(resting), asked)]
    assert delta.meta.id == "every-layout-delta"
    assert delta.meta.title == {"ja": f"{base.meta.title['ja']}（変更点）"}
    assert delta.text("ja").bank == ()
    minutes = delta.meta.minutes
    assert 1 <= minutes.main < base.meta.minutes.total
    assert minutes.total == minutes.main + minutes.test


def test_introduction_tells_the_numbers_of_this_test(base: Course) -> None:
    pool = base.text("ja").test
    slide = pool.questions[0].slides[0]
    resting = sum(slide in one.slides for one in pool.questions)
    total = min(resting, sum(part.take for part in base.meta.blueprint))
    needed = -(-base.meta.pass_mark * total // 100)
    delta = delta_course(base, _edited(base, slide, title="別の題"), "ja")
    assert delta.text("ja").test.intro[0] == f"{total}問です。{needed}問以上の正解で合格です。"


def test_where_no_question_rests_on_what_is_new_there_is_no_test(base: Course) -> None:
    asked = {slide for one in base.text("ja").test.questions for slide in one.slides}
    free = next(slide for slide in _slides(base, "ja") if slide not in asked)
    delta = delta_course(base, _edited(base, free, title="別の題"), "ja")
    assert (delta.meta.blueprint, delta.text("ja").test.questions) == ((), ())
    assert delta.meta.minutes.test == 0


def test_nothing_new_is_refused_with_the_mend(base: Course) -> None:
    with pytest.raises(NothingChanged, match=r"in `ja` differs from the base\. → Name an earlier"):
        delta_course(base, base, "ja")


def test_build_writes_the_delta_in_the_languages_that_have_one(
    course: Path, change: Change, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tmp_path / "before" / "every-layout"
    shutil.copytree(course, before)
    shutil.copytree(course.parent / "shared", before.parent / "shared")
    change("ja/10-what-it-is.md", "業務が止まる", "仕事が止まる")
    out = tmp_path / "out"
    build = ["build", str(course), "--out", str(out), "--delta", str(before), "--json"]
    assert main([*build, "--to", "scorm12,web"]) == 0
    answer = json.loads(capsys.readouterr().out)
    names = [Path(path).name for path in answer["written"]]
    assert names == [
        "every-layout-delta-ja.scorm12.zip",
        "every-layout-delta-ja.zip",
        "every-layout-delta-ja",
    ]
    assert answer["unchanged"] == ["en"]
    assert main([*build, "--to", "scorm12,pptx"]) == 2
    refusal = json.loads(capsys.readouterr().out)["error"]["message"]
    assert refusal.startswith("`pptx` is always a whole course. → --delta goes with: web, pdf")
    assert main([*build, "--to", "scorm12", "--lang", "en"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "nothing-changed"


def _told(course: Course, *changes: tuple[str | None, str]) -> Course:
    """The course that tells of changes: slide and kind."""
    made = tuple(
        Told(slide=slide, field="title", kind=kind, note={"ja": "改めた", "en": "Changed"})
        for slide, kind in changes
    )
    return course.model_copy(update={"changes": (*course.changes, *made)})


def test_the_law_alone_is_what_new_legal_changes_name(base: Course) -> None:
    before = _told(base, ("opening", "legal"))
    after = _told(before, ("five-steps", "legal"), ("same-day", "improvement"), (None, "legal"))
    assert slides_of_law(before, after) == {"five-steps"}
    assert slides_of_law(before, before) == frozenset()


def test_a_delta_of_the_law_alone_leaves_other_wordings_out(base: Course) -> None:
    other = _edited(_edited(base, "five-steps", title="別の題"), "same-day", title="別の題")
    whole, law = (delta_course(base, other, "ja", only) for only in (None, {"five-steps"}))
    assert set(_slides(whole, "ja")) == {"five-steps", "same-day"}
    assert _slides(law, "ja") == ["five-steps"]
    assert {one.slides for one in law.text("ja").test.questions} <= {("five-steps",)}
    assert (whole.meta.id, law.meta.id) == ("every-layout-delta", "every-layout-law")
    assert law.meta.title == {"ja": f"{base.meta.title['ja']}（法改正）"}


def test_where_the_law_changed_nothing_that_is_said_with_the_mend(base: Course) -> None:
    other = _edited(base, "five-steps", title="別の題")
    with pytest.raises(NothingChanged, match=r"was changed by the law since the base\. → Build"):
        delta_course(base, other, "ja", frozenset())
    with pytest.raises(NothingChanged, match=r"differs from the base\. → Name an earlier"):
        delta_course(base, base, "ja", {"five-steps"})


def test_build_tells_what_a_delta_of_the_law_holds(
    course: Path, change: Change, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tmp_path / "before" / "every-layout"
    shutil.copytree(course, before)
    shutil.copytree(course.parent / "shared", before.parent / "shared")
    change("ja/10-what-it-is.md", "業務が止まる", "仕事が止まる")
    change("ja/30-acting.md", "続くときは、", "続いたら、")
    build = ["build", str(course), "--to", "web", "--lang", "ja", "--out", str(tmp_path), "--json"]
    since = [*build, "--delta", str(before)]
    assert main([*build, "--law-alone"]) == 2
    refusal = json.loads(capsys.readouterr().out)["error"]["message"]
    assert refusal.endswith("→ Name it with --delta BASE.")
    assert main([*since, "--law-alone"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "nothing-changed"
    assert main(since) == 0
    whole = json.loads(capsys.readouterr().out)["deltas"]["ja"]["slides"]
    assert whole == ["three-elements", "five-steps"]
    told = "slide: five-steps, field: narration, kind: legal, note: {ja: 改めた, en: Changed}"
    change("changes.yaml", "changes: []", f"changes:\n  - {{{told}}}")
    assert main([*since, "--law-alone"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["deltas"]["ja"]["slides"] == ["five-steps"]
    assert answer["deltas"]["ja"]["minutes"]["main"] == 1
    assert Path(answer["written"][0]).name == "every-layout-law-ja.zip"


def test_build_without_sound_leaves_the_recordings_out(course: Path, tmp_path: Path) -> None:
    meta = course / "course.yaml"
    voices = "voices: {ja: {engine: test, name: tone}, en: {engine: test, name: tone}}\n"
    meta.write_text(meta.read_text(encoding="utf-8") + voices, encoding="utf-8")
    heard = recorded(read_folder(course), ["five-steps"], ["ja"])
    (course / "media" / "audio").mkdir()
    for name, data in heard.audio.items():
        (course / "media" / "audio" / name).write_bytes(data)
    build = ["build", str(course), "--to", "scorm12", "--lang", "ja", "--out"]
    assert main([*build, str(tmp_path / "heard")]) == 0
    assert main([*build, str(tmp_path / "silent"), "--without-audio"]) == 0
    sounds = [
        [name for name in zipfile.ZipFile(path).namelist() if name.startswith("audio/")]
        for path in sorted(tmp_path.glob("*/*.zip"))
    ]
    assert [len(one) for one in sounds] == [len(heard.audio), 0]

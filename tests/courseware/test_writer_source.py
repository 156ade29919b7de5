"""What is written as a source folder reads back as the same course."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terakoya.courseware.checks import check_folder
from terakoya.courseware.edition import NO_SETTINGS, EditionSettings, Hidden
from terakoya.courseware.errors import Finding, UnreadableSource
from terakoya.courseware.fields import fields_of, with_fields
from terakoya.courseware.formats.folder.chapter import ChapterReader
from terakoya.courseware.formats.folder.parts import PartReader
from terakoya.courseware.formats.folder.reading import load_folder, read_edition_folder, read_folder
from terakoya.courseware.formats.folder.writing import source_files
from terakoya.courseware.formats.folder.writing.chapters import chapter_files
from terakoya.courseware.formats.folder.writing.yaml_text import yaml_text
from terakoya.courseware.model import AnySlide, Chapter, Course, CourseText, Material, Part
from terakoya.courseware.pruning import prune
from terakoya.courseware.revision import revision_id
from terakoya.courseware.text.places import Places
from terakoya.courseware.text.yaml_lines import read_yaml
from tests.courseware.laws import examples, law

from ..courses import COURSE, flagship_material
from ..recordings import recorded_courses
from ..selection import deep
from .conftest import CORPUS

EVERY_LAYOUT = read_folder(CORPUS / "every-layout")
# Texts that a file could take for something else stand beside what hypothesis finds.
TRAPS = [
    *("", "---", "# 見出し", "#", '\\"x"', "- x", "a: b", "x #y", "'", "~", "a,b]", "**強調**"),
    *(
        "no",
        "null",
        "1e3",
        "2026-10-01",
        "{desk.name}",
        "a\nb",
        "a\r\nb",
        "\x85",
        "\u2028",
        "a \x1f",
    ),
]
texts = st.one_of(st.sampled_from(TRAPS), st.text(max_size=30))


def put(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def read_back(
    material: Material, chosen: EditionSettings = NO_SETTINGS
) -> tuple[Material, EditionSettings]:
    with tempfile.TemporaryDirectory() as folder:
        return read_edition_folder(put(Path(folder), source_files(material, chosen)))


@cache
def flagship_files() -> dict[str, bytes]:
    """What is written of the flagship without its recordings, once."""
    return source_files(flagship_material())


def recorded_folder(folder: Path) -> Path:
    """The small course as we write it; the recording of one slide is missing, which is found."""
    courses = recorded_courses(folder / "courses")
    min((courses / "every-layout/media/audio").glob("*.m4a")).unlink()
    return put(folder / "recorded", source_files(read_folder(courses / "every-layout")))


# With recordings of its own: the small course, or the whole flagship with those that it has.
@pytest.mark.parametrize("is_flagship", [False, *deep(True)])
def test_course_reads_back_as_itself_with_its_recordings_and_its_findings(
    tmp_path: Path, *, is_flagship: bool
) -> None:
    folder = COURSE if is_flagship else recorded_folder(tmp_path)
    material = read_folder(folder)
    assert material.audio
    files = source_files(material)
    written = put(tmp_path / "again", files)
    back, chosen = read_edition_folder(written)
    assert (back, chosen) == (material, NO_SETTINGS)
    assert revision_id(back.course) == revision_id(material.course)
    on = dt.date(2026, 11, 24)
    found = [str(one) for one in check_folder(folder, on=on)]
    assert found or is_flagship
    assert [str(one) for one in check_folder(written, on=on)] == found
    assert source_files(back) == files


def test_translation_states_its_words_and_not_what_it_shares() -> None:
    files = source_files(EVERY_LAYOUT)
    english = files["en/10-what-it-is.md"].decode()
    assert "source_hash: " in english
    for key in ("layout:", "goal:", "facts:", "file:", "correct:"):
        assert key not in english


def test_settings_of_an_edition_stand_in_their_file() -> None:
    chosen = EditionSettings(
        base="a" * 64,
        variables={"company.name": {"ja": "株式会社みほん商事"}},
        hidden=(Hidden(slide="opening", reason="朝礼で話すため"),),
    )
    assert read_back(EVERY_LAYOUT, chosen) == (EVERY_LAYOUT, chosen)
    assert "edition.yaml" not in source_files(EVERY_LAYOUT)


def test_unused_fact_and_picture_stay_behind() -> None:
    fact = flagship_material().course.facts[0].model_copy(update={"id": "unused"})
    course = EVERY_LAYOUT.course
    course = course.model_copy(
        update={"facts": (*course.facts, fact), "media": {**course.media, "unused.svg": "0" * 64}}
    )
    crowded = replace(EVERY_LAYOUT, course=course, media={**EVERY_LAYOUT.media, "unused.svg": b"x"})
    assert prune(crowded) == EVERY_LAYOUT
    assert read_back(crowded)[0] == EVERY_LAYOUT


def test_shared_folder_inside_hides_the_one_beside(tmp_path: Path) -> None:
    shutil.copytree(CORPUS / "shared", tmp_path / "shared")
    folder = put(tmp_path / "course", source_files(EVERY_LAYOUT))
    (tmp_path / "shared/facts.yaml").write_text("facts: []\n", encoding="utf-8")
    assert read_folder(folder) == EVERY_LAYOUT


def test_draft_reads_the_shared_folder_of_the_courses_unless_one_stands_beside(
    tmp_path: Path,
) -> None:
    shutil.copytree(CORPUS / "shared", tmp_path / "courses/shared")
    folder = tmp_path / "drafts/course"
    shutil.copytree(CORPUS / "every-layout", folder)
    assert read_folder(folder) == EVERY_LAYOUT
    (tmp_path / "drafts/shared").mkdir()
    with pytest.raises(UnreadableSource, match=r"\.\./shared/facts\.yaml"):
        read_folder(folder)


# -- laws --------------------------------------------------------------------------------------


@given(texts, st.lists(st.one_of(texts, st.text(max_size=200)), max_size=4))
@law
def test_any_words_of_a_slide_read_back(title: str, paragraphs: list[str]) -> None:
    opening = EVERY_LAYOUT.course.source.chapters[0].slides[0]
    slide = type(opening).model_validate(
        {**opening.model_dump(), "title": title, "narration": paragraphs}
    )
    chapter = EVERY_LAYOUT.course.source.chapters[0].model_copy(update={"slides": (slide,)})
    text = EVERY_LAYOUT.course.source.model_copy(update={"chapters": (chapter,)})
    [written] = chapter_files(text, None).values()
    findings: list[Finding] = []
    reader = ChapterReader("ja", PartReader(findings, Places()), None)
    assert (reader.read(written, "ja/10.md"), findings) == (chapter, [])


scalars = st.one_of(
    texts,
    st.integers(),
    st.booleans(),
    st.none(),
    st.dates(min_value=dt.date(1000, 1, 1)),
    st.sampled_from([0.85, 1.0]),
)
keys = st.from_regex(r"[a-z_]{1,8}(\.[a-z]{1,3})?", fullmatch=True)
plain = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)


@given(st.dictionaries(st.from_regex(r"[a-z]{2,8}", fullmatch=True), plain, max_size=5))
@law
def test_yaml_reads_back_as_the_values_written(value: dict[str, Any]) -> None:
    assert read_yaml(yaml_text(value)).value == value


def test_yaml_read_again_gives_values_of_its_own_and_the_lines_of_its_place() -> None:
    text = "words: [a, b]"
    first = read_yaml(text)
    first.value["words"].append("changed by its reader")
    again = read_yaml(text, 7)
    assert (again.value, again.line("words", 1)) == ({"words": ["a", "b"]}, 7)


def edit_text(draw: st.DrawFn, part: Part) -> Any:
    """The part with another text in one of its fields."""
    free = {
        path: value
        for path, value in fields_of(part).items()
        if isinstance(value, str)
        and path.rsplit(".", 1)[-1] not in ("goal", "required", "suits", "file", "ground", "topic")
        and not path.startswith(("facts", "slides", "tags", "kind"))
        and not path.endswith(("judgement", "doer"))
    }
    path = draw(st.sampled_from(sorted(free)))
    return with_fields(part, {path: draw(texts)})


@st.composite
def edited_text(draw: st.DrawFn, text: CourseText) -> CourseText:
    """One language with slides edited, dropped, copied, moved; its sheets edited and reordered."""
    chapters = []
    for chapter in text.chapters:
        slides: list[AnySlide] = []
        for slide in chapter.slides:
            what = draw(st.sampled_from(["keep", "keep", "edit", "drop", "copy"]))
            changed = edit_text(draw, slide) if what == "edit" else slide
            slides += [] if what == "drop" else [changed]
            if what == "copy":
                slides.append(
                    slide.model_copy(update={"id": f"{slide.id}-copy", "source_hash": ""})
                )
        slides = list(draw(st.permutations(slides))) if draw(st.booleans()) else slides
        chapters.append(Chapter(**{**dict(chapter), "title": draw(texts), "slides": tuple(slides)}))
    survey, test = text.survey, text.test
    if draw(st.booleans()):
        items = list(draw(st.permutations(survey.items)))[: draw(st.integers(1, 9))]
        items[0] = edit_text(draw, items[0])
        survey = survey.model_copy(update={"items": tuple(items), "scale": survey.scale[1:]})
    if draw(st.booleans()):
        questions = list(draw(st.permutations(test.questions)))[: draw(st.integers(1, 9))]
        choices = tuple(draw(st.permutations(questions[0].choices)))
        questions[0] = questions[0].model_copy(update={"choices": choices})
        questions[-1] = edit_text(draw, questions[-1])
        test = test.model_copy(update={"questions": tuple(questions), "title": draw(texts).strip()})
    return CourseText.model_validate(
        text.model_copy(
            update={"chapters": tuple(chapters), "survey": survey, "test": test}
        ).model_dump()
    )


@settings(deadline=None, max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_edition_with_any_edits_in_any_language_reads_back_as_itself(data: st.DataObject) -> None:
    course = EVERY_LAYOUT.course
    languages = tuple(
        data.draw(edited_text(text)) if data.draw(st.booleans()) else text for text in course.texts
    )
    edited = Course.model_validate(course.model_copy(update={"texts": languages}).model_dump())
    chosen = EditionSettings(base=revision_id(course), hidden=(Hidden(slide="opening"),))
    back, settings_back = read_back(replace(EVERY_LAYOUT, course=edited), chosen)
    assert back == prune(replace(EVERY_LAYOUT, course=edited))
    assert settings_back == chosen


def test_slide_whose_layout_changed_in_the_source_alone_keeps_its_translation() -> None:
    """Every Japanese slide becomes like the one after it; the English ones stay as they were."""
    course = flagship_material().course
    slides = [slide for _, slide in course.source.slides()]
    after = {one.id: other for one, other in zip(slides, [*slides[1:], slides[0]], strict=True)}
    chapters = tuple(
        chapter.model_copy(
            update={
                "slides": tuple(
                    after[slide.id].model_copy(update={"id": slide.id}) for slide in chapter.slides
                )
            }
        )
        for chapter in course.source.chapters
    )
    japanese = course.source.model_copy(update={"chapters": chapters})
    edited = course.model_copy(update={"texts": (japanese, *course.texts[1:])})
    material = replace(flagship_material(), course=edited)
    chosen = EditionSettings(base=revision_id(course))
    assert read_back(material, chosen)[0] == prune(material)


def test_catalogue_course_whose_translation_lacks_a_slide_is_still_refused(tmp_path: Path) -> None:
    course = EVERY_LAYOUT.course
    english = course.texts[1].model_copy(update={"chapters": course.texts[1].chapters[:-1]})
    material = replace(
        EVERY_LAYOUT, course=course.model_copy(update={"texts": (course.source, english)})
    )
    loaded = load_folder(put(tmp_path / "course", source_files(material)))
    assert loaded.is_broken()
    edition = source_files(material, EditionSettings(base="a" * 64))
    loaded = load_folder(put(tmp_path / "edition", edition))
    assert (loaded.is_broken(), {one.code for one in loaded.findings}) == (
        False,
        {"missing-translation"},
    )


@pytest.mark.parametrize("name", ["ja/20-typical-acts.md", "en/test.yaml", "course.yaml"])
def test_files_are_text_that_an_author_can_read(name: str) -> None:
    text = flagship_files()[name].decode()
    assert max(len(line) for line in text.split("\n") if line.startswith((" ", "-"))) < 300
    assert "\\u" not in text

"""The Moodle backup: all parts, every reference resolves, and it says what the course says."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from terakoya.courseware.formats.moodle import write_moodle, write_moodle_with_survey
from terakoya.courseware.formats.moodle.pages import words_of
from terakoya.courseware.formats.moodle.plan import IDS_OF_A_COURSE, first_id
from terakoya.courseware.formats.questions.reading.html import read_html
from terakoya.courseware.formats.scorm import write_scorm12
from terakoya.courseware.inline import plain
from terakoya.courseware.model import CaseSlide, CheckSlide, Material
from terakoya.courseware.texts import texts_of
from terakoya.courseware.variables import filled, values_of

from ..recordings import recorded
from .moodle_reading import CASES, NULL, Backup, backup_of, material_of, text
from .xlsx_samples import corpus

Case = tuple[Backup, Material, str]


@pytest.fixture(params=CASES, ids="-".join)
def case(request: pytest.FixtureRequest) -> Case:
    name, language = request.param
    return backup_of(name, language), material_of(name), language


# -- the package ---------------------------------------------------------------------------------


def test_the_same_course_gives_the_same_bytes() -> None:
    assert write_moodle(corpus(), "ja") == write_moodle(corpus(), "ja")


def test_every_part_that_a_restore_reads_is_there_and_well_formed(case: Case) -> None:
    backup, _, _ = case
    root = ("moodle_backup", "questions", "files", "groups", "outcomes", "scales", "roles")
    wanted = {f"{name}.xml" for name in (*root, "completion", "course/course", "course/roles")}
    for _, kind, folder in backup.listed:
        wanted |= {
            f"{folder}/{name}.xml" for name in ("module", kind, "inforef", "roles", "grades")
        }
    sections = backup.xml("moodle_backup.xml").iterfind(".//sections/section")
    wanted |= {f"{text(one, 'directory')}/section.xml" for one in sections}
    assert wanted <= set(backup.parts)
    for name, data in backup.parts.items():
        if name.endswith(".xml"):
            etree.fromstring(data)


def test_every_part_begins_with_the_bytes_that_moodle_looks_for(case: Case) -> None:
    backup, _, _ = case
    begin = b'<?xml version="1.0" encoding="UTF-8"?>\n<'
    parts = {name: data for name, data in backup.parts.items() if name.endswith(".xml")}
    assert {name: data[: len(begin)] for name, data in parts.items()} == dict.fromkeys(parts, begin)
    assert b"<moodle_backup>" in backup.parts["moodle_backup.xml"][:200]


def test_the_backup_says_of_which_moodle_and_of_what_kind_it_is(case: Case) -> None:
    backup, material, language = case
    information = backup.xml("moodle_backup.xml").find("information")
    assert information is not None
    said = {one.tag: one.text for one in information if not len(one)}
    assert (said["moodle_version"], said["backup_version"]) == ("2024100700", "2024100700")
    assert (said["moodle_release"], said["backup_release"]) == ("4.5", "4.5")
    assert (said["include_files"], said["original_course_format"]) == ("1", "topics")
    course = backup.xml("course/course.xml")
    ids = (said["original_course_id"], said["original_course_contextid"])
    assert ids == (course.get("id"), course.get("contextid"))
    names = (said["original_course_shortname"], said["original_course_fullname"])
    assert names == (text(course, "shortname"), text(course, "fullname"))
    assert text(course, "fullname") == material.course.meta.title[language]
    [detail] = information.iterfind("details/detail")
    kind = {one.tag: one.text for one in detail}
    wanted = {"type": "course", "format": "moodle2", "interactive": "1", "mode": "10"}
    assert kind == {**wanted, "execution": "1", "executiontime": "0"}
    rules = ("format", "enablecompletion", "showcompletionconditions")
    assert tuple(text(course, rule) for rule in rules) == ("topics", "1", "1")


def test_contents_sections_modules_and_settings_name_the_same(case: Case) -> None:
    backup, material, language = case
    root = backup.xml("moodle_backup.xml")
    sections = [text(one, "directory") for one in root.iterfind(".//sections/section")]
    sequence = [
        (int(module), text(section, "number"))
        for folder in sections
        for section in [backup.xml(f"{folder}/section.xml")]
        for module in text(section, "sequence").split(",")
        if module
    ]
    modules = [backup.xml(f"{folder}/module.xml") for _, _, folder in backup.listed]
    assert sequence == [(int(one.get("id", "")), text(one, "sectionnumber")) for one in modules]
    included = {text(one, "name"): text(one, "value") for one in root.iterfind(".//setting")}
    names = [one.rpartition("/")[2] for one in sections]
    names += [folder.rpartition("/")[2] for _, _, folder in backup.listed]
    assert all((included[f"{n}_included"], included[f"{n}_userinfo"]) == ("1", "0") for n in names)
    assert (included["users"], included["activities"], included["files"]) == ("0", "1", "1")
    titles = [text(backup.xml(f"{folder}/section.xml"), "name") for folder in sections]
    chapters = [one.title for one in material.course.text(language).chapters]
    shown = [plain(" ".join(one.split())) for one in chapters]
    assert titles == [NULL, *shown, words_of(language)["section_test"]]


def ids_given(backup: Backup) -> set[tuple[str, int]]:
    """What a backup gives an id, and the id; an activity's part and its kind inside are one."""
    found: set[tuple[str, int]] = set()
    for name in (name for name in backup.parts if name.endswith(".xml")):
        if name.endswith("/inforef.xml"):
            continue
        for node in backup.xml(name).iter():
            kind = str(node.get("modulename") or node.tag)
            if node.get("id"):
                found.add((kind, int(node.get("id", ""))))
            if node.get("contextid") and node.tag != "tag":
                found.add(("context", int(node.get("contextid", ""))))
    return found


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("write", [write_moodle, write_moodle_with_survey])
def test_no_two_things_share_an_id_and_no_site_has_one(
    write: Callable[[Material, str], bytes], language: str
) -> None:
    found = ids_given(Backup.of(write(corpus(), language)))
    kinds = {kind for kind, _ in found}
    assert {
        *("course", "category", "context", "section", "module", "file", "chapter", "grade_item"),
        *("book", "quiz", "scorm", "sco", "question_category", "question_bank_entry", "question"),
        *("question_versions", "answer", "multichoice", "tag", "question_instance", "feedback"),
        *("question_set_reference", "course_completion_criteria", "course_completion_aggr_methd"),
    } <= kinds
    numbers = sorted(number for _, number in found)
    first = first_id(f"{corpus().course.meta.id}-{language}")
    assert numbers == list(range(first, first + len(numbers)))


@given(st.text(), st.text())
def test_ids_of_a_course_begin_above_those_of_sites_and_end_where_moodle_counts(
    one: str, other: str
) -> None:
    first = first_id(one)
    assert first == first_id(one)
    assert first >= 9_000_000 and first + IDS_OF_A_COURSE < 2**31
    assert (first - first_id(other)) % IDS_OF_A_COURSE == 0


def test_every_activity_has_a_context_of_its_own(case: Case) -> None:
    backup, _, _ = case
    contexts = [
        backup.xml(f"{folder}/{kind}.xml").get("contextid") for _, kind, folder in backup.listed
    ]
    assert max(Counter(contexts).values()) == 1


def test_learners_see_every_section_and_all_but_the_package(case: Case) -> None:
    backup, _, _ = case
    sections = backup.xml("moodle_backup.xml").iterfind(".//sections/section")
    folders = [text(one, "directory") for one in sections]
    assert {text(backup.xml(f"{one}/section.xml"), "visible") for one in folders} == {"1"}
    hidden = {
        kind
        for _, kind, folder in backup.listed
        if text(backup.xml(f"{folder}/module.xml"), "visible") == "0"
    }
    assert hidden == {"scorm"}


# -- files ---------------------------------------------------------------------------------------


def test_every_file_is_kept_by_its_hash_and_named_by_its_activity(case: Case) -> None:
    backup, _, _ = case
    kept = {name for name in backup.parts if name.startswith("files/")}
    rows = backup.files
    assert kept == {f"files/{r['contenthash'][:2]}/{r['contenthash']}" for r in rows.values()}
    named: list[int] = []
    for _, kind, folder in backup.listed:
        context = backup.xml(f"{folder}/{kind}.xml").get("contextid")
        ids = backup.references(folder, "file")
        assert ids == {number for number, row in rows.items() if row["contextid"] == context}
        assert {rows[number]["component"] for number in ids} <= {f"mod_{kind}"}
        named += ids
    assert sorted(named) == sorted(rows)
    for row in rows.values():
        assert len(backup.data(row)) == int(row["filesize"])


def test_pictures_and_sound_of_a_page_are_files_of_that_page(case: Case) -> None:
    backup, _, _ = case
    seen = 0
    for page in backup.book_pages:
        rows = [backup.files[number] for number in backup.references(page.folder, "file")]
        own = [row for row in rows if row["itemid"] == str(page.id)]
        sources = {str(one.get("src")) for one in page.html.iter("img", "audio", "source")}
        assert sources == {f"@@PLUGINFILE@@/{row['filename']}" for row in own}
        assert {row["filearea"] for row in own} <= {"chapter"}
        assert all(one.get("alt") is not None for one in page.html.iter("img"))
        assert not page.html.xpath("//script | //style | //link | //*[@href] | //iframe")
        seen += len(sources)
    assert seen > 5
    assert max(Counter(page.id for page in backup.book_pages).values()) == 1


def test_recordings_come_along_with_their_slides() -> None:
    material = recorded(corpus())
    backup = Backup.of(write_moodle(material, "ja"))
    sounds = {row["filename"] for row in backup.files.values() if row["component"] == "mod_book"}
    assert (
        {name for name in sounds if name.endswith(".m4a")}
        == {name for name in material.audio if name.endswith(".m4a")} & sounds
        != set()
    )


# -- slides --------------------------------------------------------------------------------------


def test_every_text_of_every_slide_stands_on_its_page(case: Case) -> None:
    backup, material, language = case
    values = values_of(material.course, language)
    slides = list(material.course.text(language).slides())
    for (chapter, slide), page in zip(slides, backup.book_pages, strict=True):
        shown = _words(read_html(etree.tostring(page.html, encoding=str)).text)
        shown += _words(page.title) + _words(chapter.title)
        for path, words in texts_of(slide):
            if path[-1] != "alt":
                wanted = _words(plain(filled(words, values)).replace("／", ""))
                assert wanted in shown, (slide.id, path)


def _words(text: str) -> str:
    """Words for comparison: without marks, breaks and blanks."""
    return re.sub(r"[\s/／]+", "", plain(text))


def test_a_chapter_is_a_book_whose_pages_lead_to_each_other(case: Case) -> None:
    backup, material, language = case
    chapters = material.course.text(language).chapters
    folders = [folder for _, kind, folder in backup.listed if kind == "book"]
    for folder, chapter in zip(folders, chapters, strict=True):
        book = backup.xml(f"{folder}/book.xml").find("book")
        assert book is not None
        assert text(book, "name") == plain(" ".join(chapter.title.split()))
        assert (text(book, "navstyle"), text(book, "numbering")) == ("2", "0")
        pages = book.findall("chapters/chapter")
        order = [(text(one, "pagenum"), text(one, "subchapter")) for one in pages]
        assert order == [(str(number), "0") for number in range(1, len(chapter.slides) + 1)]
        assert {text(one, "hidden") for one in pages} == {"0"}


def test_a_choice_of_a_case_says_whether_it_is_right_only_once_it_is_opened(case: Case) -> None:
    backup, material, language = case
    words, values = words_of(language), values_of(material.course, language)
    slides = [slide for _, slide in material.course.text(language).slides()]
    asked = 0
    for slide, page in zip(slides, backup.book_pages, strict=True):
        rows = page.html.xpath("//ol[@type='A']/li/details")
        assert not rows or not any(one.get("open") for one in page.html.iter("details"))
        choices = slide.choices if isinstance(slide, (CaseSlide, CheckSlide)) else ()
        told = [
            (_words(one.findtext("summary") or ""), one.findtext("p/strong") or "") for one in rows
        ]
        assert [right for _, right in told] == [
            words["right" if one.correct else "wrong"] for one in choices
        ]
        for (shown, _), choice, row in zip(told, choices, rows, strict=True):
            assert shown in _words(plain(filled(choice.text, values)))
            assert _words(plain(filled(choice.why, values))) in _words(_read(row))
        asked += len(choices)
    assert asked > 5


def _read(node: etree._Element) -> str:
    return read_html(etree.tostring(node, encoding=str)).text


# -- order and completion ------------------------------------------------------------------------


def test_each_chapter_opens_after_the_one_before_and_the_quiz_after_the_last(case: Case) -> None:
    backup, _, _ = case
    before: int | None = None
    for number, kind, folder in backup.listed:
        module = backup.xml(f"{folder}/module.xml")
        if kind == "scorm":
            assert text(module, "availability") == NULL
            continue
        if before is None:
            assert text(module, "availability") == NULL
        else:
            condition = {"type": "completion", "cm": before, "e": 1}
            wanted = {"op": "&", "c": [condition], "showc": [True]}
            assert json.loads(text(module, "availability")) == wanted
        before = number


def test_books_are_completed_by_reading_and_the_quiz_by_passing(case: Case) -> None:
    backup, material, _ = case
    rules = ("completion", "completionview", "completiongradeitemnumber", "completionpassgrade")
    wanted = {
        "book": ("2", "1", NULL, "0"),
        "quiz": ("2", "0", "0", "1"),
        "scorm": ("2", "0", NULL, "0"),
    }
    for _, kind, folder in backup.listed:
        module = backup.xml(f"{folder}/module.xml")
        assert tuple(text(module, rule) for rule in rules) == wanted[kind]
    folder = backup.activity("quiz")
    item = backup.xml(f"{folder}/grades.xml").find("grade_items/grade_item")
    assert item is not None
    assert float(text(item, "gradepass")) == material.course.meta.pass_mark
    assert backup.references(folder, "grade_item") == {int(item.get("id", ""))}


def test_all_books_and_the_quiz_complete_the_course(case: Case) -> None:
    backup, _, _ = case
    root = backup.xml("completion.xml")
    criteria = [
        (text(one, "criteriatype"), text(one, "module"), int(text(one, "moduleinstance")))
        for one in root.iterfind("course_completion_criteria")
    ]
    assert criteria == [
        ("4", kind, number) for number, kind, _ in backup.listed if kind in ("book", "quiz")
    ]
    methods = [
        (text(one, "criteriatype"), text(one, "method"))
        for one in root.iterfind("course_completion_aggr_methd")
    ]
    assert methods == [(NULL, "1"), ("4", "1")]


def test_a_course_without_a_test_has_no_quiz_and_ends_with_its_last_book() -> None:
    material = corpus()
    meta = material.course.meta.model_copy(update={"blueprint": ()})
    course = material.course.model_copy(update={"meta": meta})
    backup = Backup.of(write_moodle(replace(material, course=course), "ja"))
    kinds = [kind for _, kind, _ in backup.listed]
    assert kinds == ["book"] * len(course.text("ja").chapters) + ["scorm"]
    assert len(backup.xml("questions.xml")) == 0
    criteria = backup.xml("completion.xml").iterfind("course_completion_criteria")
    assert [text(one, "module") for one in criteria] == kinds[:-1]


# -- package -------------------------------------------------------------------------------------


def test_the_scorm_package_is_there_hidden_packed_and_unpacked(case: Case) -> None:
    backup, material, language = case
    folder = backup.activity("scorm")
    node = backup.xml(f"{folder}/scorm.xml").find("scorm")
    assert node is not None
    rows = [backup.files[number] for number in sorted(backup.references(folder, "file"))]
    [package] = [row for row in rows if row["filearea"] == "package"]
    data = backup.data(package)
    assert data == write_scorm12(material, language)
    assert (text(node, "sha1hash"), text(node, "reference")) == (
        package["contenthash"],
        package["filename"],
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        packed = {f"/{name}": archive.read(name) for name in archive.namelist()}
    unpacked = {
        row["filepath"] + row["filename"]: backup.data(row)
        for row in rows
        if row["filearea"] == "content"
    }
    assert unpacked == packed
    scoes = {one.get("id"): one for one in node.iterfind("scoes/sco")}
    start = scoes[text(node, "launch")]
    assert f"/{text(start, 'launch')}" in packed
    identifiers = {text(one, "identifier") for one in scoes.values()}
    assert {text(one, "parent") for one in scoes.values()} - {"/"} <= identifiers
    assert text(backup.xml(f"{folder}/module.xml"), "visible") == "0"
    assert text(node, "completionstatusrequired") == "6"
    assert text(node, "version") == "SCORM_1.2"


def test_moodle_is_told_nothing_of_people(case: Case) -> None:
    backup, _, _ = case
    assert not {name for name in backup.parts if "users" in name}
    for name, data in backup.parts.items():
        if name.endswith("roles.xml"):
            assert not etree.fromstring(data).xpath("//assignment | //override")

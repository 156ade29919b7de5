"""The fields of a Moodle backup that a restore reads by value, each as a real Moodle took it.

What refers to what is held by `test_writer_moodle.py`; here stand the plain values.
"""

from __future__ import annotations

import datetime as dt
import mimetypes
from functools import cache

import pytest
from lxml import etree

from terakoya.courseware.formats.moodle import write_moodle_with_survey
from terakoya.courseware.inline import plain
from terakoya.courseware.model import CourseText, Material

from .moodle_reading import NULL, Backup, text
from .xlsx_samples import corpus


@cache
def _backup(language: str) -> Backup:
    return Backup.of(write_moodle_with_survey(corpus(), language))


@pytest.fixture(params=("ja", "en"))
def language(request: pytest.FixtureRequest) -> str:
    language: str = request.param
    return language


@pytest.fixture
def backup(language: str) -> Backup:
    return _backup(language)


@pytest.fixture(scope="module")
def material() -> Material:
    return corpus()


@pytest.fixture
def words(material: Material, language: str) -> CourseText:
    return material.course.text(language)


def values(node: etree._Element | None, *without: str) -> dict[str, str]:
    """What stands in the plain children of an element."""
    assert node is not None
    return {
        str(one.tag): one.text or ""
        for one in node
        if not len(one) and one.tag not in without and text(node, str(one.tag)) is not None
    }


def picked(node: etree._Element | None, wanted: dict[str, str]) -> dict[str, str]:
    """The children of an element that `wanted` names."""
    assert node is not None
    return {name: text(node, name) for name in wanted}


def every(node: etree._Element, path: str) -> list[etree._Element]:
    """The elements at a path, of which there must be some."""
    found = node.findall(path)
    assert found, path
    return found


def _when(material: Material) -> str:
    day = material.course.meta.effective_on
    assert day is not None
    return str(int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp()))


# -- the backup as a whole -----------------------------------------------------------------------


def test_the_information_of_the_backup_is_whole(
    backup: Backup, material: Material, language: str
) -> None:
    information = backup.xml("moodle_backup.xml").find("information")
    course = backup.xml("course/course.xml")
    name = f"every-layout-{language}"
    hash_of_site = text(backup.xml("moodle_backup.xml"), ".//original_site_identifier_hash")
    assert values(information) == {
        "name": f"{name}.mbz",
        "moodle_version": "2024100700",
        "moodle_release": "4.5",
        "backup_version": "2024100700",
        "backup_release": "4.5",
        "backup_date": _when(material),
        "mnet_remoteusers": "0",
        "include_files": "1",
        "include_file_references_to_external_content": "0",
        "original_wwwroot": "https://terakoya.example",
        "original_site_identifier_hash": hash_of_site,
        "original_course_id": course.get("id"),
        "original_course_format": "topics",
        "original_course_fullname": material.course.meta.title[language],
        "original_course_shortname": name,
        "original_course_startdate": _when(material),
        "original_course_enddate": "0",
        "original_course_contextid": course.get("contextid"),
        "original_system_contextid": "1",
    }
    assert len(hash_of_site) == 32 and course.get("contextid") != "1"


def test_the_contents_name_each_part_with_its_section_and_title(
    backup: Backup, material: Material, language: str
) -> None:
    contents = backup.xml("moodle_backup.xml").find("information/contents")
    assert contents is not None
    for one in every(contents, "activities/activity"):
        folder = text(one, "directory")
        module = backup.xml(f"{folder}/module.xml")
        inner = backup.xml(f"{folder}/{text(one, 'modulename')}.xml")[0]
        assert values(one) == {
            "moduleid": module.get("id"),
            "sectionid": text(module, "sectionid"),
            "modulename": text(module, "modulename"),
            "title": text(inner, "name"),
            "directory": f"activities/{text(module, 'modulename')}_{module.get('id')}",
        }
        section = backup.xml(f"sections/section_{text(module, 'sectionid')}/section.xml")
        assert section.get("id") == text(module, "sectionid")
        assert text(section, "number") == text(module, "sectionnumber")
    for one in every(contents, "sections/section"):
        section = backup.xml(f"{text(one, 'directory')}/section.xml")
        name = text(section, "name").replace(NULL, "0")
        assert values(one, "directory") == {"sectionid": section.get("id"), "title": name}
    course = backup.xml("course/course.xml")
    assert values(contents.find("course")) == {
        "courseid": course.get("id"),
        "title": material.course.meta.title[language],
        "directory": "course",
    }


def test_every_setting_belongs_to_the_backup_a_section_or_an_activity(backup: Backup) -> None:
    rows = [values(one) for one in backup.xml("moodle_backup.xml").iterfind(".//setting")]
    root = {one["name"]: one["value"] for one in rows if one["level"] == "root"}
    kept = {name for name, value in root.items() if value == "1"}
    assert kept == {"activities", "files", "questionbank"}
    for one in rows:
        if one["level"] != "root":
            owner, _, what = one["name"].rpartition("_")
            assert list(one) == ["level", one["level"], "name", "value"]
            assert (one[one["level"]], what in ("included", "userinfo")) == (owner, True)


def test_the_course_is_shown_from_the_day_on_and_has_a_category(
    backup: Backup, material: Material, language: str
) -> None:
    course = backup.xml("course/course.xml")
    wanted = {"visible": "1", "startdate": _when(material), "summaryformat": "1"}
    assert picked(course, wanted) == wanted
    assert text(course, "category/name") == material.course.meta.title[language]


@pytest.mark.parametrize(
    ("part", "root"),
    [
        ("groups", "<groups><groupings></groupings></groups>"),
        ("outcomes", "<outcomes_definition></outcomes_definition>"),
        ("scales", "<scales_definition></scales_definition>"),
        ("roles", "<roles_definition></roles_definition>"),
    ],
)
def test_a_part_of_which_there_is_nothing_is_an_empty_list(part: str, root: str) -> None:
    node = backup_part = _backup("ja").xml(f"{part}.xml")
    for one in backup_part.iter():
        one.text, one.tail = (one.text and one.text.strip()) or "", None
    assert etree.tostring(node, encoding=str) == root


# -- activities ----------------------------------------------------------------------------------


def test_every_module_is_shown_on_the_page_of_the_course(backup: Backup) -> None:
    wanted = {"visibleoncoursepage": "1", "showdescription": "0", "groupmode": "0"}
    for _, _, folder in backup.listed:
        module = backup.xml(f"{folder}/module.xml")
        assert module.get("version") == "2024100700"
        assert picked(module, wanted) == wanted


def test_files_have_the_type_of_their_names_and_are_no_drafts(backup: Backup) -> None:
    known = {".js": "application/javascript", ".woff2": "font/woff2", ".m4a": "audio/mp4"}
    assert backup.files
    for row in backup.files.values():
        ending = row["filename"][row["filename"].rfind(".") :]
        wanted = known.get(ending) or mimetypes.types_map.get(ending, "application/octet-stream")
        assert (row["mimetype"], row["status"]) == (wanted, "0")
        assert (row["userid"], row["source"]) == (NULL, row["filename"])


def test_pages_of_a_book_are_html(backup: Backup) -> None:
    for _, kind, folder in backup.listed:
        if kind == "book":
            book = backup.xml(f"{folder}/book.xml").find("book")
            assert book is not None
            assert text(book, "introformat") == "1"
            formats = [text(one, "contentformat") for one in book.iterfind("chapters/chapter")]
            assert formats == ["1"] * len(formats) and formats


def test_the_survey_is_anonymous_once_and_done_by_handing_in(backup: Backup) -> None:
    folder = backup.activity("feedback")
    feedback = backup.xml(f"{folder}/feedback.xml").find("feedback")
    wanted = {"anonymous": "1", "multiple_submit": "0", "publish_stats": "0"}
    wanted |= {"introformat": "1", "completionsubmit": "1", "timeopen": "0", "timeclose": "0"}
    assert picked(feedback, wanted) == wanted
    module = backup.xml(f"{folder}/module.xml")
    assert (text(module, "completion"), text(module, "completionview")) == ("2", "0")
    assert feedback is not None
    for item in every(feedback, "items/item"):
        # `h` leaves the choice “not selected” out: “I prefer not to say” is one of ours.
        options = "" if text(item, "typ") == "textarea" else "h"
        rules = ("hasvalue", "options", "template", "dependitem")
        assert [text(item, rule) for rule in rules] == ["1", options, "0", "0"]


def test_the_quiz_gives_a_point_a_question_and_a_hundred_in_all(backup: Backup) -> None:
    folder = backup.activity("quiz")
    quiz = backup.xml(f"{folder}/quiz.xml").find("quiz")
    wanted = {"grade": "100.00000", "timelimit": "0", "timeopen": "0", "timeclose": "0"}
    wanted |= {"questionsperpage": "1", "navmethod": "free", "password": "", "delay1": "0"}
    assert picked(quiz, wanted) == wanted
    assert quiz is not None
    slots = every(quiz, "question_instances/question_instance")
    for number, slot in enumerate(slots, 1):
        rules = ("slot", "page", "maxmark", "requireprevious")
        assert [text(slot, rule) for rule in rules] == [str(number), str(number), "1.0000000", "0"]


def test_quiz_and_package_have_a_grade_of_a_hundred_each(
    backup: Backup, material: Material
) -> None:
    graded = []
    for _, kind, folder in backup.listed:
        instance = backup.xml(f"{folder}/{kind}.xml").get("id", "")
        for item in backup.xml(f"{folder}/grades.xml").iterfind("grade_items/grade_item"):
            wanted = {"itemtype": "mod", "itemmodule": kind, "iteminstance": instance}
            wanted |= {"gradetype": "1", "grademax": "100.00000", "grademin": "0.00000"}
            wanted["gradepass"] = f"{material.course.meta.pass_mark}.00000"
            assert picked(item, wanted) == wanted
            graded.append(kind)
    assert graded == ["quiz", "scorm"]


# -- bank and package ----------------------------------------------------------------------------


def test_a_question_is_ready_in_its_first_version(backup: Backup, words: CourseText) -> None:
    kinds, found = {one.id: one.kind for one in words.test.questions}, list[str]()
    for category in backup.xml("questions.xml"):
        for entry in category.iter("question_bank_entry"):
            found.append(text(entry, "idnumber"))
            assert text(entry, "questioncategoryid") == category.get("id")
            version = entry.find("question_version/question_versions")
            assert values(version) == {"version": "1", "status": "ready"}
            assert version is not None
            question = version.find("questions/question")
            wanted = {"qtype": "multichoice", "defaultmark": "1.0000000", "parent": "0"}
            wanted |= {"questiontextformat": "1", "generalfeedbackformat": "1", "length": "1"}
            assert picked(question, wanted) == wanted
            assert question is not None
            plugin = question.find("plugin_qtype_multichoice_question")
            assert plugin is not None
            for answer in every(plugin, "answers/answer"):
                formats = {"answerformat": "1", "feedbackformat": "1"}
                assert picked(answer, formats) == formats
            kept_in_order = kinds[text(entry, "idnumber")] == "truefalse"
            settings = {"answernumbering": "abc", "shuffleanswers": str(int(not kept_in_order))}
            assert picked(plugin.find("multichoice"), settings) == settings
    assert sorted(found) == sorted(kinds)


def test_the_package_has_its_organization_and_one_row_to_launch(
    backup: Backup, words: CourseText, material: Material, language: str
) -> None:
    scorm = backup.xml(f"{backup.activity('scorm')}/scorm.xml").find("scorm")
    assert scorm is not None
    organization, item = scorm.findall("scoes/sco")
    wanted = {"scormtype": "local", "maxgrade": "100", "grademethod": "1"}
    wanted |= {"introformat": "1", "updatefreq": "0", "masteryoverride": "0"}
    wanted["launch"] = item.get("id", "")
    assert picked(scorm, wanted) == wanted
    above = text(organization, "identifier")
    rules = ("organization", "parent", "launch", "scormtype", "sortorder")
    assert [text(organization, rule) for rule in rules] == ["", "/", "", "", "1"]
    assert [text(item, rule) for rule in rules] == [above, above, "index.html", "sco", "2"]
    assert {text(one, "title") for one in (organization, item)} == {
        plain(material.course.meta.title[language])
    }
    # A mark of Moodle's own would decide over what the package says of the test.
    assert [len(one.findall("sco_datas/sco_data")) for one in (organization, item)] == [0, 0]


def test_criteria_and_their_methods_are_those_of_the_course(backup: Backup) -> None:
    course = backup.xml("course/course.xml").get("id")
    rows = list(backup.xml("completion.xml"))
    assert rows and {text(one, "course") for one in rows} == {course}
    assert len({one.get("id") for one in rows}) == len(rows)

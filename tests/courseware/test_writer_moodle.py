"""The Moodle backup: all parts, every reference resolves, and it says what the course says."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from lxml import etree

from terakoya.courseware.draw import draw_questions
from terakoya.courseware.inline import plain
from terakoya.courseware.model import Material
from terakoya.courseware.readers.questions.html import read_html
from terakoya.courseware.texts import texts_of
from terakoya.courseware.variables import filled, values_of
from terakoya.courseware.writers.moodle import write_moodle
from terakoya.courseware.writers.moodle.pages import words_of
from terakoya.courseware.writers.scorm import write_scorm12

from ..factories import flagship_material
from ..recordings import recorded
from .moodle_reading import Backup, text
from .xlsx_samples import corpus

CASES = [("flagship", "ja"), ("flagship", "en"), ("every-layout", "ja"), ("every-layout", "en")]
NULL = "$@NULL@$"


@cache
def material_of(name: str) -> Material:
    return flagship_material() if name == "flagship" else corpus()


@cache
def backup_of(name: str, language: str) -> Backup:
    return Backup.of(write_moodle(material_of(name), language))


@pytest.fixture(params=CASES, ids="-".join)
def case(request: pytest.FixtureRequest) -> tuple[Backup, Material, str]:
    name, language = request.param
    return backup_of(name, language), material_of(name), language


Case = tuple[Backup, Material, str]


# -- the package ---------------------------------------------------------------------------------


def test_the_same_course_gives_the_same_bytes() -> None:
    assert write_moodle(corpus(), "ja") == write_moodle(corpus(), "ja")


def test_every_compulsory_part_is_there_and_every_part_is_well_formed(case: Case) -> None:
    backup, _, _ = case
    for name in ("questions", "files", "groups", "outcomes", "scales", "roles", "moodle_backup"):
        assert f"{name}.xml" in backup.parts
    assert {"course/course.xml", "course/roles.xml"} <= set(backup.parts)
    for _, kind, folder in backup.listed:
        for name in ("module", kind, "inforef", "roles", "grades"):
            assert f"{folder}/{name}.xml" in backup.parts
    for name, data in backup.parts.items():
        if name.endswith(".xml"):
            etree.fromstring(data)


def test_every_part_begins_with_the_bytes_that_moodle_looks_for(case: Case) -> None:
    backup, _, _ = case
    begin = b'<?xml version="1.0" encoding="UTF-8"?>\n<'
    parts = {name: data for name, data in backup.parts.items() if name.endswith(".xml")}
    assert {name: data[: len(begin)] for name, data in parts.items()} == dict.fromkeys(parts, begin)
    assert b"<moodle_backup>" in backup.parts["moodle_backup.xml"][:200]


def test_contents_sections_modules_and_settings_name_the_same(case: Case) -> None:
    backup, material, language = case
    root = backup.xml("moodle_backup.xml")
    sections = [text(one, "directory") for one in root.iterfind(".//sections/section")]
    sequence = [
        (int(module), text(section, "number"))
        for folder in sections
        for section in [backup.xml(f"{folder}/section.xml")]
        for module in text(section, "sequence").split(",")
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
    assert titles[0] == NULL
    assert titles[1 : 1 + len(chapters)] == [plain(" ".join(one.split())) for one in chapters]


def test_every_activity_has_a_context_of_its_own(case: Case) -> None:
    backup, _, _ = case
    contexts = [
        backup.xml(f"{folder}/{kind}.xml").get("contextid") for _, kind, folder in backup.listed
    ]
    assert max(Counter(contexts).values()) == 1


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
    for _, kind, folder in backup.listed:
        if kind != "page":
            continue
        page = backup.page_html(folder)
        rows = [backup.files[number] for number in backup.references(folder, "file")]
        sources = {str(one.get("src")) for one in page.iter("img", "audio", "source")}
        assert sources == {f"@@PLUGINFILE@@/{row['filename']}" for row in rows}
        assert {row["filearea"] for row in rows} <= {"content"}
        assert all(one.get("alt") is not None for one in page.iter("img"))
        assert not page.xpath("//script | //style | //link | //*[@href] | //iframe")
        seen += len(sources)
    assert seen > 5


def test_recordings_come_along_with_their_slides() -> None:
    material = recorded(corpus())
    backup = Backup.of(write_moodle(material, "ja"))
    sounds = {row["filename"] for row in backup.files.values() if row["component"] == "mod_page"}
    assert (
        {name for name in sounds if name.endswith(".m4a")}
        == {name for name in material.audio if name.endswith(".m4a")} & sounds
        != set()
    )


# -- slides --------------------------------------------------------------------------------------


def test_every_text_of_every_slide_stands_on_its_page(case: Case) -> None:
    backup, material, language = case
    values = values_of(material.course, language)
    pages = iter([folder for _, kind, folder in backup.listed if kind == "page"])
    for chapter, slide in material.course.text(language).slides():
        folder = next(pages)
        shown = _words(read_html(etree.tostring(backup.page_html(folder), encoding=str)).text)
        shown += _words(text(backup.xml(f"{folder}/page.xml"), "page/name"))
        shown += _words(chapter.title)
        for path, words in texts_of(slide):
            if path[-1] != "alt":
                wanted = _words(plain(filled(words, values)).replace("／", ""))
                assert wanted in shown, (slide.id, path)
    assert next(pages, None) is None


def _words(text: str) -> str:
    """Words for comparison: without marks, breaks and blanks."""
    return re.sub(r"[\s/／]+", "", plain(text))


def test_every_page_is_completed_by_looking_at_it(case: Case) -> None:
    backup, _, _ = case
    for _, kind, folder in backup.listed:
        module = backup.xml(f"{folder}/module.xml")
        if kind == "page":
            assert (text(module, "completion"), text(module, "completionview")) == ("2", "1")


# -- survey --------------------------------------------------------------------------------------


def test_the_survey_asks_every_item_and_is_honest_about_who_can_see(case: Case) -> None:
    backup, material, language = case
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
        if item.kind == "comment":
            assert (text(row, "typ"), text(row, "presentation")) == ("textarea", "60|5")
        else:
            head, _, options = text(row, "presentation").partition(">>>>>")
            labels = [plain(option.text) for option in survey.options_of(item)]
            assert (head, options.split("|")) == ("r", [*labels, words["declined"]])


def test_an_option_with_a_bar_in_it_stays_one_option() -> None:
    material = corpus()
    survey = material.course.source.survey
    scale = (survey.scale[0].model_copy(update={"text": "はい|<いいえ> & ?"}), *survey.scale[1:])
    changed = material.course.source.model_copy(
        update={"survey": survey.model_copy(update={"scale": scale})}
    )
    course = material.course.model_copy(update={"texts": (changed, *material.course.texts[1:])})
    backup = Backup.of(write_moodle(replace(material, course=course), "ja"))
    row = backup.xml(f"{backup.activity('feedback')}/feedback.xml").find("feedback/items/item")
    assert row is not None
    assert text(row, "presentation").startswith("r>>>>>はい｜<いいえ> & ?|")


# -- test ----------------------------------------------------------------------------------------


def test_the_quiz_asks_the_drawn_questions_from_the_bank(case: Case) -> None:
    backup, material, language = case
    pool, meta = material.course.text(language).test, material.course.meta
    folder = backup.activity("quiz")
    activity = backup.xml(f"{folder}/quiz.xml")
    quiz = activity.find("quiz")
    assert quiz is not None
    entries = {
        one.get("id"): text(one, "idnumber") for one in backup.xml("questions.xml").iter(BANK_ENTRY)
    }
    slots = quiz.findall("question_instances/question_instance")
    drawn = [one.id for one in draw_questions(pool, meta.blueprint, 1)]
    asked = [entries[text(one, "question_reference/questionbankentryid")] for one in slots]
    assert asked == drawn
    assert [text(one, "slot") for one in slots] == [str(n + 1) for n in range(len(drawn))]
    contexts = {text(one, "question_reference/usingcontextid") for one in slots}
    assert contexts == {activity.get("contextid")}
    assert float(text(quiz, "sumgrades")) == len(drawn)
    assert text(quiz, "sections/section/firstslot") == "1"


BANK_ENTRY = "question_bank_entry"


def test_the_quiz_opens_after_all_slides_and_is_passed_with_the_pass_mark(case: Case) -> None:
    backup, material, _ = case
    folder = backup.activity("quiz")
    module = backup.xml(f"{folder}/module.xml")
    condition = json.loads(text(module, "availability"))
    pages = [number for number, kind, _ in backup.listed if kind == "page"]
    assert [one["cm"] for one in condition["c"]] == pages
    assert {(one["type"], one["e"]) for one in condition["c"]} == {("completion", 1)}
    assert (condition["op"], condition["showc"]) == ("&", [True] * len(pages))
    rules = ("completion", "completiongradeitemnumber", "completionpassgrade")
    assert tuple(text(module, rule) for rule in rules) == ("2", "0", "1")
    item = backup.xml(f"{folder}/grades.xml").find("grade_items/grade_item")
    assert item is not None
    assert float(text(item, "gradepass")) == material.course.meta.pass_mark
    assert backup.references(folder, "grade_item") == {int(item.get("id", ""))}
    categories = {int(one.get("id", "")) for one in backup.xml("questions.xml")}
    assert backup.references(folder, "question_category") == categories


def test_the_bank_holds_the_whole_pool_word_for_word(case: Case) -> None:
    backup, material, language = case
    values = values_of(material.course, language)
    quiz = backup.xml(f"{backup.activity('quiz')}/quiz.xml")
    top, bank = backup.xml("questions.xml")
    assert (text(top, "name"), text(top, "parent"), text(bank, "parent")) == ("top", "0", "1")
    for category in (top, bank):
        place = (text(category, "contextlevel"), text(category, "contextid"))
        assert place == ("70", quiz.get("contextid"))
        assert text(category, "contextinstanceid") == quiz.get("moduleid")
    pool = material.course.text(language).test
    found = list(bank.iter("question"))
    for question, node in zip(pool.questions, found, strict=True):
        body = read_html(text(node, "questiontext"))
        assert (body.scene, body.text) == (
            filled(question.scene, values),
            filled(question.text, values),
        )
        feedback = read_html(text(node, "generalfeedback")).text
        assert feedback == filled(question.explanation, values)
        plugin = node.find("plugin_qtype_multichoice_question")
        assert plugin is not None
        answers = plugin.findall("answers/answer")
        assert [
            (read_html(text(one, "answertext")).text, read_html(text(one, "feedback")).text)
            for one in answers
        ] == [(filled(c.text, values), filled(c.why, values)) for c in question.choices]
        shares = [float(text(one, "fraction")) for one in answers]
        assert [share > 0 for share in shares] == [choice.correct for choice in question.choices]
        assert sum(share for share in shares if share > 0) == pytest.approx(1, abs=1e-6)
        assert text(plugin, "multichoice/single") == str(int(question.kind != "multiple"))
    ids = Counter(one.get("id") for one in bank.iter("answer"))
    stamps = Counter(text(one, "stamp") for one in found)
    assert max(ids.values()) == max(stamps.values()) == 1


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


def test_moodle_is_told_nothing_of_people(case: Case) -> None:
    backup, _, _ = case
    assert not {name for name in backup.parts if "users" in name}
    for name, data in backup.parts.items():
        if name.endswith("roles.xml"):
            assert not etree.fromstring(data).xpath("//assignment | //override")

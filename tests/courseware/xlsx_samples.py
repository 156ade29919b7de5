"""Filled-in workbooks for tests: random answers, spoilt values, and LibreOffice's reckoning."""

from __future__ import annotations

import atexit
import datetime as dt
import io
import random
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.xlsx.writing import write_survey_workbook, write_test_workbook
from terakoya.courseware.formats.xlsx.writing.confirmation import result_list
from terakoya.courseware.formats.xlsx.writing.confirmation.book import PAPER_SEED
from terakoya.courseware.formats.xlsx.writing.confirmation.marking import (
    ResultState,
    TestFill,
    TestRow,
)
from terakoya.courseware.formats.xlsx.writing.confirmation.plan import PaperQuestion, plan_test
from terakoya.courseware.formats.xlsx.writing.letters import writings
from terakoya.courseware.formats.xlsx.writing.survey.plan import (
    DEPARTMENTS,
    RESPONDENTS,
    plan_survey,
)
from terakoya.courseware.formats.xlsx.writing.survey.tally import SurveyFill, SurveyRow
from terakoya.courseware.formats.xlsx.writing.texts import texts_of
from terakoya.courseware.model import BlueprintPart, CourseText, Material, SurveyItem
from tests.courseware.office_profile import new_profile

CORPUS = Path(__file__).parent.parent / "corpus" / "every-layout"
SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(
    SOFFICE is None, reason="LEFT OUT: LibreOffice (soffice) is not on this machine"
)

Cells = dict[str, list[list[object]]]

RECALCULATE_ALWAYS = """<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
"""
_FORMULA_CELL = re.compile(
    r'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)(?: t="\w+")?>(<f>.*?</f>)<v>.*?</v>', re.S
)


@cache
def corpus() -> Material:
    """The corpus course with every layout, read once a process."""
    return read_folder(CORPUS)


@cache
def corpus_survey_book() -> bytes:
    """The survey workbook of the course of every layout."""
    return write_survey_workbook(corpus(), "ja")


@cache
def corpus_test_book() -> bytes:
    """The test workbook of the course of every layout."""
    return write_test_workbook(corpus(), "ja")


def with_few_questions(material: Material, *numbers: int) -> Material:
    """The course with some questions of its test alone, one a paper: its workbook is small."""

    def few(text: CourseText) -> CourseText:
        questions = tuple(text.test.questions[number] for number in numbers)
        test = text.test.model_copy(update={"questions": questions})
        return text.model_copy(update={"test": test})

    meta = material.course.meta.model_copy(update={"blueprint": (BlueprintPart(take=1),)})
    course = material.course.model_copy(update={"meta": meta})
    return with_texts(replace(material, course=course), few)


def with_texts(material: Material, change: Callable[[CourseText], CourseText]) -> Material:
    """The course with every language changed."""
    texts = tuple(change(text) for text in material.course.texts)
    return replace(material, course=material.course.model_copy(update={"texts": texts}))


def cells_of(workbook: bytes) -> Cells:
    """The values of all cells, sheet by sheet; a whole number as an `int`."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return {
        name: [
            [_plain(cell) for cell in row]
            for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        for name in book.sheet_names
    }


def _plain(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def reckoned_results(workbook: bytes) -> list[tuple[object, ResultState, bool]]:
    """Percent, state and whether its number stands twice, of each row of the list of results."""
    rows = cells_of(workbook)["_calc"][result_list.FIRST_ROW : result_list.LAST_ROW + 1]
    columns = (result_list.PERCENT, result_list.STATE, result_list.TWICE)
    found = [[row[column] for column in columns] for row in rows]
    return [(percent, ResultState(int(str(state))), twice == 1) for percent, state, twice in found]


def differences(ours: Cells, theirs: Cells) -> list[str]:
    """Every cell that differs; cells that one side does not have count as empty."""
    assert list(ours) == list(theirs)
    found = []
    for name in ours:
        rows = max(len(ours[name]), len(theirs[name]))
        for row in range(rows):
            mine = ours[name][row] if row < len(ours[name]) else []
            other = theirs[name][row] if row < len(theirs[name]) else []
            for column in range(max(len(mine), len(other))):
                a = mine[column] if column < len(mine) else ""
                b = other[column] if column < len(other) else ""
                if a != b:
                    found.append(f"{name} R{row + 1}C{column + 1}: {a!r} != {b!r}")
    return found


def spoil(workbook: bytes) -> tuple[bytes, int]:
    """Put a wrong value into every formula cell; gives the number of such cells."""
    out, count = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text, found = _FORMULA_CELL.subn(r"\1>\2<v>-99</v>", content.decode())
                content, count = text.encode(), count + found
            new.writestr(name, content)
    return out.getvalue(), count


@cache
def _office(settings: str = "") -> tuple[str, ...]:
    """LibreOffice without a window, with a profile that is one a process."""
    assert SOFFICE is not None
    folder = Path(tempfile.mkdtemp(prefix="terakoya-office-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return (SOFFICE, new_profile(folder / "profile", settings), "--headless")


def recalculate(workbooks: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """Let LibreOffice open, reckon and save workbooks, all in one call."""
    before, after = folder / "before", folder / "after"
    before.mkdir(parents=True)
    for name, content in workbooks.items():
        (before / f"{name}.xlsx").write_bytes(content)
    subprocess.run(
        [
            *_office(RECALCULATE_ALWAYS),
            *("--convert-to", "xlsx", "--outdir", str(after)),
            *(str(before / f"{name}.xlsx") for name in workbooks),
        ],
        check=True,
        capture_output=True,
        timeout=600,
    )
    return {name: (after / f"{name}.xlsx").read_bytes() for name in workbooks}


def printed(workbooks: dict[str, bytes], folder: Path) -> dict[str, dict[str, list[str]]]:
    """The texts of the pages that LibreOffice prints of workbooks, all in one call.

    By the name of the workbook, and by the sheet that the footer of a page names.
    """
    for name, content in workbooks.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    files = [str(folder / f"{name}.xlsx") for name in workbooks]
    command = [*_office(), "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return {
        name: _pages_by_sheet((folder / f"{name}.pdf").read_bytes(), list(cells_of(content)))
        for name, content in workbooks.items()
    }


def _pages_by_sheet(pdf: bytes, sheets: list[str]) -> dict[str, list[str]]:
    pages = pypdfium2.PdfDocument(pdf)
    found: dict[str, list[str]] = {}
    for number, page in enumerate(pages, 1):
        text = page.get_textpage().get_text_bounded()
        squeezed, footer = "".join(text.split()), f"{number}/{len(pages)}"
        names = [one for one in sheets if "".join(one.split()) + footer in squeezed]
        found.setdefault(max(names, key=len), []).append(text)
    return found


def random_fill(material: Material, language: str, seed: int) -> SurveyFill:
    """People of random departments with random answers, refusals, gaps and slips."""
    dice, letters = random.Random(seed), random.Random(seed)
    plan = plan_survey(material, texts_of(material.course, language, None))
    listed = [f"部署{chr(65 + i)}" for i in range(dice.choice([0, 1, 2, 3, 5, 8, DEPARTMENTS]))]
    if len(listed) > 3 and dice.random() < 0.3:
        listed[3] = listed[0]  # entered twice
    people = dice.choice([0, 3, 8, 19, 20, 40, 60, 90, 150, 300, RESPONDENTS])
    refusing, skipping = dice.choice([0, 0.02, 0.2]), dice.choice([0, 0.02, 0.2])
    placeless, misplaced = dice.choice([0, 0.02, 0.1]), dice.choice([0, 0.01])
    weights = [dice.choice([1, 2, 6, 9, 20]) for _ in listed]
    lean = [dice.random() for _ in plan.closed]
    rows = []
    for _ in range(people):
        department = (
            dice.choices(listed, weights)[0] if listed and dice.random() >= placeless else ""
        )
        if dice.random() < misplaced:
            department = "登録していない部署"
        answers = {}
        for item, pull in zip(plan.closed, lean, strict=True):
            roll = dice.random()
            if roll < skipping:
                continue
            if roll < skipping + refusing:
                answers[item.id] = plan.declined
            elif dice.random() < 0.005:
                answers[item.id] = "書きまちがい"
            else:
                index = int(len(item.labels) * min(0.999, abs(dice.gauss(pull, 0.3))))
                index = min(index, len(item.labels) - 1)
                answers[item.id] = item.labels[index]
                if letters.random() < 0.2:
                    answers[item.id] = letters.choice(writings(item.letters[index]))
        rows.append(SurveyRow(department, answers))
    before: dict[str, tuple[int | str, int | str]] = {}
    for topic in plan.topics:
        copied: list[tuple[int | str, int | str]] = [("50〜59", ""), ("", "")]
        copied.append((letters.randrange(101), letters.randrange(1, 20)))
        before[topic.id] = letters.choice(copied)
    return SurveyFill(tuple(listed), tuple(rows), before)


def with_sensitive_topic(material: Material) -> Material:
    """The corpus course with a scored sensitive item, and an option that does not count."""
    texts = []
    for text in material.course.texts:
        items = {item.id: item for item in text.survey.items}
        suffered = _with_scores(items["sv-suffered"], (0, 50, 100))
        items["sv-suffered"] = suffered.model_copy(update={"topic": "experience"})
        items["sv-duty"] = _with_scores(items["sv-duty"], (0, 100, None))
        topic = text.survey.topics[0].model_copy(update={"id": "experience", "name": "体験"})
        update = {"topics": (topic, *text.survey.topics), "items": tuple(items.values())}
        survey = text.survey.model_copy(update=update)
        texts.append(text.model_copy(update={"survey": survey}))
    course = material.course.model_copy(update={"texts": tuple(texts)})
    return Material(course, material.media)


def _with_scores(item: SurveyItem, scores: tuple[int | None, ...]) -> SurveyItem:
    pairs = zip(item.options, scores, strict=True)
    options = tuple(option.model_copy(update={"score": score}) for option, score in pairs)
    return item.model_copy(update={"options": options})


def random_test_fill(material: Material, language: str, seed: int) -> TestFill:
    """An answer sheet filled in well, badly or partly, and a list of results with slips."""
    dice = random.Random(seed)
    plan = plan_test(material, texts_of(material.course, language, None), PAPER_SEED)
    answers = [_typed(dice, question) for question in plan.paper]
    if dice.random() < 0.5:
        slips = ["", "　", "z", "ab", "ａ、ｃ", "1", "aと"]
        answers[dice.randrange(len(answers))] = dice.choice(slips)
    rows = tuple(
        TestRow(
            number=f"{dice.randrange(150):04}",
            name=f"見本　{index}",
            department=dice.choice(["営業部", ""]),
            day=dice.choice([dt.date(2026, 11, 24), None]),
            points=dice.choice([*range(len(plan.paper) + 1)] * 4 + [-1, 1.5, 99, "三", None]),
        )
        for index in range(dice.choice([0, 1, 40, 300]))
    )
    name = dice.choice(["見本　花子", "Mihon Hanako", "見本　花子", " 　", ""])
    return TestFill(name, "00123", "営業部", dt.date(2026, 11, 24), tuple(answers), rows)


def _typed(dice: random.Random, question: PaperQuestion) -> str:
    letters = question.key
    if dice.random() < 0.4:
        letters = dice.choice(question.letters)
    written = [dice.choice(writings(letter)) for letter in letters]
    dice.shuffle(written)
    return dice.choice(["", ",", "、", " ", "，　"]).join(written)

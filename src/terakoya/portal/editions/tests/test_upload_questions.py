"""Files of questions of every format: sent, read, taken; LibreOffice is not asked about them."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from terakoya.courseware.inline import plain
from terakoya.courseware.model import CourseText
from terakoya.portal.editions.choices import UploadKind, UploadState
from terakoya.portal.editions.editing.edits import REMOVE_QUESTION
from terakoya.portal.editions.editing.finding import with_each_text, with_questions
from terakoya.portal.editions.readiness import reasons_against
from terakoya.portal.editions.selectors.upload import UploadPageView

from .officers import Desk
from .reading_once import read_apart
from .short_course import course_file, desk
from .test_pages import at, signed_in, words
from .test_uploads import look, read, take

__all__ = ["desk"]

pytestmark = pytest.mark.once  # dear: files are read, and both databases keep the same
WORDS = "当社の窓口は、どこですか。"
TABLE = f"問題,選択肢1,選択肢2,正解,解説\n{WORDS},人事部,警備室,1,規程の12条です。\n"
GIFT = f"{WORDS} {{ =人事部 #規程の12条です。 ~警備室 }}\n"
AIKEN = f"{WORDS}\nA. 人事部\nB. 警備室\nANSWER: A\n"
MOODLE = f"""<?xml version="1.0" encoding="UTF-8"?>
<quiz><question type="multichoice">
<name><text>q</text></name><questiontext format="html"><text>{WORDS}</text></questiontext>
<single>true</single>
<answer fraction="100"><text>人事部</text></answer>
<answer fraction="0"><text>警備室</text></answer>
</question></quiz>
"""


def workbook() -> bytes:
    """A table of questions as somebody types it into Excel."""
    book = openpyxl.Workbook()
    for row in TABLE.splitlines():
        book.worksheets[0].append(row.split(","))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _broken_office(read_once: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A LibreOffice that fails whenever it is asked."""
    monkeypatch.setattr(
        "terakoya.courseware.office.deck_pages.find_office", lambda: "/nowhere/soffice"
    )


@pytest.fixture
def client(desk: Desk) -> Client:
    """The officer's browser."""
    return signed_in(desk.officer)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("問題.CSV", TABLE.encode("cp932"), id="csv-cp932"),
        pytest.param("問題.txt", AIKEN.encode(), id="aiken"),
        pytest.param("問題.xml", MOODLE.encode(), id="moodle"),
        pytest.param("問題.xlsx", workbook(), id="table"),
        pytest.param("問題.csv", TABLE.encode("utf-8-sig"), id="csv-bom"),
        pytest.param("問題.gift", GIFT.encode(), id="gift"),
        # Taken in test_uploads.py too.
        pytest.param("問題.csv", TABLE.encode(), id="csv", marks=pytest.mark.deep),
    ],
)
def test_a_question_of_any_format_is_offered_and_taken(desk: Desk, name: str, data: bytes) -> None:
    known = len(desk.state.course.source.test.questions)
    upload = read(desk, data, name)
    assert (upload.state, upload.kind) == (UploadState.READY, UploadKind.QUESTIONS)
    page = look(desk, upload)
    [added] = [item for item in page.items if item.is_ticked]
    assert ([str(word) for word in added.words], added.title) == (["追加"], WORDS)
    take(desk, upload, added.key)
    for language in ("ja", "en"):
        texts = [one.text for one in desk.state.course.text(language).test.questions]
        assert (len(texts), texts.count(WORDS)) == (known + 1, 1)


@pytest.mark.parametrize(
    ("fmt", "name"),
    [
        ("gift", "test.gift"),
        ("question-table", "test.xlsx"),
        pytest.param("moodle-xml", "test.xml", marks=pytest.mark.deep),
    ],
)
def test_our_own_question_files_are_compared_with_what_they_were_made_from(
    desk: Desk, fmt: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of them is read in a process of its own, as the portal does it."""
    if fmt == "gift":
        read_apart(monkeypatch, "editions.intake")
    gone = desk.state.course.source.test.questions[3].id
    desk.edit(REMOVE_QUESTION(gone))
    upload = read(desk, course_file(fmt), name)
    assert (upload.state, upload.base, upload.names_base) == (UploadState.READY, desk.base, True)
    assert [item.key for item in look(desk, upload).items] == []


@pytest.mark.parametrize(
    ("name", "data"), [("問題.gift", b"\xff\xfe\x00"), ("問題.xml", b"<quiz>"), ("問題.csv", b"")]
)
def test_a_damaged_question_file_is_refused_in_words(desk: Desk, name: str, data: bytes) -> None:
    version = desk.draft.version
    upload = read(desk, data or b"\n", name)
    assert (upload.state, desk.draft.version) == (UploadState.FAILED, version)
    assert "→" not in "".join(upload.refusal.values())
    assert upload.refusal["ja"].endswith("。") and "もう一度送って" not in upload.refusal["ja"]


def shown(page: UploadPageView, title: str) -> dict[str, str]:
    """The fields of a changed thing as they are read."""
    item = next(one for one in page.items if one.title == title)
    return {
        one.label: "".join(span.text for span in one.side.spans).strip() for one in item.changes
    }


def test_a_new_question_shows_all_that_it_says_and_what_it_lacks(desk: Desk) -> None:
    page = look(desk, read(desk, TABLE.encode(), "問題.csv"))
    fields = shown(page, WORDS)
    assert fields["選択肢A"] == "人事部\n（正解）"
    assert fields["選択肢B"] == "警備室"
    assert "1つ選ぶ" in fields.values()
    assert fields["解説"] == "規程の12条です。"
    item = next(one for one in page.items if one.title == WORDS)
    assert item.lacking == "「選択肢A その理由」、「選択肢B その理由」"


def test_a_question_that_the_file_lacks_shows_what_would_go(desk: Desk) -> None:
    gone = desk.state.course.source.test.questions[0]
    fields = shown(look(desk, read(desk, TABLE.encode(), "問題.csv")), plain(gone.text))
    right = next(one.id.upper() for one in gone.choices if one.correct)
    assert "（正解）" in fields[f"選択肢{right}"]
    assert plain(gone.choices[0].why) in fields["選択肢A"]
    assert fields["解説"] == plain(gone.explanation)


def test_what_a_new_question_lacks_is_said_before_and_after_taking_it(
    desk: Desk, client: Client
) -> None:
    upload = read(desk, TABLE.encode(), "問題.csv")
    url = reverse("editions:upload", kwargs={"upload": upload.uuid})
    page = words(client, url)
    assert "「選択肢A その理由」、「選択肢B その理由」が空です。" in page
    take(desk, upload, next(one.key for one in look(desk, upload).items if one.is_ticked))
    page = words(client, at(desk, "editions:edition-publish"))
    assert f"問題「{WORDS}」の「選択肢A その理由」、「選択肢B その理由」が空です。" in page


def test_a_question_with_a_fault_is_told_and_not_ticked(desk: Desk, client: Client) -> None:
    rows = {
        "問1、正解なし。": "人事部,警備室,",
        "問2、正解はない肢。": "人事部,警備室,E",
        "問3、同じ肢。": "人事部,人事部　,1",
        "問4、よい。": "人事部,警備室,1",
    }
    table = "問題,選択肢1,選択肢2,正解\n" + "".join(f"{one},{row}\n" for one, row in rows.items())
    upload = read(desk, table.encode(), "問題.csv")
    items = {one.title: one for one in look(desk, upload).items if one.title in rows}
    none, same = ("正解が決まっていません。",), ("「選択肢A」と「選択肢B」が同じ文です。",)
    assert [one.faults for one in items.values()] == [none, none, same, ()]
    assert [one.is_ticked for one in items.values()] == [False, False, False, True]
    page = words(client, reverse("editions:upload", kwargs={"upload": upload.uuid}))
    assert (page.count(none[0]), page.count(same[0])) == (2, 1)
    take(desk, upload, items["問3、同じ肢。"].key, items["問4、よい。"].key)
    page = words(client, at(desk, "editions:edition-publish"))
    assert "問題「問3、同じ肢。」に、同じ文の選択肢が2つあります。" in page
    assert "問題「問4、よい。」に、同じ文" not in page


def test_a_question_without_a_slide_is_not_said_to_have_a_hidden_one(desk: Desk) -> None:
    state = desk.state
    first = state.course.source.test.questions[0]

    def without(text: CourseText) -> CourseText:
        return with_questions(
            text,
            [
                one.model_copy(update={"slides": ()}) if one.id == first.id else one
                for one in text.test.questions
            ],
        )

    told = [str(one.text) for one in reasons_against(with_each_text(state, without))]
    assert len(told) == 1
    assert "教えるスライドが選ばれていません" in told[0]


def test_the_page_names_every_kind_of_file(desk: Desk, client: Client) -> None:
    page = words(client, at(desk, "editions:upload-list"))
    for name in ("PowerPoint", "Excel", "csv", "GIFT", "Aiken（.txt）", "Moodle XML"):
        assert name in page


def test_the_page_names_the_place_of_a_notice_once(desk: Desk, client: Client) -> None:
    table = f"問題,選択肢1,選択肢2,正解,備考\n{WORDS},人事部,警備室,9,店長会で確認\n"
    upload = read(desk, table.encode(), "q.csv")
    page = words(client, reverse("editions:upload", kwargs={"upload": upload.uuid}))
    places = ("q.csv!D2", "q.csv!E2", "q.csv!A2")
    assert [page.count(place) for place in places] == [1, 1, 1]
    assert "「9」に当たる選択肢がありません" in page and "備考 (E)" in page

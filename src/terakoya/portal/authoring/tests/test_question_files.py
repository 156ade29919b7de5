"""Questions of an own course as files: table, CSV, GIFT, Moodle XML, up to the published test."""

from __future__ import annotations

import io
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from terakoya.portal.authoring.models import OwnCourse
from terakoya.portal.catalogue.models import RevisionTest
from terakoya.portal.editions.models import EditionRevision, Upload
from terakoya.portal.editions.services import read_uploads
from terakoya.portal.editions.tests.test_pages import signed_in
from tests.selection import deep

from .drawn import made_in_studio
from .studio import Studio, state_of

pytestmark = pytest.mark.once  # dear: files are read, and both databases keep the same

HEADS = ("問題", "選択肢1", "選択肢2", "正解", "解説")
ABOUT_CARDS = "名刺に書かれた名前は、個人情報ですか。"
ABOUT_FIRE = "消火器は、どこに置きますか。"
ROWS = (
    (ABOUT_CARDS, "個人情報です", "個人情報ではありません", "1", "名前は個人情報です。"),
    (ABOUT_FIRE, "机の上", "出入口の近く", "2", ""),
)


def table() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADS, *ROWS):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lines() -> bytes:
    return "\n".join(",".join(row) for row in (HEADS, *ROWS)).encode("cp932")


def gift() -> bytes:
    return (
        f"::1::{ABOUT_CARDS} {{=個人情報です ~個人情報ではありません ####名前は個人情報です。}}\n\n"
        f"::2::{ABOUT_FIRE} {{~机の上 =出入口の近く}}\n"
    ).encode()


def moodle() -> bytes:
    def answer(words: str, fraction: int) -> str:
        return f'<answer fraction="{fraction}" format="html"><text>{words}</text></answer>'

    def question(text: str, right: str, wrong: str) -> str:
        return (
            f'<question type="multichoice"><name><text>{text[:5]}</text></name>'
            f'<questiontext format="html"><text>{text}</text></questiontext>'
            f"<single>true</single>{answer(right, 100)}{answer(wrong, 0)}</question>"
        )

    both = question(ABOUT_CARDS, "個人情報です", "個人情報ではありません") + question(
        ABOUT_FIRE, "出入口の近く", "机の上"
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><quiz>{both}</quiz>'.encode()


FILES = {
    "問題.xlsx": table,
    "問題.csv": lines,
    "問題.gift": gift,
    "問題.xml": moodle,
}


made_own = made_in_studio(Studio.make)


@pytest.fixture
def own(made_own: OwnCourse, studio: Studio) -> OwnCourse:
    """A draft without questions."""
    return deepcopy(made_own)


def send(officer: Client, own: OwnCourse, name: str) -> Upload:
    assert own.edition is not None
    file = SimpleUploadedFile(name, FILES[name]())
    sent = officer.post(reverse("editions:upload-list", args=(own.edition.uuid,)), {"file": file})
    assert sent.status_code == 302
    assert read_uploads() == 1
    return Upload.objects.get()


# Each format is taken in editions/tests/test_upload_questions.py.
@pytest.mark.parametrize("name", ["問題.xlsx", "問題.xml", *deep("問題.csv", "問題.gift")])
def test_a_file_of_questions_becomes_the_published_test(
    studio: Studio, own: OwnCourse, name: str
) -> None:
    assert own.edition is not None
    officer = signed_in(studio.officer)
    upload = send(officer, own, name)
    page = reverse("editions:upload", args=(upload.uuid,))
    shown = officer.get(page)
    words = shown.content.decode()
    assert ABOUT_CARDS in words and ABOUT_FIRE in words
    keys = [item.key for item in shown.context["page"].items]
    taken = officer.post(page, {"take": keys, "version": shown.context["version"]})
    assert taken.status_code == 302
    cards, fire = state_of(own).course.source.test.questions
    taught = state_of(own).course.source.chapters[0].slides[1].id
    assert (cards.slides, fire.slides) == ((taught,), ())  # what fits no page has none
    publish = reverse("editions:edition-publish", args=(own.edition.uuid,))
    version = officer.get(publish).context["version"]
    assert officer.post(publish, {"when": "now", "version": version}).status_code == 302
    published = EditionRevision.objects.select_related("revision").get()
    assert published.revision.meta["blueprint"][0]["take"] == 2
    pool = RevisionTest.objects.get(revision=published.revision).pool["questions"]
    right = [[one["text"] for one in asked["choices"] if one["correct"]] for asked in pool]
    assert right == [["個人情報です"], ["出入口の近く"]]
    assert [one["slides"] for one in pool] == [[taught], []]


def test_which_page_a_question_was_tied_to_is_told_and_which_has_none(
    studio: Studio, own: OwnCourse
) -> None:
    officer = signed_in(studio.officer)
    upload = send(officer, own, "問題.csv")
    codes = [one["code"] for one in upload.report["ja"]["notices"]]
    assert (codes.count("slide-guessed"), codes.count("no-slide")) == (1, 1)
    told = officer.get(reverse("editions:upload", args=(upload.uuid,))).content.decode()
    assert "個人情報とは" in told

"""A survey workbook that comes back to the portal: what the page tells, and what is taken."""

from __future__ import annotations

import openpyxl
import pytest
from django.urls import reverse

from terakoya.portal.editions.choices import UploadKind
from terakoya.portal.editions.models import Upload
from terakoya.portal.editions.services import read_uploads, receive_upload, take_upload
from tests.courses import short_material

from .files import edited_book
from .officers import Desk
from .short_course import course_file, desk
from .test_pages import signed_in

__all__ = ["desk"]

pytestmark = [
    pytest.mark.once,  # dear: workbooks are read, and both databases keep the same
    pytest.mark.usefixtures("read_once"),
]

SURVEY = short_material().course.source.survey


def exchanged(book: openpyxl.Workbook) -> None:
    """Turn the common scale round, and exchange the words of two items."""
    sheet = book["回答用紙"]
    row = next(cell.row for cell in sheet["D"] if cell.value == SURVEY.scale[0].text)
    for column, option in enumerate(reversed(SURVEY.scale), 4):
        sheet.cell(row, column).value = option.text
    sheet["C8"], sheet["C12"] = sheet["C12"].value, sheet["C8"].value


def test_the_page_tells_a_changed_scale_and_scores_follow_its_words(desk: Desk) -> None:
    data = edited_book(course_file("survey-xlsx"), exchanged)
    receive_upload(
        by=desk.officer, edition=desk.edition, name="調査.xlsx", size=len(data), chunks=[data]
    )
    assert read_uploads() == 1
    upload = Upload.objects.get()
    assert upload.kind == UploadKind.SURVEY
    page = signed_in(desk.officer).get(reverse("editions:upload", args=(upload.uuid,)))
    text = page.content.decode()
    assert "共通の選択肢が変わりました" in text
    assert "そう思わない (0)" in text
    assert 'value="heads"' in text

    take_upload(by=desk.officer, upload=upload, chosen=["heads"], version=desk.draft.version)
    for language in ("ja", "en"):
        survey = desk.state.course.text(language).survey
        assert [one.score for one in survey.scale] == [0, 25, 50, 75, 100]
        assert [one.id for one in survey.scale] == [one.id for one in reversed(SURVEY.scale)]

"""The certificate: its number and code, its page and its PDF, whatever the name."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django.fixtures import Settings

from terakoya.evidence.signatures import shown_fingerprint
from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.key_folder import KeyFolder
from terakoya.portal.audit.selectors import key_folder
from terakoya.portal.common import clock
from terakoya.portal.learning.certificate_codes import (
    ALPHABET,
    BITS,
    new_code,
    read_code,
    shown_code,
)
from terakoya.portal.learning.certificate_pdf import write_certificate
from terakoya.portal.learning.certificate_sheet import CertificateSheet, certificate_sheet
from terakoya.portal.learning.models import Certificate, Enrolment
from terakoya.portal.learning.services import issue_certificate
from tests.factories import make_member, make_organisation, make_owner
from tests.selection import deep
from tests.statements import counted_statements

from .exams import Examinee, at_the_test
from .kept import again, kept_graduate
from .learners import signed_in

__all__ = ["kept_graduate"]

pytestmark = pytest.mark.once  # dear: files are made, and both databases keep the same

ISSUED = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)
HOSTILE = (
    '=HYPERLINK("http://evil.example") #image("x") $x$ *b* <b>&amp;',
    "😀👩\u200d👧 \u202eevil\u200f",
    *deep(
        "寿限無" * 66 + "太郎",
        "W" * 200,
        "𠮷田 髙﨑 葛\U000e0100城",
        "김철수 孙丽 Nguyễn",
        "مرحبا بالعالم",
    ),
)


@pytest.fixture
def learner(kept_graduate: Examinee, db: None) -> Iterator[Examinee]:
    """A learner who has just passed."""
    with at_the_test():
        yield again(kept_graduate)


def certificate() -> Certificate:
    """The one certificate, as its page reads it."""
    return Certificate.objects.select_related("enrolment__revision__course").get()


def sheet_of(**changes: Any) -> CertificateSheet:
    """The sheet of the one certificate with other names."""
    return replace(certificate_sheet(certificate()), **changes)


def words_of(pdf: bytes) -> list[str]:
    """The lines of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return [page.replace("\r\n", "\n") for page in pages]


# -- number and code ----------------------------------------------------------------------------


def test_certificate_numbers_run_without_gaps_within_a_year(learner: Examinee) -> None:
    def issue(moment: dt.datetime) -> str:
        Certificate.objects.all().delete()
        with clock.fixed_at(moment):
            enrolment = Enrolment.objects.select_related("revision").get()
            enrolment.completed_at = moment
            return issue_certificate(
                member=learner.member, enrolment=enrolment, percent=100, language="ja"
            ).number

    eve = dt.datetime(2026, 12, 31, 14, 59, tzinfo=dt.UTC)  # 23:59 in Japan
    assert [issue(eve), issue(eve), issue(eve + dt.timedelta(minutes=1))] == [
        "T-2026-000002",
        "T-2026-000003",
        "T-2027-000001",
    ]


def test_codes_are_unguessable_and_hold_no_signs_that_look_alike() -> None:
    codes = {new_code() for _ in range(2000)}
    assert (len(codes), BITS > 100) == (2000, True)
    assert {len(code) for code in codes} == {24}
    assert set("".join(codes)) == set(ALPHABET)
    assert not set(ALPHABET) & set("01OIL") and not set("ZSBQ") & set(ALPHABET)
    share = Counter("".join(codes))
    assert max(share.values()) < 1.2 * min(share.values())


@pytest.mark.parametrize(
    "typed",
    [
        "7K4M-R2WD-9XRT-ACDE-FGHJ-8595",
        "7k4mr2wd9xrtacdefghj8595",
        " 7K4M R2WD　9XRT ACDE FGHJ 8595 ",
        "７Ｋ４Ｍ－Ｒ２ＷＤ－９ＸＲＴ－ＡＣＤＥ－ＦＧＨＪ－８５９５",
        "7K4M‐RZWD‐QXRT‐ACDE‐FGHJ‐BSQS",
    ],
)
def test_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_code(typed) == "7K4MR2WD9XRTACDEFGHJ8595"
    assert shown_code(read_code(typed)) == "7K4M-R2WD-9XRT-ACDE-FGHJ-8595"


# -- the page -----------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> KeyFolder:
    """A place for the key that signs the audit log, empty as before the first run."""
    settings.AUDIT_KEY = tmp_path / "audit-key"
    return key_folder()


def test_certificate_page_shows_its_own_copy_of_the_names(
    learner: Examinee, settings: Settings, folder: KeyFolder
) -> None:
    settings.BASE_URL = "https://terakoya.example"
    folder.key()
    found = certificate()
    Member.objects.update(name="改名 後")
    page = f"/my/certificates/{found.uuid}/"
    learner.client.get(page)  # what is published is in memory then
    with counted_statements() as statements:
        response = learner.client.get(page)
    html = response.content.decode()
    article = html[html.index("<article") : html.index("</article>")]
    words = [word.strip() for word in re.sub(r"<[^>]+>", "\n", article).split("\n") if word.strip()]
    groups = " ".join(found.revision_id[n : n + 8] for n in range(0, 64, 8))
    short = " ".join(found.revision_id[n : n + 4] for n in (0, 4, 8))
    assert words == [
        "修了番号 T-2026-000001",
        "修了証",
        "株式会社みほん商事",
        "見本 花子",
        "様",
        "次の研修を修了したことを証します。",
        "STOP! カスタマーハラスメント",
        "〜カスハラの基礎知識〜",
        "修了日",
        "2026年11月24日（火）",
        "学習時間の目安",
        "約25分（本編20分、確認テスト5分）",
        "確認テスト",
        "合格",
        "版・言語",
        f"{found.version}版（{short}）・日本語",
        "発行日 2026年11月24日（火）",
        "株式会社みほん商事",
        "研修の提供：Terakoya（運営者 株式会社みほん教育）",
        "この修了証の確認",
        "terakoya.example/verify",
        shown_code(found.code),
        f"版の識別番号（SHA-256）：{groups}",
        f"監査ログの鍵の指紋：{shown_fingerprint(folder.fingerprint())}",
    ]
    assert (response.status_code, len(statements)) == (200, 4)
    assert f"https://terakoya.example/verify/{shown_code(found.code)}/" in article


def test_certificate_in_english_stays_english_for_every_reader(learner: Examinee) -> None:
    Certificate.objects.update(language="en", course_title="STOP! Customer Harassment")
    sheet = certificate_sheet(certificate())
    assert (sheet.heading, sheet.honorific, sheet.statement) == (
        "Certificate of completion",
        "",
        "has completed the following course.",
    )
    assert sheet.rows[0] == ("Completed on", "24 Nov 2026 (Tue)")
    assert sheet.rows[3][1].endswith("), English")


@pytest.mark.parametrize("name", HOSTILE)
def test_certificate_page_escapes_names(name: str, learner: Examinee) -> None:
    Certificate.objects.update(person_name=name, organisation_name=name)
    url = f"/my/certificates/{certificate().uuid}/"
    html = learner.client.get(url).content.decode()
    assert html.count(f"<bdi>{escape(name)}</bdi>") == 3
    assert learner.client.get(f"{url}pdf/").content.startswith(b"%PDF-")


def test_certificate_is_for_its_learner_and_the_officers(learner: Examinee) -> None:
    found = certificate()
    urls = (f"/my/certificates/{found.uuid}/", f"/my/certificates/{found.uuid}/pdf/")
    organisation = learner.member.organisation
    seen = [
        (member, [signed_in(member).get(url).status_code for url in urls])
        for member in (
            learner.member,
            make_owner(organisation),
            make_member(organisation, "同僚 次郎"),
            make_owner(make_organisation("例示物産株式会社"), "他社 三郎"),
        )
    ]
    assert [codes for _, codes in seen] == [[200, 200], [200, 200], [404, 404], [404, 404]]
    assert [Client().get(url).status_code for url in urls] == [302, 302]


# -- the PDF ------------------------------------------------------------------------------------


def test_certificate_pdf_is_one_tagged_page_with_everything_on_it(learner: Examinee) -> None:
    found = certificate()
    response = learner.client.get(f"/my/certificates/{found.uuid}/pdf/")
    pdf = response.content
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"] == 'attachment; filename="T-2026-000001.pdf"'
    (page,) = words_of(pdf)
    sheet = certificate_sheet(found)
    for words in (
        sheet.number,
        sheet.heading,
        sheet.person,
        sheet.course,
        sheet.subtitle,
        sheet.statement,
        sheet.code,
        sheet.check_address,
        sheet.revision,
        sheet.issued,
        sheet.provider,
        *[value for row in sheet.rows for value in row],
    ):
        assert words.replace(" ", "") in re.sub(r"\s", "", page)
    assert page.count("株式会社みほん商事") == 2
    (path,) = [learner.client.get(f"/my/certificates/{found.uuid}/pdf/").content]
    assert path == pdf  # the same bytes every time
    assert _structure(pdf) == (1, [842, 595], True, "修了証 見本 花子", "ja-JP")


def _structure(pdf: bytes) -> tuple[int, list[int], bool, str, str]:
    from io import BytesIO

    with pikepdf.open(BytesIO(pdf)) as document:
        size = [round(float(end)) for end in document.pages[0].MediaBox][2:]
        return (
            len(document.pages),
            size,
            bool(document.Root.MarkInfo.Marked),
            str(document.docinfo.get("/Title")),
            str(document.Root.Lang),
        )


@pytest.mark.parametrize("name", HOSTILE)
def test_certificate_pdf_takes_any_name_on_one_page(name: str, learner: Examinee) -> None:
    sheet = sheet_of(person=name, organisation=name, course=name)
    pages = words_of(write_certificate(sheet, issued_at=ISSUED))
    assert len(pages) == 1
    assert sheet.code in pages[0]


def test_certificate_pdf_shows_names_as_they_are_and_marks_what_it_cannot(
    learner: Examinee,
) -> None:
    def page_of(name: str) -> str:
        pdf = write_certificate(sheet_of(person=name), issued_at=ISSUED)
        return words_of(pdf)[0]

    note = "〓は、この書類の書体にない文字です。"
    whole = page_of("𠮷田 髙﨑 김철수 孙丽")
    assert "𠮷田髙﨑김철수孙丽" in re.sub(r"\s", "", whole)
    assert note not in whole
    broken = page_of("佐藤 😀\u202e美咲")
    assert "佐藤〓美咲" in re.sub(r"\s", "", broken)
    assert note in broken
    literal = page_of('#image("x") *b* $x$ = 見出し')
    assert '#image("x")*b*$x$=見出し' in re.sub(r"\s", "", literal)


@pytest.mark.parametrize("name", ["寿限無" * 66 + "太郎", "W" * 200, "ab " * 66])
def test_certificate_pdf_keeps_long_names_inside_the_frame(name: str, learner: Examinee) -> None:
    sheet = sheet_of(person=name, organisation=name, course=name, subtitle=name)
    document = pypdfium2.PdfDocument(write_certificate(sheet, issued_at=ISSUED))
    try:
        text = document[0].get_textpage()
        boxes = [text.get_rect(n) for n in range(text.count_rects())]
    finally:
        document.close()
    assert min(box[0] for box in boxes) > 38 and max(box[2] for box in boxes) < 842 - 38
    assert min(box[1] for box in boxes) > 38 and max(box[3] for box in boxes) < 595 - 38


def test_certificate_pdf_costs_little(learner: Examinee) -> None:
    sheets = [sheet_of(person=f"見本 花子{n}", number=f"修了番号 {n}") for n in range(10)]
    make = partial(write_certificate, issued_at=ISSUED)
    make(sheets[0])
    costs = []
    for sheet in sheets:
        start = time.process_time()
        assert len(make(sheet)) < 60_000
        costs.append(time.process_time() - start)
    assert min(costs) < 0.06  # what it costs; the rest of each figure is the machine's

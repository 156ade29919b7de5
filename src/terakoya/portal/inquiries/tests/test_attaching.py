"""Files of customers: kinds that do nothing, small, kept whatever the inquiry looks like, saved."""

from __future__ import annotations

import datetime as dt
import io
import uuid
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Member
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.inquiries.attached import MOST_BYTES
from terakoya.portal.inquiries.choices import InquiryState, LeftOut
from terakoya.portal.inquiries.forms import MOST_OF_ANYBODY
from terakoya.portal.inquiries.models import Attachment, Inquiry, Message
from terakoya.portal.inquiries.personal_data import inquiry_sections
from terakoya.portal.inquiries.services import attaching
from tests.factories import make_operator

from .inquiries import attach, make_inquiry

NOON = dt.datetime(2026, 12, 1, 12, 0, tzinfo=clock.TOKYO)
PDF = b"%PDF-1.7 kitei"
ASKED = {
    "kind": "own-slides",
    "company": "医療法人みほん会",
    "name": "井上 恵",
    "email": "inoue@mihonkai.example",
    "message": "この規程を研修にしたいです。",
}


@pytest.fixture(autouse=True)
def _still(db: None) -> Iterator[None]:
    with clock.fixed_at(NOON):
        yield


def file(name: str = "規程.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def send(*files: Any, browser: Client | None = None, **changes: str) -> Any:
    client = browser or Client()
    with clock.fixed_at(NOON - dt.timedelta(seconds=30)):
        stamp = str(client.get("/contact/").context["stamp"])
    return client.post("/contact/", {**ASKED, "stamp": stamp, "attached": files, **changes})


def office(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "x")
    return made.getvalue()


def test_files_of_the_public_form_are_kept_and_saved_by_the_desk() -> None:
    assert send(file(), file("写真.png", b"\x89PNG\r\n\x1a\n.."))["Location"] == "/contact/thanks/"
    inquiry = Inquiry.objects.get()
    assert list(Attachment.objects.values_list("name", flat=True)) == ["規程.pdf", "写真.png"]
    [told] = OutboxMessage.objects.filter(payload__to="contact@terakoya.example")
    # No mail program makes an address of the name.
    assert "添付ファイル: 規程．pdf" in told.payload["text"]
    [receipt] = OutboxMessage.objects.filter(payload__to=ASKED["email"])
    assert "規程.pdf" not in receipt.payload["text"]
    desk = Client()
    desk.force_login(make_operator(Right.SUPPORT))
    first = Attachment.objects.order_by("id")[0]
    answer = desk.get(f"/operator/inquiries/{inquiry.uuid}/files/{first.uuid}/")
    assert (answer.content, answer["Content-Disposition"].split(";")[0]) == (PDF, "attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("prg.exe", b"MZ", LeftOut.KIND),
        ("page.html", b"<script>", LeftOut.KIND),
        ("picture.svg", b"<svg>", LeftOut.KIND),
        ("no-ending", b"x", LeftOut.KIND),
        ("報告.pdf", b"<script>", LeftOut.CONTENT),
        ("報告.pdf.exe", PDF, LeftOut.KIND),
        ("mac.docx", office("word/vbaProject.bin"), LeftOut.MACROS),
        ("zip.xlsx", b"PK\x03\x04nothing", LeftOut.CONTENT),
        ("empty.txt", b"", LeftOut.EMPTY),
        ("binary.csv", b"a\0b", LeftOut.CONTENT),
    ],
)
def test_file_that_is_not_taken_is_named_with_the_reason(
    name: str, content: bytes, reason: LeftOut
) -> None:
    answer = send(file(), file(name, content))
    page = answer.content.decode()
    assert (answer.status_code, Inquiry.objects.count(), Attachment.objects.count()) == (422, 0, 0)
    assert f"「{name}」は受け取れません（{reason.label}）" in page
    assert 'href="#id_attached"' in page and ASKED["message"] in page


def test_names_hold_no_folder_and_no_mark() -> None:
    send(file("..\\..\\秘密\x07の規程.pdf"))
    assert Attachment.objects.get().name == "秘密の規程.pdf"


def test_number_and_size_have_a_limit_which_is_told(owner: Member, signed_in: Any) -> None:
    many = send(*[file(f"{n}.pdf") for n in range(6)])
    assert (many.status_code, "5つまで" in many.content.decode()) == (422, True)
    big = file("大.pdf", PDF + b" " * MOST_OF_ANYBODY)
    answer = send(big)
    assert (answer.status_code, "合わせて2MBまで" in answer.content.decode()) == (422, True)
    member = signed_in(owner)
    assert send(file("大.pdf", PDF + b" " * MOST_OF_ANYBODY), browser=member).status_code == 302
    huge = file("巨大.pdf", PDF + b" " * MOST_BYTES)
    assert send(huge, browser=member).status_code == 422
    assert Attachment.objects.count() == 1


def test_doubtful_files_lie_in_the_folder_while_it_has_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert send(file(), website="x")["Location"] == "/contact/thanks/"
    assert Inquiry.objects.get().state == InquiryState.SPAM
    assert (Attachment.objects.count(), OutboxMessage.objects.count()) == (1, 0)
    monkeypatch.setattr(attaching, "MOST_SPAM_BYTES", 2 * len(PDF))
    send(file("二.pdf"), file("三.pdf"), website="x")
    newest = Message.objects.latest("id")
    assert [one.name for one in newest.attachments.all()] == ["二.pdf"]
    assert newest.left_out == [["三.pdf", "room"]]
    assert OutboxMessage.objects.count() == 0
    send(file("四.pdf"))  # nobody else is shut out
    assert Attachment.objects.filter(name="四.pdf").exists()


def write(browser: Client, inquiry: Inquiry, *files: Any, key: str = "") -> Any:
    sent = {"text": "規程を送ります。", "key": key or str(uuid.uuid4()), "attached": files}
    return browser.post(f"/manage/inquiries/{inquiry.uuid}/", sent)


def test_officer_sends_files_on_and_saves_those_of_the_thread(
    owner: Member, colleague: Member, signed_in: Any
) -> None:
    inquiry = make_inquiry(organisation=owner.organisation, member=owner)
    browser, key = signed_in(owner), str(uuid.uuid4())
    for _ in range(2):
        assert write(browser, inquiry, file(), key=key).status_code == 302
    kept = Attachment.objects.get()
    address = f"/manage/inquiries/{inquiry.uuid}/files/{kept.uuid}/"
    shown = browser.get(f"/manage/inquiries/{inquiry.uuid}/").content.decode()
    assert address in shown
    answer = signed_in(colleague).get(address)
    assert (answer.content, answer["Content-Disposition"].split(";")[0]) == (PDF, "attachment")
    refused = write(browser, inquiry, file("x.exe", b"MZ"))
    assert (refused.status_code, inquiry.messages.count()) == (422, 2)


def test_files_of_others_and_of_notes_are_404(
    owner: Member, learner: Member, stranger: Member, signed_in: Any
) -> None:
    own = make_inquiry(organisation=owner.organisation, member=owner)
    other = make_inquiry(organisation=stranger.organisation, member=stranger)
    mine, theirs = attach(own), attach(other)
    note = Attachment.objects.create(
        message=own.messages.create(direction="note", channel="mail", text="自動応答", at=NOON),
        name="内部.pdf", content_type="application/pdf", size=4, content=b"%PDF",
    )  # fmt: skip
    browser = signed_in(owner)
    assert browser.get(f"/manage/inquiries/{own.uuid}/files/{mine.uuid}/").status_code == 200
    for inquiry, found in ((own, note), (own, theirs), (other, theirs)):
        address = f"/manage/inquiries/{inquiry.uuid}/files/{found.uuid}/"
        assert browser.get(address).status_code == 404
    for person in (learner, stranger):
        address = f"/manage/inquiries/{own.uuid}/files/{mine.uuid}/"
        assert signed_in(person).get(address).status_code == 404
    assert "内部.pdf" not in browser.get(f"/manage/inquiries/{own.uuid}/").content.decode()


def test_own_data_names_the_files(owner: Member) -> None:
    inquiry = make_inquiry(organisation=owner.organisation, member=owner)
    attach(inquiry, "一.pdf")
    attach(inquiry, "二.pdf")
    [section] = inquiry_sections(owner.person)
    assert [row["files"] for row in section.rows] == ["一.pdf\n二.pdf"]

"""Answers by mail: into their thread by its signed address, once, and into no other."""

from __future__ import annotations

import datetime as dt
import io
import mailbox
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from terakoya.portal.accounts.choices import Right
from terakoya.portal.accounts.models import Member
from terakoya.portal.common import clock
from terakoya.portal.delivery.mailboxes import Reading, read_configured
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.delivery.tests.returned_mails import postfix
from terakoya.portal.inquiries.attached import MailedFile, file_name, sort_files
from terakoya.portal.inquiries.choices import InquiryState, LeftOut
from terakoya.portal.inquiries.letters import read_letter, text_of_html
from terakoya.portal.inquiries.models import Inquiry
from terakoya.portal.inquiries.quoted import split_quoted
from terakoya.portal.inquiries.reply_address import inquiry_named_by, reply_address
from terakoya.portal.inquiries.services import take_answer
from tests.factories import make_operator

from .inquiries import attach, make_inquiry

NOON = dt.datetime(2026, 12, 1, 12, 0, tzinfo=clock.TOKYO)
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20


@pytest.fixture(autouse=True)
def _still(settings: Settings) -> Iterator[None]:
    settings.INQUIRY_ADDRESS = "inquiry@terakoya.example"
    with clock.fixed_at(NOON):
        yield


@pytest.fixture
def thread(db: None) -> Inquiry:
    """A thread that was answered."""
    return make_inquiry(state=InquiryState.ANSWERED)


def letter(inquiry: Inquiry, text: str = "6か月です。", *, number: int = 1) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "井上 恵 <inoue@mihonkai.example>"
    mail["To"] = reply_address(inquiry.uuid)
    mail["Subject"] = "Re: お問い合わせ"
    mail["Message-ID"] = f"<{number}@mihonkai.example>"
    mail.set_content(text)
    return mail


def test_answer_joins_its_thread_once_and_wakes_it(thread: Inquiry) -> None:
    quote = "2026年12月1日 販売課 <x@terakoya.example>:\n> 何か月ですか。\n"
    raw = letter(thread, f"6か月です。\n\n{quote}").as_bytes()
    assert take_answer(raw) and take_answer(raw)
    first, message = thread.messages.all()
    assert (message.direction, message.channel) == ("in", "mail")
    assert message.author == "井上 恵 <inoue@mihonkai.example>"
    assert message.text == "6か月です。"
    assert message.quoted.endswith("> 何か月ですか。\n")
    thread.refresh_from_db()
    assert (thread.state, thread.due_at) == ("unanswered", NOON + dt.timedelta(hours=24))
    [told] = OutboxMessage.objects.all()
    assert told.payload["to"] == "contact@terakoya.example"
    assert "6か月です。" in told.payload["text"]
    assert first.text != message.text


def test_only_the_signed_address_leads_into_a_thread(thread: Inquiry) -> None:
    other = make_inquiry()
    own = reply_address(thread.uuid)
    forged = own.replace(thread.uuid.hex, other.uuid.hex)
    assert inquiry_named_by(f"x <{own.upper()}>") == thread.uuid
    for address in (forged, "inquiry@terakoya.example", "contact@terakoya.example", ""):
        mail = letter(thread)
        del mail["To"]
        mail["To"] = address
        mail["References"] = f"<{thread.uuid}@terakoya.example>"
        assert not take_answer(mail.as_bytes())
    assert (thread.messages.count(), other.messages.count()) == (1, 1)
    stranger = letter(thread)
    del stranger["From"]
    stranger["From"] = "boss@mihonkai.example"  # the letter was handed on
    assert take_answer(stranger.as_bytes())


def test_absence_is_noted_and_wakes_nobody(thread: Inquiry) -> None:
    away = letter(thread, "不在にしています。")
    away["Auto-Submitted"] = "auto-replied"
    assert take_answer(away.as_bytes())
    thread.refresh_from_db()
    assert thread.state == InquiryState.ANSWERED
    last = thread.messages.last()
    assert last is not None and last.is_note
    assert OutboxMessage.objects.count() == 0


def test_answer_to_spam_stays_spam_and_many_mails_tell_three_times(thread: Inquiry) -> None:
    spam = make_inquiry(state=InquiryState.SPAM)
    assert take_answer(letter(spam).as_bytes())
    spam.refresh_from_db()
    assert (spam.state, OutboxMessage.objects.count()) == (InquiryState.SPAM, 0)
    taken = [take_answer(letter(thread, number=number).as_bytes()) for number in range(101)]
    assert (taken.count(True), taken[-1]) == (100, False)
    assert OutboxMessage.objects.count() == 3


def test_safe_files_are_kept_and_others_named_with_the_reason(
    thread: Inquiry, owner: Member
) -> None:
    mail = letter(thread)
    mail.add_attachment(PNG, maintype="image", subtype="png", filename="窓口.png")
    mail.add_attachment(b"MZ", maintype="application", subtype="x", filename="../run.exe")
    mail.add_attachment(b"MZ", maintype="application", subtype="pdf", filename="a.pdf")
    take_answer(mail.as_bytes())
    message = thread.messages.last()
    assert message is not None
    [kept] = message.attachments.all()
    assert (kept.name, bytes(kept.content), kept.content_type) == ("窓口.png", PNG, "image/png")
    assert message.left_out == [["run.exe", "kind"], ["a.pdf", "content"]]
    address = f"/operator/inquiries/{thread.uuid}/files/{kept.uuid}/"
    desk = Client()
    desk.force_login(make_operator(Right.SUPPORT))
    page = desk.get(f"/operator/inquiries/{thread.uuid}/").content.decode()
    assert address in page and "run.exe" in page and "受け取りませんでした" in page
    answer = desk.get(address)
    assert (answer.content, answer["Content-Type"]) == (PNG, "image/png")
    assert answer["Content-Disposition"].startswith("attachment")
    elsewhere = attach(make_inquiry())
    assert desk.get(f"/operator/inquiries/{thread.uuid}/files/{elsewhere.uuid}/").status_code == 404
    other = Client()
    other.force_login(owner.person)
    assert other.get(address).status_code == 404


def office(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.docx", office("[Content_Types].xml"), None),
        ("A.PDF", b"%PDF-1.7", None),
        ("a.csv", "氏名,部署".encode("cp932"), None),
        ("a.docx", office("word.xml"), LeftOut.CONTENT),
        ("a.xlsx", office("[Content_Types].xml", "xl/vbaProject.bin"), LeftOut.MACROS),
        ("a.xlsm", office("[Content_Types].xml"), LeftOut.KIND),
        ("a.pptx", b"PK\x03\x04broken", LeftOut.CONTENT),
        ("a.txt", b"a\0b", LeftOut.CONTENT),
        ("a.html", b"<script>", LeftOut.KIND),
        ("a.svg", b"<svg>", LeftOut.KIND),
        ("pdf", b"%PDF", LeftOut.KIND),
        ("a.pdf", b"%PDF" + b"x" * 10_000_000, LeftOut.SIZE),
    ],
)
def test_kind_and_content_of_a_file_have_to_agree(
    name: str, content: bytes, reason: LeftOut | None
) -> None:
    kept, left = sort_files([MailedFile(name, content)])
    assert (len(kept), left) == ((1, []) if reason is None else (0, [(name, reason)]))


def test_files_are_ten_at_most_and_ten_megabytes_together() -> None:
    kept, left = sort_files([MailedFile("a.txt", b"x")] * 12)
    assert (len(kept), [reason for _name, reason in left]) == (10, [LeftOut.NUMBER] * 2)
    kept, left = sort_files([MailedFile("a.txt", b"x" * 6_000_000)] * 2)
    assert (len(kept), [reason for _name, reason in left]) == (1, [LeftOut.SIZE])
    assert file_name("a/b\\c\n.pdf") == "c.pdf"
    assert (
        len(file_name("あ" * 500 + ".pdf")) == 200 and file_name("x" * 500 + ".pdf")[-4:] == ".pdf"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("はい。\n\n> 問い\n> 続き\n", "はい。\n\n"),
        ("はい。\nOn Tue, 1 Dec 2026, Mori wrote:\n> ask\n", "はい。\n"),
        ("はい。\n-----Original Message-----\nFrom: x\n問い", "はい。\n"),
        ("はい。\n差出人: 森 <mori@terakoya.example>\n件名: x\n問い", "はい。\n"),
        ("> 問い\nここに答えます。\n> 次\nもう一つ。\n", None),  # answers between the lines
        ("> 問いだけ\n", None),
        ("2026年12月1日:\n次のとおりです。\n", None),
        ("", None),
    ],
)
def test_quoted_part_is_folded_only_where_it_is_sure(text: str, written: str | None) -> None:
    assert split_quoted(text)[0] == (text if written is None else written)


@given(st.lists(st.sampled_from(["> a\n", "b\n", "\n", "On x, y 2026 wrote:\n", "____________\n"])))
def test_nothing_of_a_mail_is_lost_by_folding(lines: list[str]) -> None:
    text = "".join(lines)
    written, quoted = split_quoted(text)
    assert written + quoted == text
    assert not quoted or written.strip()


@given(st.binary(max_size=300))
def test_no_mail_breaks_the_reading(raw: bytes) -> None:
    found = read_letter(raw)
    assert found is None or "\0" not in found.text


def test_mail_in_html_alone_is_read_as_words() -> None:
    head = "<head><title>t</title><style>p{}</style></head>"
    html = f"{head}<p>一行目</p><p>二行目<br>三</p><script>x()</script>"
    assert text_of_html(html) == "一行目\n二行目\n三"


@pytest.mark.once
def test_mailbox_of_bounces_hands_answers_to_their_threads(
    thread: Inquiry, tmp_path: Path, settings: Settings
) -> None:
    box = mailbox.Maildir(tmp_path / "box")
    box.add(letter(thread).as_bytes())
    box.add(postfix(thread.uuid))  # a bounce of nothing that we sent
    box.add(b"Subject: hello\n\n")
    settings.BOUNCE_MAILDIR = str(tmp_path / "box")
    assert read_configured() == Reading(3, 1)
    assert read_configured() == Reading()
    assert thread.messages.count() == 2

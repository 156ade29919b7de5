"""The seller's desk of the demo: who sells, its account, its operator, inquiries and quotes."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import partial
from typing import Final

from ...accounts.authenticators import (
    RECOVERY_TYPE,
    authenticators_of,
    code_now,
    new_secret,
    recovery_codes,
)
from ...accounts.choices import Right
from ...accounts.models import Person
from ...accounts.services import appoint_operator, renew_recovery_codes, set_up_app
from ...accounts.services.passwords import set_password_by_link
from ...accounts.tokens import password_token
from ...catalogue.models import Course
from ...common import clock
from ...documents.models import SellerDetails
from ...documents.seller import Seller
from ...documents.services import save_seller
from ...inquiries.choices import InquiryKind
from ...inquiries.models import Inquiry
from ...inquiries.services import add_note, answer, ask, quote_inquiry
from ...inquiries.specs import Asked
from ...orders.specs import Asker, Selection, Units
from .diary import Diary
from .passwords import new_password

OPERATOR: Final = "operator@terakoya.example"
SELLER: Final = Seller(
    name="株式会社てらこや見本",
    postal_code="100-0002",
    address="東京都千代田区見本町9-8-7",
    phone="03-0000-0009",
    hours="平日 9:00〜17:30",
    hours_en="weekdays 9:00-17:30",
    email="seikyu@terakoya.example",
    representative="見本 一",
    bank_name="みほん銀行",
    bank_branch="見本町支店",
    account_type="ordinary",
    account_number="0123456",
    account_holder="カ）テラコヤミホン",
)
# How many hours ago, of what, who, which words.
WAITING: Final[tuple[tuple[int, str, str, str], ...]] = (
    (
        50,
        InquiryKind.DESIGN,
        "例示物流株式会社",
        "安全衛生の研修を、当社の倉庫に合わせて作ってほしいです。費用と期間を教えてください。",
    ),
    (
        20,
        InquiryKind.OWN_SLIDES,
        "見本ホテル株式会社",
        "社内で使っているスライドがあります。オンラインの研修にできますか。",
    ),
    (
        2,
        InquiryKind.CUSTOMISE,
        "れいだい市役所",
        "窓口の職員向けに、事例を差し替えたいです。自治体でも契約できますか。",
    ),
)


@dataclass(frozen=True)
class OperatorSignIn:
    """What the operator types: a password, then a code that is good once."""

    person: Person
    password: str
    secret: str
    codes: tuple[str, ...]


def open_desk(diary: Diary, day: int) -> OperatorSignIn:
    """The seller's details with its account and an operator with all rights, some days ago."""
    with clock.fixed_at(diary.ago(day, 9)):
        person, _is_new = appoint_operator(by=None, email=OPERATOR, name="運営 花子", rights=Right)
        password, secret = new_password(), new_secret()
        person = set_password_by_link(token=password_token(person), password=password)
        set_up_app(by=person, secret=secret, code=code_now(secret))
        renew_recovery_codes(by=person)
        if not SellerDetails.objects.exists():
            save_seller(by=person, valid_from=clock.today(), details=SELLER)
    row = authenticators_of(person).get(type=RECOVERY_TYPE)
    return OperatorSignIn(person, password, secret, tuple(recovery_codes(row)))


def fill_desk(diary: Diary, operator: Person, course: Course) -> None:
    """One inquiry answered, one quoted, one with a draft that brings a quote, three waiting."""
    diary.note(diary.ago(12, 10, 5), lambda: _answered(operator))
    diary.note(diary.ago(8, 13, 30), lambda: _quoted(operator, course, is_sent=True))
    diary.note(diary.ago(1, 10, 10), lambda: _quoted(operator, course, is_sent=False))
    for hours, kind, company, message in WAITING:
        moment = clock.now() - dt.timedelta(hours=hours)
        diary.note(moment, partial(_ask, kind, company, message))
    diary.play()


def _ask(kind: str, company: str, message: str, seats: int | None = None) -> Inquiry:
    number = Inquiry.objects.count() + 1
    asked = Asked(
        kind=kind,
        company=company,
        name="見本 次郎",
        email=f"kyoiku{number}@reidai.example",
        phone="",
        seats=seats,
        months=12 if seats else None,
        message=message,
        language="ja",
    )
    return ask(asked=asked, key=uuid.uuid4())


def _answered(operator: Person) -> None:
    inquiry = _ask(InquiryKind.USE, "例示商店株式会社", "メールのない従業員も、受講できますか。")
    add_note(
        by=operator, inquiry=inquiry, text="店舗が40か所。招待の手間を心配。", key=uuid.uuid4()
    )
    words = "はい。会社コードと社員番号で受講できます。参加コードは一覧で印刷できます。"
    with clock.fixed_at(clock.now() + dt.timedelta(hours=3)):
        answer(by=operator, inquiry=inquiry, text=words, key=uuid.uuid4())


def _quoted(operator: Person, course: Course, *, is_sent: bool) -> None:
    company, seats = ("例示食品株式会社", 450) if is_sent else ("見本交通株式会社", 180)
    inquiry = _ask(InquiryKind.QUOTE, company, f"{seats}名で1年間の見積もりをお願いします。", seats)
    with clock.fixed_at(clock.now() + dt.timedelta(hours=2)):
        quote_inquiry(
            by=operator,
            inquiry=inquiry,
            course=course,
            selection=Selection(course.slug, seats, 12),
            asker=Asker(inquiry.company, inquiry.name, inquiry.email),
            units=Units(900, 98_000),
            valid_until=clock.today() + dt.timedelta(days=30),
            note="",
            key=uuid.uuid4(),
        )
        if is_sent:
            text = inquiry.drafts.get(by=operator).text
            answer(by=operator, inquiry=inquiry, text=text, key=uuid.uuid4())

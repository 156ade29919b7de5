"""People for tests, made through the services; every password is PASSWORD."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.accounts.services import add_member, confirm_email, sign_up_owner
from terakoya.portal.accounts.services.joining import mark_joined
from terakoya.portal.accounts.tokens import email_token
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.delivery.sending import send_message
from terakoya.portal.delivery.services import MAIL

PASSWORD = "correct horse 7"
_numbers = count(1)


def make_owner(
    *,
    email: str = "yamada@mihon.example",
    organisation: str = "株式会社みほん商事",
    confirmed: bool = True,
) -> Member:
    """An owner of a new organisation; with a confirmed address they may invite."""
    owner = sign_up_owner(
        email=email, password=PASSWORD, name="山田 花子", organisation_name=organisation
    )
    if confirmed:
        confirm(owner.person)
        owner.person.refresh_from_db()
    return owner


def confirm(person: Person) -> None:
    """The person opens the link in the confirming mail."""
    confirm_email(token=email_token(person, person.email or ""), by=person)
    person.refresh_from_db()


def make_member(
    owner: Member,
    *,
    name: str = "高橋 未来",
    employee_number: str = "",
    email: str = "",
    joined: bool = True,
) -> Member:
    """A member of the owner's organisation, joined with PASSWORD unless told otherwise."""
    if not (employee_number or email):
        employee_number = f"{next(_numbers):06d}"
    member = add_member(
        by=owner, name=name, employee_number=employee_number, email=email, with_mail=False
    )
    if joined:
        member.person.email = member.email
        member.person.set_password(PASSWORD)
        member.person.save()
        mark_joined(member)
    return member


def sign_in(client: Client, member: Member) -> Client:
    """Sign in through the page, as a person would."""
    form = {"by": "email", "email": member.person.email or "", "password": PASSWORD}
    if not member.person.email:
        form = {
            "by": "number",
            "company_code": member.organisation.code,
            "employee_number": member.employee_number or "",
            "password": PASSWORD,
        }
    response = client.post("/sign-in/", form)
    assert response.status_code == 302, response.content.decode()
    return client


def answer_requests() -> None:
    """A worker answers what was asked for by an address; the mails stay in the outbox."""
    for message in OutboxMessage.objects.filter(sent_at=None).exclude(kind=MAIL):
        send_message(message)
        message.delete()


def last_link(kind: str) -> str:
    """The address in the newest mail that begins with this word."""
    text = OutboxMessage.objects.latest("id").payload["text"]
    found = re.search(rf"http://127\.0\.0\.1:8000(/{kind}/[\w:-]+/)", text)
    assert found, text
    return found.group(1)


@contextmanager
def counted_statements() -> Iterator[Callable[[], list[str]]]:
    """The SQL statements of the block, transaction control left out."""
    control = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
    with CaptureQueriesContext(connection) as context:
        yield lambda: [
            query["sql"]
            for query in context.captured_queries
            if not query["sql"].startswith(control)
        ]

"""Mails that somebody asks for, claims and codes have limits, told in words where it is safe."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client

from terakoya.portal.accounts.errors import TooManyInvitations
from terakoya.portal.accounts.models import Member
from terakoya.portal.accounts.services import (
    add_member,
    create_invite_link,
    import_roster,
    issue_joining_code,
    send_invitation,
)
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.limits.errors import TooOften
from terakoya.portal.limits.rules import CODE_FAILURES, JOIN_FAILURES, invitations_a_day
from terakoya.portal.limits.services import count, reserve
from tests.drawing import drawn_once
from tests.factories import give_course, publish_flagship
from tests.selection import IS_DEEP

from .people import PASSWORD, make_member, make_owner, sign_in

pytestmark = pytest.mark.once  # pages, and both databases keep the same

NINE = dt.datetime(2026, 11, 30, 0, 0, tzinfo=dt.UTC)
OFFICE, ELSEWHERE = "203.0.113.9", "198.51.100.66"
AGAIN = "もう一度試せます。"


@pytest.fixture(autouse=True)
def at_nine() -> Iterator[None]:
    with clock.fixed_at(NINE):
        yield


@pytest.fixture
def owner(db: None) -> Member:
    return make_owner()


def statuses(client: Client, address: str, form: dict[str, str], tries: int, at: str) -> list[int]:
    with drawn_once():
        return [client.post(address, form, REMOTE_ADDR=at).status_code for _ in range(tries)]


def waiting(kind: str = "") -> int:
    """How many messages wait in the outbox, of one kind or of all."""
    rows = OutboxMessage.objects.all()
    return rows.filter(kind=kind).count() if kind else rows.count()


def test_thirty_reset_requests_in_a_second_send_three_mails(owner: Member) -> None:
    before = waiting("password-request")
    form = {"email": owner.person.email or ""}
    answers = [Client().post("/password/", form, REMOTE_ADDR=OFFICE) for _ in range(30)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 20
    assert waiting("password-request") - before == 3
    assert (answers[-1]["Retry-After"], AGAIN in answers[-1].content.decode()) == ("60", True)


def test_reset_says_the_same_of_everybody(owner: Member) -> None:
    def told(email: str, at: str) -> list[tuple[int, str]]:
        answers = [Client().post("/password/", {"email": email}, REMOTE_ADDR=at) for _ in range(12)]
        return [(one.status_code, main_of(one, email)) for one in answers]

    assert told(owner.person.email or "", OFFICE) == told("nobody@mihon.example", ELSEWHERE)


def main_of(page: Any, email: str) -> str:
    """The main part of a page, without what was typed and the proof of its form."""
    html: str = page.content.decode()
    main = html[html.index("<main") : html.index("</main>")].replace(email, "")
    return main.split("csrfmiddlewaretoken")[0]


def test_office_asks_for_resets_one_a_minute_after_the_first_ten(owner: Member) -> None:
    def ask(number: int) -> int:
        form = {"email": f"m{number}@mihon.example"}
        return Client().post("/password/", form, REMOTE_ADDR=OFFICE).status_code

    assert [ask(number) for number in range(11)] == [200] * 10 + [429]
    for minute in range(1, 4):
        with clock.fixed_at(NINE + dt.timedelta(minutes=minute)):
            assert [ask(20 + minute), ask(30 + minute)] == [200, 429]


def test_confirmation_is_sent_again_three_times_an_hour(db: None) -> None:
    client = sign_in(Client(), make_owner(confirmed=False))
    answers = [client.post("/my/email/resend/") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302] * 3 + [429]
    assert answers[-1]["Retry-After"] == "1200"
    assert "あと20分たつと、" + AGAIN in answers[-1].content.decode()
    as_json = client.post("/my/email/resend/", headers={"accept": "application/json"})
    assert (as_json.status_code, as_json.json()["error"]["code"]) == (429, "too-often")
    client.cookies["language"] = "en"
    assert "You can try again in 20 min." in client.post("/my/email/resend/").content.decode()


def test_change_of_address_mails_nobody_without_end(owner: Member) -> None:
    client = sign_in(Client(), owner)

    def change(number: int) -> int:
        form = {"email": f"victim{number}@mihon.example", "present": PASSWORD}
        return client.post("/my/email/", form).status_code

    assert [change(1) for _ in range(4)] == [302] * 3 + [429]
    assert [change(number) for number in range(2, 5)] == [302] * 2 + [429]


def test_password_is_not_guessed_at_an_open_session(owner: Member) -> None:
    client = sign_in(Client(), owner)
    wrong = {"present": "wrong", "password": "another horse 9"}
    assert statuses(client, "/my/password/", wrong, 11, OFFICE) == [422] * 10 + [429]
    right = {"present": PASSWORD, "password": "another horse 9"}
    assert statuses(client, "/my/password/", right, 1, ELSEWHERE) == [429]
    mail = {"email": "thief@mihon.example", "present": "wrong"}
    assert statuses(client, "/my/email/", mail, 1, OFFICE) == [429]


def test_claims_are_guessed_300_times_an_hour_and_right_ones_do_not_count(owner: Member) -> None:
    link = create_invite_link(by=owner, open_join=False)
    members = [make_member(owner, joined=False) for _ in range(3)]
    address = f"/join/{link.token}/"

    def claim(number: str | None) -> dict[str, str]:
        own = {"identifier": number or "", "name": "高橋 未来"}
        return {**own, "password": PASSWORD, "terms": "on"}

    wrong = claim("no such number")
    with transaction.atomic():
        for _ in range(297):
            count(JOIN_FAILURES.by(OFFICE))
    assert statuses(Client(), address, wrong, 2, OFFICE) == [422] * 2
    assert statuses(Client(), address, claim(members[0].employee_number), 1, OFFICE) == [302]
    assert statuses(Client(), address, wrong, 2, OFFICE) == [422, 429]
    assert statuses(Client(), address, claim(members[1].employee_number), 1, OFFICE) == [429]
    assert statuses(Client(), address, claim(members[1].employee_number), 1, ELSEWHERE) == [302]


def claim(number: str | None, name: str) -> dict[str, str]:
    """The form of a link without open joining."""
    return {"identifier": number or "", "name": name, "password": PASSWORD, "terms": "on"}


def test_wrong_names_for_one_number_are_eight_from_one_address(owner: Member) -> None:
    link = create_invite_link(by=owner, open_join=False)
    member, colleague = (make_member(owner, joined=False) for _ in range(2))
    address = f"/join/{link.token}/"
    wrong = claim(member.employee_number, "高橋 誰か")
    assert statuses(Client(), address, wrong, 10, ELSEWHERE) == [422] * 8 + [429] * 2
    refused = Client().post(address, wrong, REMOTE_ADDR=ELSEWHERE)
    assert (refused["Retry-After"], AGAIN in refused.content.decode()) == ("900", True)
    right = claim(member.employee_number, "高橋 未来")
    assert statuses(Client(), address, right, 1, OFFICE) == [302]
    other = claim(colleague.employee_number, "高橋 未来")
    assert statuses(Client(), address, other, 1, ELSEWHERE) == [302]


def test_wrong_names_for_one_number_are_twenty_from_everywhere(owner: Member) -> None:
    link = create_invite_link(by=owner, open_join=False)
    member = make_member(owner, joined=False)
    wrong = claim(member.employee_number, "高橋 誰か")
    with drawn_once():
        answers = [
            statuses(Client(), f"/join/{link.token}/", wrong, 5, f"192.0.2.{number}")
            for number in range(5)
        ]
    assert answers == [[422] * 5] * 4 + [[429] * 5]


def test_wrong_names_for_many_numbers_are_thirty_from_one_address(owner: Member) -> None:
    link = create_invite_link(by=owner, open_join=False)
    member = make_member(owner, joined=False)
    address, refused = f"/join/{link.token}/", 15 if IS_DEEP else 3
    with drawn_once():
        tried = [
            Client().post(address, claim(f"no {number}", "誰か"), REMOTE_ADDR=ELSEWHERE).status_code
            for number in range(30 + refused)
        ]
    assert tried == [422] * 30 + [429] * refused
    right = claim(member.employee_number, "高橋 未来")
    assert statuses(Client(), address, right, 1, OFFICE) == [302]


def test_office_that_mistypes_joins_on_its_morning(owner: Member) -> None:
    link = create_invite_link(by=owner, open_join=False)
    members = [make_member(owner, joined=False) for _ in range(40 if IS_DEEP else 16)]
    with drawn_once():
        for member in members:  # each after two wrong names: more failures than one guesser has
            wrong, right = (claim(member.employee_number, name) for name in ("誰か", "高橋 未来"))
            assert statuses(Client(), f"/join/{link.token}/", wrong, 2, OFFICE) == [422] * 2
            assert statuses(Client(), f"/join/{link.token}/", right, 1, OFFICE) == [302]


def test_codes_are_guessed_100_times_an_hour_over_all_numbers(owner: Member) -> None:
    member = make_member(owner, joined=False)
    code = issue_joining_code(by=owner, member=member)

    def form(number: str, code: str) -> dict[str, str]:
        own = {"company_code": owner.organisation.code, "employee_number": number, "code": code}
        return {**own, "password": PASSWORD, "terms": "on"}

    with transaction.atomic():
        for _ in range(98):
            count(CODE_FAILURES.by(OFFICE))
    for number in ("no such number", member.employee_number or ""):
        guess = form(number, "AAAA2222")
        assert statuses(Client(), "/join-code/", guess, 1, OFFICE) == [422]
    right = form(member.employee_number or "", code)
    assert statuses(Client(), "/join-code/", right, 1, OFFICE) == [429]
    assert statuses(Client(), "/join-code/", right, 1, ELSEWHERE) == [302]


def test_join_mails_to_one_address_are_three_and_the_answer_is_the_same(owner: Member) -> None:
    link = create_invite_link(by=owner, open_join=True)
    before = waiting()
    form = {"by": "email", "identifier": "victim@mihon.example"}
    assert statuses(Client(), f"/join/{link.token}/", form, 9, OFFICE) == [200] * 9
    assert waiting() - before == 3


def ask_for_mails(token: str, number: int, at: str, begin: int = 0) -> list[int]:
    """Statuses of asking for mails to so many different addresses."""
    with drawn_once():
        return [
            Client()
            .post(
                f"/join/{token}/",
                {"by": "email", "identifier": f"third{begin + one}@yoso.example"},
                REMOTE_ADDR=at,
            )
            .status_code
            for one in range(number)
        ]


def test_open_link_mails_no_hundred_third_persons(owner: Member) -> None:
    link = create_invite_link(by=owner, open_join=True)
    before = waiting("join-request")
    tries = 100 if IS_DEEP else 27
    assert ask_for_mails(link.token, tries, ELSEWHERE) == [200] * 25 + [429] * (tries - 25)
    assert waiting("join-request") - before == 25
    assert ask_for_mails(link.token, tries, OFFICE, 100) == [200] * 25 + [429] * (tries - 25)
    assert ask_for_mails(link.token, 1, "192.0.2.1", 200) == [429]
    other = create_invite_link(by=owner, open_join=True)
    assert ask_for_mails(other.token, 1, ELSEWHERE, 300) == [200]


def test_mails_of_a_link_follow_the_seats(owner: Member) -> None:
    seats = 100 if IS_DEEP else 20  # of which one network is sent mails for three halves
    give_course(owner, publish_flagship().course, seats=seats)
    link = create_invite_link(by=owner, open_join=True)
    most = seats * 3 // 2
    assert ask_for_mails(link.token, most + 2, OFFICE) == [200] * most + [429] * 2
    refused = Client().post(
        f"/join/{link.token}/",
        {"by": "email", "identifier": "late@yoso.example"},
        REMOTE_ADDR=OFFICE,
    )
    assert AGAIN in refused.content.decode()


def test_officer_invites_one_address_three_times_a_day(owner: Member) -> None:
    client = sign_in(Client(), owner)
    member = make_member(owner, email="new@mihon.example", joined=False)
    address = f"/manage/members/{member.uuid}/invite/"
    answers = [client.post(address) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302] * 3 + [429]
    assert "あと8時間たつと、" + AGAIN in answers[-1].content.decode()


def test_ten_organisations_together_invite_one_address_ten_times_a_day(db: None) -> None:
    owners = [make_owner(email=f"o{number}@mihon.example") for number in range(11)]
    outcomes = []
    for one in owners:
        try:
            add_member(by=one, name="高橋 未来", email="victim@yoso.example")
            outcomes.append("mailed")
        except TooOften:
            outcomes.append("too often")
    assert outcomes == ["mailed"] * 10 + ["too often"]


def roster(count: int, begin: int = 0) -> str:
    rows = (f"人{n}\t\t{n}\tm{n}@mihon.example\t" for n in range(begin, begin + count))
    return "氏名\tフリガナ\t社員番号\tメール\t部署\n" + "\n".join(rows)


def days_of_mails() -> list[int]:
    """After how many whole days each invitation leaves."""
    sent = OutboxMessage.objects.filter(payload__to__startswith="m").order_by("run_after", "id")
    return [(mail.run_after - NINE).days for mail in sent]


def test_large_roster_is_saved_at_once_and_invited_in_daily_portions(owner: Member) -> None:
    client = sign_in(Client(), owner)
    list_of_people = {"text": roster(700), "extent": "some", "with_mail": "on"}
    checked = client.post("/manage/members/roster/", list_of_people)
    page = client.post(checked["Location"] + "act/", {"do": "save"}, follow=True)
    assert Member.objects.filter(organisation=owner.organisation).count() == 701
    days = days_of_mails()
    assert (len(days), days.count(0), max(days)) == (700, 300 + 299, 1)
    assert "12月1日（火）までに、すべて届きます。" in page.content.decode()


def test_invitations_that_would_outlast_their_links_are_refused_with_the_way_out(
    owner: Member,
) -> None:
    with transaction.atomic():
        reserve(invitations_a_day(0).by(owner.organisation.uuid), 15 * 300 - 100)
    with pytest.raises(TooManyInvitations, match="1日300通まで"):
        import_roster(by=owner, text=roster(101))
    assert Member.objects.filter(organisation=owner.organisation).count() == 1
    assert len(import_roster(by=owner, text=roster(100)).members) == 100
    without_mail = re.sub(r"m\d+@mihon.example", "", roster(100, 100))
    assert len(import_roster(by=owner, text=without_mail).members) == 100


def test_company_with_many_seats_invites_them_in_one_day(owner: Member) -> None:
    give_course(owner, publish_flagship().course, seats=5_000)
    import_roster(by=owner, text=roster(2000 if IS_DEEP else 400))  # more than 300
    assert set(days_of_mails()) == {0}


def test_single_invitations_count_for_the_day_of_the_organisation(owner: Member) -> None:
    import_roster(by=owner, text=roster(300))
    member = make_member(owner, email="late@mihon.example", joined=False)
    send_invitation(by=owner, member=member)
    mail = OutboxMessage.objects.get(payload__to="late@mihon.example")
    assert mail.run_after == NINE + dt.timedelta(days=1) / 300


def test_former_password_is_guessed_no_faster(owner: Member) -> None:
    client = sign_in(Client(), owner)
    owner.person.former_password = make_password("former horse 5")
    owner.person.save()
    wrong = {"former": "wrong"}
    assert statuses(client, "/my/code/", wrong, 11, OFFICE) == [422] * 10 + [429]
    with clock.fixed_at(NINE + dt.timedelta(minutes=6)):
        assert statuses(client, "/my/code/", {"former": "former horse 5"}, 1, OFFICE) == [302]

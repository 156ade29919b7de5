"""Signing in by either way, the lock with its waiting time, and what nobody learns."""

from __future__ import annotations

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from pytest_django import Settings

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.hashers import PortalArgon2Hasher
from terakoya.portal.accounts.models import Member, Person, RoleGrant
from terakoya.portal.accounts.services import leave_member
from terakoya.portal.common import clock
from tests.factories import as_operator, make_department, make_organisation

from .people import PASSWORD, make_member, make_owner, sign_in

pytestmark = pytest.mark.once  # pages, and both databases keep the same

NOT_FOUND = "ログインできませんでした。入力した内容を確かめて、もう一度お試しください。"


def _by_email(email: str, password: str = PASSWORD, **more: str) -> dict[str, str]:
    return {"by": "email", "email": email, "password": password, **more}


def _by_number(code: str, number: str, password: str = PASSWORD) -> dict[str, str]:
    return {"by": "number", "company_code": code, "employee_number": number, "password": password}


def test_password_is_hashed_as_owasp_says() -> None:
    encoded = PortalArgon2Hasher().encode(PASSWORD, "saltsaltsalt")
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("typed", ["yamada@mihon.example", " Yamada＠MIHON.example "])
def test_sign_in_by_email(db: None, client: Client, typed: str) -> None:
    owner = make_owner()
    response = client.post("/sign-in/", _by_email(typed))
    assert (response.status_code, response["Location"]) == (302, "/manage/")
    assert client.session["_auth_user_id"] == str(owner.person.pk)


@pytest.mark.parametrize("change", ["as it is", "full width", "lower case", "with hyphen"])
def test_sign_in_by_number_takes_any_width_and_keeps_zeros(
    db: None, client: Client, change: str
) -> None:
    member = make_member(make_owner(), employee_number="004128")
    code = member.organisation.code
    wide = str.maketrans({chr(n): chr(n + 0xFEE0) for n in range(0x21, 0x7F)})
    typed = {
        "as it is": (code, "004128"),
        "full width": (code.translate(wide), "００４１２８"),
        "lower case": (code.lower(), " 004128 "),
        "with hyphen": (f"{code[:4]}-{code[4:]}", "004128"),
    }[change]
    response = client.post("/sign-in/", _by_number(*typed))
    assert (response.status_code, response["Location"]) == (302, "/my/")
    assert client.session["member"] == str(member.uuid)
    assert response.cookies["company_code"].value == code


def test_sign_in_by_number_without_its_zeros_is_refused(db: None, client: Client) -> None:
    member = make_member(make_owner(), employee_number="004128")
    response = client.post("/sign-in/", _by_number(member.organisation.code, "4128"))
    assert response.status_code == 422
    assert NOT_FOUND in response.content.decode()


def test_sign_in_says_the_same_of_unknown_and_wrong(db: None, client: Client) -> None:
    member = make_member(make_owner(), employee_number="1")
    attempts = [
        _by_email("yamada@mihon.example", "wrong"),
        _by_email("nobody@mihon.example", "wrong"),
        _by_email("no address", "wrong"),
        _by_number(member.organisation.code, "1", "wrong"),
        _by_number(member.organisation.code, "2", "wrong"),
        _by_number("XXXX9999", "1", "wrong"),
        _by_number(member.organisation.code, "1" * 80, "wrong"),
    ]
    for attempt in attempts:
        response = client.post("/sign-in/", attempt)
        assert response.status_code == 422
        assert NOT_FOUND in response.content.decode()


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password was hashed."""

    count = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.count += 1
        return str(super().encode(password, salt))


def test_sign_in_hashes_once_whether_somebody_exists_or_not(
    db: None, client: Client, settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    make_owner()
    invited = make_member(
        make_owner(email="b@mihon.example"), email="c@mihon.example", joined=False
    )
    counts = {}
    for email in ("yamada@mihon.example", "nobody@mihon.example", invited.email or ""):
        before = CountingHasher.count
        client.post("/sign-in/", _by_email(email, "wrong"))
        counts[email] = CountingHasher.count - before
    assert set(counts.values()) == {1}, counts


def test_sign_in_locks_after_8_failures_and_says_for_how_long(db: None, client: Client) -> None:
    make_owner()
    for _ in range(7):
        wrong = client.post("/sign-in/", _by_email("yamada@mihon.example", "wrong"))
        assert wrong.status_code == 422
    locking = client.post("/sign-in/", _by_email("yamada@mihon.example", "wrong"))
    right = client.post("/sign-in/", _by_email("yamada@mihon.example"))
    for response in (locking, right):
        assert (response.status_code, response["Retry-After"]) == (429, "900")
        text = "ログインの失敗が続いたため、止めています。あと15分たつと、もう一度試せます。"
        assert text in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_sign_in_lock_counts_down_and_opens_by_itself(db: None, client: Client) -> None:
    make_owner()
    for _ in range(8):
        client.post("/sign-in/", _by_email("yamada@mihon.example", "wrong"))
    AccessAttempt.objects.update(attempt_time=clock.now() - dt.timedelta(minutes=11))
    page = client.post("/sign-in/", _by_email("yamada@mihon.example")).content.decode()
    assert "あと4分たつと" in page
    AccessAttempt.objects.update(attempt_time=clock.now() - dt.timedelta(minutes=16))
    assert client.post("/sign-in/", _by_email("yamada@mihon.example")).status_code == 302


def test_sign_in_lock_holds_for_one_name_from_one_address(db: None, client: Client) -> None:
    member = make_member(make_owner(), employee_number="7")
    locked = _by_number(member.organisation.code, "7", "wrong")
    for _ in range(8):
        client.post("/sign-in/", locked)
    right = _by_number(member.organisation.code, "7")
    assert client.post("/sign-in/", right).status_code == 429
    assert client.post("/sign-in/", right, REMOTE_ADDR="192.0.2.7").status_code == 302
    assert Client().post("/sign-in/", _by_email("yamada@mihon.example")).status_code == 302


def test_sign_in_forgets_failures_after_success(db: None, client: Client) -> None:
    member = make_member(make_owner(), employee_number="7")
    wrong = _by_number(member.organisation.code, "7", "wrong")
    for _ in range(7):
        client.post("/sign-in/", wrong)
    sign_in(client, member)
    assert AccessAttempt.objects.count() == 0


def test_sign_in_goes_on_to_a_page_of_ours_only(db: None, client: Client) -> None:
    make_owner()
    asked = {
        "/my/account/": "/my/account/",
        "https://evil.example/": "/manage/",
        "//evil.example/": "/manage/",
        "javascript:alert(1)": "/manage/",
    }
    for address, expected in asked.items():
        form = _by_email("yamada@mihon.example", next=address)
        assert Client().post("/sign-in/", form)["Location"] == expected


@pytest.mark.parametrize(
    ("role", "page"),
    [
        (None, "/my/"),
        (Role.SUPERVISOR, "/manage/unit/"),
        (Role.AUDITOR, "/manage/status/"),
        (Role.OFFICER, "/manage/"),
        (Role.OWNER, "/manage/"),
    ],
)
def test_sign_in_leads_to_the_page_of_the_role(
    db: None, client: Client, role: Role | None, page: str
) -> None:
    owner = make_owner()
    organisation = owner.organisation
    member = make_member(owner, employee_number="004128")
    if role is not None:
        RoleGrant.objects.create(
            organisation=organisation,
            member=member,
            role=role,
            department=make_department(organisation, "営業部"),
        )
    response = client.post("/sign-in/", _by_number(organisation.code, "004128"))
    assert response["Location"] == page
    assert client.get(page).status_code == 200
    assert "/my/" in client.get(page).content.decode()


def test_operator_without_a_membership_is_led_to_the_operators_page(
    db: None, client: Client
) -> None:
    person = make_owner().person
    as_operator(person)
    Person.objects.update(has_second_factor=False)  # its step: test_second_factor
    Member.objects.filter(person=person).update(left_on=clock.today())
    answer = client.post("/sign-in/", _by_email(person.email or ""))
    assert answer["Location"] == "/operator/"


def test_who_is_in_two_organisations_chooses_one_first(db: None, client: Client) -> None:
    owner = make_owner()
    other = make_organisation("株式会社よその商店")
    Member.objects.create(
        organisation=other,
        person=owner.person,
        name=owner.name,
        joined_at=clock.now(),
        created_at=clock.now(),
    )
    response = client.post("/sign-in/", _by_email("yamada@mihon.example"))
    assert response["Location"] == "/my/organisations/"
    assert client.post(f"/my/organisations/{owner.uuid}/")["Location"] == "/manage/"


def test_sign_in_tabs_are_links_and_remember_the_company(db: None, client: Client) -> None:
    member = make_member(make_owner(), employee_number="7")
    page = client.get("/sign-in/").content.decode()
    assert 'href="?by=number"' in page
    assert 'name="email"' in page
    sign_in(client, member)
    client.post("/sign-out/")
    page = client.get("/sign-in/").content.decode()
    assert f'value="{member.organisation.code}"' in page
    assert 'name="employee_number"' in page
    assert 'name="email"' in client.get("/sign-in/?by=email").content.decode()


def test_sign_in_when_signed_in_goes_on(db: None, client: Client) -> None:
    sign_in(client, make_owner())
    assert client.get("/sign-in/?next=/my/account/")["Location"] == "/my/account/"


def test_sign_out_needs_a_button_and_forgets_the_session(db: None, client: Client) -> None:
    sign_in(client, make_owner())
    assert client.get("/sign-out/").status_code == 405
    assert client.get("/my/account/").status_code == 200
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert client.get("/my/account/")["Location"] == "/sign-in/?next=%2Fmy%2Faccount%2F"


def test_sign_in_by_number_ends_when_the_member_leaves(db: None, client: Client) -> None:
    owner = make_owner()
    member = make_member(owner, employee_number="7")
    form = _by_number(member.organisation.code, "7")
    assert Client().post("/sign-in/", form).status_code == 302
    leave_member(by=owner, member=member, left_on=clock.today())
    assert client.post("/sign-in/", form).status_code == 422


def test_sign_in_refuses_a_form_without_csrf_token(db: None) -> None:
    make_owner()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/sign-in/", _by_email("yamada@mihon.example")).status_code == 403

"""The list and what is done to one member."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from terakoya.portal.accounts.choices import MemberState, Role
from terakoya.portal.accounts.errors import (
    EmailNotConfirmed,
    EmployeeNumberTaken,
    IdentifierMissing,
    LastOwner,
    LeaveUnusable,
    MemberExists,
    MemberHasLeft,
    RoleNotYours,
    RoleUnusable,
)
from terakoya.portal.accounts.models import DepartmentMembership, Member, Person, RoleGrant
from terakoya.portal.accounts.selectors import (
    MemberFilter,
    department_of,
    member_counts,
    member_page,
    roles_of,
)
from terakoya.portal.accounts.services import (
    add_department,
    add_member,
    edit_member,
    grant_role,
    import_roster,
    leave_member,
    return_member,
    revoke_role,
)
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.audit.selectors import entries_of, payload_of
from terakoya.portal.common import clock
from terakoya.portal.common.text import formula_safe
from terakoya.portal.delivery.models import OutboxMessage

from .people import confirm, make_member, make_owner, sign_in

pytestmark = pytest.mark.once  # pages, and both databases keep the same

HEADER = "氏名\tフリガナ\t社員番号\tメール\t部署\n"


def _fill(owner: Member, count: int) -> list[Member]:
    rows = [
        f"人{n:04d}\tヒト{chr(0x30A2 + n % 40)}\t{n:06d}\tm{n}@mihon.example\t部{n % 7}/課{n % 3}"
        for n in range(1, count + 1)
    ]
    return import_roster(by=owner, text=HEADER + "\n".join(rows), with_mail=False).members


def test_member_list_of_1000_stays_within_its_statements(
    db: None, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    owner = make_owner()
    _fill(owner, 1000)
    sign_in(client, owner)
    for query in ("", "?q=人0042", "?state=invited&page=7", "?state=left"):
        with django_assert_max_num_queries(10):
            assert client.get(f"/manage/members/{query}").status_code == 200
    page = client.get("/manage/members/?page=21").content.decode()
    assert "1001名中 1001〜1001名" in page


@pytest.mark.parametrize("count", [1, 3])
def test_member_list_statements_do_not_grow(
    db: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    owner = make_owner()
    _fill(owner, count)
    sign_in(client, owner)
    with django_assert_num_queries(9):
        client.get("/manage/members/")


def test_member_list_is_narrowed_by_words_state_and_department(db: None, client: Client) -> None:
    owner = make_owner()
    members = _fill(owner, 14)
    leave_member(by=owner, member=members[0], left_on=clock.today())

    def names(**query: str) -> list[str]:
        page = client.get("/manage/members/", query).context["page"]
        return sorted(row.member.name for row in page.rows)

    sign_in(client, owner)
    assert names(q="００００１４") == ["人0014"]
    assert names(q="M13@mihon") == ["人0013"]
    assert names(q="人 0012") == ["人0012"]
    assert names(state="left") == ["人0001"]
    assert names(state="joined") == ["山田 花子"]
    assert len(names(state="invited")) == 13
    place = department_of(members[1])
    assert place is not None
    assert place.parent is not None
    assert names(department=str(place.parent.uuid)) == ["人0002", "人0009"]
    assert names(department=str(place.uuid)) == ["人0002"]
    assert names(department="nonsense", state="nonsense", page="x") == names()


def test_member_list_shows_roles_state_and_place(db: None) -> None:
    owner = make_owner()
    member = _fill(owner, 1)[0]
    RoleGrant.objects.create(
        organisation=owner.organisation, member=member, role=Role.AUDITOR, until_on=clock.today()
    )
    rows = member_page(owner.organisation, MemberFilter(), 1).rows
    assert [(row.member.name, row.department, row.roles, row.state) for row in rows] == [
        ("山田 花子", "", (Role.OWNER, Role.OFFICER), MemberState.JOINED),
        ("人0001", "部1/課1", (Role.AUDITOR,), MemberState.INVITED),
    ]
    with clock.fixed_at(clock.now() + dt.timedelta(days=1)):
        assert member_page(owner.organisation, MemberFilter(), 1).rows[1].roles == ()


def test_member_counts_count_each_state(db: None) -> None:
    owner = make_owner()
    members = _fill(owner, 3)
    leave_member(by=owner, member=members[0], left_on=clock.today())
    leave_member(by=owner, member=members[1], left_on=clock.today() + dt.timedelta(days=1))
    counts = member_counts(owner.organisation)
    assert (counts.present, counts.joined, counts.invited, counts.left) == (3, 1, 2, 1)


def test_export_writes_the_narrowed_list_for_excel(db: None, client: Client) -> None:
    owner = make_owner()
    _fill(owner, 2)
    sign_in(client, owner)
    response = client.get("/manage/members/export.csv?q=人0002")
    content = response.getvalue().decode()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="members-\d{8}\.csv"', response["Content-Disposition"]
    )
    assert content == (
        "\ufeff氏名,フリガナ,社員番号,メール,部署,状態,役割,参加日,退職日\r\n"
        "人0002,ヒトイ,000002,m2@mihon.example,部2/課2,招待中,,,\r\n"
    )
    assert AuditEntry.objects.latest("id").verb == "members.exported"


@pytest.mark.parametrize("mark", [*"=+-@＝＋－＠", "\t", "\r"])
def test_formula_safe_marks_what_a_spreadsheet_would_calculate(mark: str) -> None:
    assert formula_safe(f"{mark}1+1") == f"'{mark}1+1"
    assert formula_safe(f"1{mark}1") == f"1{mark}1"


# -- adding and editing


def test_add_member_mails_the_invitation(db: None, client: Client) -> None:
    owner = make_owner()
    sign_in(client, owner)
    add_department(by=owner, parent=None, name="営業部")
    form = {
        "name": "高橋　未来",
        "name_kana": "たかはし みらい",
        "employee_number": "００４１２８",
        "email": "t@mihon.example",
        "department": "営業部",
    }
    response = client.post("/manage/members/add/", form)
    member = Member.objects.get(employee_number="004128")
    assert response["Location"] == f"/manage/members/{member.uuid}/"
    place = department_of(member)
    assert (member.name, member.name_kana, place and place.name) == (
        "高橋 未来",
        "タカハシ ミライ",
        "営業部",
    )
    assert OutboxMessage.objects.latest("id").payload["to"] == "t@mihon.example"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"employee_number": "", "email": ""}, "社員番号かメールアドレスのどちらかを"),
        ({"employee_number": "1"}, "社員番号「1」は、加藤 真理さんが使っています。"),
        ({"email": "yamada@mihon.example"}, "山田 花子さんとして名簿にあります。"),
        ({"department": "ない部署"}, "部署「ない部署」が見つかりません。"),
        ({"name": "　"}, "「氏名」を入力してください。"),
        ({"email": "mihon"}, "メールアドレスの形が正しくありません。"),
        ({"name_kana": "漢字"}, "フリガナは、ひらがなかカタカナで"),
        ({"name": "あ" * 201}, "200文字以内で入力してください（今は201文字です）。"),
    ],
)
def test_add_member_refuses_in_words(
    db: None, client: Client, change: dict[str, str], words: str
) -> None:
    owner = make_owner()
    make_member(owner, name="加藤 真理", employee_number="1")
    sign_in(client, owner)
    form = {"name": "高橋", "employee_number": "2", "email": "", "department": "", **change}
    response = client.post("/manage/members/add/", form)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert Member.objects.count() == 2


def test_add_member_needs_the_officers_confirmed_address(db: None) -> None:
    owner = make_owner(confirmed=False)
    with pytest.raises(EmailNotConfirmed):
        add_member(by=owner, name="高橋", employee_number="1")
    confirm(owner.person)
    owner.person.refresh_from_db()
    assert add_member(by=owner, name="高橋", employee_number="1").state == MemberState.INVITED


def _edited(by: Member, member: Member, **change: object) -> Member:
    values: dict[str, object] = {
        "name": member.name,
        "name_kana": member.name_kana,
        "employee_number": member.employee_number or "",
        "email": member.person.email or "",
        "department": department_of(member),
    }
    return edit_member(by=by, member=member, **{**values, **change})  # type: ignore[arg-type]


def test_edit_member_moves_with_history(db: None) -> None:
    owner = make_owner()
    a = add_department(by=owner, parent=None, name="甲")
    b = add_department(by=owner, parent=None, name="乙")
    member = make_member(owner)
    first = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
    for moment, place in ((first, a), (first, b), (first + dt.timedelta(days=3), a)):
        with clock.fixed_at(moment):
            _edited(owner, member, department=place)
    history = DepartmentMembership.objects.filter(member=member).order_by("from_on")
    assert [(one.department, one.from_on, one.until_on) for one in history] == [
        (b, dt.date(2026, 11, 24), dt.date(2026, 11, 26)),
        (a, dt.date(2026, 11, 27), None),
    ]


def test_the_page_of_a_member_keeps_post_site_and_leave(db: None, client: Client) -> None:
    owner = make_owner()
    member = make_member(owner, employee_number="7")
    sign_in(client, owner)
    page = f"/manage/members/{member.uuid}/"
    typed = {
        "name": member.name,
        "employee_number": "7",
        "position": "店長",
        "site": " 本社　別館 ",
        "on_leave_since": "2026-10-01",
    }
    wrong = client.post(page, {**typed, "on_leave_until": "2026-09-01"})
    assert wrong.status_code == 422
    assert "開始日以後の日付" in wrong.content.decode()
    member.refresh_from_db()
    assert (member.position, member.on_leave_since) == ("", None)
    client.post(page, {**typed, "on_leave_until": "2027-03-31"})
    member.refresh_from_db()
    assert (member.position, member.site, member.on_leave_since, member.on_leave_until) == (
        "店長",
        "本社 別館",
        dt.date(2026, 10, 1),
        dt.date(2027, 3, 31),
    )


def test_who_gives_up_an_own_office_is_led_out_of_its_pages(db: None, client: Client) -> None:
    owner = make_owner()
    other = make_member(owner, name="加藤 真理", email="kato@mihon.example")
    RoleGrant.objects.create(organisation=owner.organisation, member=other, role=Role.OWNER)
    sign_in(client, owner)
    grants = list(RoleGrant.objects.filter(member=owner).order_by("-id"))
    answers = [client.post(f"/manage/members/roles/{one.key}/revoke/") for one in grants]
    assert answers[-1]["Location"] == "/my/"
    assert not RoleGrant.objects.filter(member=owner).exists()


def test_edit_member_refuses_what_others_have(db: None) -> None:
    owner = make_owner()
    make_member(owner, employee_number="1")
    member = make_member(owner, employee_number="2")
    with pytest.raises(EmployeeNumberTaken):
        _edited(owner, member, employee_number="１")
    with pytest.raises(MemberExists):
        _edited(owner, member, email="yamada@mihon.example")
    with pytest.raises(IdentifierMissing):
        _edited(owner, member, employee_number="")
    member.refresh_from_db()
    assert (member.employee_number, member.person.email) == ("2", None)


def test_edit_member_changes_the_roster_address_and_nobodys_own(db: None) -> None:
    owner = make_owner()
    joined = make_member(owner, email="t@mihon.example")
    known = make_owner(email="k@yoso.example", organisation="株式会社よそ")
    invited = add_member(by=owner, name="山田", email="k@yoso.example", with_mail=False)
    for number, (member, own) in enumerate(((joined, "t@mihon.example"), (invited, None))):
        _edited(owner, member, email=f"mine{number}@mihon.example")
        member.refresh_from_db()
        member.person.refresh_from_db()
        assert (member.email, member.person.email) == (f"mine{number}@mihon.example", own)
    known.person.refresh_from_db()
    assert known.person.email == "k@yoso.example"


def test_edit_member_says_in_the_log_which_address_was_there_before(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, email="t@mihon.example", employee_number="1", joined=False)
    _edited(owner, member, email="")
    payload = payload_of(entries_of(owner.organisation.uuid)[0])
    assert payload is not None
    assert (payload.data["email"], payload.data["email_before"]) == (None, "t@mihon.example")


def test_member_page_of_who_has_joined_shows_the_roster_address(db: None, client: Client) -> None:
    owner = make_owner()
    member = make_member(owner, email="t@mihon.example", employee_number="1")
    Person.objects.filter(pk=member.person.pk).update(email="private@yoso.example")
    sign_in(client, owner)
    address = reverse("accounts:member-edit", kwargs={"member": member.uuid})
    page = client.get(address).content.decode()
    assert ("t@mihon.example" in page, "private@yoso.example" in page) == (True, False)
    sent = client.post(reverse("accounts:member-invite", kwargs={"member": member.uuid}))
    page = client.get(sent["Location"]).content.decode()
    assert "ご本人がログインに使うアドレスに、メールを送りました。" in page
    assert "private@yoso.example" not in page


# -- leaving


def test_leave_page_and_return_page(db: None, client: Client) -> None:
    owner = make_owner()
    member = make_member(owner)
    sign_in(client, owner)
    leave = reverse("accounts:member-leave", kwargs={"member": member.uuid})
    assert client.post(leave, {"left_on": "2999-01-01"}).status_code == 422
    assert client.post(leave, {"left_on": "なし"}).status_code == 422
    assert client.post(leave, {"left_on": "2026-11-20"}).status_code == 302
    member.refresh_from_db()
    assert (member.left_on, member.state) == (dt.date(2026, 11, 20), MemberState.LEFT)
    client.post(reverse("accounts:member-return", kwargs={"member": member.uuid}))
    member.refresh_from_db()
    assert (member.left_on, member.state) == (None, MemberState.JOINED)


def test_leaving_in_the_future_counts_from_that_day(db: None) -> None:
    owner = make_owner()
    member = make_member(owner)
    leave_member(by=owner, member=member, left_on=clock.today() + dt.timedelta(days=2))
    assert list(Member.objects.departed()) == []
    assert member.person.session_version == 0
    with clock.fixed_at(clock.now() + dt.timedelta(days=2)):
        assert member.state == MemberState.LEFT
        assert list(Member.objects.departed()) == [member]
    with pytest.raises(LeaveUnusable):
        leave_member(by=owner, member=member, left_on=dt.date(1900, 1, 1))


def test_last_owner_cannot_leave_or_lose_the_role(db: None) -> None:
    owner = make_owner()
    grant = RoleGrant.objects.get(member=owner, role=Role.OWNER)
    with pytest.raises(LastOwner):
        leave_member(by=owner, member=owner, left_on=clock.today())
    with pytest.raises(LastOwner):
        revoke_role(by=owner, grant=grant)
    second = make_member(owner)
    grant_role(by=owner, member=second, role=Role.OWNER)
    revoke_role(by=Member.objects.get(pk=second.pk), grant=grant)
    assert [g.role for g in roles_of(owner)] == [Role.OFFICER]


def test_an_owner_whose_leaving_is_entered_is_no_other_owner(db: None) -> None:
    owner = make_owner()
    other = make_member(owner, name="加藤 真理", email="kato@mihon.example")
    Member.objects.filter(pk=other.pk).update(joined_at=clock.now())
    other.refresh_from_db()
    grant_role(by=owner, member=other, role=Role.OWNER)
    soon = clock.today() + dt.timedelta(days=3)
    leave_member(by=owner, member=other, left_on=soon)
    with pytest.raises(LastOwner):
        leave_member(by=owner, member=owner, left_on=soon + dt.timedelta(days=30))
    with pytest.raises(LastOwner):
        revoke_role(by=owner, grant=RoleGrant.objects.get(member=owner, role=Role.OWNER))
    return_member(by=owner, member=other)
    leave_member(by=owner, member=owner, left_on=soon)
    owner.refresh_from_db()
    assert owner.left_on == soon


# -- roles


def _officer(owner: Member) -> Member:
    officer = make_member(owner, email="o@mihon.example")
    confirm(officer.person)
    grant_role(by=owner, member=officer, role=Role.OFFICER)
    return Member.objects.get(pk=officer.pk)


def test_officers_are_offered_no_role_they_may_not_give(db: None, client: Client) -> None:
    owner = make_owner()
    officer, member = _officer(owner), make_member(owner)
    for by, offered in (
        (owner, ["owner", "officer", "supervisor", "auditor"]),
        (officer, ["supervisor", "auditor"]),
    ):
        sign_in(client, by)
        page = client.get(reverse("accounts:member-edit", args=[member.uuid]))
        refused = client.post(reverse("accounts:role-grant", args=[member.uuid]), {"role": ""})
        assert (page.status_code, refused.status_code) == (200, 422)
        for shown in (page, refused):
            choices = shown.content.decode().split('name="role"')[1].split("<p")[0]
            assert re.findall(r'<option value="(\w*)"', choices) == ["", *offered]


def test_officers_give_supervisors_and_auditors_only(db: None) -> None:
    owner = make_owner()
    officer, member = _officer(owner), make_member(owner)
    sales = add_department(by=owner, parent=None, name="営業部")
    until = clock.today() + dt.timedelta(days=30)
    grant_role(by=officer, member=member, role=Role.SUPERVISOR, department=sales)
    grant_role(by=officer, member=member, role=Role.AUDITOR, until_on=until)
    for role in (Role.OFFICER, Role.OWNER):
        with pytest.raises(RoleNotYours):
            grant_role(by=officer, member=member, role=role)
        with pytest.raises(RoleNotYours):
            revoke_role(by=officer, grant=RoleGrant.objects.get(member=owner, role=role))
    assert [(g.role, g.department, g.until_on) for g in roles_of(member)] == [
        (Role.SUPERVISOR, sales, None),
        (Role.AUDITOR, None, until),
    ]


def test_officers_cannot_edit_or_dismiss_owner_and_officers(db: None) -> None:
    owner = make_owner()
    officer = _officer(owner)
    with pytest.raises(RoleNotYours):
        leave_member(by=officer, member=owner, left_on=clock.today())
    with pytest.raises(RoleNotYours):
        _edited(officer, owner, name="別の名前")
    leave_member(by=owner, member=officer, left_on=clock.today())


def test_roles_need_what_they_are_for(db: None) -> None:
    owner = make_owner()
    member = make_member(owner)
    with pytest.raises(RoleUnusable, match="受け持つ部署"):
        grant_role(by=owner, member=member, role=Role.SUPERVISOR)
    yesterday = clock.today() - dt.timedelta(days=1)
    for until in (None, yesterday):
        with pytest.raises(RoleUnusable, match="最終日"):
            grant_role(by=owner, member=member, role=Role.AUDITOR, until_on=until)
    return_member(by=owner, member=member)
    leave_member(by=owner, member=member, left_on=clock.today())
    with pytest.raises(MemberHasLeft):
        grant_role(by=owner, member=member, role=Role.OFFICER)
    assert RoleGrant.objects.filter(member=member).count() == 0


def test_role_given_twice_is_held_once(db: None) -> None:
    owner = make_owner()
    member = make_member(owner)
    for _ in range(2):
        grant_role(by=owner, member=member, role=Role.OFFICER)
    assert RoleGrant.objects.filter(member=member).count() == 1


def test_role_pages_grant_and_revoke(db: None, client: Client) -> None:
    owner = make_owner()
    member = make_member(owner)
    sign_in(client, owner)
    address = reverse("accounts:role-grant", kwargs={"member": member.uuid})
    refused = client.post(address, {"role": "nonsense", "department": "", "until_on": ""})
    assert refused.status_code == 422
    client.post(address, {"role": "officer", "department": "", "until_on": ""})
    (grant,) = roles_of(member)
    for key in (str(grant.pk), f"{member.uuid}.officer.{member.uuid}", f"{member.uuid}.owner.all"):
        assert client.post(reverse("accounts:role-revoke", args=(key,))).status_code == 404
    assert roles_of(member) == [grant]
    client.post(reverse("accounts:role-revoke", kwargs={"grant": grant.key}))
    assert roles_of(member) == []
    own = RoleGrant.objects.get(member=owner, role=Role.OWNER)
    page = client.post(reverse("accounts:role-revoke", kwargs={"grant": own.key}), follow=True)
    assert "契約者がひとりもいなくなるため、変えられません。" in page.content.decode()


@pytest.mark.parametrize(
    ("role", "typed"),
    [
        (Role.SUPERVISOR, {"department": "営業部"}),
        (Role.AUDITOR, {"until_on": "2099-03-31"}),
    ],
)
def test_form_of_the_page_holds_what_every_role_needs(
    role: Role, typed: dict[str, str], db: None, client: Client
) -> None:
    """Sent are only the fields that the page shows, as a browser would."""
    owner = make_owner()
    member = make_member(owner)
    add_department(by=owner, name="営業部", parent=None)
    sign_in(client, owner)
    page = client.get(reverse("accounts:member-edit", kwargs={"member": member.uuid}))
    address = reverse("accounts:role-grant", kwargs={"member": member.uuid})
    (form,) = re.findall(rf'(?s)action="{address}".*?</form>', page.content.decode())
    shown = set(re.findall(r'name="(\w+)"', form)) - {"csrfmiddlewaretoken"}
    assert {*typed, "role"} <= shown
    client.post(address, dict.fromkeys(shown, "") | {"role": role} | typed)
    assert [grant.role for grant in roles_of(member)] == [role]

"""The tree of departments, and what the company says of itself."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.errors import (
    DepartmentInUse,
    DepartmentNameTaken,
    DepartmentNameUnusable,
    DepartmentTooDeep,
)
from terakoya.portal.accounts.models import Department, Organisation
from terakoya.portal.accounts.selectors import (
    department_tree,
    organisation_variables,
    split_into_levels,
)
from terakoya.portal.accounts.services import (
    add_department,
    add_member,
    close_department,
    department_at,
    leave_member,
    rename_department,
    reopen_department,
)
from terakoya.portal.common import clock
from terakoya.portal.common.errors import PortalError

from .people import make_owner, sign_in


def test_departments_form_a_tree_with_paths(db: None) -> None:
    owner = make_owner()
    sales = add_department(by=owner, parent=None, name=" 営業部 ")
    first = add_department(by=owner, parent=sales, name="第一課")
    assert (sales.path, first.path) == (f"/{sales.pk}/", f"/{sales.pk}/{first.pk}/")
    tree = department_tree(owner.organisation)
    assert [(n.label, n.level) for n in tree.walk()] == [("営業部", 0), ("営業部/第一課", 1)]
    found = tree.find(("営業部", "第一課"))
    assert found is not None
    assert found.department == first
    assert tree.find(("第一課",)) is None


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("営業部", DepartmentNameTaken),
        ("", DepartmentNameUnusable),
        ("a/b", DepartmentNameUnusable),
        ("a＞b", DepartmentNameUnusable),
    ],
)
def test_department_names_are_refused_in_words(
    db: None, name: str, error: type[PortalError]
) -> None:
    owner = make_owner()
    sales = add_department(by=owner, parent=None, name="営業部")
    other = add_department(by=owner, parent=None, name="製造部")
    with pytest.raises(error):
        add_department(by=owner, parent=None, name=name)
    with pytest.raises(error):
        rename_department(by=owner, department=other, name=name)
    assert Department.objects.count() == 2
    add_department(by=owner, parent=sales, name="営業部")  # elsewhere in the tree it may be


def test_departments_go_8_deep(db: None) -> None:
    owner = make_owner()
    deepest = department_at(owner.organisation, tuple("abcdefgh"))
    with pytest.raises(DepartmentTooDeep):
        add_department(by=owner, parent=deepest, name="i")


def test_department_is_closed_when_nobody_is_there(db: None) -> None:
    owner = make_owner()
    sales = add_department(by=owner, parent=None, name="営業部")
    first = add_department(by=owner, parent=sales, name="第一課")
    member = add_member(by=owner, name="高橋", employee_number="1", department=first)
    with pytest.raises(DepartmentInUse, match=r"メンバーが0名、下の部署が1つ"):
        close_department(by=owner, department=sales)
    with pytest.raises(DepartmentInUse, match=r"メンバーが1名、下の部署が0つ"):
        close_department(by=owner, department=first)
    leave_member(by=owner, member=member, left_on=clock.today())
    close_department(by=owner, department=first)
    close_department(by=owner, department=sales)
    assert department_tree(owner.organisation).in_use() == []
    reopen_department(by=owner, department=sales)
    assert [n.label for n in department_tree(owner.organisation).in_use()] == ["営業部"]


def test_pick_list_of_a_large_tree_shows_its_upper_levels(db: None) -> None:
    owner = make_owner()
    for a in range(20):
        department_at(owner.organisation, (f"部{a:02d}",))
    Department.objects.bulk_create(
        Department(organisation=owner.organisation, parent=parent, name=f"課{n}", path="/")
        for parent in Department.objects.all()
        for n in range(20)
    )
    shown = split_into_levels(department_tree(owner.organisation))
    assert {node.level for node in shown} == {0}
    assert len(shown) == 20


def test_department_page_adds_renames_closes_and_counts(db: None, client: Client) -> None:
    owner = make_owner()
    sign_in(client, owner)
    add = reverse("accounts:department-add")
    client.post(add, {"name": "営業部"})
    sales = Department.objects.get()
    client.post(add, {"name": "第一課", "parent": str(sales.uuid)})
    first = Department.objects.get(name="第一課")
    add_member(by=owner, name="高橋", employee_number="1", department=first)
    edit = reverse("accounts:department-edit", kwargs={"department": sales.uuid})
    page = client.post(edit, {"do": "rename", "name": "営業本部"}, follow=True).content.decode()
    assert "部署名を「営業本部」に変えました。" in page
    nodes = client.get("/manage/members/departments/").context["nodes"]
    assert [(n.label, n.members) for n in nodes] == [("営業本部", 0), ("営業本部/第一課", 1)]
    page = client.post(edit, {"do": "close"}, follow=True).content.decode()
    assert "先に移すか、下の部署の使用を終了してください。" in page
    page = client.post(add, {"name": "営業本部"}, follow=True).content.decode()
    assert "同じ名前の部署「営業本部」が、ここにすでにあります。" in page


SETTINGS = {
    "organisation_name": "株式会社みほん商事",
    "organisation_name_kana": "みほんしょうじ",
    "postal_code": "1234567",
    "prefecture": "東京都",
    "address": "見本区1-2-3",
    "building": "",
    "phone": "03-0000-0000",
    "var-desk-name": "人事部 相談窓口",
    "var-desk-person": "山田　花子",
    "var-desk-extension": "内線 1234",
    "var-desk-hours": "",
    "var-supervisor-rule": "その日のシフト責任者",
    "var-policy-url": "https://intra.mihon.example/policy",
}


def test_settings_are_kept_and_shown_in_the_help_card(db: None, client: Client) -> None:
    owner = make_owner()
    sign_in(client, owner)
    assert client.post("/manage/settings/", SETTINGS)["Location"] == "/manage/settings/"
    organisation = Organisation.objects.get()
    assert (organisation.name_kana, organisation.postal_code) == ("ミホンショウジ", "123-4567")
    assert organisation.variables == {
        "desk.name": "人事部 相談窓口",
        "desk.person": "山田 花子",
        "desk.extension": "内線 1234",
        "supervisor.rule": "その日のシフト責任者",
        "policy.url": "https://intra.mihon.example/policy",
    }
    assert organisation_variables(organisation) == {
        "company.name": "株式会社みほん商事",
        **organisation.variables,
    }
    page = client.get("/manage/settings/").content.decode()
    assert page.count("その日のシフト責任者") >= 2  # in the form, and in the card of every page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"postal_code": "123-45"}, "7桁の数字で入力してください（例：123-4567）。"),
        ({"organisation_name": "あ" * 201}, "200文字以内で入力してください"),
        ({"var-policy-url": "javascript:alert(1)"}, "https:// から始まるアドレスを"),
        ({"var-policy-url": "intra"}, "https:// から始まるアドレスを"),
        ({"var-desk-name": "{company.name}"}, "{ } | は使えません"),
        ({"prefecture": "火星"}, "火星"),
    ],
)
def test_settings_are_refused_at_their_field(
    db: None, client: Client, change: dict[str, str], words: str
) -> None:
    owner = make_owner()
    sign_in(client, owner)
    client.post("/manage/settings/", SETTINGS)
    before = Organisation.objects.values().get()
    response = client.post("/manage/settings/", {**SETTINGS, **change})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert Organisation.objects.values().get() == before

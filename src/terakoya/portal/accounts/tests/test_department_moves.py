"""Departments renamed, moved and merged: the tree, its people, its history, what is assigned."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.choices import DepartmentChangeKind, Role
from terakoya.portal.accounts.errors import (
    DepartmentNameTaken,
    DepartmentTooDeep,
    DepartmentUnderItself,
)
from terakoya.portal.accounts.models import (
    ConcurrentPost,
    Department,
    DepartmentChange,
    DepartmentMembership,
    Member,
    RoleGrant,
)
from terakoya.portal.accounts.selectors import department_of, department_tree, names_of
from terakoya.portal.accounts.services import (
    department_at,
    grant_role,
    merge_department,
    move_department,
    rename_department,
)
from terakoya.portal.common import clock

from .people import counted_statements, make_member, make_owner, sign_in

MONDAY = dt.datetime(2026, 11, 2, 1, tzinfo=dt.UTC)
TUESDAY = MONDAY + dt.timedelta(days=1)


class Tree:
    """営業部/第一課/一係, 営業部/第二課, 製造部; somebody in each."""

    def __init__(self) -> None:
        with clock.fixed_at(MONDAY):
            self.owner = make_owner()
            self.organisation = self.owner.organisation
            for path in ("営業部/第一課/一係", "営業部/第二課", "製造部"):
                department_at(self.organisation, tuple(path.split("/")))
            self.people = {
                name: self.place(name) for name in ("営業部", "第一課", "一係", "第二課", "製造部")
            }

    def at(self, name: str) -> Department:
        return Department.objects.get(organisation=self.organisation, name=name)

    def place(self, name: str) -> Member:
        member = make_member(self.owner, name=f"{name}の人", employee_number=name)
        DepartmentMembership.objects.create(
            organisation=self.organisation,
            member=member,
            department=self.at(name),
            from_on=clock.today(),
        )
        return member

    def labels(self) -> list[str]:
        return [one.label for one in department_tree(self.organisation).walk()]

    def paths_hold(self) -> bool:
        """Whether each path is that of its parent and its own id."""
        rows = {one.pk: one for one in Department.objects.filter(organisation=self.organisation)}
        above = {pk: rows[one.parent_id].path if one.parent_id else "/" for pk, one in rows.items()}
        return all(one.path == f"{above[pk]}{pk}/" for pk, one in rows.items())


@pytest.fixture
def tree(db: None) -> Tree:
    return Tree()


def test_a_department_moves_with_all_that_is_below_it(tree: Tree) -> None:
    with clock.fixed_at(TUESDAY):
        move_department(by=tree.owner, department=tree.at("第一課"), parent=tree.at("製造部"))
    assert set(tree.labels()) == {
        "営業部",
        "営業部/第二課",
        "製造部",
        "製造部/第一課",
        "製造部/第一課/一係",
    }
    assert tree.paths_hold()
    change = DepartmentChange.objects.get()
    assert (change.kind, change.before, change.after, change.on) == (
        DepartmentChangeKind.MOVED,
        "営業部/第一課",
        "製造部/第一課",
        TUESDAY.date(),
    )
    move_department(by=tree.owner, department=tree.at("営業部"), parent=tree.at("一係"))
    assert "製造部/第一課/一係/営業部/第二課" in tree.labels()  # a parent younger than its child
    move_department(by=tree.owner, department=tree.at("一係"), parent=None)
    assert "一係/営業部/第二課" in tree.labels()
    assert tree.paths_hold()


@pytest.mark.parametrize("target", ["営業部", "第一課", "一係"])
def test_a_department_is_not_moved_or_merged_under_itself(tree: Tree, target: str) -> None:
    before = tree.labels()
    for change in (move_department, merge_department):
        key = "parent" if change is move_department else "into"
        values: dict[str, Any] = {
            "by": tree.owner,
            "department": tree.at("営業部"),
            key: tree.at(target),
        }
        with pytest.raises(DepartmentUnderItself, match="それ自身やその下"):
            change(**values)
    assert (tree.labels(), tree.paths_hold()) == (before, True)


def test_a_move_keeps_to_eight_levels_and_to_names_of_their_own(tree: Tree) -> None:
    department_at(tree.organisation, tuple("abcdef"))
    move_department(by=tree.owner, department=tree.at("第一課"), parent=tree.at("f"))  # 8 with 一係
    with pytest.raises(DepartmentTooDeep):
        move_department(by=tree.owner, department=tree.at("製造部"), parent=tree.at("一係"))
    department_at(tree.organisation, ("製造部", "第二課"))
    second = Department.objects.get(name="第二課", parent=tree.at("営業部"))
    with pytest.raises(DepartmentNameTaken):
        move_department(by=tree.owner, department=second, parent=tree.at("製造部"))
    assert tree.paths_hold()


def test_merging_takes_people_and_departments_along_and_keeps_where_they_were(tree: Tree) -> None:
    sales, factory = tree.at("営業部"), tree.at("製造部")
    with clock.fixed_at(MONDAY):
        for name in ("第二課", "製造部"):
            ConcurrentPost.objects.create(
                organisation=tree.organisation,
                member=tree.people[name],
                department=sales,
                from_on=MONDAY.date(),
            )
        grant_role(
            by=tree.owner, member=tree.people["第二課"], role=Role.SUPERVISOR, department=sales
        )
    with clock.fixed_at(TUESDAY):
        merge_department(by=tree.owner, department=sales, into=factory)
    assert {one for one in tree.labels() if one != "営業部"} == {
        "製造部",
        "製造部/第一課",
        "製造部/第一課/一係",
        "製造部/第二課",
    }
    sales.refresh_from_db()
    assert (sales.is_active, tree.paths_hold()) == (False, True)
    assert department_of(tree.people["営業部"]) == factory
    history = DepartmentMembership.objects.filter(member=tree.people["営業部"]).order_by("from_on")
    assert list(history.values_list("department__name", "from_on", "until_on")) == [
        ("営業部", MONDAY.date(), MONDAY.date()),
        ("製造部", TUESDAY.date(), None),
    ]
    posts = ConcurrentPost.objects.filter(until_on=None)
    assert [(one.member.name, one.department) for one in posts] == [("第二課の人", factory)]
    assert not RoleGrant.objects.filter(role=Role.SUPERVISOR).exists()


def test_merging_takes_as_many_statements_for_many_people(tree: Tree) -> None:
    counts = []
    for many in (1, 40):
        name = f"部{many}"
        department_at(tree.organisation, (name,))
        for number in range(many):
            member = make_member(tree.owner, name="人", employee_number=f"{many}-{number}")
            DepartmentMembership.objects.create(
                organisation=tree.organisation,
                member=member,
                department=tree.at(name),
                from_on=clock.today(),
            )
        with counted_statements() as statements:
            merge_department(by=tree.owner, department=tree.at(name), into=tree.at("製造部"))
        counts.append(len(statements()))
    assert counts[0] == counts[1]


def test_former_names_are_kept_with_the_day_of_the_change(tree: Tree) -> None:
    sales = tree.at("営業部")
    days = [MONDAY + dt.timedelta(days=day) for day in (1, 2)]
    for moment, name in zip(days, ["営業本部", "営業統括部"], strict=True):
        with clock.fixed_at(moment):
            rename_department(by=tree.owner, department=sales, name=name)
    found = names_of(tree.organisation.pk)
    before = [(days[0].date(), "営業部"), (days[1].date(), "営業本部")]
    assert found.pop(sales.pk) == ("営業統括部", before)
    assert [renames for _name, renames in found.values() if renames] == []


def test_the_page_moves_merges_and_shows_the_history(tree: Tree, client: Client) -> None:
    sign_in(client, tree.owner)
    page = reverse("accounts:department-edit", args=[tree.at("第一課").uuid])
    refused = client.post(page, {"do": "move", "target": "営業部/第一課/一係"})
    assert refused.status_code == 422
    assert "それ自身やその下の部署に移動・統合" in refused.content.decode()
    unknown = client.post(page, {"do": "merge", "target": "どこにもない部"})
    assert "見つかりません" in unknown.content.decode()
    empty = client.post(page, {"do": "merge", "target": ""})
    assert (empty.status_code, "先の部署を入力してください" in empty.content.decode()) == (
        422,
        True,
    )
    moved = client.post(page, {"do": "move", "target": "製造部"}, follow=True).content.decode()
    assert "部署「第一課」を移動しました。" in moved
    assert "営業部/第一課 → 製造部/第一課" in moved
    merged = client.post(page, {"do": "merge", "target": "営業部"}, follow=True).content.decode()
    assert "部署「第一課」を「営業部」に統合しました。" in merged
    assert "営業部/一係" in tree.labels()

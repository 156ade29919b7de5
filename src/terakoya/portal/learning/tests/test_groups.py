"""Groups by rule: who is in them, what follows from it, and the officer's pages."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from itertools import product

import pytest
from django.urls import reverse

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import (
    ConcurrentPost,
    Department,
    DepartmentMembership,
    Member,
    Person,
    RoleGrant,
)
from terakoya.portal.common import clock
from terakoya.portal.learning.choices import Audience, GroupKind
from terakoya.portal.learning.errors import GroupInUse, GroupUnusable, MemberOfAnother
from terakoya.portal.learning.models import (
    Arrival,
    Assignment,
    AssignmentGroup,
    Extension,
    Group,
    GroupCondition,
)
from terakoya.portal.learning.models.addressee import Addressee
from terakoya.portal.learning.selectors.groups import (
    group_rows,
    groups_of,
    headcount_of,
    members_fitting,
)
from terakoya.portal.learning.selectors.standing import members_with_runs, numbers_of
from terakoya.portal.learning.services import (
    Details,
    delete_group,
    move_due_date,
    note_arrivals,
    open_enrolment,
    save_group,
)
from tests.factories import make_department, make_member, make_organisation, make_owner
from tests.made_once import made_once_by
from tests.statements import counted_statements

from .learners import signed_in
from .test_assignments import TEN, TODAY, Place, has, names

DUE = TODAY + dt.timedelta(days=10)


def make_place() -> Place:
    with clock.fixed_at(TEN):
        return Place()


made_place = made_once_by(make_place)


@pytest.fixture
def place(made_place: Place, db: None) -> Place:
    return deepcopy(made_place)


def change(member: Member, **values: str) -> None:
    Member.objects.filter(pk=member.pk).update(**values)
    member.refresh_from_db()


def text(kind: GroupKind, *values: str) -> list[GroupCondition]:
    return [GroupCondition(kind=kind, text=one) for one in values]


def shop_workers(place: Place) -> Group:
    """拠点=店舗 and 雇用区分=アルバイト or パート."""
    conditions = text(GroupKind.SITE, "店舗") + text(GroupKind.EMPLOYMENT, "アルバイト", "パート")
    return save_group(by=place.owner, name="店舗のアルバイト", conditions=conditions)


def test_group_follows_joiners_movers_and_leavers(place: Place) -> None:
    with clock.fixed_at(TEN):
        group = shop_workers(place)
        change(place.above, site="店舗", employment="アルバイト")
        change(place.below, site="店舗", employment="正社員")
        given = place.give(audience=Audience.GROUPS, groups=[group])
        assert names(given) == ["上 部子"]
        change(place.below, employment="パート")
        joiner = make_member(place.organisation, "新 入子")
        change(joiner, site="店舗", employment="アルバイト")
        assert names(given) == ["上 部子", "下 部男", "新 入子"]
        open_enrolment(member=place.above, assignment=given, language="ja")
        for one in (place.above, place.below):
            change(one, employment="正社員")
        # Who has begun finishes, who has not drops out.
        assert names(given) == ["上 部子", "新 入子"]
        assert [has(one, given) for one in (place.above, place.below, joiner)] == [
            True,
            False,
            True,
        ]
        Member.objects.filter(pk=joiner.pk).update(left_on=TODAY)
        assert names(given) == ["上 部子"]


def test_who_has_begun_in_a_department_finishes(place: Place) -> None:
    with clock.fixed_at(TEN):
        given = place.give(audience=Audience.DEPARTMENTS, departments=[place.sales])
        open_enrolment(member=place.above, assignment=given, language="ja")
        moved = DepartmentMembership.objects.filter(member__in=[place.above, place.below])
        moved.update(department=place.office)
        assert names(given) == ["上 部子"]
        assert [has(one, given) for one in (place.above, place.below)] == [True, False]


def test_both_ways_to_ask_agree(place: Place) -> None:
    """Who the group's members are, and which groups a member is in, are asked differently."""
    with clock.fixed_at(TEN - dt.timedelta(days=40)):
        old = make_member(place.organisation, "古 参")
    with clock.fixed_at(TEN):
        lead = make_member(place.organisation, "所属 長子", department=place.first)
        RoleGrant.objects.create(
            organisation=place.organisation,
            member=lead,
            role=Role.SUPERVISOR,
            department=place.sales,
        )
        ConcurrentPost.objects.create(
            organisation=place.organisation,
            member=place.beside,
            department=place.first,
            from_on=TODAY,
        )
        Person.objects.filter(pk=old.person_id).update(language="en")
        change(place.below, site="店舗", employment="パート", position="店長", language="en")
        change(place.above, site="本社", employment="正社員")
        choices: list[list[GroupCondition]] = [
            text(GroupKind.SITE, "店舗", "本社"),
            text(GroupKind.EMPLOYMENT, "パート"),
            text(GroupKind.POSITION, "店長", "課長"),
            text(GroupKind.LANGUAGE, "en"),
            text(GroupKind.ROLE, "supervisor"),
            [GroupCondition(kind=GroupKind.DEPARTMENT, department=place.sales)],
            [GroupCondition(kind=GroupKind.SINCE, since=TODAY)],
        ]
        for number, (one, other) in enumerate(product(choices, repeat=2)):
            conditions = [
                GroupCondition(kind=it.kind, text=it.text, department=it.department, since=it.since)
                for it in (one if one is other else one + other)
            ]
            save_group(by=place.owner, name=f"組 {number}", conditions=conditions)
        everybody = list(Member.objects.filter(organisation=place.organisation))
        by_group = {
            (group.name, member.pk)
            for group in Group.objects.prefetch_related("conditions__department")
            for member in members_fitting(place.organisation.pk, group.conditions.all())
        }
        by_member = {
            (group.name, member.pk)
            for member in everybody
            for group in Group.objects.of_member(Addressee.of(member))
        }
    assert by_group == by_member
    single = {f"組 {8 * place}" for place in range(7)}
    assert {name for name, _member in by_group} >= single


def test_headcount_before_saving(place: Place) -> None:
    with clock.fixed_at(TEN):
        change(place.above, site="店舗")
        count = headcount_of(place.organisation.pk, text(GroupKind.SITE, "店舗"))
        assert (count.number, count.names) == (1, ("上 部子",))
        assert headcount_of(place.organisation.pk, []).number == 0
        client = signed_in(place.owner)
        shown = client.post("/manage/groups/count/", {"sites": ["店舗"]}).content.decode()
        assert "1名" in shown
        assert "上 部子" in shown
    assert not Group.objects.exists()


def test_unusable_groups_are_refused(place: Place) -> None:
    stranger = make_department(make_organisation("例示物産株式会社"), "店")
    with clock.fixed_at(TEN):
        shop_workers(place)
        for name, conditions in (
            ("名前", []),
            (" ", text(GroupKind.SITE, "店舗")),
            ("店舗のアルバイト", text(GroupKind.SITE, "店舗")),
            ("多すぎ", text(GroupKind.SITE, *map(str, range(201)))),
        ):
            with pytest.raises(GroupUnusable):
                save_group(by=place.owner, name=name, conditions=conditions)
        with pytest.raises(MemberOfAnother):
            save_group(
                by=place.owner,
                name="他社",
                conditions=[GroupCondition(kind=GroupKind.DEPARTMENT, department=stranger)],
            )
    assert Group.objects.count() == 1


def test_group_of_an_assignment_is_kept(place: Place) -> None:
    with clock.fixed_at(TEN):
        group = shop_workers(place)
        given = place.give(audience=Audience.GROUPS, groups=[group])
        with pytest.raises(GroupInUse):
            delete_group(by=place.owner, group=group)
        AssignmentGroup.objects.filter(assignment=given).delete()
        delete_group(by=place.owner, group=group)
    assert not Group.objects.exists()


def test_groups_of_another_organisation_are_refused(place: Place) -> None:
    with clock.fixed_at(TEN):
        elsewhere = make_owner(make_organisation("例示物産株式会社"))
        group = save_group(by=elsewhere, name="他社", conditions=text(GroupKind.SITE, "店舗"))
        with pytest.raises(MemberOfAnother):
            place.give(audience=Audience.GROUPS, groups=[group])
        assert signed_in(place.owner).get(f"/manage/groups/{group.uuid}/").status_code == 404


def test_arrivals_have_their_own_due_date(place: Place) -> None:
    """What is due in ten days: who comes after eight has until fourteen days later."""
    with clock.fixed_at(TEN):
        group = shop_workers(place)
        change(place.above, site="店舗", employment="パート")
        given = place.give(
            audience=Audience.GROUPS,
            groups=[group],
            due_on=DUE,
            details=Details(arrival_days=14),
        )
        assert note_arrivals() == 1
    with clock.fixed_at(TEN + dt.timedelta(days=8)):
        change(place.below, site="店舗", employment="パート")
        assert (note_arrivals(), note_arrivals()) == (1, 0)
        due = dict(members_with_runs(given).values_list("name", "due"))
        assert due == {"上 部子": DUE, "下 部男": TODAY + dt.timedelta(days=22)}
        # Coming back makes no new day.
        change(place.below, employment="正社員")
        note_arrivals()
    with clock.fixed_at(TEN + dt.timedelta(days=12)):
        change(place.below, employment="パート")
        assert note_arrivals() == 0
        assert Extension.objects.get().due_on == TODAY + dt.timedelta(days=22)
        move_due_date(by=place.owner, assignment=given, due_on=DUE + dt.timedelta(days=60))
    assert not Extension.objects.exists()


def test_early_arrivals_have_the_common_due_date(place: Place) -> None:
    with clock.fixed_at(TEN):
        given = place.give(due_on=DUE, details=Details(arrival_days=3))
        note_arrivals()
        make_member(place.organisation, "新 入子")
        assert note_arrivals() == 1
        assert set(members_with_runs(given).values_list("due", flat=True)) == {DUE}
        # An assignment without the rule, or one that has ended, notes nobody.
        place.give(due_on=DUE)
        Assignment.objects.filter(pk=given.pk).update(ended_on=TODAY)
        make_member(place.organisation, "新 入男")
        assert note_arrivals() == 0
    assert Arrival.objects.values("assignment").distinct().count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_counts_cost_the_same(place: Place, number: int) -> None:
    with clock.fixed_at(TEN):
        for count in range(number):
            conditions = text(GroupKind.SITE, f"店舗{count}")
            group = save_group(by=place.owner, name=f"組{count}", conditions=conditions)
            place.give(audience=Audience.GROUPS, groups=[group])
        with counted_statements() as statements:
            numbers_of(list(Assignment.objects.all()))
        assert len(statements) == 5
        with counted_statements() as statements:
            group_rows(list(groups_of(place.owner)))
        assert len(statements) == 3


@pytest.mark.once
def test_pages_make_change_and_delete_a_group(place: Place) -> None:
    with clock.fixed_at(TEN):
        client = signed_in(place.owner)
        change(place.above, site="店舗")
        assert "グループはまだありません" in client.get("/manage/groups/").content.decode()
        new = "/manage/groups/new/"
        assert client.post(new, {"name": "店"}).status_code == 422
        counted = client.post(new, {"name": "店", "sites": ["店舗"], "count": "1"})
        assert "1名" in counted.content.decode()
        assert not Group.objects.exists()
        sent = {"name": "店", "sites": ["店舗"], "departments": [place.sales.uuid], "since": ""}
        assert client.post(new, sent).status_code == 302
        group = Group.objects.get()
        edit = f"/manage/groups/{group.uuid}/"
        shown = client.get(edit).content.decode()
        assert f'<option value="{place.sales.uuid}" selected>' in shown
        assert client.post(edit, {"name": "店と本社", "roles": ["officer"]}).status_code == 302
        assert "役割：研修担当者" in client.get("/manage/groups/").content.decode()
        form = place.form(audience="groups", groups=[group.uuid], arrival_days="14")
        made = client.post("/manage/assignments/new/", form)
        given = Assignment.objects.order_by("-id")[0]
        assert made["Location"] == reverse("learning:assignment", args=[given.uuid])
        page = client.get(made["Location"]).content.decode()
        assert "グループ（店と本社）" in page
        assert "14日後" in page
        delete = reverse("learning:group-delete", args=[group.uuid])
        client.post(delete)
        assert Group.objects.exists()
        AssignmentGroup.objects.all().delete()
        client.post(delete)
    assert not Group.objects.exists()


@pytest.mark.parametrize("first", [99_997, 999_998])  # ids of two lengths, unlike as text
def test_departments_are_offered_in_the_order_of_the_tree(db: None, first: int) -> None:
    organisation = make_organisation()
    owner = make_owner(organisation)
    for number, (name, parent) in enumerate(
        [("工場", None), ("第二課", 0), ("営業部", None), ("第一課", 0)], first
    ):
        above = "/" if parent is None else f"/{first + parent}/"
        Department.objects.create(
            pk=number,
            organisation=organisation,
            name=name,
            parent_id=None if parent is None else first + parent,
            path=f"{above}{number}/",
        )
    page = signed_in(owner).get(reverse("learning:group-new")).content.decode()
    wanted = ["営業部", "工場", "工場/第一課", "工場/第二課"]
    places = [page.index(f">{label}</option>") for label in wanted]
    assert places == sorted(places)

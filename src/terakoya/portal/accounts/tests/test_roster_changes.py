"""A list beside the roster: changed, moved, left, back again; asked about many, undone at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from terakoya.portal.accounts.choices import Role, RosterKind, RosterState
from terakoya.portal.accounts.errors import (
    LeavingNotConfirmed,
    NotUndoable,
    RosterChanged,
    RosterHasErrors,
)
from terakoya.portal.accounts.models import (
    ConcurrentPost,
    Department,
    DepartmentMembership,
    Member,
    RoleGrant,
    RosterImport,
    RosterLine,
)
from terakoya.portal.accounts.roster import RosterPlan, check_roster, read_text
from terakoya.portal.accounts.selectors import department_of, department_tree
from terakoya.portal.accounts.services import (
    Wishes,
    check_import,
    confirm_import,
    edit_member,
    grant_role,
    import_roster,
    leave_member,
    receive_table,
    skip_problems,
    undo_import,
)
from terakoya.portal.common import clock

from .people import counted_statements, make_member, make_owner

HEADER = (
    "氏名\tフリガナ\t社員番号\tメール\t部署\t兼務\t役職\t拠点\t雇用区分\t言語"
    "\t休職\t所属長\t退職日\n"
)
MONDAY = dt.datetime(2026, 11, 2, 1, tzinfo=dt.UTC)
TUESDAY = MONDAY + dt.timedelta(days=1)


def line(number: int, name: str = "", **cells: str) -> str:
    order = "kana mail department concurrent position site employment language leave leader left"
    values = [cells.get(key, "") for key in order.split()]
    return "\t".join([name or f"人 {number}", values[0], str(number), *values[1:]]) + "\n"


FIRST = (
    HEADER
    + line(1, department="営業部/第一課", site="本社", leader="2")
    + line(2, department="営業部", position="部長")
    + line(3, department="製造部", concurrent="営業部/第一課", leave="2026/10/1")
)


class Company:
    """An owner, and a roster of three that was saved on Monday."""

    def __init__(self) -> None:
        with clock.fixed_at(MONDAY):
            self.owner = make_owner()
            self.organisation = self.owner.organisation
            self.save(FIRST)

    def save(self, text: str, *, covers_all: bool = True, leaving: str = "") -> RosterImport:
        found = self.receive(text, covers_all=covers_all)
        return confirm_import(by=self.owner, found=found, leaving=leaving)

    def receive(self, text: str, *, covers_all: bool = True) -> RosterImport:
        found = receive_table(
            by=self.owner, table=read_text(text), wishes=Wishes(covers_all, with_mail=False)
        )
        check_import(found)
        return found

    def plan(self, text: str, *, covers_all: bool = True) -> RosterPlan:
        return check_roster(
            self.organisation, read_text(text), covers_all=covers_all, by=self.owner
        )

    def member(self, number: int) -> Member:
        return Member.objects.get(organisation=self.organisation, employee_number=str(number))

    def state(self) -> dict[str, Any]:
        """Everything that an import changes, by number."""
        tree = department_tree(self.organisation)
        return {
            str(one.employee_number): (
                one.name,
                tree.label_of(place.pk if (place := department_of(one)) else None),
                sorted(
                    tree.label_of(pk)
                    for pk in ConcurrentPost.objects.filter(member=one, until_on=None).values_list(
                        "department_id", flat=True
                    )
                ),
                (one.position, one.site, one.employment, one.language, one.email),
                (one.on_leave_since, one.on_leave_until, one.left_on),
                sorted(
                    tree.label_of(pk)
                    for pk in RoleGrant.objects.filter(
                        member=one, role=Role.SUPERVISOR
                    ).values_list("department_id", flat=True)
                ),
            )
            for one in Member.objects.filter(organisation=self.organisation).order_by("id")
            if one.employee_number
        }


@pytest.fixture
def company(db: None) -> Company:
    return Company()


def said(plan: RosterPlan) -> list[tuple[str, str, dict[str, str], dict[str, str]]]:
    return [
        (
            one.kind.value,
            one.name,
            {key: value for key, value in one.before.items() if key[0] != "_"},
            one.after,
        )
        for one in plan.lines
    ]


def test_the_columns_of_a_roster_are_kept(company: Company) -> None:
    day = MONDAY.date()
    assert company.state() == {
        "1": ("人 1", "営業部/第一課", [], ("", "本社", "", "", None), (None,) * 3, []),
        "2": ("人 2", "営業部", [], ("部長", "", "", "", None), (None,) * 3, ["営業部/第一課"]),
        "3": (
            "人 3",
            "製造部",
            ["営業部/第一課"],
            ("", "", "", "", None),
            (dt.date(2026, 10, 1), None, None),
            [],
        ),
    }
    assert set(DepartmentMembership.objects.values_list("from_on", flat=True)) == {day}


def test_the_same_list_again_changes_nothing(company: Company) -> None:
    with clock.fixed_at(TUESDAY):
        plan = company.plan(FIRST)
        assert (plan.lines, plan.problems, plan.unchanged) == ([], [], 3)


def test_a_dry_run_shows_changed_moved_and_left_with_before_and_after(company: Company) -> None:
    text = (
        HEADER
        + line(1, department="製造部", site="大阪支店", leader="2")
        + line(3, "改姓 三", department="製造部")
        + line(4, department="総務部")
    )
    with clock.fixed_at(TUESDAY):
        plan = company.plan(text)
        assert said(plan) == [
            (
                "moved",
                "人 1",
                {"site": "本社", "department": "営業部/第一課"},
                {"site": "大阪支店", "department": "製造部"},
            ),
            (
                "changed",
                "改姓 三",
                {"name": "人 3", "on_leave_until": "", "concurrent": "営業部/第一課"},
                {"name": "改姓 三", "on_leave_until": "2026-11-02", "concurrent": ""},
            ),
            ("added", "人 4", {}, {"name": "人 4", "employee_number": "4", "department": "総務部"}),
            ("left", "人 2", {"left_on": ""}, {"left_on": "2026-11-03"}),
        ]
        assert (plan.new_departments, plan.present, plan.leaving) == (["総務部"], 4, 1)
        assert plan.asks_about_leaving
        assert company.state()["1"][1] == "営業部/第一課"


def test_a_list_of_some_leaves_the_others_and_empty_cells_alone(company: Company) -> None:
    text = HEADER + line(1) + line(4, department="総務部")
    with clock.fixed_at(TUESDAY):
        assert [one[:2] for one in said(company.plan(text, covers_all=False))] == [
            ("added", "人 4")
        ]
        assert [one[:2] for one in said(company.plan(text))] == [
            ("moved", "人 1"),
            ("added", "人 4"),
            ("left", "人 2"),
            ("left", "人 3"),
        ]


def test_a_list_by_which_many_would_leave_asks_for_their_number(company: Company) -> None:
    text = HEADER + line(1, department="営業部/第一課", site="本社")
    with clock.fixed_at(TUESDAY):
        found = company.receive(text)
        for typed in ("", "1", "3"):
            with pytest.raises(LeavingNotConfirmed, match="4名のうち2名が退職になります"):
                confirm_import(by=company.owner, found=found, leaving=typed)
        assert Member.objects.departed().count() == 0
        confirm_import(by=company.owner, found=found, leaving=" 2 ")
        assert sorted(Member.objects.departed().values_list("name", flat=True)) == ["人 2", "人 3"]


def test_one_in_twenty_leaves_without_being_asked(company: Company) -> None:
    with clock.fixed_at(TUESDAY):
        company.save(FIRST + "".join(line(n) for n in range(4, 20)))  # twenty with the owner
        kept = "".join(line(n) for n in range(4, 19))
        assert not company.plan(FIRST + kept).asks_about_leaving
        assert company.plan(FIRST + kept.replace(line(18), "")).asks_about_leaving


def test_undoing_sets_everything_back(company: Company) -> None:
    before = company.state()
    text = (
        HEADER
        + line(1, department="製造部", concurrent="営業部", site="大阪支店", leader="3")
        + line(3, "改姓 三", department="新部/新課", position="課長", language="英語")
        + line(4, department="新部", mail="yon@mihon.example")
    )
    with clock.fixed_at(TUESDAY):
        found = company.save(text, leaving="1")
        assert company.state() != before
        assert company.state()["4"][1] == "新部"
    with clock.fixed_at(TUESDAY + dt.timedelta(days=1)):
        assert undo_import(by=company.owner, found=found) == 0
        after = company.state()
        assert (after.pop("4")[4][2], after) == (dt.date(2026, 11, 4), before)
        assert not Department.objects.filter(name__in=["新部", "新課"], is_active=True).exists()
        with pytest.raises(NotUndoable):
            undo_import(by=company.owner, found=found)
        assert company.plan(text).lines[-1].kind is RosterKind.LEFT


def test_undoing_on_the_same_day_leaves_no_trace_in_the_history(company: Company) -> None:
    with clock.fixed_at(TUESDAY):
        before = list(DepartmentMembership.objects.order_by("id").values())
        found = company.save(FIRST.replace("製造部", "営業部"))
        assert list(DepartmentMembership.objects.order_by("id").values()) != before
        undo_import(by=company.owner, found=found)
        assert list(DepartmentMembership.objects.order_by("id").values()) == before


def test_what_something_later_rests_on_is_kept_with_the_reason(company: Company) -> None:
    text = FIRST.replace("本社", "大阪支店") + line(4) + line(5) + line(6)
    with clock.fixed_at(TUESDAY):
        found = company.save(text)
        Member.objects.filter(employee_number="4").update(joined_at=clock.now())
        grant_role(
            by=company.owner,
            member=company.member(5),
            role=Role.SUPERVISOR,
            department=Department.objects.get(name="製造部"),
        )
        Member.objects.filter(employee_number="1").update(site="福岡支店")
        assert undo_import(by=company.owner, found=found) == 3
    kept = dict(RosterLine.objects.exclude(kept="").values_list("name", "kept"))
    assert {name: words.split("。")[0] for name, words in kept.items()} == {
        "人 1": "取り込みの後に変えられています",
        "人 4": "もう参加しています",
        "人 5": "役割が付いています",
    }
    assert company.member(1).site == "福岡支店"
    assert (company.member(4).left_on, company.member(6).left_on) == (None, TUESDAY.date())


def test_only_the_newest_import_is_undone(company: Company) -> None:
    first = RosterImport.objects.get()
    with clock.fixed_at(TUESDAY):
        company.save(FIRST + line(4))
        with pytest.raises(NotUndoable):
            undo_import(by=company.owner, found=first)


def test_numbers_and_addresses_change_hands_in_one_list(company: Company) -> None:
    two = line(1, mail="a@mihon.example") + line(2, mail="b@mihon.example")
    swapped = line(1, mail="b@mihon.example") + line(2, mail="a@mihon.example")
    with clock.fixed_at(TUESDAY):
        company.save(HEADER + two, covers_all=False)
        found = company.save(HEADER + swapped, covers_all=False)
        assert [company.member(n).email for n in (1, 2)] == ["b@mihon.example", "a@mihon.example"]
        undo_import(by=company.owner, found=found)
        assert [company.member(n).email for n in (1, 2)] == ["a@mihon.example", "b@mihon.example"]
        plan = company.plan(HEADER + line(3, mail="a@mihon.example"), covers_all=False)
        assert [one.message.split("。")[0] for one in plan.problems] == ["人 1さんのものです"]


def test_who_comes_back_is_the_same_person_and_a_number_given_on_is_refused(
    company: Company,
) -> None:
    with clock.fixed_at(TUESDAY):
        leave_member(by=company.owner, member=company.member(3), left_on=TUESDAY.date())
        plan = company.plan(HEADER + line(3), covers_all=False)
        assert [one[0] for one in said(plan)] == ["returned"]
        other = company.plan(HEADER + line(3, "別人 太郎"), covers_all=False)
        assert (other.lines, [one.message.split("。")[0] for one in other.problems]) == (
            [],
            ["退職した人 3さんのものです"],
        )


def test_zeros_that_a_spreadsheet_took_are_missed(company: Company) -> None:
    with clock.fixed_at(TUESDAY):
        company.save(HEADER + line(0, "零 子").replace("\t0\t", "\t004128\t"), covers_all=False)
        plan = company.plan(HEADER + line(4128, "零 子"), covers_all=False)
        assert (plan.lines, [one.message for one in plan.problems]) == (
            [],
            ["零 子さんの社員番号は「004128」です。先頭の0が消えていないか確かめてください。"],
        )
        assert company.plan(HEADER + line(4128, "別人 太郎"), covers_all=False).problems == []


def test_a_list_never_lets_owners_and_officers_leave(company: Company) -> None:
    with clock.fixed_at(TUESDAY):
        officer = make_member(company.owner, name="担当 子", employee_number="9")
        grant_role(by=company.owner, member=officer, role=Role.OFFICER)
        plan = company.plan(FIRST)
        assert (plan.lines, len(plan.notices)) == ([], 2)
        gone = company.plan(FIRST + line(9, "担当 子", left="2026/11/1"))
        assert (gone.lines, gone.notices[0][:5]) == ([], "担当 子さ")
        renamed = check_roster(
            company.organisation, read_text(HEADER + line(9, "担当 改")), by=officer
        )
        assert [one[0] for one in said(renamed)] == ["changed"]
        by_other = check_roster(company.organisation, read_text(HEADER + line(9, "担当 改")))
        assert (by_other.lines, len(by_other.notices)) == ([], 1)


def test_rows_that_need_mending_are_left_out_and_those_people_do_not_leave(
    company: Company,
) -> None:
    text = FIRST.replace("人 3\t", "人 3\t漢字") + line(4)
    with clock.fixed_at(TUESDAY):
        found = company.receive(text)
        with pytest.raises(RosterHasErrors, match="直すところが1件"):
            confirm_import(by=company.owner, found=found)
        skip_problems(by=company.owner, found=found)
        confirm_import(by=company.owner, found=found)
        assert (company.member(3).left_on, company.member(3).name_kana) == (None, "")
        assert company.member(4).name == "人 4"


def test_a_roster_that_changed_since_the_dry_run_is_shown_anew(company: Company) -> None:
    with clock.fixed_at(TUESDAY):
        found = company.receive(FIRST.replace("本社", "大阪支店"))
        member = company.member(1)
        edit_member(
            by=company.owner,
            member=member,
            name="人 一",
            name_kana="",
            employee_number="1",
            email="",
            department=department_of(member),
        )
        with pytest.raises(RosterChanged):
            confirm_import(by=company.owner, found=found)
        found.refresh_from_db()
        assert (found.state, company.member(1).site) == (RosterState.CHECKED, "本社")
        confirm_import(by=company.owner, found=found)
        assert company.member(1).site == "大阪支店"


def test_leaders_follow_the_list_and_roles_given_by_hand_stay(company: Company) -> None:
    place = Department.objects.get(name="第一課")
    with clock.fixed_at(TUESDAY):
        grant_role(
            by=company.owner, member=company.member(3), role=Role.SUPERVISOR, department=place
        )
        company.save(FIRST.replace("\t2\t\n", "\t人 1\t\n"))
        holders = RoleGrant.objects.filter(department=place).order_by("member")
        assert [one.member.name for one in holders] == ["人 1", "人 3"]
        wrong = company.plan(FIRST.replace("\t2\t\n", "\tだれか\t\n"))
        assert [(one.column, one.message[:14]) for one in wrong.problems] == [
            ("所属長", "この所属長が見つかりません。")
        ]


def test_checking_takes_as_many_statements_for_many_rows_as_for_few(company: Company) -> None:
    counts = []
    for many in (1, 700):
        text = HEADER + "".join(line(n) for n in range(10, 10 + many))
        with counted_statements() as statements:
            company.plan(text)
        counts.append(len(statements()))
    assert counts == [6, 6]


def test_import_roster_still_saves_at_once(company: Company) -> None:
    with clock.fixed_at(TUESDAY):
        result = import_roster(by=company.owner, text=HEADER + line(7), with_mail=False)
    assert [one.name for one in result.members] == ["人 7"]

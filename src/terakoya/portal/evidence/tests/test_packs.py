"""Evidence packs: asked for, made, verified without the portal, and refused once touched."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from terakoya.courseware.cli.commands import main
from terakoya.evidence.pack import (
    ENTRIES,
    RECORDS,
    SUMMARY,
    WORKBOOK,
    read_entry,
)
from terakoya.evidence.verification import verify_pack
from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import Member, RoleGrant
from terakoya.portal.accounts.services import add_department, place_in_department
from terakoya.portal.accounts.services.base import record_by
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.audit.selectors import signing_fingerprint
from terakoya.portal.common import clock
from terakoya.portal.evidence.choices import PackState
from terakoya.portal.evidence.ledger import ledger_of
from terakoya.portal.evidence.models import EvidencePack
from terakoya.portal.evidence.records import (
    denominators_of,
    named_stays,
    records_of,
    renamed_paths,
)
from terakoya.portal.evidence.services import ask_for_pack, make_packs
from terakoya.portal.learning.models import Assignment, Enrolment
from terakoya.portal.learning.paper_tests import SheetResult
from terakoya.portal.learning.services import (
    Document,
    acknowledge_policy,
    attach_policy,
    exempt_members,
    take_papers,
    write_policy,
)
from terakoya.portal.learning.tests.learners import make_learner
from terakoya.portal.reports.status_list import status_members, status_rows
from tests.factories import make_member, make_organisation, make_owner
from tests.statements import counted_statements

from .packs import codes, files_of, packed, reader_of, written

# Dear: files are made, and both databases keep the same.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADDRESS = "/manage/evidence/"


# -- what is in it


def test_pack_holds_what_was_learned_and_verifies(assignment: Assignment, tmp_path: Path) -> None:
    path = packed(assignment, tmp_path / "pack.zip")
    verdict = verify_pack(path, signing_fingerprint())
    assert (verdict.holds, verdict.faults, verdict.rows) == (True, (), 3)
    files = files_of(path)
    records = json.loads(files[RECORDS])
    rows = {row["state"]: row for row in records["rows"]}
    done = rows["completed"]
    assert [(one["number"], one["passed"]) for one in done["attempts"]] == [(1, False), (2, True)]
    assert done["certificate"].startswith("T-")
    assert rows["running"]["name"] == "受講 花子"
    assert rows["new"]["enrolment"] == ""
    assert f"content/{done['revision']}.json" in files
    assert files[SUMMARY].startswith(b"%PDF-")


def test_workbook_has_a_row_a_person_and_no_formula(assignment: Assignment, tmp_path: Path) -> None:
    Member.objects.filter(name="受講 花子").update(name="=1+1")
    files = files_of(packed(assignment, tmp_path / "pack.zip"))
    sheet = openpyxl.load_workbook(io.BytesIO(files[WORKBOOK])).active
    assert sheet is not None
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert heads[:3] == ["社員番号", "氏名", "フリガナ"]
    assert len(rows) == 3
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert "=1+1" in {row[1] for row in rows}


def test_log_shows_payloads_of_learning_alone(assignment: Assignment, tmp_path: Path) -> None:
    record_by(reader_of(assignment), "member.edited", data={"phone": "03-0000-0000"})
    lines = files_of(packed(assignment, tmp_path / "pack.zip"))[ENTRIES].splitlines()
    shown = {entry.verb for entry in map(read_entry, lines) if entry.data is not None}
    hidden = {entry.verb for entry in map(read_entry, lines) if entry.data is None}
    assert "learning.completed" in shown
    assert all(verb.startswith(("learning.", "evidence.")) for verb in shown)
    assert hidden == {"member.edited"}


def test_records_are_those_of_the_end_of_the_day(assignment: Assignment) -> None:
    today = clock.today()
    assert denominators_of(records_of(assignment, today)).completed == 1
    before = denominators_of(records_of(assignment, today - dt.timedelta(days=1)))
    assert (before.completed, before.running) == (0, 0)
    Member.objects.filter(name="受講 花子").update(left_on=today)
    counts = denominators_of(records_of(assignment, today))
    assert (counts.in_scope, counts.left, counts.running) == (2, 1, 0)


def test_records_name_the_department_of_the_day_of_completion(assignment: Assignment) -> None:
    owner = reader_of(assignment)
    done = Enrolment.objects.get(completed_at__isnull=False)
    first, second = (add_department(by=owner, parent=None, name=name) for name in ("店舗", "本社"))
    place_in_department(member=done.member, department=first)
    with clock.fixed_at(clock.now() + dt.timedelta(days=10)):
        place_in_department(member=done.member, department=second)
        rows = {one.name: one for one in records_of(assignment, clock.today())}
    assert rows[done.member.name].department == "店舗"


def test_departments_of_one_name_are_told_apart_by_those_above(assignment: Assignment) -> None:
    owner = reader_of(assignment)
    members = Member.objects.filter(organisation=assignment.organisation).order_by("id")[:2]
    for member, above in zip(members, "AB", strict=True):
        parent = add_department(by=owner, parent=None, name=above)
        place_in_department(
            member=member, department=add_department(by=owner, parent=parent, name="第一課")
        )
    found = {one.department for one in records_of(assignment, clock.today())}
    assert {"A/第一課", "B/第一課"} <= found


def test_a_path_has_the_names_of_the_day_above_and_below() -> None:
    april, may, june = (dt.date(2026, month, 1) for month in (4, 5, 6))
    above, own = [(april, "営業本部"), (june, "営業部")], [(may, "一課")]
    assert renamed_paths([("販売部", above), ("第一課", own)]) == [
        (april, "営業本部/一課"),
        (may, "営業部/一課"),
        (june, "営業部/第一課"),
    ]


def test_a_renamed_department_has_the_name_of_the_day() -> None:
    day = dt.date
    renames = [(day(2026, 5, 1), "旧部"), (day(2026, 7, 1), "中部")]
    for first, last, stays in (
        (day(2026, 4, 1), None, ["旧部 04-01〜04-30", "中部 05-01〜06-30", "新部 07-01〜"]),
        (day(2026, 4, 1), day(2026, 4, 30), ["旧部 04-01〜04-30"]),
        (day(2026, 6, 1), day(2026, 7, 1), ["中部 06-01〜06-30", "新部 07-01〜07-01"]),
        (day(2026, 8, 1), None, ["新部 08-01〜"]),
    ):
        assert [
            f"{name} {since:%m-%d}〜{until:%m-%d}" if until else f"{name} {since:%m-%d}〜"
            for name, since, until in named_stays("新部", first, last, renames)
        ] == stays


def test_records_cost_the_same_for_many(assignment: Assignment) -> None:
    with counted_statements() as few:
        records_of(assignment, clock.today())
    for n in range(20):
        make_learner(make_member(assignment.organisation, f"受講 {n}"))
    with counted_statements() as many:
        assert len(records_of(assignment, clock.today())) == 23
    assert len(few) == len(many) == 9


def test_pack_tells_a_test_on_paper_and_holds_only_with_its_mark(
    assignment: Assignment, tmp_path: Path
) -> None:
    member, owner = Member.objects.get(name="受講 花子"), reader_of(assignment)
    row = SheetResult("a", "b", str(member.employee_number), member.name, clock.today(), 90)
    [outcome] = take_papers(by=owner, assignment=assignment, rows=[row])
    assert outcome.is_taken
    shown = {one.name: one.is_on_paper for one in status_rows(status_members(assignment))}
    assert [name for name, is_on_paper in shown.items() if is_on_paper] == [member.name]
    path = packed(assignment, tmp_path / "pack.zip")
    assert verify_pack(path, signing_fingerprint()).faults == ()
    rows = json.loads(files_of(path)[RECORDS])["rows"]
    [paper] = next(one["attempts"] for one in rows if one["name"] == member.name)
    assert paper["paper"]["sent_by"] == owner.name
    files = files_of(path)
    files[RECORDS] = files[RECORDS].replace(b'"paper":', b'"other":')
    assert "row" in codes(written(tmp_path / "altered.zip", files))


def test_who_is_exempt_is_counted_apart_with_the_reason(assignment: Assignment) -> None:
    member = Member.objects.get(name="受講 花子")
    owner = reader_of(assignment)
    exempt_members(by=owner, assignment=assignment, members=[member], reason="育児休業のため")
    records = records_of(assignment, clock.today())
    row = next(one for one in records if one.name == "受講 花子")
    assert (row.is_in_scope, row.exempt_for) == (False, "育児休業のため")
    counts = denominators_of(records)
    assert (counts.in_scope, counts.exempt, counts.left) == (2, 1, 0)


def test_who_is_on_leave_that_day_is_counted_apart(assignment: Assignment) -> None:
    today = clock.today()
    yesterday = today - dt.timedelta(days=1)
    Member.objects.update(on_leave_since=today)
    records = records_of(assignment, today)
    counts = denominators_of(records)
    assert (counts.in_scope, counts.on_leave, counts.completed) == (3, 2, 1)
    assert counts.running + counts.new == 0
    assert all(one.is_on_leave for one in records)
    assert denominators_of(records_of(assignment, yesterday)).on_leave == 0


def test_pack_proves_nothing_before_its_key_is_compared(
    assignment: Assignment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = packed(assignment, tmp_path / "pack.zip")
    assert (verify_pack(path).faults, verify_pack(path).holds) == ((), False)
    assert main(["verify", str(path)]) == 1
    assert "--key" in capsys.readouterr().out
    assert main(["verify", str(path), "--fingerprint", signing_fingerprint(), "--lang", "ja"]) == 0
    assert "変えられていません。3名" in capsys.readouterr().out


# -- in the portal


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    session = client.session
    session["member"] = str(member.uuid)
    session.save()
    return client


def test_pack_is_asked_for_on_its_page_and_taken_away(assignment: Assignment) -> None:
    owner = reader_of(assignment)
    client = signed_in(owner)
    form = {"assignment": str(assignment.uuid), "as_of": clock.today().isoformat()}
    assert client.post(ADDRESS, form).status_code == 302
    again = client.post(ADDRESS, form)
    assert again.status_code == 422
    assert "今、作成しています" in again.content.decode()
    pack = EvidencePack.objects.get()
    assert client.get(f"/manage/evidence/{pack.uuid}/").status_code == 404  # not made yet
    assert make_packs() == 1
    assert "ダウンロードする" in client.get(ADDRESS).content.decode()
    response = client.get(f"/manage/evidence/{pack.uuid}/")
    whole = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert len(whole) == int(response["Content-Length"])
    verbs = AuditEntry.objects.order_by("id").values_list("verb", flat=True)
    assert [verb for verb in verbs if verb.startswith("evidence.")] == [
        "evidence.asked",
        "evidence.made",
        "evidence.downloaded",
    ]


@pytest.mark.parametrize("days", [-400, 1])
def test_day_must_be_between_the_assignment_and_today(assignment: Assignment, days: int) -> None:
    day = clock.today() + dt.timedelta(days=days)
    form = {"assignment": str(assignment.uuid), "as_of": day.isoformat()}
    response = signed_in(reader_of(assignment)).post(ADDRESS, form)
    assert response.status_code == 422
    assert "割り当てた日から今日までの日を選んでください。" in response.content.decode()
    assert not EvidencePack.objects.exists()


def test_packs_are_for_officers_and_auditors_of_the_organisation(assignment: Assignment) -> None:
    owner = reader_of(assignment)
    pack = ask_for_pack(by=owner, assignment=assignment, as_of=clock.today(), language="ja")
    make_packs()
    address = f"/manage/evidence/{pack.uuid}/"
    auditor = make_member(assignment.organisation, "監査 一郎")
    learner = Enrolment.objects.get(completed_at__isnull=False).member
    RoleGrant.objects.create(
        organisation=assignment.organisation, member=auditor, role=Role.AUDITOR
    )
    stranger = make_owner(make_organisation("別会社"))
    for member, status in ((owner, 200), (auditor, 200), (learner, 404)):
        assert signed_in(member).get(ADDRESS).status_code == status
        assert signed_in(member).get(address).status_code == status
    assert signed_in(stranger).get(address).status_code == 404
    form = {"assignment": str(assignment.uuid), "as_of": clock.today().isoformat()}
    assert signed_in(stranger).post(ADDRESS, form).status_code == 422  # no choice of theirs
    assert signed_in(learner).post(ADDRESS, form).status_code == 404


def test_pack_of_a_killed_worker_is_made_by_the_next(
    assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    from terakoya.portal.evidence.services import making  # the module whose step is broken

    pack = ask_for_pack(
        by=reader_of(assignment), assignment=assignment, as_of=clock.today(), language="en"
    )
    with monkeypatch.context() as patch:
        patch.setattr(making, "_keep", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
        assert make_packs() == 0
    pack.refresh_from_db()
    assert (pack.state, pack.attempts) == (PackState.FAILED, 3)
    EvidencePack.objects.update(state=PackState.MAKING, attempts=1, claimed_until=clock.now())
    assert make_packs() == 1
    pack.refresh_from_db()
    assert pack.state == PackState.READY
    EvidencePack.objects.update(state=PackState.MAKING, attempts=3, claimed_until=clock.now())
    assert make_packs() == 0
    pack.refresh_from_db()
    assert pack.state == PackState.FAILED


def test_policy_and_confirmations_are_in_it(assignment: Assignment, tmp_path: Path) -> None:
    owner, learner = reader_of(assignment), Member.objects.get(name="受講 花子")
    policy = write_policy(by=owner, title="対応方針", document=Document(text="組織で対応します。"))
    attach_policy(by=owner, assignment=assignment, policy=policy)
    version = policy.versions.get()
    acknowledge_policy(by=learner, assignment=assignment, version=version)
    with counted_statements() as statements:
        records_of(assignment, clock.today())
    assert len(statements) == 10
    path = packed(assignment, tmp_path / "pack.zip")
    assert verify_pack(path, signing_fingerprint()).holds
    files = files_of(path)
    assert files[f"policy/{version.sha256}.txt"].decode() == "組織で対応します。"
    records = json.loads(files[RECORDS])
    assert [one["number"] for one in records["policy"]["versions"]] == [1]
    confirmed = {row["name"]: row["policy_version"] for row in records["rows"]}
    assert {name for name, number in confirmed.items() if number} == {"受講 花子"}
    sheet = openpyxl.load_workbook(io.BytesIO(files[WORKBOOK])).active
    assert sheet is not None
    assert [one.value for one in sheet[1]][-3:-1] == ["確認した方針の版", "方針を確認した日時"]
    (told,) = [row.record for row in ledger_of(owner.organisation) if row.measure == "policy"]
    assert told.startswith("方針「対応方針」を確認した人：1名")

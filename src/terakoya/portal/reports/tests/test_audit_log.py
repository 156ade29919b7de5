"""The audit log as its readers see it: words, names, narrowing, pages, export, and who may look."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.translation import override

import terakoya.portal
from terakoya.portal.accounts.choices import Right, Role
from terakoya.portal.accounts.models import Member, RoleGrant
from terakoya.portal.accounts.selectors.personal_data import VERBS
from terakoya.portal.audit.models import AuditEntry, AuditPayload
from terakoya.portal.audit.services import record
from terakoya.portal.common import clock
from terakoya.portal.editions.editing import edits
from terakoya.portal.learning.services import open_enrolment
from terakoya.portal.reports.audit_words import WORDS, AuditTopic, words_of
from tests.factories import (
    give_course,
    make_member,
    make_operator,
    make_organisation,
    make_owner,
    publish_flagship,
)
from tests.statements import counted_statements

from .test_status import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # pages, and both databases keep the same
ADDRESS = "/manage/audit/"
EXPORT = "/manage/audit/export.csv"
# Written into the portal's own chain, which no organisation reads.
PORTALS = {
    "billing.bank_file_read",
    "billing.closing_asked",
    "billing.columns_saved",
    "billing.rules_changed",
    "documents.seller_saved",
    "email.changed",
    "email.confirmed",
    "inquiry.changed",
    "inquiry.noted",
    "inquiry.routes-set",
    "inquiry.template-deleted",
    "inquiry.template-saved",
    "legal.published",
    "legal.withdrawn",
    "orders.approval_rules_set",
    "password.changed",
    "password.set",
    "portal.restored",
    "portal.signing_key_made",
    "recovery-codes.renewed",
    "recovery-codes.used",
    "second-factor.added",
    "second-factor.removed",
    "second-factor.reset",
    "sessions.ended",
}


@pytest.fixture
def owner() -> Member:
    """The owner of an organisation."""
    return make_owner(make_organisation())


def note(by: Member, verb: str, target: str = "", **data: object) -> AuditEntry:
    """An entry of the organisation."""
    return record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb=verb,
        target=target,
        data=data,
    )


def lines(client: Client, **narrowed: str) -> list[tuple[str, str, str]]:
    """Who did what to whom, as the page has it."""
    page = client.get(ADDRESS, narrowed).context["page"]
    return [(line.who, line.what, line.about) for line in page.lines]


def recorded_verbs() -> Iterator[str]:
    """What the code gives to `record`, its like, and whatever else takes a verb."""
    root = Path(terakoya.portal.__path__[0])
    trees = [
        ast.parse(path.read_text(encoding="utf-8"))
        for path in root.rglob("*.py")
        if "tests" not in path.parts
    ]
    takers = {
        one.name
        for tree in trees
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef)
        and "verb" in {arg.arg for arg in (*one.args.args, *one.args.kwonlyargs)}
    }
    for tree in trees:
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call):
                continue
            name = ast.unparse(call.func).rpartition(".")[2]
            if "record" not in name and name not in takers:
                continue
            given = [*call.args, *(key.value for key in call.keywords if key.arg == "verb")]
            for part in (part for one in given for part in ast.walk(one)):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


def edit_verbs() -> Iterator[str]:
    """The verbs of the table of edits, which one service records."""
    return (one.verb for one in vars(edits).values() if isinstance(one, edits.EditKind))


def _is_verb(value: str) -> bool:
    name, dot, what = value.partition(".")
    words = (name.replace("-", ""), what.replace("-", "").replace("_", ""))
    return bool(dot) and all(word.isalpha() and word.islower() for word in words)


def test_every_verb_has_words_in_both_languages_once() -> None:
    every = [verb for group in WORDS.values() for verb in group]
    assert len(every) == len(set(every))
    assert set(WORDS) == set(AuditTopic)
    recorded = set(filter(_is_verb, recorded_verbs())) | set(edit_verbs())
    found = recorded - PORTALS
    assert len(found) > 50
    assert found <= set(every)
    for verb in recorded | PORTALS | set(every):
        japanese = words_of(verb)
        with override("en"):
            english = words_of(verb)
        assert verb not in (japanese, english)
        assert not re.search(r"[ぁ-ヿ一-鿿]", english), verb


def test_the_log_and_the_data_of_a_person_say_the_same() -> None:
    said = {verb: str(words) for verb, words in VERBS.items()}
    assert {verb: words_of(verb) for verb in said} == said


def test_log_names_who_did_what_to_whom(owner: Member) -> None:
    member = make_member(owner.organisation, "受講 花子")
    note(owner, "member.left", f"member:{member.uuid}", left_on="2026-12-31")
    note(owner, "member.edited", f"member:{member.uuid}", number="004128")
    note(owner, "learning.policy_version", str(member.uuid), number=2)
    assignment = give_course(owner, publish_flagship().course)
    note(owner, "learning.due_date_moved", str(assignment.uuid), before="", after="2026-12-20")
    record(organisation_uuid=owner.organisation.uuid, actor_uuid=None, verb="retention.deleted")
    client = signed_in(owner)
    title = "STOP! カスタマーハラスメント"
    assert lines(client)[:3] == [
        ("システム", "保存期間を過ぎたデータを消去した", ""),
        (owner.name, "期限を変えた", title),
        (owner.name, "研修を割り当てた", title),
    ]
    open_enrolment(member=member, assignment=assignment, language="ja")
    assert lines(client)[0] == ("受講 花子", "受講を始めた", title)
    html = client.get(ADDRESS).content.decode()
    assert "退職日：2026-12-31" in html
    assert "社員番号：004128" in html
    assert "何版目：2" in html
    assert "受講 花子" in html


def test_log_names_the_seller_and_a_document_by_its_number(owner: Member) -> None:
    operator = make_operator(Right.BILLING)
    for verb in ("documents.issued", "billing.payment_entered", "notice.published"):
        record(
            organisation_uuid=owner.organisation.uuid,
            actor_uuid=operator.uuid,
            verb=verb,
            data={"number": "R-2026-000001"},
        )
    note(owner, "documents.issued", number="U-2026-000001")
    note(owner, "data.answered")
    # Who was purged may have been of either side.
    stranger = make_owner(make_organisation("別会社"))
    for actor in (uuid4(), stranger.person.uuid):
        record(organisation_uuid=owner.organisation.uuid, actor_uuid=actor, verb="orders.placed")
    client = signed_in(owner)
    assert [who for who, _what, _about in lines(client)][:6] == [
        "社外の人",
        "今は登録のない人",
        owner.name,
        owner.name,
        "運営者",
        "運営者",
    ]
    html = client.get(ADDRESS).content.decode()
    assert "番号：R-2026-000001" in html
    assert "社員番号：" not in html


def test_log_shows_nothing_of_another_organisation(owner: Member) -> None:
    stranger = make_owner(make_organisation("別会社"))
    note(stranger, "member.added", f"member:{owner.uuid}")
    client = signed_in(owner)
    assert "メンバーを追加した" not in [what for _who, what, _about in lines(client)]
    note(owner, "member.added", f"member:{stranger.uuid}")
    assert lines(client)[0] == (owner.name, "メンバーを追加した", "")


def test_log_is_narrowed_by_day_topic_and_person(owner: Member) -> None:
    member = make_member(owner.organisation, "受講 花子")
    with clock.fixed_at(dt.datetime(2026, 3, 1, 15, 30, tzinfo=dt.UTC)):  # the 2nd in Japan
        note(owner, "member.edited", f"member:{member.uuid}")
        note(member, "learning.enrolled")
        note(owner, "members.exported")
    client = signed_in(owner)
    whole = [what for _who, what, _about in lines(client, since="2026-03-02", until="2026-03-02")]
    edited, enrolled, exported = (
        "メンバーの登録内容を変えた",
        "受講を始めた",
        "メンバーの一覧を書き出した",
    )
    assert whole == [exported, enrolled, edited]
    assert lines(client, since="2026-03-03", until="2026-03-03") == []
    assert lines(client, until="2026-03-01") == []
    assert whole[0] in [
        what for _, what, _ in lines(client, until="9999-12-31", since="0001-01-01")
    ]
    day = {"since": "2026-03-02", "until": "2026-03-02"}
    assert [what for _, what, _ in lines(client, topic="exports", **day)] == [exported]
    assert [what for _, what, _ in lines(client, person="花子", **day)] == [enrolled, edited]
    assert lines(client, person="だれでもない", **day) == []
    assert [what for _, what, _ in lines(client, since="昨日", topic="x")][-3:] != []


def test_log_turns_its_pages_by_number_and_costs_the_same(owner: Member) -> None:
    members = [make_member(owner.organisation, f"受講 {n}") for n in range(3)]
    for n in range(120):
        note(owner, "member.edited", f"member:{members[n % 3].uuid}")
    client = signed_in(owner)
    client.get(ADDRESS)
    seen: list[int] = []
    before: int | None = None
    counts = set()
    while True:
        with counted_statements() as statements:
            response = client.get(ADDRESS, {"before": before} if before else {})
        counts.add(len(statements))
        page = response.context["page"]
        seen += [line.number for line in page.lines]
        before = page.older
        if before is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == AuditEntry.objects.filter(organisation_uuid=owner.organisation.uuid).count()
    assert max(counts) <= 7
    for wrong in ("-1", "x", "9" * 40):
        assert client.get(ADDRESS, {"before": wrong}).status_code == 200


def test_log_keeps_the_entry_whose_payload_is_gone(owner: Member) -> None:
    note(owner, "member.edited", name="昔の名前")
    AuditPayload.objects.all().delete()
    client = signed_in(owner)
    assert lines(client)[0][1] == "メンバーの登録内容を変えた"
    assert "昔の名前" not in client.get(ADDRESS).content.decode()


def test_log_is_exported_whole_and_the_export_stands_in_it(owner: Member) -> None:
    member = make_member(owner.organisation, "=1+1")
    for _ in range(60):
        note(member, "learning.enrolled")
    client = signed_in(owner)
    response = client.get(EXPORT, {"topic": "learning"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = text.splitlines()
    assert rows[0] == "番号,日時,だれが,したこと,対象,記録の内容"
    assert len(rows) == 61
    assert all(",'=1+1,受講を始めた," in row for row in rows[1:])
    assert lines(client)[0][:2] == (owner.name, "監査ログを書き出した")


def test_log_opens_for_auditors_until_their_day_and_for_no_learner(owner: Member) -> None:
    learner, auditor = (make_member(owner.organisation, name) for name in ("受講", "監査"))
    grant = RoleGrant.objects.create(
        organisation=owner.organisation, member=auditor, role=Role.AUDITOR, until_on=clock.today()
    )
    addresses = (ADDRESS, EXPORT)
    for address in addresses:
        assert signed_in(learner).get(address).status_code == 404
        assert signed_in(auditor).get(address).status_code == 200
        assert signed_in(auditor).post(address).status_code == 405
        assert Client().get(address).status_code == 302
    html = signed_in(auditor).get(ADDRESS).content.decode()
    assert 'href="/manage/members/"' not in html
    assert signed_in(auditor).get("/manage/")["Location"] == "/manage/status/"
    assert "監査者の画面" in signed_in(auditor).get("/my/").content.decode()
    grant.until_on = clock.today() - dt.timedelta(days=1)
    grant.save()
    assert signed_in(auditor).get(ADDRESS).status_code == 404
    assert "監査者の画面" not in signed_in(auditor).get("/my/").content.decode()
    assert signed_in(auditor).get("/manage/").status_code == 404

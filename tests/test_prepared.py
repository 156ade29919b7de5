"""Prepared queries give what the queryset gives, for each run's values."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import BigAutoField, CharField, DateField, Exists, OuterRef, UUIDField

from terakoya.portal.accounts.access import _ACTING
from terakoya.portal.accounts.models import Member, Organisation, RoleGrant
from terakoya.portal.common import clock
from terakoya.portal.common.prepared import (
    MOST_ROWS,
    Given,
    Prepared,
    PreparedInsert,
    PreparedUpdate,
)

from .factories import make_member, make_organisation, make_owner
from .statements import counted_statements

pytestmark = pytest.mark.both

BY_UUID = Prepared(
    lambda: (
        Member.objects.filter(uuid=Given("uuid", UUIDField()))
        .select_related("organisation", "person")
        .annotate(holds_any=Exists(RoleGrant.objects.filter(member=OuterRef("pk"))))
    )
)
PRESENT = Prepared(
    lambda: (
        Member.objects.present(Given("today", DateField()))
        .filter(organisation_id=Given("organisation", BigAutoField()))
        .order_by("name")
    )
)


def test_prepared_gives_the_same_objects_as_the_queryset(db: None) -> None:
    organisation = make_organisation()
    owner, learner = make_owner(organisation), make_member(organisation)
    for member in (owner, learner, owner):
        found = BY_UUID.first(uuid=member.uuid)
        plain = Member.objects.select_related("organisation", "person").get(pk=member.pk)
        assert found is not None
        assert found.__dict__.keys() == {*plain.__dict__, "holds_any"}
        with counted_statements() as statements:
            assert vars(found.organisation).keys() == vars(plain.organisation).keys()
            assert found.organisation.variables == plain.organisation.variables
            assert found.person.created_at == plain.person.created_at
        assert statements == []
        assert (found, vars(found)["holds_any"]) == (plain, member is owner)
        assert {k: v for k, v in vars(found).items() if k not in {"_state", "holds_any"}} == {
            k: v for k, v in vars(plain).items() if k != "_state"
        }


def test_prepared_asks_once_a_run_and_builds_once(db: None) -> None:
    built = []

    def build() -> object:
        built.append(1)
        return Member.objects.filter(uuid=Given("uuid", UUIDField()))

    prepared: Prepared[Member] = Prepared(build)  # type: ignore[arg-type]
    member = make_member(make_organisation())
    with counted_statements() as statements:
        assert [prepared.first(uuid=member.uuid) for _ in range(3)] == [member] * 3
    assert (len(statements), len(built)) == (3, 1)


def test_prepared_reads_anew_every_time(db: None) -> None:
    organisation = make_organisation()
    member = make_member(organisation, "乙")

    def present() -> list[Member]:
        return PRESENT.all(organisation=organisation.pk, today=clock.today())

    assert present() == [member]
    other = make_member(organisation, "甲")
    assert present() == [member, other]
    Member.objects.filter(pk=member.pk).update(left_on=clock.today())
    assert present() == [other]
    assert PRESENT.all(organisation=organisation.pk, today=clock.today() - timedelta(days=1)) == [
        member,
        other,
    ]


def test_prepared_gives_tuples_of_a_values_list(db: None) -> None:
    names = Prepared(
        lambda: Member.objects.filter(
            organisation_id=Given("organisation", BigAutoField())
        ).values_list("name", "joined_at")
    )
    member = make_member(make_organisation(), "乙")
    assert names.all(organisation=member.organisation_id) == [("乙", member.joined_at)]


def test_prepared_without_a_row_is_none(db: None) -> None:
    member = make_member(make_organisation())
    assert BY_UUID.first(uuid=make_organisation().uuid) is None
    assert BY_UUID.first(uuid=member.uuid) == member


def test_prepared_refuses_a_run_without_its_value(db: None) -> None:
    with pytest.raises(KeyError):
        BY_UUID.first()


@pytest.mark.django_db(transaction=True)
def test_prepared_is_built_for_each_thread() -> None:
    member = make_member(make_organisation())
    found: list[Member | None] = [BY_UUID.first(uuid=member.uuid)]

    def ask() -> None:
        found.append(BY_UUID.first(uuid=member.uuid))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [member] * 4


def test_acting_member_is_told_by_the_day_of_the_run(db: None) -> None:
    member = make_member(make_organisation())
    who = {"uuid": member.uuid, "person": member.person_id}
    assert _ACTING.all(today=clock.today(), **who) == [member]
    Member.objects.filter(pk=member.pk).update(left_on=clock.today() + timedelta(days=3))
    days = [clock.today() + timedelta(days=n) for n in range(5)]
    assert [len(_ACTING.all(today=day, **who)) for day in days] == [1, 1, 1, 0, 0]


def test_prepared_insert_writes_what_the_orm_would_write(db: None) -> None:
    made = [Organisation(name=n, code=f"C{n}", created_at=clock.now()) for n in ("甲", "乙")]
    with counted_statements() as statements:
        PreparedInsert(Organisation).insert(made)
    assert len(statements) == 1
    for one in made:
        found = Organisation.objects.get(code=one.code)
        one.pk = found.pk
        assert _columns(found) == _columns(one)


def test_prepared_insert_brings_a_known_row_up_to_date(db: None) -> None:
    insert = PreparedInsert(Organisation, unique_fields=("code",), update_fields=("name",))
    for name, phone in (("甲", "1"), ("乙", "2")):
        insert.insert([Organisation(name=name, code="C", phone=phone, created_at=clock.now())])
    assert list(Organisation.objects.values_list("name", "phone")) == [("乙", "1")]


def test_prepared_insert_skips_a_known_row_and_tells_which_are_new(db: None) -> None:
    insert = PreparedInsert(Organisation, skips_known=True)
    sent = [("甲", "1"), ("乙", "2"), ("丙", "1")]
    made = [Organisation(name=name, code=code, created_at=clock.now()) for name, code in sent]
    assert len(insert.insert(made[:1])) == 1
    with counted_statements() as statements:
        new = insert.insert(made[1:])
    assert len(statements) == 1
    assert new == {Organisation.objects.get(code="2").pk}
    assert list(Organisation.objects.order_by("code").values_list("name", flat=True)) == [
        "甲",
        "乙",
    ]


def test_prepared_insert_refuses_a_row_that_breaks_a_constraint(db: None) -> None:
    insert = PreparedInsert(Organisation)
    insert.insert([Organisation(name="甲", code="C", created_at=clock.now())])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert.insert([Organisation(name="乙", code="C", created_at=clock.now())])
    assert Organisation.objects.get().name == "甲"


def test_prepared_insert_divides_many_rows(db: None) -> None:
    made = [
        Organisation(name=f"{n}", code=f"C{n}", created_at=clock.now())
        for n in range(2 * MOST_ROWS + 1)
    ]
    with counted_statements() as statements:
        PreparedInsert(Organisation).insert(made)
    assert len(statements) == 3
    assert sorted(Organisation.objects.values_list("code", flat=True)) == sorted(
        one.code for one in made
    )


def test_prepared_insert_of_nothing_asks_nothing(db: None) -> None:
    with counted_statements() as statements:
        PreparedInsert(Organisation).insert([])
    assert statements == []


def _columns(row: Organisation) -> dict[str, object]:
    return {key: value for key, value in vars(row).items() if key != "_state"}


def test_a_prepared_update_writes_its_fields_and_no_others(db: None) -> None:
    organisation = make_organisation()
    member, other = make_member(organisation, "甲"), make_member(organisation, "乙")
    update = PreparedUpdate(
        lambda: Member.objects.filter(
            pk=Given("member", BigAutoField()), left_on=None, name=Given("name", CharField())
        ),
        fields=("name", "left_on"),
    )
    new = {"name": "丙", "left_on": clock.today(), "name_kana": "ヘイ"}
    with counted_statements() as statements:
        counts = [update.update(new, member=member.pk, name=name) for name in ("乙", "甲", "甲")]
    assert (len(statements), counts) == (3, [0, 1, 0])
    stored = Member.objects.get(pk=member.pk)
    assert (stored.name, stored.left_on, stored.name_kana) == ("丙", clock.today(), "")
    assert Member.objects.get(pk=other.pk).name == "乙"

"""Two people, or one form sent twice, at the same moment: one wins, nothing is doubled."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from terakoya.portal.accounts.errors import (
    AlreadyJoined,
    EmailTaken,
    RosterChanged,
    RosterHasErrors,
)
from terakoya.portal.accounts.models import Member, Organisation, Person, RosterImport
from terakoya.portal.accounts.roster import read_text
from terakoya.portal.accounts.services import (
    Wishes,
    check_import,
    confirm_import,
    create_invite_link,
    join_by_link,
    receive_table,
)
from terakoya.portal.accounts.services.sign_up import sign_up_owner
from terakoya.portal.audit.selectors import verify_chain
from terakoya.portal.common.errors import PortalError
from terakoya.portal.delivery.tests.concurrency import (
    in_thread,
    in_threads,
    shared_database,
)

from .people import PASSWORD, make_member, make_owner

__all__ = ["shared_database"]


def _outcome(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except PortalError as error:
        return type(error).__name__
    return "done"


def test_place_on_the_roster_is_claimed_by_one_of_4(shared_database: str) -> None:
    def prepare() -> tuple[Member, str]:
        owner = make_owner()
        make_member(owner, name="高橋 未来", employee_number="1", joined=False)
        return owner, create_invite_link(by=owner, open_join=False).token

    owner, token = in_thread(prepare)

    def claim(number: int) -> Callable[[], str]:
        return lambda: _outcome(
            lambda: join_by_link(
                token=token,
                identifier="1",
                name="高橋未来",
                password=f"{PASSWORD} {number}",
                terms=True,
            )
        )

    outcomes = in_threads([claim(number) for number in range(4)])
    assert sorted(outcomes) == ["AlreadyJoined"] * 3 + ["done"]
    assert AlreadyJoined.__name__ == "AlreadyJoined"
    winner = outcomes.index("done")
    person = in_thread(lambda: Member.objects.select_related("person").get(employee_number="1"))
    assert person.person.check_password(f"{PASSWORD} {winner}")
    assert in_thread(lambda: verify_chain(owner.organisation.uuid)) is None


def test_open_link_used_twice_at_once_makes_one_member(shared_database: str) -> None:
    token = in_thread(lambda: create_invite_link(by=make_owner(), open_join=True).token)

    def join() -> str:
        return _outcome(
            lambda: join_by_link(
                token=token, identifier="77", name="新しい人", password=PASSWORD, terms=True
            )
        )

    outcomes = in_threads([join] * 4)
    assert sorted(outcomes) == ["AlreadyJoined"] * 3 + ["done"]
    assert in_thread(lambda: (Member.objects.count(), Person.objects.count())) == (2, 2)


def test_one_address_signs_up_once(shared_database: str) -> None:
    def sign_up() -> str:
        return _outcome(
            lambda: sign_up_owner(
                email="new@mihon.example",
                password=PASSWORD,
                name="山田",
                organisation_name="株式会社みほん商事",
            )
        )

    assert sorted(in_threads([sign_up] * 4)) == [EmailTaken.__name__] * 3 + ["done"]
    assert in_thread(lambda: (Person.objects.count(), Organisation.objects.count())) == (1, 1)


def test_one_roster_sent_twice_is_saved_once(shared_database: str) -> None:
    """All are looked through before one is saved; a list sent afterwards finds nothing to do."""
    owner = in_thread(make_owner)
    text = "\n".join(f"人{n},,{n},m{n}@mihon.example,営業部/第一課" for n in range(1, 30))

    def looked_through() -> RosterImport:
        found = receive_table(by=owner, table=read_text(text), wishes=Wishes())
        check_import(found)
        return found

    lists = [in_thread(looked_through) for _ in range(3)]

    def save(found: RosterImport) -> str:
        return _outcome(lambda: confirm_import(by=owner, found=found))

    saves: list[Callable[[], str]] = [partial(save, one) for one in lists]
    outcomes = in_threads(saves)
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", RosterChanged.__name__, RosterHasErrors.__name__}
    assert in_thread(Member.objects.count) == 30

"""Rosters that come in by themselves: by a token, by a folder; stopped and told where asked."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.choices import Role, RosterOrigin, RosterState
from terakoya.portal.accounts.models import Member, RoleGrant, RosterImport, RosterSource
from terakoya.portal.accounts.services import (
    create_roster_source,
    import_roster,
    leave_member,
    revoke_roster_source,
    work_on_rosters,
)
from terakoya.portal.accounts.services.roster_sources import SETTLED
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage

from .people import make_member, make_owner, sign_in

NOW = dt.datetime(2026, 11, 2, 1, tzinfo=dt.UTC)
HEADER = "氏名,社員番号,部署\r\n"


def roster(count: int, name: str = "人") -> bytes:
    lines = (f"{name} {n},{n},営業部\r\n" for n in range(1, count + 1))
    return (HEADER + "".join(lines)).encode("cp932")


class Office:
    """An owner with a token, and thirty people on the roster."""

    def __init__(self) -> None:
        self.owner = make_owner()
        import_roster(by=self.owner, text=roster(30).decode("cp932"), with_mail=False)
        self.source, self.token = create_roster_source(by=self.owner, origin=RosterOrigin.ADDRESS)

    def send(self, content: bytes, token: str | None = None, name: str = "a.csv") -> Any:
        return Client().put(
            reverse("accounts:roster-upload", args=[name]),
            content,
            content_type="text/csv",
            headers={"Authorization": f"Bearer {token or self.token}"},
        )

    def newest(self) -> RosterImport:
        return RosterImport.objects.latest("id")

    def names(self) -> int:
        return Member.objects.present().exclude(pk=self.owner.pk).count()


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def test_what_comes_by_the_token_is_read_and_written_by_a_worker(office: Office) -> None:
    answer = office.send(roster(32))
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    assert office.names() == 30
    assert work_on_rosters() == 1
    found = office.newest()
    assert (str(found.uuid), found.state, found.origin, office.names()) == (
        answer.json()["import"],
        RosterState.APPLIED,
        RosterOrigin.ADDRESS,
        32,
    )
    assert work_on_rosters() == 0
    office.send(roster(32))
    work_on_rosters()
    assert office.newest().state == RosterState.DROPPED  # the same list changes nothing


def test_the_token_is_shown_once_and_kept_as_a_hash(office: Office, client: Client) -> None:
    sign_in(client, office.owner)
    page = reverse("accounts:roster-sources")
    made = client.post(page, {"origin": "address", "extent": "all"})
    token = made.context["token"]
    assert token in made.content.decode()
    assert token not in client.get(page).content.decode()
    assert token not in str(list(RosterSource.objects.values()))
    assert office.send(roster(30), token).status_code == 202


def test_a_stranger_and_a_revoked_token_are_refused(office: Office, client: Client) -> None:
    assert office.send(roster(1), "x" * 43).status_code == 401
    assert client.post(reverse("accounts:roster-upload", args=["a.csv"])).status_code == 401
    sign_in(client, office.owner)
    client.post(reverse("accounts:roster-source-revoke", args=[office.source.uuid]))
    answer = office.send(roster(1))
    assert (answer.status_code, answer.json()["code"]) == (401, "roster-source-ended")
    assert RosterImport.objects.filter(origin=RosterOrigin.ADDRESS).count() == 0


def test_a_token_ends_with_the_office_of_who_made_it(office: Office) -> None:
    officer = make_member(office.owner, name="担当 子", employee_number="900")
    RoleGrant.objects.create(organisation=officer.organisation, member=officer, role=Role.OFFICER)
    officer.person.email_confirmed_at = clock.now()
    _source, token = create_roster_source(by=officer, origin=RosterOrigin.ADDRESS)
    assert office.send(roster(30), token).status_code == 202
    leave_member(by=office.owner, member=officer, left_on=clock.today())
    assert office.send(roster(30), token).status_code == 401


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (roster(27), "31名のうち3名が退職になります"),
        (roster(31) + "\uff11,,,\r\n".encode("cp932"), "直すところが1件"),
        (b"\x81", "文字コードを読めませんでした"),
    ],
    ids=["leavers", "problem", "unreadable"],
)
def test_what_needs_a_person_stops_and_is_told_by_mail(
    office: Office, content: bytes, words: str
) -> None:
    OutboxMessage.objects.all().delete()
    office.send(content)
    work_on_rosters()
    found = office.newest()
    assert (office.names(), found.state in {RosterState.CHECKED, RosterState.REFUSED}) == (30, True)
    assert words in found.why
    mail = OutboxMessage.objects.get()
    assert mail.payload["to"] == office.owner.person.email
    assert (words in mail.payload["text"], str(found.uuid) in mail.payload["text"]) == (True, True)
    assert "人 1" not in mail.payload["text"]
    assert work_on_rosters() == 0


def test_one_sends_so_often_and_no_more(office: Office) -> None:
    statuses = [office.send(roster(30)).status_code for _n in range(13)]
    assert statuses == [202] * 12 + [429]
    wrong = [office.send(b"", "y" * 43).status_code for _n in range(31)]
    assert wrong == [401] * 30 + [429]


@pytest.mark.parametrize("name", ["a.xlsm", "a.exe", "a"])
def test_other_files_are_refused_at_the_address(office: Office, name: str) -> None:
    answer = office.send(roster(30), name=name)
    assert (answer.status_code, answer.json()["code"]) == (422, "roster-unreadable")


def test_the_folder_of_who_switched_it_on_is_read(
    office: Office, settings: Any, tmp_path: Path
) -> None:
    settings.ROSTER_FOLDER = str(tmp_path)
    folder = tmp_path / office.owner.organisation.code
    folder.mkdir()
    file = folder / "名簿.csv"
    file.write_bytes(roster(31))
    os.utime(file, (clock.now().timestamp(),) * 2)
    (folder / "secret.csv").symlink_to("/etc/hostname")
    old = clock.now() + SETTLED + dt.timedelta(seconds=5)
    with clock.fixed_at(old):
        assert (work_on_rosters(), office.names()) == (0, 30)  # nobody has switched it on
        source, token = create_roster_source(by=office.owner, origin=RosterOrigin.FOLDER)
        assert (token, work_on_rosters(), office.names()) == ("", 1, 31)
        assert ([one.name for one in folder.glob("*.csv")], len(list(folder.glob("read/*")))) == (
            ["secret.csv"],
            1,
        )
        assert work_on_rosters() == 0
        revoke_roster_source(by=office.owner, source=source)
        file.write_bytes(roster(32))
        os.utime(file, (0, 0))
        assert work_on_rosters() == 0


def test_a_file_that_is_still_written_waits(office: Office, settings: Any, tmp_path: Path) -> None:
    settings.ROSTER_FOLDER = str(tmp_path)
    create_roster_source(by=office.owner, origin=RosterOrigin.FOLDER)
    folder = tmp_path / office.owner.organisation.code
    folder.mkdir()
    (folder / "a.csv").write_bytes(roster(31))
    os.utime(folder / "a.csv", (clock.now().timestamp(),) * 2)
    assert work_on_rosters() == 0
    with clock.fixed_at(clock.now() + SETTLED + dt.timedelta(seconds=5)):
        assert work_on_rosters() == 1


def test_a_large_file_of_the_page_is_read_by_a_worker(office: Office, client: Client) -> None:
    sign_in(client, office.owner)
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("a.csv", roster(3, "長い名前" * 20) + b"\r\n" * 600_000)
    sent = client.post(
        reverse("accounts:roster"), {"file": upload, "extent": "some", "with_mail": "on"}
    )
    waiting = client.get(sent["Location"])
    assert (waiting.headers["Refresh"], office.newest().state) == ("5", RosterState.WAITING)
    assert work_on_rosters() == 1
    assert "変更 3" in client.get(sent["Location"]).content.decode()
    dropped = client.post(
        reverse("accounts:roster-act", args=[office.newest().uuid]), {"do": "drop"}
    )
    assert (dropped.status_code, office.newest().content) == (302, None)


def test_a_file_over_which_workers_end_is_given_up(office: Office) -> None:
    office.send(roster(31))
    RosterImport.objects.filter(state=RosterState.WAITING).update(attempts=3)
    assert work_on_rosters() == 0
    assert (office.newest().state, office.names()) == (RosterState.REFUSED, 30)

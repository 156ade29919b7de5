"""データ一式: one ZIP of all exports, by a worker, for those who hold the contract."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import uuid
import zipfile
from functools import partial
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils.translation import get_language, override

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.billing.tests.contracts import make_licence
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.documents.services import document_pdf
from terakoya.portal.documents.tests.examples import issue
from terakoya.portal.editions.tests.officers import make_desk
from terakoya.portal.operator import data_parts
from terakoya.portal.operator.data_contents import contents_files
from terakoya.portal.operator.data_parts import Part
from terakoya.portal.operator.errors import DataExportTooLate, DataExportUnderway, NobodyOwns
from terakoya.portal.operator.models import (
    DataExport,
    DataExportFile,
    DataExportPiece,
    Deletion,
)
from terakoya.portal.operator.organisation_data import delete_organisation_data
from terakoya.portal.operator.retention import old_data_exports
from terakoya.portal.operator.services import (
    ask_data_export,
    ask_own_data_export,
    build_data_exports,
    data_exports,
)
from terakoya.portal.orders.choices import ExportState
from terakoya.portal.surveys.models import PublishedTable
from terakoya.portal.surveys.tests.conftest import Setting, build_setting
from terakoya.portal.surveys.tests.test_wave_result import publish, row, unit_of
from tests.factories import (
    confirm_now,
    give_course,
    make_member,
    make_operator,
    make_organisation,
    make_owner,
    publish_flagship,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # pages, and both databases keep the same
NOW = dt.datetime(2026, 12, 1, 1, 20, tzinfo=dt.UTC)
PAGE = "/manage/data-export/"


@pytest.fixture(autouse=True)
def _at_ten() -> Any:
    with clock.fixed_at(NOW):
        yield


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    confirm_now(client)
    return client


def zip_of(client: Client, export: DataExport) -> zipfile.ZipFile:
    answer: Any = client.get(f"/manage/data-export/{export.uuid}/file/")
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two files instead of all; what was made of them, in order."""
    made: list[str] = []

    def parts(owner: Member, language: str) -> list[Part]:
        def pieces(name: str) -> Any:
            made.append(name)
            return [name.encode(), owner.organisation.name.encode()]

        return [
            Part(name, f"{name}の名", f"name of {name}", partial(pieces, name))
            for name in ("a.csv", "b/c.pdf")
        ]

    monkeypatch.setattr(data_exports, "parts_of", parts)
    return made


def test_an_owner_asks_on_the_page_and_fetches_one_zip_with_its_contents(few: list[str]) -> None:
    owner = make_owner(make_organisation("株式会社みほん商事"))
    client = browser_of(owner.person)
    assert "データ一式を作る" in client.get(PAGE).content.decode()
    assert client.post(PAGE).status_code == 302
    assert client.post(PAGE).status_code == 409  # one is in hand
    export = DataExport.objects.get()
    told = client.get(f"/manage/data-export/{export.uuid}/progress/").json()
    assert (told["state"], told["done"]) == ("waiting", 0)
    assert client.get(f"/manage/data-export/{export.uuid}/file/").status_code == 404  # not yet
    assert build_data_exports() == 1
    assert few == ["a.csv", "b/c.pdf"]
    html = client.get(PAGE).content.decode()
    assert "ファイル2個" in html
    assert "2026年12月8日" in html
    archive = zip_of(client, export)
    assert archive.namelist() == ["目次.txt", "CONTENTS.txt", "SHA256SUMS", "a.csv", "b/c.pdf"]
    content = archive.read("a.csv")
    assert content == "a.csv株式会社みほん商事".encode()
    digest = hashlib.sha256(content).hexdigest()
    assert archive.read("SHA256SUMS").decode().splitlines()[0] == f"{digest}  a.csv"
    japanese, english = archive.read("目次.txt").decode(), archive.read("CONTENTS.txt").decode()
    assert all(one in japanese for one in ("株式会社みほん商事のデータ一式", "a.csvの名", digest))
    assert all(one in english for one in ("name of b/c.pdf", digest))
    assert "の名" not in english
    verbs = AuditEntry.objects.filter(organisation_uuid=owner.organisation.uuid)
    assert set(verbs.values_list("verb", flat=True)) >= {
        "organisation.data_export_asked",
        "organisation.data_export_made",
        "organisation.data_export_downloaded",
    }
    [mail] = OutboxMessage.objects.filter(organisation_uuid=owner.organisation.uuid)
    assert mail.payload["to"] == owner.person.email
    assert PAGE in mail.payload["text"]


def test_its_contents_leave_their_reader_in_the_language_that_he_had(few: list[str]) -> None:
    export = ask_own_data_export(by=make_owner(make_organisation()), language="ja")
    with override("ja"):
        spoken = [get_language() for _name, _pieces in contents_files(export)]
    assert spoken == ["ja"] * 3


def test_what_is_made_stays_when_a_worker_stops_and_what_fails_is_told(
    few: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = make_owner(make_organisation())
    export = ask_own_data_export(by=owner, language="ja")
    assert build_data_exports(seconds=-1) == 0  # the time is over before the first
    export.refresh_from_db()
    assert (export.state, export.attempts, export.done) == (ExportState.WAITING, 0, 0)
    good = vars(data_exports)["parts_of"]

    def one_is_broken(by: Member, language: str) -> list[Part]:
        first, second = good(by, language)

        def broken() -> Any:
            raise ValueError("no")

        return [first, Part(second.name, "", "", broken)]

    monkeypatch.setattr(data_exports, "parts_of", one_is_broken)
    assert build_data_exports() == 1  # after three attempts a text says what is missing
    export.refresh_from_db()
    assert (export.state, export.done, export.attempts) == (ExportState.READY, 2, 3)
    assert few == ["a.csv"]  # made once
    archive = zip_of(browser_of(owner.person), export)
    assert archive.namelist()[3:] == ["a.csv", "b/c.pdf.txt"]
    assert "作れませんでした" in archive.read("b/c.pdf.txt").decode("utf-8-sig")
    monkeypatch.setattr(data_exports, "parts_of", good)
    again = ask_own_data_export(by=owner, language="ja")
    assert build_data_exports() == 1
    assert list(DataExport.objects.all()) == [again]


def test_only_owners_of_the_organisation_reach_it(few: list[str]) -> None:
    owner = make_owner(make_organisation())
    export = ask_own_data_export(by=owner, language="ja")
    build_data_exports()
    stranger = make_owner(make_organisation("例示物産株式会社"))
    officer = make_member(owner.organisation, "研修 担当", roles=(Role.OFFICER,))
    file, progress = (
        f"/manage/data-export/{export.uuid}/file/",
        f"/manage/data-export/{export.uuid}/progress/",
    )
    for person in (stranger.person, officer.person):
        client = browser_of(person)
        assert (client.get(file).status_code, client.get(progress).status_code) == (404, 404)
    assert browser_of(officer.person).post(PAGE).status_code == 404
    operator = make_operator()
    answer = browser_of(operator).get(file)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/my/organisations/")
    unconfirmed = Client()
    unconfirmed.force_login(owner.person)
    with clock.fixed_at(NOW + dt.timedelta(hours=2)):
        assert "/confirm/" in unconfirmed.get(file)["Location"]
    assert (
        browser_of(owner.person).get(f"/manage/data-export/{uuid.uuid4()}/file/").status_code == 404
    )


def test_an_operator_lets_it_be_made_and_the_contract_holder_is_told(few: list[str]) -> None:
    owner = make_owner(make_organisation("みほん物産株式会社"))
    page = f"/operator/organisations/{owner.organisation.uuid}/deletion/"
    client = browser_of(make_operator())
    assert "データ一式を用意する" in client.get(page).content.decode()
    assert client.post(page, {"do": "export"}).status_code == 302
    assert client.post(page, {"do": "export"}).status_code == 409
    export = DataExport.objects.get()
    assert (export.owner, export.is_by_operator) == (owner, True)
    build_data_exports()
    assert "できました" in client.get(page).content.decode()
    [mail] = OutboxMessage.objects.filter(organisation_uuid=owner.organisation.uuid)
    assert mail.payload["to"] == owner.person.email
    asked = AuditEntry.objects.get(verb="operator.data_export_asked")
    assert asked.organisation_uuid == owner.organisation.uuid
    assert zip_of(browser_of(owner.person), export).namelist()[-1] == "b/c.pdf"
    nobody = make_organisation("だれもいない株式会社")
    with pytest.raises(NobodyOwns):
        ask_data_export(by=make_operator(email="second@terakoya.example"), organisation=nobody)
    export.delete()
    ask_own_data_export(by=owner, language="ja")
    with pytest.raises(DataExportUnderway):
        ask_own_data_export(by=owner, language="ja")


def test_the_owners_page_of_deletion_offers_it(few: list[str]) -> None:
    owner = make_owner(make_organisation())
    client = browser_of(owner.person)
    html = client.get("/manage/deletion/").content.decode()
    assert PAGE in html
    ask_own_data_export(by=owner, language="ja")
    assert "データ一式（ZIP）を作っています" in client.get("/manage/deletion/").content.decode()
    build_data_exports()
    assert "が、できています" in client.get("/manage/deletion/").content.decode()


def test_it_is_kept_a_week_and_goes_with_the_organisation(few: list[str]) -> None:
    owner = make_owner(make_organisation())
    ask_own_data_export(by=owner, language="ja")
    build_data_exports()
    with clock.fixed_at(NOW + dt.timedelta(days=7)):
        assert not old_data_exports().exists()
    with clock.fixed_at(NOW + dt.timedelta(days=7, seconds=1)):
        assert old_data_exports().count() == 1
    counts = delete_organisation_data(owner.organisation, verb="organisation.deleted_on_request")
    assert counts["data-exports"] == 1
    left = (DataExport, DataExportFile, DataExportPiece)
    assert [model._default_manager.count() for model in left] == [0, 0, 0]


def test_it_is_not_made_any_more_once_the_deletion_has_begun(few: list[str]) -> None:
    owner = make_owner(make_organisation())
    day = NOW.date() - dt.timedelta(days=20)
    asked = Deletion.objects.create(
        organisation=owner.organisation,
        asked_by="見本 太郎",
        asked_on=day,
        noticed_at=NOW - dt.timedelta(days=20),
        from_on=day + dt.timedelta(days=14),
    )
    ask_own_data_export(by=owner, language="ja")
    DataExport.objects.all().delete()
    begun = {"started_at": NOW, "started_by_name": "運営 花子", "backups_until": NOW.date()}
    Deletion.objects.filter(pk=asked.pk).update(**begun)
    with pytest.raises(DataExportTooLate):
        ask_own_data_export(by=owner, language="ja")
    assert not DataExport.objects.exists()


def test_all_exports_of_an_organisation_are_in_it() -> None:
    owner = make_owner(make_organisation("株式会社みほん商事"))
    course = publish_flagship().course
    given = give_course(owner, course)
    make_member(owner.organisation, "受講 花子")
    left = make_member(owner.organisation, "退職 太郎")
    left.left_on = NOW.date() - dt.timedelta(days=30)
    left.save(update_fields=["left_on"])
    other = make_owner(make_organisation("例示物産株式会社"))
    make_member(other.organisation, "他社 一郎")
    export = ask_own_data_export(by=owner, language="ja")
    assert build_data_exports() == 1
    archive = zip_of(browser_of(owner.person), export)
    assert archive.testzip() is None
    stem = f"learning/{given.pk:06}-{course.slug}"
    assert set(archive.namelist()) == {
        "目次.txt",
        "CONTENTS.txt",
        "SHA256SUMS",
        "members/members.csv",
        "members/members-left.csv",
        f"{stem}-status.xlsx",
        f"{stem}-evidence.zip",
        "contracts/contracts.xlsx",
        "audit/audit-log.csv",
    }
    members = archive.read("members/members.csv").decode("utf-8-sig")
    assert "受講 花子" in members
    assert "退職 太郎" not in members
    assert "他社 一郎" not in members
    assert "退職 太郎" in archive.read("members/members-left.csv").decode("utf-8-sig")
    pack = zipfile.ZipFile(io.BytesIO(archive.read(f"{stem}-evidence.zip")))
    assert {"manifest.json", "records.json"} <= set(pack.namelist())
    for line in archive.read("SHA256SUMS").decode().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    assert "データ一式" in archive.read("audit/audit-log.csv").decode("utf-8-sig")


def test_documents_of_the_organisation_are_in_it_and_no_others() -> None:
    owner = make_owner(make_organisation("株式会社みほん商事"))
    own = issue("own", organisation=owner.organisation)
    issue("other", organisation=make_organisation("例示物産株式会社"))
    _contracts, document = data_parts._of_contracts(owner, "ja")
    assert (document.name, document.title_ja, document.title_en) == (
        f"documents/{own.number}.pdf",
        f"請求書 {own.number}",
        f"Invoice {own.number}",
    )
    assert b"".join(document.pieces()) == document_pdf(own)


def test_editions_are_in_it_where_the_manuscript_was_bought_and_has_begun() -> None:
    desk = make_desk()
    desk.publish()
    assert list(data_parts._of_material(desk.officer)) == []
    licence = make_licence(desk.officer, desk.base.course, starts_on=dt.date(2026, 12, 2))
    assert list(data_parts._of_material(desk.officer)) == []
    with clock.fixed_at(NOW + dt.timedelta(days=1)):
        [deck] = data_parts._of_material(desk.officer)
    assert deck.name == f"editions/{licence.course.slug}-{desk.edition.pk}-ja.pptx"


def test_surveys_are_in_it_only_as_far_as_their_pages_show_them() -> None:
    setting = build_setting()
    assert list(data_parts._of_surveys(setting.owner)) == []  # it is still open
    shown = {unit_of(setting.wave, "店舗"): row("30", 58, 6)}
    hidden = {"77": "few", "78": "complement"}
    publish(setting.wave, 60, shown, hidden=hidden, names={"77": "法務室", "78": "経営企画室"})
    [part] = data_parts._of_surveys(setting.owner)
    assert part.name.startswith("surveys/before-")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(part.pieces())))
    table = [[cell.value for cell in line] for line in book["部署 × テーマ"].iter_rows()]
    [few] = [line for line in table if line[0] == "法務室"]
    assert few[1:3] == ["―", "表示しません：回答者が5名未満のため"]
    publish_nothing(setting)
    assert list(data_parts._of_surveys(setting.owner)) == []


def publish_nothing(setting: Setting) -> None:
    """The table of a wave that has too few answers even for the whole company."""
    PublishedTable.objects.filter(wave=setting.wave).update(
        table=PublishedTable.objects.get(wave=setting.wave).table | {"company": None}
    )

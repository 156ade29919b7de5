"""Manuscripts after the purchase: revisions covered, notices, kinds, and whom files name."""

from __future__ import annotations

import datetime as dt
import io
import uuid
import zipfile
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.catalogue.services import publish_material
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.orders.choices import LicenceKind
from terakoya.portal.orders.errors import IncompleteApplication
from terakoya.portal.orders.licence_words import licensee, whom_sentence
from terakoya.portal.orders.models import ManuscriptLicence
from terakoya.portal.orders.selectors.licences import covered, licence_cards
from terakoya.portal.orders.services.licences import tell_of_manuscripts
from terakoya.portal.orders.services.quotes import issue_quote
from terakoya.portal.orders.specs import Asker, LicenceTerms, Selection, Units
from tests.factories import ROOT, make_operator

from .contracts import make_licence, priced_course, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOON = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
CORPUS = ROOT / "tests" / "corpus" / "every-layout"


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with clock.fixed_at(NOON):
        yield


@pytest.fixture
def revision(db: None) -> Revision:
    priced_course()
    return publish_material(material=read_folder(CORPUS))


@pytest.fixture
def licence(revision: Revision, owner: Member) -> ManuscriptLicence:
    return make_licence(owner, revision.course, starts_on=clock.today())


def published(first: Revision, days: int) -> Revision:
    """Another revision of the same content, so many days after the first one."""
    later = Revision.objects.get(pk=first.pk)
    later.pk, later.uuid, later.revision_id = None, uuid.uuid4(), uuid.uuid4().hex
    later.version, later.offered_at = f"later-{days}", None
    later.published_at = first.published_at + days * DAY
    later.save()
    return later


def address(licence: ManuscriptLicence, revision: Revision | None, fmt: str = "pptx") -> str:
    past = f"{revision.uuid}/" if revision else ""
    return f"/manage/manuscripts/{licence.uuid}/{past}ja/{fmt}/"


def page(client: Client, where: str = "/manage/manuscripts/") -> str:
    response = client.get(where)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_licence_covers_what_was_bought_and_twelve_months_after(
    licence: ManuscriptLicence, revision: Revision
) -> None:
    before, within, last, after = (published(revision, days) for days in (-9, 30, 364, 365))
    every = sorted([revision, before, within, last, after], key=lambda one: one.published_at)
    assert covered(licence, every[::-1]) == [last, within, revision]


def test_page_offers_the_newest_and_the_revision_that_was_bought(
    licence: ManuscriptLicence, revision: Revision, owner: Member
) -> None:
    client = signed_in(owner)
    shown = page(client)
    assert ("新しい版" in shown, "以前の版" in shown) == (False, False)
    with clock.fixed_at(NOON + DAY):
        newer = published(revision, 1)
        client = signed_in(owner)
        for where in ("/manage/manuscripts/", "/manage/contracts/"):
            shown = page(client, where)
            assert f"新しい版（第{newer.version}版）が届いています" in shown
            assert ('href="/manage/editions/decks/"' in shown, "以前の版" in shown) == (True, True)
        assert address(licence, revision) in page(client)


def test_page_says_when_updates_end_and_that_they_ended(
    licence: ManuscriptLicence, owner: Member
) -> None:
    shown = page(signed_in(owner))
    assert "更新は、2027年11月24日（水）まで受け取れます" in shown
    # A PDF has no such property: the page promises what `licensed` does.
    assert "PowerPointとExcelのファイルには、プロパティ（キーワード）に" in shown
    with clock.fixed_at(NOON + 360 * DAY):
        assert "あと4日です" in page(signed_in(owner))
    with clock.fixed_at(NOON + 370 * DAY):
        shown = page(signed_in(owner))
    assert ("2027年11月24日（水）に終わりました" in shown, "延長を見積もる" in shown) == (
        True,
        True,
    )


def test_earlier_revision_is_fetched_by_whom_it_covers(
    licence: ManuscriptLicence, revision: Revision, owner: Member, stranger: Member
) -> None:
    older = published(revision, -9)
    client = signed_in(owner)
    sent = client.get(address(licence, revision))
    assert (sent.status_code, revision.version in sent["Content-Disposition"]) == (200, True)
    assert client.get(address(licence, older)).status_code == 404
    assert client.get(address(licence, revision, "web")).status_code == 404
    assert signed_in(stranger).get(address(licence, revision)).status_code == 404


def test_files_name_the_company_in_their_properties(
    licence: ManuscriptLicence, owner: Member
) -> None:
    client = signed_in(owner)
    wanted = {"content": "general", "language": "ja", "sound": "on", "format": "question-table"}
    sent = [client.get(address(licence, None, fmt)) for fmt in ("pptx", "survey-xlsx", "test-xlsx")]
    sent.append(client.get(f"/manage/exports/{licence.uuid}/", wanted))
    for file in sent:
        with zipfile.ZipFile(io.BytesIO(file.content)) as parts:
            core = parts.read("docProps/core.xml").decode()
        assert f"Licensed to {owner.organisation.name}</" in core


def subjects() -> list[str]:
    return [one.payload["subject"] for one in OutboxMessage.objects.order_by("pk")]


def test_holders_are_told_of_each_new_revision_once(
    licence: ManuscriptLicence, revision: Revision, owner: Member
) -> None:
    assert (tell_of_manuscripts(), subjects()) == (0, [])
    published(revision, 30)
    with clock.fixed_at(NOON + 31 * DAY):
        assert [tell_of_manuscripts(), tell_of_manuscripts()] == [1, 0]
    (mail,) = OutboxMessage.objects.all()
    assert mail.payload["subject"].startswith("教材原稿の新しい版が出ました")
    assert "/manage/editions/decks/" in mail.payload["text"]


def test_holders_are_told_of_the_end_of_updates_once(licence: ManuscriptLicence) -> None:
    tell_of_manuscripts()
    for days, told in ((333, 0), (334, 1), (335, 0), (365, 0)):
        with clock.fixed_at(NOON + days * DAY):
            assert (days, tell_of_manuscripts()) == (days, told)
    assert subjects() == ["教材原稿の更新は2027年11月24日（水）までです"]


def test_after_the_end_nobody_is_told_of_what_is_not_theirs(
    licence: ManuscriptLicence, revision: Revision
) -> None:
    published(revision, 370)
    with clock.fixed_at(NOON + 371 * DAY):
        assert tell_of_manuscripts() == 0


@pytest.mark.parametrize("kind", [LicenceKind.GROUP, LicenceKind.RESELLER, LicenceKind.TRAINER])
def test_kind_names_for_whom_it_is(
    licence: ManuscriptLicence, owner: Member, kind: LicenceKind
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ManuscriptLicence.objects.filter(pk=licence.pk).update(kind=kind)
    ManuscriptLicence.objects.filter(pk=licence.pk).update(kind=kind, named_for="例示物産株式会社")
    licence.refresh_from_db()
    company = owner.organisation.name
    assert "例示物産株式会社" in whom_sentence(licence, company)
    assert licensee(licence, company) == f"{company} ({kind.value}: 例示物産株式会社)"
    (card,) = licence_cards(owner, "ja")
    assert card.whom in page(signed_in(owner), "/manage/contracts/")


def quoted(
    revision: Revision,
    by: Person,
    terms: LicenceTerms,
    units: Units | None,
    with_manuscript: bool,
) -> object:
    selection = Selection(revision.course.slug, 1, 1, with_manuscript=with_manuscript)
    return issue_quote(
        course=revision.course,
        selection=selection,
        asker=Asker("株式会社みほん商事"),
        by=by,
        units=units,
        licence=terms,
    )


GROUP = LicenceTerms(LicenceKind.GROUP.value, "例示物産株式会社")
UNITS = Units(1_000, 300_000)


def test_quote_of_another_kind_is_the_sellers_and_names_somebody(revision: Revision) -> None:
    seller = make_operator()
    nobody = LicenceTerms(LicenceKind.GROUP.value)
    for terms, units, with_manuscript in (
        (GROUP, None, True),
        (nobody, UNITS, True),
        (GROUP, UNITS, False),
    ):
        with pytest.raises(IncompleteApplication):
            quoted(revision, seller, terms, units, with_manuscript)

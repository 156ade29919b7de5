"""書き出し: files for other systems, for those who bought the manuscript."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

import pytest
from django.test import Client

from terakoya.courseware.formats import FORMATS
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Material
from terakoya.portal.accounts.models import Member, Organisation
from terakoya.portal.audit.models import AuditPayload
from terakoya.portal.catalogue.choices import Item, RevisionKind
from terakoya.portal.catalogue.models import Course, Offer, Revision
from terakoya.portal.catalogue.services import publish_material, publish_own_material
from terakoya.portal.common import clock
from terakoya.portal.orders.built_files import KEPT, forget_built_files
from terakoya.portal.orders.exports import EXPORTS, VIDEO, WITH_AUDIO
from terakoya.portal.orders.models import BuiltFile, ManuscriptLicence, Order, OrderLine
from terakoya.portal.orders.selectors.pricing import export_contents
from tests.factories import ROOT, default_offer
from tests.made_once import made_once_by
from tests.recordings import recorded
from tests.selection import deep
from tests.statements import counted_statements

pytestmark = pytest.mark.once  # dear: files are made, and both databases keep the same

NOON = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
CORPUS = ROOT / "tests" / "corpus" / "every-layout"
CARD = "phrases-card"  # of courses with phrases alone
CHOICES = {"content": "general", "language": "ja", "sound": "on"}


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with clock.fixed_at(NOON):
        yield


def material() -> Material:
    return recorded(read_folder(CORPUS), ["five-steps"])


def publish() -> Revision:
    with clock.fixed_at(NOON):
        return publish_material(material=material())


made_revision = made_once_by(publish)


@pytest.fixture
def revision(made_revision: Revision, db: None) -> Revision:
    return deepcopy(made_revision)


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    return client


@pytest.fixture
def officer(owner: Member) -> Client:
    return signed_in(owner)


def bought(organisation: Organisation, by: Member, course: Course) -> ManuscriptLicence:
    """The manuscript of a course, bought today."""
    order = Order.objects.create(
        organisation=organisation,
        number=f"T-{Order.objects.count()}",
        placed_by=by.person,
        placed_at=clock.now(),
        subtotal_yen=98_000,
        tax_per_mille=100,
        tax_yen=9_800,
        total_yen=107_800,
        snapshot={},
    )
    line = OrderLine.objects.create(
        organisation=organisation,
        order=order,
        course=course,
        item=Item.MANUSCRIPT,
        quantity=1,
        unit_yen=98_000,
        amount_yen=98_000,
    )
    return ManuscriptLicence.objects.create(
        organisation=organisation,
        order_line=line,
        course=course,
        starts_on=clock.today(),
        updates_until=clock.today() + dt.timedelta(days=365),
    )


@pytest.fixture
def licence(revision: Revision, owner: Member) -> ManuscriptLicence:
    return bought(owner.organisation, owner, revision.course)


def address(licence: ManuscriptLicence) -> str:
    return f"/manage/exports/{licence.uuid}/"


def names_in(content: bytes) -> set[str]:
    return set(zipfile.ZipFile(io.BytesIO(content)).namelist())


def page_in(content: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read("index.html").decode()


def test_page_offers_every_format_with_what_it_is_for(
    officer: Client, licence: ManuscriptLicence
) -> None:
    page = officer.get("/manage/exports/").content.decode()
    assert CARD not in page and str(EXPORTS[CARD].name) not in page
    for fmt, export in EXPORTS.items():
        if fmt in {CARD, VIDEO}:
            continue
        assert page.count(f'name="format" value="{fmt}"') == 1
        assert str(export.name) in page and str(export.purpose) in page
    assert f'action="{address(licence)}"' in page
    assert f"提供元の版（{licence.course.revisions.get().version}）" in page
    assert "自社版（" not in page
    assert "匿名を守るため、意識調査は入りません。" in page
    assert page.count('type="checkbox" name="survey"') == 1
    assert "意識調査も入れる（だれの答えかが、Moodleに残ります）" in page


def test_page_says_what_becomes_of_rules_of_passing_where_there_are_some(
    officer: Client, licence: ManuscriptLicence
) -> None:
    notes = {str(export.rules_note) for export in EXPORTS.values() if export.rules_note}
    assert len(notes) == 3
    page = officer.get("/manage/exports/").content.decode()
    assert not any(note in page for note in notes)
    revision = licence.course.revisions.get()
    rules = [{"topic": "judgement", "draw": 1}]
    Revision.objects.filter(pk=revision.pk).update(meta={**revision.meta, "must": rules})
    page = officer.get("/manage/exports/").content.decode()
    assert [page.count(note) for note in sorted(notes, key=page.count)] == [1, 3, 3]


def test_every_format_of_the_page_is_one_that_is_written() -> None:
    assert set(EXPORTS) - set(FORMATS) == {WITH_AUDIO}


def test_page_without_a_licence_says_how_to_get_one(officer: Client, revision: Revision) -> None:
    page = officer.get("/manage/exports/").content.decode()
    assert "書き出しは、教材原稿をお持ちの会社で使えます" in page
    assert 'href="/contact/?kind=quote"' in page
    assert "ダウンロード</button>" not in page


@pytest.mark.parametrize("licences", [1, 3])
def test_page_costs_the_same_statements_a_licence(
    licences: int, officer: Client, owner: Member, revision: Revision
) -> None:
    for _ in range(licences):
        bought(owner.organisation, owner, revision.course)
    officer.get("/manage/exports/")
    with counted_statements() as statements:
        officer.get("/manage/exports/")
    assert len(statements) == STATEMENTS + 2 * licences


# the member with the organisation, the licences, courses with a kit, their kits, made files
STATEMENTS = 5


# Dear, and read by another test here; name and type come from the same table.
DEAR = "moodle"


@pytest.mark.parametrize(
    "fmt", [*(fmt for fmt in EXPORTS if fmt not in {CARD, VIDEO, DEAR}), *deep(DEAR)]
)
def test_every_format_is_downloaded_with_its_name_and_type(
    fmt: str, officer: Client, licence: ManuscriptLicence
) -> None:
    file = officer.get(address(licence), {**CHOICES, "format": fmt})
    ending = FORMATS["pptx" if fmt == WITH_AUDIO else fmt].ending
    assert file.status_code == 200
    assert file["Content-Type"] == EXPORTS[fmt].content_type
    assert file["Content-Disposition"] == f'attachment; filename="every-layout-ja.{ending}"'
    assert len(file.content) > 500
    data = AuditPayload.objects.latest("id").data
    assert data == {
        "format": fmt,
        "language": "ja",
        "revision": licence.course.revisions.get().revision_id,
    }


def test_card_is_offered_where_the_course_has_phrases(
    officer: Client, owner: Member, licence: ManuscriptLicence
) -> None:
    later = publish_material(material=read_folder(CORPUS.parent / "later-layouts"))
    other = bought(owner.organisation, owner, later.course)
    owner.organisation.variables = {"desk.name": "みほん相談窓口"}
    owner.organisation.save(update_fields=["variables"])
    page = officer.get("/manage/exports/").content.decode()
    assert page.count(f'value="{CARD}"') == 1 and "言葉のカード（PDF、A4 1枚）" in page
    file = officer.get(address(other), {**CHOICES, "format": CARD})
    assert file["Content-Disposition"] == 'attachment; filename="later-layouts-ja.card.pdf"'
    assert file.content.startswith(b"%PDF")
    refused = officer.get(address(licence), {**CHOICES, "format": CARD})
    assert refused.status_code == 422
    assert "言葉のスライドがないため、カードを作れません。" in refused.content.decode()


def test_package_holds_the_companys_own_values_and_sound(
    officer: Client, owner: Member, licence: ManuscriptLicence
) -> None:
    owner.organisation.variables = {"desk.name": "みほん相談窓口"}
    owner.organisation.save(update_fields=["variables"])
    file = officer.get(address(licence), {**CHOICES, "format": "scorm12"}).content
    assert "imsmanifest.xml" in names_in(file)
    assert "みほん相談窓口" in page_in(file) and owner.organisation.name in page_in(file)
    assert {name.rsplit(".", 1)[1] for name in names_in(file) if name.startswith("audio/")} == {
        "m4a",
        "vtt",
    }
    silent = officer.get(address(licence), {**CHOICES, "sound": "off", "format": "scorm12"})
    assert not any(name.startswith("audio/") for name in names_in(silent.content))


def test_moodle_course_holds_the_survey_only_when_asked(
    officer: Client, licence: ManuscriptLicence
) -> None:
    def survey_in(wanted: dict[str, str]) -> bool:
        file = officer.get(address(licence), {**CHOICES, **wanted}).content
        return any(name.startswith("activities/feedback_") for name in names_in(file))

    assert not survey_in({"format": "moodle"})
    assert survey_in({"format": "moodle", "survey": "on"})
    assert AuditPayload.objects.latest("id").data["survey"] is True
    assert not survey_in({"format": "scorm12", "survey": "on"})
    assert "survey" not in AuditPayload.objects.latest("id").data
    assert BuiltFile.objects.count() == 3


def test_package_is_in_the_language_that_was_chosen(
    officer: Client, licence: ManuscriptLicence
) -> None:
    file = officer.get(address(licence), {**CHOICES, "language": "en", "format": "scorm2004"})
    assert '<html lang="en"' in page_in(file.content)
    assert "every-layout-en.scorm2004.zip" in file["Content-Disposition"]


def test_the_same_file_again_is_read_and_not_built(
    officer: Client, owner: Member, licence: ManuscriptLicence
) -> None:
    first = officer.get(address(licence), {**CHOICES, "format": "scorm12"}).content
    # What is read can be told apart only by having been changed.
    BuiltFile.objects.update(content=first + b"kept")
    again = officer.get(address(licence), {**CHOICES, "format": "scorm12"}).content
    assert (again, BuiltFile.objects.count()) == (first + b"kept", 1)
    owner.organisation.variables = {"desk.name": "別の窓口"}
    owner.organisation.save(update_fields=["variables"])
    other = officer.get(address(licence), {**CHOICES, "format": "scorm12"}).content
    assert "別の窓口" in page_in(other)


def test_a_new_recording_makes_a_new_file(officer: Client, licence: ManuscriptLicence) -> None:
    first = officer.get(address(licence), {**CHOICES, "format": "web"}).content
    publish_material(material=recorded(read_folder(CORPUS), ["five-steps", "case-kettle"]))
    again = officer.get(address(licence), {**CHOICES, "format": "web"}).content
    sounds = [sum(name.endswith(".m4a") for name in names_in(one)) for one in (first, again)]
    assert sounds == [1, 3]


def test_files_are_kept_for_a_week(officer: Client, licence: ManuscriptLicence) -> None:
    officer.get(address(licence), {**CHOICES, "format": "gift"})
    with clock.fixed_at(NOON + KEPT):
        assert forget_built_files() == 0
    with clock.fixed_at(NOON + KEPT + dt.timedelta(seconds=1)):
        assert forget_built_files() == 1
    assert not BuiltFile.objects.exists()


def test_each_edition_on_offer_may_be_exported(
    officer: Client, owner: Member, licence: ManuscriptLicence
) -> None:
    base = material()
    places = {"organisation": owner.organisation, "course": licence.course}
    shop, quiet = (Offer.objects.create(**places, name=name) for name in ("店舗向け", "公開前"))
    revision = publish_own_material(
        material=base, offer=shop, version="2026.11-1", kind=RevisionKind.IMPROVEMENT
    )
    contents = export_contents(licence)
    assert list(contents) == [f"own-{shop.pk}", "general"]
    assert contents[f"own-{shop.pk}"] == revision
    page = officer.get("/manage/exports/").content.decode()
    assert "店舗向け（2026.11-1）" in page and quiet.name not in page
    wanted = {**CHOICES, "format": "gift", "content": f"own-{shop.pk}"}
    assert officer.get(address(licence), wanted).status_code == 200
    assert (
        officer.get(address(licence), {**wanted, "content": f"own-{quiet.pk}"}).status_code == 404
    )


def test_own_edition_is_offered_first(
    officer: Client, owner: Member, licence: ManuscriptLicence
) -> None:
    base = material()
    meta = base.course.meta.model_copy(update={"title": {"ja": "みほんの研修", "en": "Ours"}})
    own = replace(base, course=base.course.model_copy(update={"meta": meta}))
    publish_own_material(
        material=own,
        offer=default_offer(owner.organisation, licence.course),
        version="2026.11-1",
        kind=RevisionKind.IMPROVEMENT,
    )
    page = officer.get("/manage/exports/").content.decode()
    assert page.index("自社版（2026.11-1）") < page.index("提供元の版（")
    choices = {**CHOICES, "format": "scorm12"}
    ours = officer.get(address(licence), {**choices, "content": "own"}).content
    theirs = officer.get(address(licence), choices).content
    assert ("みほんの研修" in page_in(ours), "みほんの研修" in page_in(theirs)) == (True, False)


def test_updates_after_the_licence_are_not_exported(
    officer: Client, licence: ManuscriptLicence
) -> None:
    covered = licence.course.revisions.get()
    with clock.fixed_at(NOON + dt.timedelta(days=400)):
        newer = material()
        meta = newer.course.meta.model_copy(update={"pass_mark": 90})
        publish_material(
            material=replace(newer, course=newer.course.model_copy(update={"meta": meta}))
        )
    officer.get(address(licence), {**CHOICES, "format": "gift"})
    assert AuditPayload.objects.latest("id").data["revision"] == covered.revision_id


@pytest.mark.parametrize(
    "changed",
    [{"format": "odp"}, {"language": "fr"}, {"content": "own"}, {"sound": "loud"}, {"format": ""}],
)
def test_what_is_not_offered_is_not_there(
    changed: dict[str, str], officer: Client, licence: ManuscriptLicence
) -> None:
    wanted = {**CHOICES, "format": "gift"}
    assert officer.get(address(licence), wanted).status_code == 200
    assert officer.get(address(licence), {**wanted, **changed}).status_code == 404


def test_strangers_and_learners_find_nothing(
    officer: Client, licence: ManuscriptLicence, stranger: Member, learner: Member
) -> None:
    wanted = {**CHOICES, "format": "gift"}
    assert officer.get(address(licence), wanted).status_code == 200
    assert signed_in(stranger).get(address(licence), wanted).status_code == 404
    assert signed_in(learner).get(address(licence), wanted).status_code == 404
    assert signed_in(learner).get("/manage/exports/").status_code == 404
    assert BuiltFile.objects.filter(organisation=stranger.organisation).count() == 0


def test_a_file_that_one_company_built_is_not_another_companys(
    officer: Client, licence: ManuscriptLicence, stranger: Member
) -> None:
    other = bought(stranger.organisation, stranger, licence.course)
    wanted = {**CHOICES, "format": "scorm12"}
    officer.get(address(licence), wanted)
    theirs = signed_in(stranger).get(address(other), wanted).content
    assert licence.organisation.name not in page_in(theirs)
    assert BuiltFile.objects.count() == 2

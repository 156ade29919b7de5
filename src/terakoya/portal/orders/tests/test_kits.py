"""対策キット in 書き出し: for whoever has a contract, with the company's own details."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator

import pytest
from django.test import Client
from docx import Document

from terakoya.courseware.formats.kit import kit_zip
from terakoya.courseware.kit import Kit
from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.models import AuditPayload
from terakoya.portal.catalogue.models import Course
from terakoya.portal.common import clock
from terakoya.portal.learning.models import AccessGrant
from terakoya.portal.orders.built_files import KEPT, forget_built_files
from terakoya.portal.orders.models import BuiltFile
from tests.factories import give_course, publish_flagship
from tests.statements import counted_statements

from .test_exports import bought

pytestmark = pytest.mark.once  # dear: files are made, and both databases keep the same

NOON = dt.datetime(2026, 11, 28, 3, 0, tzinfo=dt.UTC)
SHOWN, NOTICE = {"manual", "notice"}, "1 相談窓口の掲示"
ADDRESS = "/manage/exports/kit/stop-customer-harassment/"


@pytest.fixture(autouse=True)
def _built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several tests ask for the same documents, which take a second of a core."""
    monkeypatch.setattr("terakoya.courseware.formats.kit.kit_zip", kit_once)


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with clock.fixed_at(NOON):
        yield


@pytest.fixture
def course(db: None) -> Course:
    return publish_flagship().course


@pytest.fixture
def contracted(course: Course, owner: Member) -> Course:
    """The course, under a contract of the owner's organisation."""
    give_course(owner, course)
    return course


_kits: dict[str, bytes] = {}


def kit_once(kit: Kit, language: str, values: dict[str, str], on: dt.date) -> bytes:
    """A kit of the documents that tests look into; built by the first who asks for it so."""
    documents = tuple(one for one in kit.documents if one.id in SHOWN)
    short = kit.model_copy(update={"documents": documents})
    asked = repr((short, language, sorted(values.items()), on))
    if asked not in _kits:
        _kits[asked] = kit_zip(short, language, values, on)
    return _kits[asked]


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    return client


@pytest.fixture
def officer(owner: Member) -> Client:
    return signed_in(owner)


def words_in(content: bytes, name: str) -> str:
    """The words of a Word file of the ZIP."""
    word = Document(io.BytesIO(zipfile.ZipFile(io.BytesIO(content)).read(f"Word/{name}.docx")))
    cells = (cell.text for table in word.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in word.paragraphs), *cells])


def fill_in(member: Member, prefecture: str = "", **variables: str) -> None:
    organisation = member.organisation
    organisation.prefecture = prefecture
    organisation.variables = {key.replace("_", "."): one for key, one in variables.items()}
    organisation.save(update_fields=["prefecture", "variables"])


def test_page_says_what_the_kit_is_and_what_is_empty(
    officer: Client, owner: Member, contracted: Course
) -> None:
    page = officer.get("/manage/exports/").content.decode()
    assert f'action="{ADDRESS}"' in page and "カスハラ対策キット" in page
    for name in ("4本柱の点検表", "基本方針", "対応ルール", "対応マニュアルひな形"):
        assert f'<span class="strong">{name}</span>' in page
    assert "約束するものではありません" in page
    assert "空いている会社の情報：基本方針を載せた場所、引き継ぎの決まり、相談窓口の名前" in page
    assert "書き出しは、教材原稿をお持ちの会社で使えます" in page
    values = ("desk_name", "desk_person", "desk_extension", "desk_hours", "supervisor_rule")
    fill_in(owner, **dict.fromkeys(values, "あ"), policy_url="https://mihon.example/policy")
    assert "空いている会社の情報" not in officer.get("/manage/exports/").content.decode()
    officer.cookies["language"] = "en"
    english = officer.get("/manage/exports/").content.decode()
    assert "Customer harassment kit" in english and "Desk notice" in english
    chosen = '<option value="{}" selected>'
    assert (page.count(chosen.format("ja")), english.count(chosen.format("en"))) == (1, 1)
    assert page.index('<option value="ja"') < page.index('<option value="en"')


@pytest.mark.parametrize("contracts", [1, 3])
def test_page_costs_the_same_statements_whatever_the_contracts(
    contracts: int, officer: Client, owner: Member, contracted: Course
) -> None:
    for _ in range(contracts - 1):
        give_course(owner, contracted)
    officer.get("/manage/exports/")
    with counted_statements() as statements:
        page = officer.get("/manage/exports/").content.decode()
    assert page.count(f'action="{ADDRESS}"') == 1
    # Member, licences, courses, kits, files in the making, the course's newest revision.
    assert len(statements) == 6


@pytest.mark.parametrize(
    ("language", "name", "said"),
    [
        ("ja", "0 対応マニュアルひな形", "埼玉県の"),
        pytest.param("en", "0 Manual template", "Saitama's", marks=pytest.mark.deep),
    ],
)
def test_kit_holds_what_the_company_has_told(
    language: str, name: str, said: str, officer: Client, owner: Member, contracted: Course
) -> None:
    fill_in(owner, "埼玉県", desk_name="ほっとライン")
    response = officer.get(ADDRESS, {"language": language})
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    assert f"stop-customer-harassment-{language}.kit.zip" in response["Content-Disposition"]
    manual = words_in(response.content, name)
    assert owner.organisation.name in manual and "ほっとライン" in manual and said in manual
    assert "上司または人事担当" not in manual
    entry = AuditPayload.objects.latest("id")
    assert entry.data == {"course": "stop-customer-harassment", "language": language}


def test_the_same_day_it_is_read_and_the_next_day_made_anew(
    officer: Client, owner: Member, contracted: Course
) -> None:
    first = officer.get(ADDRESS).content
    assert officer.get(ADDRESS).content == first and BuiltFile.objects.count() == 1
    with clock.fixed_at(NOON + dt.timedelta(days=1)):
        assert officer.get(ADDRESS).content != first
    fill_in(owner, desk_name="別の窓口")
    assert "別の窓口" in words_in(officer.get(ADDRESS).content, NOTICE)
    with clock.fixed_at(NOON + KEPT + dt.timedelta(days=2)):
        assert forget_built_files() == 3


def test_without_a_contract_there_is_no_kit(
    officer: Client, owner: Member, contracted: Course
) -> None:
    assert officer.get(ADDRESS).status_code == 200
    [grant] = AccessGrant.objects.filter(organisation=owner.organisation)
    with clock.fixed_at(NOON + (grant.ends_on - NOON.date()) + dt.timedelta(days=2)):
        assert officer.get(ADDRESS).status_code == 404
        assert ADDRESS not in officer.get("/manage/exports/").content.decode()


def test_whoever_bought_the_manuscript_has_the_kit(
    officer: Client, owner: Member, course: Course
) -> None:
    assert officer.get(ADDRESS).status_code == 404
    bought(owner.organisation, owner, course)
    assert officer.get(ADDRESS).status_code == 200


def test_strangers_learners_and_other_languages_find_nothing(
    officer: Client, contracted: Course, stranger: Member, learner: Member
) -> None:
    assert officer.get(ADDRESS).status_code == 200
    assert signed_in(stranger).get(ADDRESS).status_code == 404
    assert signed_in(learner).get(ADDRESS).status_code == 404
    assert Client().get(ADDRESS).status_code in (302, 404)
    assert officer.get(ADDRESS, {"language": "fr"}).status_code == 404
    assert officer.get("/manage/exports/kit/no-such-course/").status_code == 404
    assert not BuiltFile.objects.filter(organisation=stranger.organisation).exists()


HOSTILE = '<script>alert(1)</script>{desk.person}**]]>#import "x"\u202e'  # PostgreSQL keeps no NUL


def test_hostile_details_are_words_in_the_documents(
    officer: Client, owner: Member, contracted: Course
) -> None:
    fill_in(owner, "<b>都", desk_name=HOSTILE, desk_person="=1+1")
    response = officer.get(ADDRESS)
    assert response.status_code == 200
    notice = words_in(response.content, NOTICE)
    assert HOSTILE in notice and "=1+1" in notice
    assert "<script>" not in officer.get("/manage/exports/").content.decode()

"""The pages around an uploaded file: sending, watching, choosing, pictures."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pptx.presentation import Presentation as Deck
from pytest_django.fixtures import Settings

from terakoya.courseware.office import portions
from terakoya.portal.accounts.models import Member
from terakoya.portal.editions.choices import UploadState
from terakoya.portal.editions.models import Upload, UploadPage
from terakoya.portal.editions.services import read_uploads
from tests.factories import make_member
from tests.means import is_present

from .files import remove_page, replace_text
from .officers import Desk
from .short_course import course_file, desk, edited_deck
from .test_pages import signed_in, words

__all__ = ["desk"]

pytestmark = pytest.mark.once  # dear: pages, and both databases keep the same

CONTACT, TITLE = "who-to-turn-to", "迷ったら、一人で抱えず話してください"


@pytest.fixture
def client(desk: Desk) -> Client:
    """The officer's browser."""
    return signed_in(desk.officer)


def send(desk: Desk, client: Client, data: bytes, name: str = "教材.pptx") -> Upload:
    url = reverse("editions:upload-list", args=(desk.edition.uuid,))
    answer = client.post(url, {"file": SimpleUploadedFile(name, data)})
    upload = Upload.objects.latest("id")
    assert answer["Location"] == at(upload)
    return upload


def at(upload: Upload, name: str = "editions:upload") -> str:
    return reverse(name, args=(upload.uuid,))


def edited() -> bytes:
    def edit(deck: Deck) -> None:
        replace_text(deck, TITLE, "みほん商事の相談窓口")
        remove_page(deck, 1)

    return edited_deck(edit)


def test_pictures_show_the_side_on_which_something_changed(
    desk: Desk, client: Client, read_once: None
) -> None:
    why = "求めることを伝え、説明も聞いています。"

    def edit(deck: Deck) -> None:
        replace_text(deck, why, "求めることを伝え、相手の説明も聞いています。")
        replace_text(deck, TITLE, "みほん商事の相談窓口")

    upload = send(desk, client, edited_deck(edit))
    read_uploads()
    page = client.get(at(upload)).content.decode()
    thumbs = [
        part.partition("</article>")[0]
        for part in page.split('<div class="ed-thumb"')[1:]
        if 'data-slide="check-own-conduct"' in part
    ]
    answers = "求めることと理由を、丁寧に伝えます"
    assert [(answers in one, "<terakoya-quiz" in one) for one in thumbs] == [(True, False)] * 2
    assert why in thumbs[0] and why not in thumbs[1]


def test_a_file_is_sent_watched_and_chosen_from(
    desk: Desk, client: Client, read_once: None
) -> None:
    upload = send(desk, client, edited())
    assert "画面を閉じても続きます" in words(client, at(upload))
    progress = client.get(at(upload, "editions:upload-progress")).json()
    assert progress == {"state": "waiting", "words": "順番待ち", "done": 0, "total": 0}
    read_uploads()
    page = words(client, at(upload))
    for sentence in ("変更", "削除", "みほん商事の相談窓口", "非表示になります", "違うところ 2"):
        assert sentence in page, sentence
    assert client.get(at(upload, "editions:upload-progress")).json()["state"] == "ready"
    sent = {"take": [f"slide/{CONTACT}"], "version": desk.draft.version}
    assert client.post(at(upload), {**sent, "version": 0}).status_code == 409
    assert client.post(at(upload), {"version": sent["version"]}).status_code == 422
    answer = client.post(at(upload), sent)
    assert answer["Location"] == reverse("editions:edition", args=(desk.edition.uuid,))
    assert desk.slide(CONTACT).title == "みほん商事の相談窓口"
    assert "下書きに入れました" in words(client, at(upload))
    assert client.post(at(upload), sent).status_code == 409


def test_a_bad_file_says_what_to_do(desk: Desk, client: Client, read_once: None) -> None:
    upload = send(desk, client, b"%PDF-1.7", "教材.pptx")
    read_uploads()
    page = words(client, at(upload))
    assert "自社版は変わっていません" in page and "PDF" in page
    url = reverse("editions:upload-list", args=(desk.edition.uuid,))
    assert "読み取れませんでした" in words(client, url)
    assert client.post(url, {}).status_code == 422


def test_a_file_can_be_left_unused_or_told(desk: Desk, client: Client, read_once: None) -> None:
    upload = send(desk, client, course_file("pptx"))
    read_uploads()
    act = at(upload, "editions:upload-act")
    client.post(act, {"do": "tell", "page": "2", "slide": desk.order()[1]})
    upload.refresh_from_db()
    assert upload.state == UploadState.WAITING
    read_uploads()
    client.post(act, {"do": "drop"})
    upload.refresh_from_db()
    assert upload.state == UploadState.DROPPED
    assert client.post(act, {"do": "unknown"}).status_code == 404


def test_the_page_says_what_a_file_is_compared_with_and_lets_choose(
    desk: Desk, client: Client, read_once: None
) -> None:
    rows = "問題,選択肢1,選択肢2,正解,解説\n当社の窓口は。,人事部,警備室,1,規程の12条です。\n"
    upload = send(desk, client, rows.encode("cp932"), "問題.csv")
    read_uploads()
    assert "今の下書きと比べました" in words(client, at(upload))
    act = at(upload, "editions:upload-act")
    assert client.post(act, {"do": "compare", "base": str(desk.base.uuid)}).status_code == 302
    upload.refresh_from_db()
    assert (upload.state, upload.base) == (UploadState.WAITING, desk.base)
    read_uploads()
    html = client.get(at(upload)).content.decode()
    assert f'<option value="{desk.base.uuid}" selected>' in html
    client.post(act, {"do": "compare", "base": "1"})
    assert "比べられません" in words(client, at(upload))


def test_a_new_question_is_shown_and_what_a_table_lacks_is_kept_apart(
    desk: Desk, client: Client, read_once: None
) -> None:
    rows = "問題,選択肢1,選択肢2,正解,解説\n当社の窓口は。,人事部,警備室,1,規程の12条です。\n"
    upload = send(desk, client, rows.encode(), "問題.csv")
    read_uploads()
    page = words(client, at(upload))
    known = len(desk.state.course.source.test.questions)
    for sentence in ("違うところ 1", "人事部 （正解）", f"このファイルにないもの {known}件"):
        assert sentence in page, sentence
    html = client.get(at(upload)).content.decode()
    assert html.count("data-missing") == known
    assert html.count("問題.csv!A2") == 1


def test_a_file_that_names_its_revision_offers_no_other(
    desk: Desk, client: Client, read_once: None
) -> None:
    upload = send(desk, client, course_file("test-xlsx"), "test.xlsx")
    read_uploads()
    html = client.get(at(upload)).content.decode()
    assert "このファイルを書き出した版（提供元の版 2027.01）と比べました。" in html
    assert 'name="base"' not in html


def test_strangers_and_learners_get_404(
    desk: Desk, client: Client, stranger: Member, read_once: None
) -> None:
    upload = send(desk, client, course_file("pptx"))
    UploadPage.objects.create(
        organisation=desk.officer.organisation, upload=upload, page=1, picture=b"png"
    )
    picture = reverse("editions:upload-picture", args=(upload.uuid, 1))
    assert client.get(picture).content == b"png"
    assert client.get(reverse("editions:upload-picture", args=(upload.uuid, 2))).status_code == 404
    listed = reverse("editions:upload-list", args=(desk.edition.uuid,))
    for other in (stranger, make_member(desk.officer.organisation, "受講 花子")):
        browser = signed_in(other)
        for url in (at(upload), at(upload, "editions:upload-progress"), picture, listed):
            assert browser.get(url).status_code == 404, url
        for url in (at(upload), at(upload, "editions:upload-act"), listed):
            assert browser.post(url, {"do": "drop"}).status_code == 404, url
    upload.refresh_from_db()
    assert upload.state == UploadState.WAITING


@pytest.mark.office
@pytest.mark.slow
def test_changed_pages_are_shown_as_they_look(
    desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_present("office")
    monkeypatch.setattr(portions, "MOST_PAGES", 4)  # drawn at once: one page alone is asked for
    upload = send(desk, client, edited())
    read_uploads()
    [page] = UploadPage.objects.filter(upload=upload)
    picture = client.get(reverse("editions:upload-picture", args=(upload.uuid, page.page)))
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert f"{page.page}ページの見た目" in client.get(at(upload)).content.decode()


def test_a_full_organisation_reads_what_to_delete(
    desk: Desk, client: Client, settings: Settings
) -> None:
    page = reverse("editions:upload-list", args=(desk.edition.uuid,))
    settings.UPLOAD_QUOTA = 1000
    large = send(desk, client, b"x" * 700, "大きい.pptx")
    assert "容量を使っているファイル" not in client.get(page).content.decode()
    response = client.post(page, {"file": SimpleUploadedFile("次.pptx", b"x" * 400)})
    assert response.status_code == 422
    assert "大きい.pptxを消す" in response.content.decode()
    settings.UPLOAD_QUOTA = 800  # nearly full: told before it is refused
    assert "容量を使っているファイル" in client.get(page).content.decode()
    client.post(at(large, "editions:upload-act"), {"do": "drop"})
    html = client.get(page).content.decode()
    assert "会社で使っている容量：0" in html
    assert "容量を使っているファイル" not in html


def test_a_failed_file_can_be_deleted_from_its_page(
    desk: Desk, client: Client, read_once: None
) -> None:
    upload = send(desk, client, b"no deck")
    read_uploads()
    assert "このファイルを消す" in client.get(at(upload)).content.decode()
    client.post(at(upload, "editions:upload-act"), {"do": "drop"})
    upload.refresh_from_db()
    assert (upload.state, upload.chunks.count()) == (UploadState.DROPPED, 0)

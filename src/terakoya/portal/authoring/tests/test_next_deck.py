"""A deck of an own course that is sent again: only what PowerPoint changed is offered."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator
from copy import deepcopy

import pytest
from django.urls import reverse
from PIL import Image
from pptx import Presentation
from pptx.presentation import Presentation as Deck

from terakoya.courseware.model import AnySlide, PageSlide
from terakoya.portal.authoring import services
from terakoya.portal.authoring.models import FORMER, OwnCourse
from terakoya.portal.authoring.selectors.draft import DeckFile, draft_page
from terakoya.portal.authoring.selectors.room import bytes_of_decks
from terakoya.portal.editions.choices import UploadState
from terakoya.portal.editions.editing import edits
from terakoya.portal.editions.editing import slides as editing
from terakoya.portal.editions.models import Draft, Edition, Upload
from terakoya.portal.editions.selectors.upload import UploadPageView, upload_page, upload_room
from terakoya.portal.editions.services import (
    apply_edit,
    change_draft,
    read_uploads,
    receive_upload,
    take_upload,
)
from terakoya.portal.editions.tests.test_pages import signed_in

from .decks import DrawnPages, picture
from .drawn import made_in_studio
from .studio import Studio, make_studio, picture_of, state_of

pytestmark = pytest.mark.once  # dear: decks are read, and both databases keep the same

PAGES = (
    ("名刺の扱い", "名刺は机に出したままにしません"),
    ("来客の受付", "受付では名前と時刻だけを書いてもらいます"),
    ("印刷した紙", "印刷したらすぐに取りに行き、置き忘れません"),
    ("古い書類", "捨てる前に、細断する箱へ入れてください"),
    ("電話の応対", "本人かどうかを、決めた三つの質問で確かめます"),
    ("持ち出し", "外へ持ち出すときは、上長の許しを得ます"),
    ("メールの宛先", "送る前に、宛先をもう一度声に出して読みます"),
    ("パスワード", "長い言葉にして、だれにも教えません"),
)


class DrawnAnew(DrawnPages):
    """Draws a page a little otherwise than the last time, as office programs do."""

    def __call__(self, page: int) -> bytes | None:
        """The picture of one page."""
        out = io.BytesIO()
        Image.new("RGB", (64, 36), (0, 130, 2)).save(out, "PNG")
        return out.getvalue()


class DrawnRed(DrawnAnew):
    """Draws every page red."""

    def __call__(self, _page: int) -> bytes | None:
        """The picture of one page."""
        return picture("red")


class RedPages(DrawnPages):
    """Draws the pages of another deck."""

    def drawn(
        self, pages: Collection[int] | None = None, *, width: int = 640
    ) -> Iterator[tuple[int, bytes]]:
        """The pictures of some pages."""
        for page in pages or ():
            yield page, picture("red")


@pytest.fixture(autouse=True)
def _drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("terakoya.portal.editions.services.upload_reader.DeckPages", DrawnAnew)


def add_page(deck: Deck, title: str, words: str) -> None:
    page = deck.slides.add_slide(deck.slide_layouts[1])
    page.shapes.title.text = title
    page.placeholders[1].text = words


def first_deck() -> bytes:
    """A cover, which is kept as a picture, and eight pages; the last is hidden."""
    deck = Presentation()
    cover = deck.slides.add_slide(deck.slide_layouts[0])
    cover.shapes.title.text = "個人情報の取り扱い"
    cover.placeholders[1].text = "2026年度 全社員研修"
    for title, words in PAGES:
        add_page(deck, title, words)
    deck.slides[len(PAGES)]._element.set("show", "0")
    return saved(deck)


def saved(deck: Deck) -> bytes:
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def changed(data: bytes, change: Callable[[Deck], None]) -> bytes:
    deck = Presentation(io.BytesIO(data))
    change(deck)
    return saved(deck)


def say(deck: Deck, page: int, words: str) -> None:
    """Write other words on a page, counted from 1."""
    deck.slides[page - 1].placeholders[1].text = words


def four_changes(deck: Deck) -> None:
    """Words, notes, a page that goes, and one that comes."""
    say(deck, 5, "捨てる前に、細断する箱へ入れて鍵をかけてください")
    deck.slides[5].notes_slide.notes_text_frame.text = "質問は総務部が決めています。"
    add_page(deck, "在宅の勤務", "家族にも画面を見せないようにします")
    pages = deck.slides._sldIdLst
    gone = list(pages)[6]
    deck.part.drop_rel(gone.rId)
    pages.remove(gone)


made_own = made_in_studio(lambda studio: studio.make(first_deck()))


@pytest.fixture
def own(made_own: OwnCourse, studio: Studio) -> OwnCourse:
    """A course of the first deck."""
    return deepcopy(made_own)


def edition_of(own: OwnCourse) -> Edition:
    rows = Edition.objects.select_related("course", "organisation", "draft")
    return rows.get(own_course=own)


def send(studio: Studio, own: OwnCourse, data: bytes) -> UploadPageView:
    """Send a deck again and look at what it changes."""
    upload = receive_upload(
        by=studio.officer,
        edition=edition_of(own),
        name="直した.pptx",
        size=len(data),
        chunks=[data],
    )
    assert read_uploads() == 1
    upload = Upload.objects.select_related("edition__draft", "edition__course").get(pk=upload.pk)
    assert upload.state == UploadState.READY, upload.refusal
    return upload_page(upload, studio.officer, "ja")


def take_ticked(studio: Studio, own: OwnCourse, page: UploadPageView) -> None:
    version = Draft.objects.get(edition=own.edition_id).version
    chosen = [item.key for item in page.items if item.is_ticked]
    take_upload(by=studio.officer, upload=page.upload, chosen=chosen, version=version)


def slides(own: OwnCourse) -> list[AnySlide]:
    return [slide for _chapter, slide in state_of(own).course.source.slides()]


def retitle(studio: Studio, own: OwnCourse, slide: str, title: str) -> None:
    change_draft(
        by=studio.officer,
        edition=edition_of(own),
        change=lambda state: editing.edit_slide(state, "ja", slide, {"title": title}),
        verb="editions.slide_edited",
        data={},
    )


def work_on_the_web(studio: Studio, own: OwnCourse) -> None:
    """Another title, the description of a picture, a page as a picture, one that is not used."""
    known = [slide.id for slide in slides(own)]
    retitle(studio, own, known[1], "名刺と個人情報")
    services.describe_page(by=studio.officer, own_course=own, page=1, text="表紙。会社の印。")
    services.draw_page(by=studio.officer, own_course=own, page=3)
    apply_edit(by=studio.officer, edition=edition_of(own), edit=edits.HIDE_SLIDE(known[3], "別に"))


def test_the_same_deck_again_changes_nothing(studio: Studio, own: OwnCourse) -> None:
    work_on_the_web(studio, own)
    page = send(studio, own, first_deck())
    assert page.is_same, [(item.key, item.words, item.changes) for item in page.items]
    assert "前に送ったファイルと比べました" in page.base
    assert page.base_choices[0].name == "前に送ったファイル"


def test_exactly_what_powerpoint_changed_is_offered_and_work_on_the_web_stays(
    studio: Studio, own: OwnCourse
) -> None:
    known = [slide.id for slide in slides(own)]
    work_on_the_web(studio, own)
    page = send(studio, own, changed(first_deck(), four_changes))
    found = {item.title: [str(word) for word in item.words] for item in page.items}
    assert found == {
        "古い書類": ["変更"],
        "電話の応対": ["変更"],
        "持ち出し": ["削除"],
        "在宅の勤務": ["追加"],
    }
    assert all(item.is_ticked for item in page.items)
    assert not (page.heads or page.order)
    take_ticked(studio, own, page)
    now = {slide.id: slide for slide in slides(own)}
    assert [slide.title for slide in now.values()] == [
        *("個人情報の取り扱い", "名刺と個人情報", "来客の受付", "印刷した紙"),
        *("古い書類", "電話の応対", "メールの宛先", "パスワード", "在宅の勤務"),
    ]
    assert now[known[5]].narration == ("質問は総務部が決めています。",)
    cover = now[known[0]]
    assert isinstance(cover, PageSlide) and cover.picture.alt == "表紙。会社の印。"
    assert isinstance(now[known[2]], PageSlide)
    assert {picture_of(own, page).file for page in (1, 3)} <= set(state_of(own).course.media)
    assert state_of(own).settings.hides(known[3]) and state_of(own).settings.hides(known[8])


def test_what_both_changed_is_marked_and_not_ticked(studio: Studio, own: OwnCourse) -> None:
    known = [slide.id for slide in slides(own)]
    for at in (4, 6):
        retitle(studio, own, known[at], f"画面で直した題{at}")
    page = send(studio, own, changed(first_deck(), four_changes))
    assert {item.key: item.is_ticked for item in page.items if item.clashes} == {
        f"slide/{known[4]}": False,
        f"slide/{known[6]}": False,
    }
    take_ticked(studio, own, page)
    titles = [slide.title for slide in slides(own)]
    assert "画面で直した題4" in titles and "画面で直した題6" in titles


def test_the_third_deck_is_compared_with_the_second(studio: Studio, own: OwnCourse) -> None:
    second = changed(first_deck(), four_changes)
    take_ticked(studio, own, send(studio, own, second))
    retitle(studio, own, slides(own)[1].id, "名刺と個人情報")
    third = changed(second, lambda deck: say(deck, 3, "受付では名前だけを書いてもらいます"))
    page = send(studio, own, third)
    assert [(item.title, item.is_ticked) for item in page.items] == [("来客の受付", True)]
    take_ticked(studio, own, page)
    assert slides(own)[1].title == "名刺と個人情報"
    own = OwnCourse.objects.select_related("edition__course", "edition__draft").get(pk=own.pk)
    shown, _rows = draft_page(own)
    assert shown.file == DeckFile("直した.pptx", len(PAGES) + 1, len(third))


def test_a_page_that_looks_otherwise_is_a_change(
    studio: Studio, own: OwnCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terakoya.portal.editions.services.upload_reader.DeckPages", DrawnRed)
    [item] = send(studio, own, first_deck()).items
    assert (item.title, item.is_ticked) == ("個人情報の取り扱い", True)


def test_own_decks_take_room(studio: Studio, own: OwnCourse) -> None:
    assert bytes_of_decks(studio.officer.organisation) == own.size
    assert upload_room(studio.officer.organisation).used == own.size


def numbers(own: OwnCourse) -> list[tuple[str, int | None, str]]:
    """Each page of the course with its number in the file and where its picture comes from."""
    own = OwnCourse.objects.select_related("edition__course", "edition__draft").get(pk=own.pk)
    page, _shown = draft_page(own)
    return [(row.title, row.number, str(row.origin)) for row in page.rows]


def moved(deck: Deck) -> None:
    """A page more after the cover, the third page gone, other words on the fifth."""
    say(deck, 5, "捨てる前に、細断する箱へ入れて鍵をかけてください")
    add_page(deck, "在宅の勤務", "家族にも画面を見せないようにします")
    pages = deck.slides._sldIdLst
    gone, new = list(pages)[2], list(pages)[-1]
    deck.part.drop_rel(gone.rId)
    pages.remove(gone)
    pages.remove(new)
    pages.insert(1, new)


def test_pages_have_the_number_and_the_picture_of_the_file_that_was_taken(
    studio: Studio, own: OwnCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terakoya.portal.editions.services.upload_reader.DeckPages", RedPages)
    before = {one.slide_id: one.pk for one in own.pages.all()}
    told = bool(own.notices)
    known = [slide.id for slide in slides(own)]
    page = send(studio, own, changed(first_deck(), moved))
    take_ticked(studio, own, page)
    named = {title: (number, origin) for title, number, origin in numbers(own)}
    assert named["個人情報の取り扱い"] == (1, "もとのPowerPoint")
    assert named["在宅の勤務"] == (2, "もとのPowerPoint")
    assert named["名刺の扱い"] == (3, "もとのPowerPoint")
    assert named["印刷した紙"] == (4, "もとのPowerPoint")
    assert named["パスワード"] == (9, "もとのPowerPoint")
    own.refresh_from_db()
    assert (told, own.notices) == (True, [])  # they named pages of the file before
    rows = {one.slide_id: one for one in own.pages.all()}
    kept, reworded = rows[known[1]], rows[known[4]]
    assert kept.pk == before[kept.slide_id]  # the picture that it had
    assert (reworded.pk != before[reworded.slide_id], bytes(reworded.picture)) == (
        True,
        picture("red"),
    )


def test_a_page_that_the_file_lost_keeps_its_picture_while_its_slide_is_there(
    studio: Studio, own: OwnCourse
) -> None:
    page = send(studio, own, changed(first_deck(), moved))
    kept = [item.key for item in page.items if not item.is_removed]
    take_upload(by=studio.officer, upload=page.upload, chosen=kept, version=1)
    named = {title: (number, origin) for title, number, origin in numbers(own)}
    assert named["来客の受付"] == (None, "前のPowerPointのページ")
    lost = own.pages.get(page__gt=FORMER)
    client = signed_in(studio.officer)
    shown = client.get(reverse("authoring:own-course", args=(own.uuid,))).content.decode()
    address = reverse("authoring:page-picture", args=(own.uuid, lost.page))
    assert f"{address}?v={lost.pk}" in shown
    assert client.get(address).status_code == 200
    stranger = signed_in(make_studio("株式会社よその").officer)
    assert stranger.get(address).status_code == 404

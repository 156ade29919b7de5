"""Files that come back: read in the background, taken by choice, and never half."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pptx.presentation import Presentation as Deck
from pytest_django.fixtures import Settings

from terakoya.courseware.formats import format_named
from terakoya.courseware.inline import plain
from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.catalogue.selectors import revision_material
from terakoya.portal.common import clock
from terakoya.portal.editions.choices import UploadKind, UploadState
from terakoya.portal.editions.editing import slides as editing
from terakoya.portal.editions.editing.edits import HIDE_SLIDE
from terakoya.portal.editions.errors import (
    DraftChanged,
    QuotaReached,
    UploadClosed,
    UploadRefused,
)
from terakoya.portal.editions.models import Upload, UploadChunk
from terakoya.portal.editions.selectors.own_decks import own_deck_of
from terakoya.portal.editions.selectors.upload import UploadPageView, upload_page, upload_room
from terakoya.portal.editions.selectors.upload_details import company_details
from terakoya.portal.editions.services import (
    delete_old_uploads,
    drop_upload,
    read_uploads,
    receive_upload,
    take_upload,
    tell_page,
)
from terakoya.portal.editions.services.drafts import change_draft
from terakoya.portal.editions.services.upload_reader import (
    LEASE,
    MOST_ATTEMPTS,
    claim_next,
    give_up_on_the_lost,
)
from terakoya.portal.editions.services.uploads import LARGEST
from tests.courses import short_material

from .files import remove_page, replace_cell, replace_text
from .officers import Desk
from .short_course import course_file, desk, edited_deck, edited_test
from .test_pages import signed_in, words

__all__ = ["desk"]

CONTACT, TITLE = "who-to-turn-to", "迷ったら、一人で抱えず話してください"
pytestmark = [
    pytest.mark.once,  # dear: decks are read, and both databases keep the same
    pytest.mark.usefixtures("read_once"),  # and no pictures: `test_upload_pages` draws them
]
NOON = dt.datetime(2026, 11, 26, 3, tzinfo=dt.UTC)


def send(desk: Desk, data: bytes, name: str = "教材.pptx") -> Upload:
    pieces = [data[at : at + 100_000] for at in range(0, len(data), 100_000)]
    return receive_upload(
        by=desk.officer, edition=desk.edition, name=name, size=len(data), chunks=pieces
    )


def read(desk: Desk, data: bytes, name: str = "教材.pptx") -> Upload:
    """Send a file and let the worker read it."""
    upload = send(desk, data, name)
    assert read_uploads() == 1
    return Upload.objects.get(pk=upload.pk)


def look(desk: Desk, upload: Upload) -> UploadPageView:
    fresh = Upload.objects.select_related("edition__draft").get(pk=upload.pk)
    return upload_page(fresh, desk.officer, "ja")


def take(desk: Desk, upload: Upload, *chosen: str) -> None:
    take_upload(by=desk.officer, upload=upload, chosen=chosen, version=desk.draft.version)


def retitle(desk: Desk, slide: str, title: str) -> None:
    """A colleague changes a title in the draft."""
    change_draft(
        by=desk.colleague,
        edition=desk.edition,
        change=lambda state: editing.edit_slide(state, "ja", slide, {"title": title}),
        verb="editions.slide_edited",
        data={},
    )


def rename(deck: Deck) -> None:
    replace_text(deck, TITLE, "みほん商事の相談窓口")


def test_an_untouched_deck_changes_nothing(desk: Desk) -> None:
    upload = read(desk, course_file("pptx"))
    page = look(desk, upload)
    assert (upload.state, upload.kind, page.items, page.heads) == (
        UploadState.READY,
        UploadKind.DECK,
        [],
        [],
    )
    bank = len(list(short_material().course.source.bank_slides()))
    assert page.same == len(desk.order()) + bank


def test_an_edited_deck_comes_back_as_exactly_that(desk: Desk) -> None:
    pages = {slide: n for n, slide in enumerate(desk.order(), 1)}
    assert desk.slide(CONTACT).title == TITLE

    def edit(deck: Deck) -> None:
        rename(deck)
        remove_page(deck, 1)

    upload = read(desk, edited_deck(edit))
    page = look(desk, upload)
    found = {item.key: [str(word) for word in item.words] for item in page.items}
    first = desk.order()[0]
    assert pages[first] == 1
    assert found == {f"slide/{CONTACT}": ["変更"], f"slide/{first}": ["削除"]}
    take(desk, upload, f"slide/{CONTACT}", f"slide/{first}")
    assert plain(desk.slide(CONTACT).title) == "みほん商事の相談窓口"
    assert desk.state.settings.hides(first)
    assert first in desk.order()


def test_a_deck_of_the_published_edition_comes_back_as_its_own(desk: Desk) -> None:
    first = desk.order()[0]
    desk.edit(HIDE_SLIDE(first, "別に学ぶ"))
    retitle(desk, CONTACT, "みほん商事の相談窓口")
    material = revision_material(desk.publish().revision)
    upload = read(desk, format_named("pptx").write(material, "ja"))
    assert look(desk, upload).items == []


def test_only_what_was_chosen_is_taken(desk: Desk) -> None:
    def edit(deck: Deck) -> None:
        rename(deck)
        remove_page(deck, 1)

    upload = read(desk, edited_deck(edit))
    take(desk, upload, f"slide/{CONTACT}")
    assert not desk.state.settings.hidden
    assert desk.slide(CONTACT).title == "みほん商事の相談窓口"
    with pytest.raises(UploadClosed):
        take(desk, upload, f"slide/{CONTACT}")
    assert own_deck_of(desk.edition) == upload  # kept, so that an update can be put into it


def test_what_the_draft_changed_elsewhere_stays(desk: Desk) -> None:
    other = desk.order()[1]
    upload = send(desk, edited_deck(rename))
    for slide, title in ((other, "下書きで変えた題"), (CONTACT, "下書きの窓口")):
        retitle(desk, slide, title)
    read_uploads()
    page = look(desk, upload)
    assert [(item.key, item.clashes) for item in page.items] == [(f"slide/{CONTACT}", True)]
    take(desk, upload, f"slide/{CONTACT}")
    assert desk.slide(other).title == "下書きで変えた題"
    assert desk.slide(CONTACT).title == "みほん商事の相談窓口"


def test_a_draft_changed_after_the_page_was_seen_is_not_written_over(desk: Desk) -> None:
    upload = read(desk, edited_deck(rename))
    version = desk.draft.version
    retitle(desk, CONTACT, "別の題")
    with pytest.raises(DraftChanged):
        take_upload(by=desk.officer, upload=upload, chosen=[f"slide/{CONTACT}"], version=version)
    upload.refresh_from_db()
    assert (upload.state, desk.slide(CONTACT).title) == (UploadState.READY, "別の題")


def test_two_files_at_once_are_two_choices(desk: Desk) -> None:
    first = send(desk, edited_deck(rename))
    second = send(desk, edited_deck(lambda deck: remove_page(deck, 1)))
    assert read_uploads(seconds=600) == 2
    take(desk, first, f"slide/{CONTACT}")
    [item] = look(desk, second).items
    take(desk, second, item.key)
    assert desk.slide(CONTACT).title == "みほん商事の相談窓口"
    assert desk.state.settings.hides(desk.order()[0])


def test_an_edited_test_comes_back(desk: Desk) -> None:
    question = desk.state.course.source.test.questions[1]
    data = edited_test(lambda book: replace_cell(book, question.text, "条例は、いつからですか。"))
    upload = read(desk, data, "test.xlsx")
    page = look(desk, upload)
    assert upload.kind == UploadKind.QUESTIONS
    assert [(item.key, [str(word) for word in item.words]) for item in page.items] == [
        (f"question/{question.id}", ["変更"])
    ]
    take(desk, upload, f"question/{question.id}")
    changed = {one.id: one.text for one in desk.state.course.source.test.questions}
    assert changed[question.id] == "条例は、いつからですか。"
    assert len(desk.state.course.text("en").test.questions) == len(changed)


def test_questions_come_from_a_plain_table(desk: Desk) -> None:
    known = len(desk.state.course.source.test.questions)
    rows = "問題,選択肢1,選択肢2,正解,解説\n当社の窓口は。,人事部,警備室,1,規程の12条です。\n"
    upload = read(desk, rows.encode(), "questions.csv")
    items = look(desk, upload).items
    added = [item for item in items if item.is_ticked]
    assert [[str(word) for word in item.words] for item in added] == [["追加"]]
    assert len(items) == known + 1
    take(desk, upload, added[0].key)
    for language in ("ja", "en"):
        questions = [one.text for one in desk.state.course.text(language).test.questions]
        assert (len(questions), questions.count("当社の窓口は。")) == (known + 1, 1)


def test_a_survey_workbook_is_known_by_what_stands_in_it(desk: Desk) -> None:
    upload = read(desk, course_file("survey-xlsx"), "会社で直した表.xlsx")
    assert (upload.kind, look(desk, upload).items) == (UploadKind.SURVEY, [])


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("教材.pptx", b"PK\x03\x04 nothing", "壊れ"),
        ("教材.pptx", b"%PDF-1.7 ...", "PDF"),
        ("教材.ppt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ""),
        ("表.xlsx", b"not a workbook", ""),
        ("表.docx", b"PK\x03\x04", ""),
    ],
)
def test_bad_input_gets_a_sentence_and_changes_nothing(
    desk: Desk, name: str, data: bytes, words: str
) -> None:
    before = desk.draft.version
    upload = read(desk, data, name)
    assert upload.state == UploadState.FAILED
    assert words in upload.refusal["ja"] and upload.refusal["ja"].endswith("。")
    assert "→" not in "".join(upload.refusal.values())  # it would be read aloud by its name
    assert upload.refusal["en"] and upload.refusal["en"] != upload.refusal["ja"]
    assert (desk.draft.version, Revision.objects.count()) == (before, 1)


@pytest.mark.parametrize("size", [0, LARGEST + 1])
def test_a_file_of_no_size_or_too_much_is_not_stored(desk: Desk, size: int) -> None:
    with pytest.raises(UploadRefused):
        receive_upload(
            by=desk.officer, edition=desk.edition, name="教材.pptx", size=size, chunks=[]
        )
    assert not Upload.objects.exists()


def test_few_files_wait_at_once(desk: Desk) -> None:
    for _number in range(5):
        send(desk, b"x")
    with pytest.raises(UploadRefused):
        send(desk, b"x")


def test_a_killed_workers_file_is_read_by_the_next_one(desk: Desk) -> None:
    with clock.fixed_at(NOON):
        send(desk, edited_deck(rename))
        lost = claim_next()
        assert lost is not None and claim_next() is None
    with clock.fixed_at(NOON + LEASE):
        assert read_uploads() == 1
    upload = Upload.objects.get()
    assert (upload.state, upload.attempts) == (UploadState.READY, 2)


def test_a_file_that_kills_every_worker_is_given_up(desk: Desk) -> None:
    send(desk, b"x")
    for attempt in range(MOST_ATTEMPTS):
        with clock.fixed_at(NOON + attempt * LEASE):
            assert claim_next() is not None
    with clock.fixed_at(NOON + MOST_ATTEMPTS * LEASE):
        assert claim_next() is None
        give_up_on_the_lost()
    upload = Upload.objects.get()
    assert upload.state == UploadState.FAILED
    assert "もう一度送って" in upload.refusal["ja"]


def test_a_file_that_never_came_whole_is_given_up_after_an_hour(desk: Desk) -> None:
    with clock.fixed_at(NOON):
        send(desk, b"x")
        Upload.objects.update(state=UploadState.RECEIVING)
    for minutes, state in ((59, UploadState.RECEIVING), (60, UploadState.FAILED)):
        with clock.fixed_at(NOON + dt.timedelta(minutes=minutes)):
            give_up_on_the_lost()
        assert Upload.objects.get().state == state


def test_a_fault_of_ours_ends_no_worker(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_given: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("terakoya.portal.editions.services.upload_reader.read_file", break_down)
    upload = read(desk, course_file("pptx"))
    assert (upload.state, "もう一度送って" in upload.refusal["ja"]) == (UploadState.FAILED, True)


def test_a_page_can_be_told_and_is_read_again(desk: Desk) -> None:
    upload = read(desk, course_file("pptx"))
    told = tell_page(by=desk.officer, upload=upload, page=2, slide=desk.order()[1])
    assert (told.state, read_uploads()) == (UploadState.WAITING, 1)
    upload.refresh_from_db()
    assert (upload.state, upload.choices) == (UploadState.READY, {"2": desk.order()[1]})


def test_what_is_not_used_goes(desk: Desk) -> None:
    upload = read(desk, course_file("pptx"))
    drop_upload(by=desk.officer, upload=upload)
    assert not UploadChunk.objects.exists()
    with pytest.raises(UploadClosed):
        drop_upload(by=desk.officer, upload=upload)
    with pytest.raises(UploadRefused):
        take(desk, read(desk, edited_deck(rename)))
    with clock.fixed_at(clock.now() + dt.timedelta(days=31)):
        assert delete_old_uploads() > 0


def bytes_kept() -> dict[str, int]:
    """How many pieces and pictures each file has, by its name."""
    return {
        one.name: one.chunks.count() + one.pages.count() for one in Upload.objects.order_by("id")
    }


def test_bytes_of_a_failed_file_go_after_a_day(desk: Desk) -> None:
    with clock.fixed_at(NOON):
        failed = read(desk, b"no deck", "a.pptx")
        send(desk, b"waits", "b.pptx")
    assert (failed.state, failed.closed_at) == (UploadState.FAILED, NOON)
    for moment, deleted, kept in (
        (NOON + dt.timedelta(days=1) - dt.timedelta(seconds=1), 0, {"a.pptx": 1, "b.pptx": 1}),
        (NOON + dt.timedelta(days=1), 1, {"a.pptx": 0, "b.pptx": 1}),
        (NOON + dt.timedelta(days=2), 0, {"a.pptx": 0, "b.pptx": 1}),
        (NOON + dt.timedelta(days=30), 1, {"a.pptx": 0, "b.pptx": 0}),
    ):
        with clock.fixed_at(moment):
            assert (delete_old_uploads(), bytes_kept()) == (deleted, kept)


def test_bytes_that_failed_before_the_moment_was_kept_go_too(desk: Desk) -> None:
    with clock.fixed_at(NOON):
        read(desk, b"no deck")
    Upload.objects.update(closed_at=None)
    with clock.fixed_at(NOON + dt.timedelta(days=1)):
        assert delete_old_uploads() == 1


def test_what_a_taken_file_held_goes_after_a_month(desk: Desk) -> None:
    with clock.fixed_at(NOON):
        for name in ("taken.csv", "ready.csv"):
            read(desk, b"question,answer\n", name)
        Upload.objects.update(read=b"x", origin=b"y", report={"ja": {}}, state=UploadState.READY)
        taken = Upload.objects.get(name="taken.csv")
        Upload.objects.filter(pk=taken.pk).update(state=UploadState.TAKEN)
    with clock.fixed_at(NOON + dt.timedelta(days=30)):
        delete_old_uploads()
    assert [bytes(one.read) for one in Upload.objects.order_by("id")] == [b"", b"x"]
    assert Upload.objects.get(pk=taken.pk).report == {}


def test_an_organisation_has_room_for_so_many_bytes(desk: Desk, settings: Settings) -> None:
    settings.UPLOAD_QUOTA = 10
    first = send(desk, b"x" * 6)
    with pytest.raises(QuotaReached, match="今は6") as refusal:
        send(desk, b"x" * 5)
    assert (refusal.value.status, Upload.objects.count()) == (422, 1)
    send(desk, b"x" * 4)
    with pytest.raises(QuotaReached):
        send(desk, b"x")
    drop_upload(by=desk.officer, upload=first)
    send(desk, b"x" * 6)


def test_a_file_that_is_on_its_way_counts(desk: Desk, settings: Settings) -> None:
    settings.UPLOAD_QUOTA = 10

    def while_it_comes() -> Iterator[bytes]:
        with pytest.raises(QuotaReached):
            send(desk, b"x" * 5)
        yield b"x" * 6

    receive_upload(
        by=desk.officer, edition=desk.edition, name="a.pptx", size=6, chunks=while_it_comes()
    )
    assert [one.size for one in Upload.objects.all()] == [6]


def test_room_of_others_is_not_ours(desk: Desk, stranger: Member, settings: Settings) -> None:
    settings.UPLOAD_QUOTA = 10
    send(desk, b"x" * 10)
    assert (
        upload_room(stranger.organisation).used,
        upload_room(desk.officer.organisation).used,
    ) == (0, 10)


def test_a_file_that_was_dropped_while_it_was_read_stays_dropped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = send(desk, b"no deck")
    monkeypatch.setattr(
        "terakoya.portal.editions.services.upload_reader.kind_of",
        lambda *_given: drop_upload(by=desk.officer, upload=upload),
    )
    read_uploads()
    assert Upload.objects.get().state == UploadState.DROPPED


def test_company_details_of_a_file_can_be_taken(desk: Desk) -> None:
    upload = read(
        desk, edited_deck(lambda deck: replace_text(deck, "上司または人事担当", "ほっとライン"))
    )
    page = look(desk, upload)
    assert [value for _label, value in page.new_values] == ["ほっとライン"]
    take_upload(by=desk.officer, upload=upload, chosen=[], version=desk.draft.version, values=True)
    desk.officer.organisation.refresh_from_db()
    assert desk.officer.organisation.variables["desk.name"] == "ほっとライン"


def say_others(deck: Deck) -> None:
    """A name of the company's and a place of its policy that are no address."""
    replace_text(deck, "当社の全従業員向け研修", "みほん百貨店の全従業員向け研修")
    replace_text(
        deck, "会社の方針は、社内の案内で読めます。", "会社の方針は、社内ポータルで読めます。"
    )
    replace_text(deck, "上司または人事担当", "ほっとライン")


def test_details_that_the_portal_cannot_take_are_told_and_the_others_come_in(desk: Desk) -> None:
    upload = read(desk, edited_deck(say_others))
    page = look(desk, upload)
    assert [value for _label, value in page.new_values] == ["ほっとライン"]
    policy = next(one for one in page.unfit_values if not one.is_name)
    assert policy.value == "社内ポータル" and policy.pages
    url = reverse("editions:upload", args=(upload.uuid,))
    client = signed_in(desk.officer)
    assert policy.reason in words(client, url) and "https://" in policy.reason
    answer = client.post(url, {"values": "yes", "version": desk.draft.version}, follow=True)
    assert "「社内ポータル」は取り込みませんでした" in answer.content.decode()
    desk.officer.organisation.refresh_from_db()
    assert desk.officer.organisation.variables == {"desk.name": "ほっとライン"}


def test_another_name_of_the_company_is_told_with_its_page(desk: Desk) -> None:
    page = look(desk, read(desk, edited_deck(say_others)))
    name = next(one for one in page.unfit_values if one.is_name)
    assert (name.value, name.place) == ("みほん百貨店", "1")
    assert "会社の設定" in name.reason and desk.officer.organisation.name in name.reason
    defaults = {"company.name": "当社", "policy.url": "社内の案内"}
    unchanged = Upload(report={"ja": {"variables": defaults}})
    assert company_details(unchanged, page.origin, page.values, "ja") == []


def test_the_tables_keep_what_one_row_can_state(desk: Desk) -> None:
    upload = send(desk, b"x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(done=2)
    chunk = UploadChunk.objects.get()
    chunk.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        chunk.save(force_insert=True)

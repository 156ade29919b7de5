"""自社のPowerPointに新版を入れて受け取る: asked, made by a worker, fetched, kept, sent back."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from functools import cache

import pytest
from django.test import Client
from django.urls import reverse
from pptx import Presentation
from pptx.presentation import Presentation as Deck

from terakoya.courseware.formats.pptx.reading import revision_of_deck
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.catalogue.choices import RevisionKind
from terakoya.portal.common import clock
from terakoya.portal.editions.choices import PatchState, UploadState
from terakoya.portal.editions.models import EditionUpdate, PatchedDeck, Upload
from terakoya.portal.editions.selectors.own_decks import deck_offer, own_deck_of
from terakoya.portal.editions.services import (
    deck_bytes,
    delete_old_uploads,
    patch_decks,
    read_uploads,
    receive_updates,
    receive_upload,
    take_upload,
)
from terakoya.portal.editions.services.deck_patcher import claim_next
from terakoya.portal.editions.services.upload_reader import LEASE
from tests.factories import make_member, make_organisation, make_owner

from .files import replace_text
from .officers import Desk
from .reading_once import read_apart
from .short_course import course_file, desk, edited_deck, publish_vendor
from .test_pages import signed_in, words

__all__ = ["desk"]

pytestmark = [
    pytest.mark.once,  # dear: whole decks, and both databases keep the same
    pytest.mark.usefixtures("read_once"),
]

CONTACT, TITLE = "who-to-turn-to", "迷ったら、一人で抱えず話してください"
OWN_TITLE = "みほん商事の相談窓口"
LAW, LAW_TITLE = "two-rules", "条例と法律の役割（2027年4月1日から）"


@pytest.fixture
def client(desk: Desk) -> Client:
    """The officer's browser."""
    return signed_in(desk.officer)


@cache
def own_deck() -> bytes:
    return edited_deck(lambda deck: replace_text(deck, TITLE, OWN_TITLE))


def send(desk: Desk, data: bytes, name: str = "カスハラ研修_みほん商事.pptx") -> Upload:
    upload = receive_upload(
        by=desk.officer, edition=desk.edition, name=name, size=len(data), chunks=[data]
    )
    assert read_uploads() == 1
    upload.refresh_from_db()
    assert upload.state == UploadState.READY
    return upload


def send_and_take(desk: Desk, data: bytes) -> Upload:
    upload = send(desk, data)
    take_upload(
        by=desk.officer, upload=upload, chosen=[f"slide/{CONTACT}"], version=desk.draft.version
    )
    upload.refresh_from_db()
    return upload


def law_comes() -> EditionUpdate:
    publish_vendor(
        {LAW: {"title": LAW_TITLE}}, kind=RevisionKind.LEGAL, legal_on=dt.date(2027, 4, 1)
    )
    receive_updates()
    return EditionUpdate.objects.get()


def ask(desk: Desk, client: Client, update: EditionUpdate | None = None) -> PatchedDeck:
    url = reverse("editions:own-deck-ask", args=(desk.edition.uuid,))
    answer = client.post(url, {"update": str(update.uuid) if update else ""})
    deck = PatchedDeck.objects.latest("id")
    assert answer["Location"] == at(deck)
    return deck


def at(deck: PatchedDeck, name: str = "editions:own-deck", **more: str) -> str:
    return reverse(name, kwargs={"deck": deck.uuid, **more})


def titles(data: bytes) -> list[str]:
    pages = Presentation(io.BytesIO(data)).slides
    return [page.shapes.title.text_frame.text for page in pages if page.shapes.title is not None]


def test_the_own_deck_comes_back_with_the_update_and_its_list(desk: Desk, client: Client) -> None:
    send_and_take(desk, own_deck())
    update = law_comes()
    before = desk.state
    page = words(client, reverse("editions:update", args=(update.uuid,)))
    for sentence in ("カスハラ研修_みほん商事.pptx", "1枚の文とノート", "自社の文（1枚）"):
        assert sentence in page, sentence
    listed = words(client, reverse("editions:own-deck-list"))
    assert "まだ取り込んでいない新版があります" in listed
    deck = ask(desk, client, update)
    assert "画面を閉じても続きます" in words(client, at(deck))
    progress = client.get(at(deck, "editions:own-deck-progress")).json()
    assert progress == {"state": "waiting", "words": "順番待ち", "done": 0, "total": 3}
    assert (patch_decks(), patch_decks()) == (1, 0)
    page = words(client, at(deck))
    for sentence in ("手で直すところ 0か所", "すべて入りました", LAW_TITLE):
        assert sentence in page, sentence
    data = client.get(at(deck, "editions:own-deck-file", kind="deck")).content
    assert {OWN_TITLE, LAW_TITLE} <= set(titles(data))
    assert desk.state == before, "the draft is nobody's business here"
    entries = AuditEntry.objects.filter(verb__contains="own_deck")
    assert sorted(entries.values_list("verb", flat=True)) == [
        "editions.own_deck_asked",
        "editions.own_deck_downloaded",
    ]
    # Sent back, it is compared with what it held: nothing of the update is undone.
    again = send(desk, data)
    assert again.made_from == deck
    assert revision_of_deck(data) == deck.names
    assert "違うところ 0" in words(client, reverse("editions:upload", args=(again.uuid,)))


def test_the_files_are_the_deck_the_list_and_both(desk: Desk, client: Client) -> None:
    send_and_take(desk, own_deck())
    deck = ask(desk, client)
    assert client.get(at(deck, "editions:own-deck-file", kind="deck")).status_code == 404
    patch_decks()
    listed = client.get(at(deck, "editions:own-deck-file", kind="list"))
    assert listed["Content-Type"] == "application/pdf"
    assert listed.content.startswith(b"%PDF")
    both = client.get(at(deck, "editions:own-deck-file", kind="both")).content
    with zipfile.ZipFile(io.BytesIO(both)) as archive:
        names = archive.namelist()
        assert archive.read(names[0]) == deck_bytes(deck)
    assert names == [
        "カスハラ研修_みほん商事_新版.pptx",
        "カスハラ研修_みほん商事_新版_変更点の一覧.pdf",
    ]
    assert client.get(at(deck, "editions:own-deck-file", kind="secret")).status_code == 404


def test_without_a_deck_the_page_offers_to_send_one_and_asking_is_refused(
    desk: Desk, client: Client
) -> None:
    url = reverse("editions:own-deck-ask", args=(desk.edition.uuid,))
    assert "まだ届いていません" in words(client, url)
    assert client.post(url).status_code == 409
    page = words(client, reverse("editions:own-deck-list"))
    assert "自社のPowerPointを送る" in page
    assert not PatchedDeck.objects.exists()


def test_an_undecided_conflict_keeps_the_deck_back(desk: Desk, client: Client) -> None:
    send_and_take(desk, own_deck())
    publish_vendor({CONTACT: {"title": "相談窓口と、二次被害の防止"}})
    receive_updates()
    update = EditionUpdate.objects.get()
    url = reverse("editions:own-deck-ask", args=(desk.edition.uuid,))
    assert client.post(url, {"update": str(update.uuid)}).status_code == 409
    assert "自社のPowerPointに新版を入れて" not in words(
        client, reverse("editions:update", args=(update.uuid,))
    )


def test_strangers_and_learners_get_nothing(desk: Desk, client: Client) -> None:
    send_and_take(desk, own_deck())
    deck = ask(desk, client)
    patch_decks()
    stranger = signed_in(make_owner(make_organisation("別の会社")))
    learner = signed_in(make_member(desk.officer.organisation, "受講 花子"))
    ask_url = reverse("editions:own-deck-ask", args=(desk.edition.uuid,))
    addresses = [
        at(deck),
        at(deck, "editions:own-deck-progress"),
        at(deck, "editions:own-deck-file", kind="deck"),
        ask_url,
    ]
    assert [stranger.get(url).status_code for url in addresses] == [404] * 4
    assert [learner.get(url).status_code for url in addresses] == [404] * 4
    assert stranger.post(ask_url).status_code == 404
    assert stranger.post(at(deck, "editions:own-deck-act")).status_code == 404
    assert [client.get(url).status_code for url in addresses] == [200] * 4


def test_a_deck_in_the_hands_of_a_killed_worker_is_made_by_the_next(
    desk: Desk, client: Client
) -> None:
    send_and_take(desk, own_deck())
    deck = ask(desk, client)
    assert ask(desk, client) == deck, "asked twice, it is made once"
    assert claim_next() == deck
    assert claim_next() is None
    with clock.fixed_at(clock.now() + LEASE):
        assert patch_decks() == 1
    deck.refresh_from_db()
    assert (deck.state, deck.attempts) == (PatchState.READY, 2)


def test_the_deck_stays_until_it_is_replaced_or_deleted(desk: Desk, client: Client) -> None:
    first = send_and_take(desk, own_deck())
    deck = ask(desk, client)
    patch_decks()
    with clock.fixed_at(clock.now() + dt.timedelta(days=31)):
        delete_old_uploads()
    assert own_deck_of(desk.edition) == first
    assert first.chunks.exists() and not deck.chunks.exists()
    assert "保存期間が過ぎました" in words(client, at(deck))
    second = send_and_take(desk, edited_deck(lambda d: replace_text(d, TITLE, "別の窓口")))
    assert own_deck_of(desk.edition) == second
    assert not first.chunks.exists()
    client.post(reverse("editions:upload-act", args=(second.uuid,)), {"do": "drop"})
    second.refresh_from_db()
    assert (own_deck_of(desk.edition), second.state) == (None, UploadState.TAKEN)


def test_what_came_out_can_be_deleted_and_what_was_sent_stays(desk: Desk, client: Client) -> None:
    upload = send_and_take(desk, own_deck())
    deck = ask(desk, client)
    url = at(deck, "editions:own-deck-act")
    client.post(url)
    deck.refresh_from_db()
    assert deck.state == PatchState.WAITING
    patch_decks()
    client.post(url)
    assert client.get(at(deck)).status_code == 404
    assert not deck.chunks.exists()
    assert own_deck_of(desk.edition) == upload


def test_an_own_page_that_was_not_taken_stays_in_the_deck(
    desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deck is read and patched in processes of their own, as the portal does it."""
    read_apart(monkeypatch, "editions.services.deck_patcher")

    def add(deck: Deck) -> None:
        page = deck.slides.add_slide(deck.slide_layouts[1])
        page.shapes.title.text_frame.text = "社内だけの進め方"

    upload = send(desk, edited_deck(add))
    offer = deck_offer(desk.edition)
    assert (offer.upload, offer.is_untaken, offer.removed) == (upload, True, 0)
    deck = ask(desk, client)
    patch_decks()
    assert "社内だけの進め方" in titles(deck_bytes(deck))


def test_the_vendors_own_deck_is_no_news(desk: Desk) -> None:
    send(desk, course_file("pptx"))
    offer = deck_offer(desk.edition)
    assert (offer.changed, offer.added, offer.removed, offer.is_untaken) == (0, 0, 0, False)

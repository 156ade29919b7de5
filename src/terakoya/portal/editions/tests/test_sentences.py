"""Each case of a sentence is chosen in one place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import override

from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.editions.choices import ReleaseState, SlideState, UpdateState
from terakoya.portal.editions.models import Draft, EditionRevision, EditionUpdate, Release
from terakoya.portal.editions.selectors.previews import TooLong
from terakoya.portal.editions.templatetags import edition_sentences as sentences

APRIL = dt.date(2027, 4, 1)
NOON = dt.datetime(2026, 12, 1, 3, tzinfo=dt.UTC)
AUTHOR, APPROVER = Member(pk=1, name="見本 太郎"), Member(pk=2, name="同僚 次郎")
PUBLISHED = EditionRevision(number=2, revision=Revision(version="2026.11-2"))


@pytest.fixture(autouse=True)
def _japanese() -> Iterator[None]:
    with override("ja"):
        yield


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "自社の変更とは重なりません。"),
        ({"conflicts": 3, "decided": 1}, "要確認 3件のうち、1件を選びました。"),
        ({"state": UpdateState.KEPT}, "自社版のまま使い続けると記録しました。"),
        (
            {"legal_on": APRIL},
            "施行日は2027年4月1日（木）です。 自社の変更とは重なりません。",
        ),
    ],
)
def test_where_an_update_stands(given: dict[str, Any], words: str) -> None:
    told = sentences.where_an_update_stands(EditionUpdate(**{"state": UpdateState.OPEN, **given}))
    assert told == f"{words} 公開するまで、受講者の画面は変わりません。"


@pytest.mark.parametrize(
    ("update", "look"),
    [
        (EditionUpdate(), ("chip chip-info", "notice", "info")),
        (EditionUpdate(legal_on=APRIL), ("chip chip-warn", "notice notice-warn", "alert")),
    ],
)
def test_what_the_law_asks_for_looks_so(update: EditionUpdate, look: tuple[str, ...]) -> None:
    found = (
        sentences.update_chip(update),
        sentences.update_notice(update),
        sentences.update_icon(update),
    )
    assert found == look


@pytest.mark.parametrize(
    ("reasons", "is_changed", "words"),
    [
        (2, True, "直すところが2か所あります"),
        (0, True, "公開していない変更があります"),
        (0, False, "公開していない変更はありません"),
    ],
)
def test_what_is_open(reasons: int, is_changed: bool, words: str) -> None:
    outline: Any = SimpleNamespace(reasons=("x",) * reasons)
    assert sentences.what_is_open(outline, is_changed) == words


@pytest.mark.parametrize(
    ("stale", "words"),
    [(0, ""), (4, " 4枚は、日本語以外の訳がまだ前の内容です。")],
)
def test_what_is_published(stale: int, words: str) -> None:
    outline: Any = SimpleNamespace(shown=30, changed=2, question_changes=1, stale=stale)
    told = "スライド30枚（変えたもの2枚）、問題の変更1問を公開します。"
    assert sentences.what_is_published(outline) == told + words


@pytest.mark.parametrize(
    ("total", "decided", "words", "count"),
    [
        (0, 0, "11か所は自動で取り込めます。", "要確認はありません"),
        (
            2,
            1,
            "11か所は自動で取り込めます。自社でも直している2件は、どちらを使うか選んでください。",
            "要確認 2件中 1件を選びました",
        ),
    ],
)
def test_what_a_merge_takes(total: int, decided: int, words: str, count: str) -> None:
    page: Any = SimpleNamespace(taken=11, total=total, decided=decided, update=EditionUpdate())
    assert sentences.what_a_merge_takes(page).startswith(f"{words} 公開するまで")
    assert sentences.how_many_are_chosen(page) == count


@pytest.mark.parametrize(
    ("release", "name", "people"),
    [
        (
            Release(state=ReleaseState.WITHDRAWN, author=AUTHOR, approver=APPROVER),
            "取り下げ",
            "見本 太郎　承認：同僚 次郎",
        ),
        (
            Release(state=ReleaseState.PUBLISHED, published=PUBLISHED),
            "第2版（2026.11-2）",
            "提供元の更新を自動で取り込み",
        ),
    ],
)
def test_a_release_in_the_history(release: Release, name: str, people: str) -> None:
    assert (sentences.release_name(release), sentences.release_people(release)) == (name, people)


def test_what_a_release_awaits() -> None:
    waiting = Release(state=ReleaseState.WAITING, approver=APPROVER, decide_by=APRIL)
    dated = Release(state=ReleaseState.SCHEDULED, publish_at=NOON)
    assert sentences.what_release_awaits(waiting) == "同僚 次郎さんの承認を待っています。"
    assert sentences.release_approver(waiting) == "同僚 次郎　2027年4月1日（木）まで"
    assert sentences.what_release_awaits(dated) == "2026年12月1日（火） 12:00 に公開します。"


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        ("ours", "確認済み：自社版"),
        ("theirs", "確認済み：新版"),
        ("text", "確認済み：直した文"),
        ("fields", "確認済み：項目ごと"),
    ],
)
def test_what_was_chosen(taken: str, words: str) -> None:
    row: Any = SimpleNamespace(taken=taken)
    assert sentences.what_was_chosen(row) == words


def test_sentences_of_the_draft() -> None:
    draft = Draft(saved_at=NOON)
    assert sentences.when_saved(draft) == "下書きを保存しました 2026年12月1日（火） 12:00"
    draft.saved_by = AUTHOR
    assert sentences.when_saved(draft).endswith("　見本 太郎")
    assert sentences.what_is_offered(None) == "提供元の版"
    assert sentences.what_is_offered(PUBLISHED) == "自社版 第2版（2026.11-2）"
    assert sentences.what_the_draft_holds(False) == "下書きと同じ内容です。"
    assert sentences.what_is_too_long(TooLong("題", 3)) == "題：あと3字ほど短くしてください。"
    assert "ナレーション文に" in sentences.what_is_too_long(TooLong("題", 0))
    assert sentences.chip_class(SlideState.SAME) == "chip"

"""Sentences with cases, and the look that goes with a state; pages print what these choose."""

from __future__ import annotations

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terakoya.courseware.model import Change

from ...common.dates import full_day, full_moment
from ..choices import ReleaseState, SlideState, UpdateState, UploadState
from ..models import Draft, EditionRevision, EditionUpdate, Release, Upload
from ..selectors.merge import MergePage, PartRow
from ..selectors.outline import Outline
from ..selectors.own_decks import DeckOffer
from ..selectors.previews import TooLong

register = template.Library()
CHIPS = {
    SlideState.EDITED: "chip chip-own",
    SlideState.ADDED: "chip chip-own",
    SlideState.TAKEN: "chip chip-info",
    SlideState.UNDECIDED: "chip chip-warn",
}
UPLOAD_CHIPS = {
    UploadState.READY: "chip chip-info",
    UploadState.FAILED: "chip chip-warn",
    UploadState.TAKEN: "chip chip-ok",
}
RELEASE_CHIPS = {
    ReleaseState.PUBLISHED: "chip chip-ok",
    ReleaseState.WAITING: "chip chip-info",
    ReleaseState.SCHEDULED: "chip chip-info",
}


# -- looks ------------------------------------------------------------------------------------


@register.filter
def chip_class(state: SlideState) -> str:
    """The chip of a slide or question."""
    return CHIPS.get(state, "chip")


@register.filter
def upload_chip(upload: Upload) -> str:
    """The chip of a file."""
    return UPLOAD_CHIPS.get(UploadState(upload.state), "chip")


@register.filter
def release_chip(release: Release) -> str:
    """The chip of a release."""
    return RELEASE_CHIPS.get(ReleaseState(release.state), "chip")


@register.filter
def update_chip(update: EditionUpdate) -> str:
    """The chip of an update's kind."""
    return "chip chip-warn" if update.legal_on else "chip chip-info"


@register.filter
def update_notice(update: EditionUpdate) -> str:
    """The box that tells of an update."""
    return "notice notice-warn" if update.legal_on else "notice"


@register.filter
def update_icon(update: EditionUpdate) -> str:
    """The sign of that box."""
    return "alert" if update.legal_on else "info"


# -- the draft --------------------------------------------------------------------------------


@register.filter
def when_saved(draft: Draft) -> str:
    """When the draft was saved, and by whom."""
    words = _("下書きを保存しました %(at)s") % {"at": full_moment(draft.saved_at)}
    return f"{words}　{draft.saved_by.name}" if draft.saved_by else words


@register.filter
def what_is_offered(offered: EditionRevision | None) -> str:
    """What learners start on."""
    if offered is None:
        return _("提供元の版")
    values = {"n": offered.number, "version": offered.revision.version}
    return _("自社版 第%(n)s版（%(version)s）") % values


@register.filter
def what_the_draft_holds(is_changed: bool) -> str:
    """Whether the draft is what learners have."""
    if is_changed:
        return _("下書きには、まだ公開していない変更があります。")
    return _("下書きと同じ内容です。")


@register.filter
def what_questions_changed(outline: Outline) -> str:
    """How many questions are the company's."""
    if outline.question_changes:
        return _("%(n)s問を自社で変えました。") % {"n": outline.question_changes}
    return _("提供元の問題のままです。")


@register.filter
def what_is_open(outline: Outline, is_changed: bool) -> str:
    """What is to be done before publishing."""
    if outline.reasons:
        n = len(outline.reasons)
        words = ngettext("直すところが%(n)sか所あります", "直すところが%(n)sか所あります", n)
        return words % {"n": n}
    if is_changed:
        return _("公開していない変更があります")
    return _("公開していない変更はありません")


@register.filter
def what_is_published(outline: Outline) -> str:
    """What publishing puts before learners."""
    values = {
        "shown": outline.shown,
        "changed": outline.changed,
        "questions": outline.question_changes,
    }
    words = [
        _("スライド%(shown)s枚（変えたもの%(changed)s枚）、問題の変更%(questions)s問を公開します。")
        % values
    ]
    if outline.stale:
        words.append(_("%(n)s枚は、日本語以外の訳がまだ前の内容です。") % {"n": outline.stale})
    return " ".join(words)


@register.filter
def what_is_too_long(one: TooLong) -> str:
    """What to do about a text that does not fit its slide."""
    values = {"label": one.label, "n": one.cut}
    if one.cut:
        return _("%(label)s：あと%(n)s字ほど短くしてください。") % values
    return _("%(label)s：このスライドには入りません。ナレーション文に書いてください。") % values


# -- releases ---------------------------------------------------------------------------------


@register.filter
def what_release_awaits(release: Release) -> str:
    """Whom or what an open release waits for."""
    if release.state == ReleaseState.WAITING and release.approver:
        return _("%(name)sさんの承認を待っています。") % {"name": release.approver.name}
    at = full_moment(release.publish_at) if release.publish_at else ""
    return _("%(at)s に公開します。") % {"at": at}


@register.filter
def release_name(release: Release) -> str:
    """What a release is called in the history."""
    if release.published is None:
        return str(release.get_state_display())
    values = {"n": release.published.number, "version": release.published.revision.version}
    return _("第%(n)s版（%(version)s）") % values


@register.filter
def release_author(release: Release) -> str:
    """Who made a release."""
    return release.author.name if release.author else _("提供元の更新を自動で取り込み")


@register.filter
def release_people(release: Release) -> str:
    """Who made and who approved a release."""
    author = release_author(release)
    if release.approver is None:
        return author
    return f"{author}　{_('承認：%(name)s') % {'name': release.approver.name}}"


@register.filter
def release_approver(release: Release) -> str:
    """Who approves a release, and until when."""
    name = release.approver.name if release.approver else ""
    if release.decide_by is None:
        return name
    return f"{name}　{_('%(on)sまで') % {'on': full_day(release.decide_by)}}"


# -- updates ----------------------------------------------------------------------------------


@register.filter
def where_an_update_stands(update: EditionUpdate) -> str:
    """Its legal date, what it asks, and that learners see nothing of it yet."""
    if update.state == UpdateState.KEPT:
        stands = _("自社版のまま使い続けると記録しました。")
    elif update.conflicts:
        values = {"n": update.conflicts, "d": update.decided}
        stands = _("要確認 %(n)s件のうち、%(d)s件を選びました。") % values
    else:
        stands = _("自社の変更とは重なりません。")
    return " ".join([*_legal_date(update), stands, _not_yet()])


@register.filter
def what_a_merge_takes(page: MergePage) -> str:
    """What an update brings by itself, and what it asks."""
    taken = _("%(n)sか所は自動で取り込めます。") % {"n": page.taken}
    if page.total:
        asked = _("自社でも直している%(n)s件は、どちらを使うか選んでください。")
        taken += asked % {"n": page.total}
    return " ".join([*_legal_date(page.update), taken, _not_yet()])


@register.filter
def how_many_are_chosen(page: MergePage) -> str:
    """How far the choices of a merge are."""
    if not page.total:
        return _("要確認はありません")
    values = {"n": page.total, "d": page.decided}
    return _("要確認 %(n)s件中 %(d)s件を選びました") % values


@register.filter
def what_was_chosen(row: PartRow) -> str:
    """Which side the choices of a part took."""
    words = {
        "ours": _("確認済み：自社版"),
        "theirs": _("確認済み：新版"),
        "fields": _("確認済み：項目ごと"),
    }
    return words.get(row.taken, _("確認済み：直した文"))


@register.filter
def note_in(change: Change, language: str) -> str:
    """What the vendor says of a change."""
    source = change.note.get("ja", "")
    return source if language == "ja" else change.note.get("en") or source


def _legal_date(update: EditionUpdate) -> list[str]:
    if update.legal_on is None:
        return []
    return [_("施行日は%(on)sです。") % {"on": full_day(update.legal_on)}]


def _not_yet() -> str:
    return _("公開するまで、受講者の画面は変わりません。")


# -- the organisation's own deck ---------------------------------------------------------------


@register.filter
def what_is_kept(page: MergePage) -> str:
    """How many slides stay the organisation's own after a merge, and which."""
    kept = page.kept
    if not kept:
        return _("ありません")
    parts = "・".join(f"{state.label} {count}" for state, count in kept.items())
    return _("%(n)d枚（%(parts)s）") % {"n": sum(kept.values()), "parts": parts}


@register.filter
def own_deck_facts(offer: DeckOffer) -> str:
    """When a deck was sent, its pages and its size."""
    upload = offer.upload
    if upload is None:
        return ""
    facts = [
        _("%(day)sに送ったもの") % {"day": full_day(upload.created_at)},
        _("%(n)dページ") % {"n": offer.pages},
        filesizeformat(upload.size),
    ]
    return "・".join(facts)


@register.filter
def what_stays(offer: DeckOffer) -> str:
    """What of a deck stays its author's."""
    parts = [_("デザイン、並び順、動き")]
    if offer.own_edited:
        parts.insert(0, _("自社の文（%(n)d枚）") % {"n": offer.own_edited})
    if offer.own_added:
        parts.append(_("足した%(n)d枚") % {"n": offer.own_added})
    return "、".join(parts)


@register.filter
def what_changes(offer: DeckOffer) -> str:
    """What an update changes in a deck."""
    if offer.state is None:
        return _("要確認をすべて選ぶと、ここに枚数が出ます。")
    parts = []
    if offer.changed:
        parts.append(_("%(n)d枚の文とノート") % {"n": offer.changed})
    if offer.added:
        parts.append(_("新しいスライド%(n)d枚") % {"n": offer.added})
    if offer.removed:
        parts.append(_("なくなるスライド%(n)d枚") % {"n": offer.removed})
    if not parts:
        return _("ありません。このファイルは、もう自社版と同じ内容です。")
    return _("%(parts)s。どのページかは、一覧に書きます。") % {"parts": "、".join(parts)}


@register.filter
def edition_of_offer(offer: DeckOffer) -> str:
    """The edition that a deck belongs to, with its course."""
    return f"{offer.title}：{offer.edition.name}"

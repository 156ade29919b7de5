"""Publishing an edition: asked for, perhaps approved, at once or at a date; and going back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.pruning import prune_course
from terakoya.courseware.visible_course import visible_course

from ...accounts.models import Member
from ...audit.services import record
from ...catalogue.choices import RevisionKind
from ...catalogue.selectors import course_material
from ...catalogue.services import offer_revision, publish_own_material, withdraw_revisions
from ...common import clock
from ..choices import OPEN_RELEASES, ReleaseState, UpdateState
from ..editing.own_survey import with_own_survey
from ..emails import mail_approval_asked, mail_approval_given
from ..errors import ChangeRefused, DraftChanged, NotReady, NotYours, ReleaseClosed
from ..extensions import reasons_of
from ..models import Draft, Edition, EditionRevision, Release
from ..own_test import with_whole_test
from ..storage import content_of
from .drafts import change_draft, offer_for, record_by, recount


@dataclass(frozen=True)
class ReleaseDetails:
    """What an officer says about a release; without `publish_at` it goes out at once."""

    kind: RevisionKind = RevisionKind.IMPROVEMENT
    note: str = ""
    reviewer_name: str = ""
    reviewed_on: dt.date | None = None
    approver: Member | None = None
    decide_by: dt.date | None = None
    publish_at: dt.datetime | None = None


@transaction.atomic
def ask_release(*, by: Member, edition: Edition, version: int, details: ReleaseDetails) -> Release:
    """Publish a version of the draft, or note that it is to be approved or goes out later.

    Raises `DraftChanged` when the draft is another by now, `NotReady` with `reasons`, and
    `ReleaseClosed` while another release of the edition is waiting.
    """
    draft = Draft.objects.select_for_update().get(
        edition=edition, organisation_id=by.organisation_id
    )
    if draft.version != version:
        raise DraftChanged(
            _("下書きが、ほかの人によって変わりました。新しい内容を確かめてから公開してください。")
        )
    reasons = reasons_of(edition, content_of(draft))
    if reasons:
        raise NotReady(_("公開する前に、直すところがあります。"), reasons=reasons)
    _refuse_details(by, details)
    if Release.objects.filter(edition=edition, state__in=OPEN_RELEASES).exists():
        raise ReleaseClosed(
            _("公開を待っている版があります。取り下げてから、もう一度公開してください。")
        )
    release = Release.objects.create(
        organisation=by.organisation,
        edition=edition,
        base_id=edition.base_id,
        content=draft.content,
        settings=draft.settings,
        state=ReleaseState.WAITING if details.approver else ReleaseState.SCHEDULED,
        kind=details.kind,
        note=details.note.strip(),
        reviewer_name=details.reviewer_name.strip(),
        reviewed_on=details.reviewed_on,
        author=by,
        approver=details.approver,
        decide_by=details.decide_by,
        publish_at=details.publish_at,
        created_at=clock.now(),
    )
    record_by(by, "editions.release_asked", edition, _told(release))
    if details.approver is not None:
        mail_approval_asked(release)
    else:
        _publish_if_due(release, by)
    return release


@transaction.atomic
def decide_release(*, by: Member, release: Release, is_approved: bool, answer: str = "") -> Release:
    """The approver's word: let it go out, or give it back with what is to be mended."""
    found = _locked(release)
    if found.approver_id != by.pk:
        raise NotYours(_("この版の承認は、頼まれた人だけができます。"))
    if found.state != ReleaseState.WAITING:
        raise ReleaseClosed(_("この版の承認は、もう終わっています。"))
    if not is_approved and not answer.strip():
        raise ChangeRefused(_("差し戻す理由を書いてください。"), field="answer")
    found.state = ReleaseState.SCHEDULED if is_approved else ReleaseState.REFUSED
    found.answer = answer.strip()
    found.decided_at = clock.now()
    found.save(update_fields=["state", "answer", "decided_at"])
    verb = "editions.release_approved" if is_approved else "editions.release_refused"
    record_by(by, verb, found.edition, {"release": str(found.uuid), "answer": found.answer})
    mail_approval_given(found)
    if is_approved:
        _publish_if_due(found, by)
    return found


@transaction.atomic
def withdraw_release(*, by: Member, release: Release) -> None:
    """Take a waiting or dated release back; the draft stays as it is."""
    found = _locked(release)
    if found.state not in OPEN_RELEASES:
        raise ReleaseClosed(_("この版は、もう公開されたか、取り下げられています。"))
    found.state = ReleaseState.WITHDRAWN
    found.decided_at = clock.now()
    found.save(update_fields=["state", "decided_at"])
    record_by(by, "editions.release_withdrawn", found.edition, {"release": str(found.uuid)})


@transaction.atomic
def return_to_revision(*, by: Member, published: EditionRevision) -> Release:
    """Offer an earlier published state again: new learners start on it. The draft stays."""
    edition = published.edition
    moment = clock.now()
    release = Release.objects.create(
        organisation=by.organisation,
        edition=edition,
        base_id=published.base_id,
        content=published.content,
        settings=published.settings,
        state=ReleaseState.PUBLISHED,
        kind=published.revision.kind,
        author=by,
        created_at=moment,
        published_at=moment,
        published=published,
    )
    offer_revision(revision=published.revision)
    record_by(by, "editions.returned", edition, _told(release))
    return release


@transaction.atomic
def restore_draft(*, by: Member, published: EditionRevision, version: int) -> Draft:
    """Put an earlier published state into the draft, with the base that it had.

    Raises `DraftChanged` when the draft is another than the one that was seen.
    """
    edition = Edition.objects.select_for_update().get(pk=published.edition_id)
    state = content_of(published)
    draft = change_draft(
        by=by,
        edition=edition,
        change=lambda _state: state,
        verb="editions.draft_restored",
        data={"number": published.number},
        version=version,
    )
    if edition.base_id != published.base_id:
        edition.base_id = published.base_id
        edition.save(update_fields=["base"])
        _reopen_updates(edition, state)
    return draft


def _reopen_updates(edition: Edition, state: Content) -> None:
    """The newest update stands open again where the draft went back behind it."""
    newest = edition.updates.filter(revision_id__gt=edition.base_id).first()
    if newest is not None and newest.state == UpdateState.TAKEN:
        newest.state, newest.closed_at, newest.closed_by = UpdateState.OPEN, None, None
        newest.save(update_fields=["state", "closed_at", "closed_by"])
    recount(edition, state)


@transaction.atomic
def stop_edition(*, by: Member, edition: Edition) -> int:
    """Let new learners start on what comes next; draft and history stay.

    After a further edition that is the default one, after that the vendor's revision. Tells how
    many published states were on offer.
    """
    if edition.course.is_own:
        raise ChangeRefused(
            _("自社の教材の公開は、やめられません。割り当てを終了すると、受講者に出なくなります。")
        )
    count = withdraw_revisions(offer=offer_for(edition))
    if count:
        record_by(by, "editions.stopped", edition, {"revisions": count})
    return count


def publish_due_releases() -> int:
    """Publish what is approved and due; how many. Each in a transaction of its own."""
    due = Release.objects.filter(state=ReleaseState.SCHEDULED, publish_at__lte=clock.now())
    count = 0
    for pk in due.order_by("publish_at", "id").values_list("pk", flat=True):
        with transaction.atomic():
            release = (
                Release.objects.select_for_update(of=("self",))
                .filter(pk=pk, state=ReleaseState.SCHEDULED)
                .select_related(
                    "edition__course", "edition__offer", "edition__organisation", "base"
                )
                .first()
            )
            if release is not None:
                publish_release(release=release, by=None)
                count += 1
    return count


def publish_release(*, release: Release, by: Member | None) -> EditionRevision:
    """Make the release's state a revision and offer it; belongs into the caller's transaction."""
    edition = release.edition
    state = content_of(release)
    number = (edition.revisions.aggregate(last=Max("number"))["last"] or 0) + 1
    shown = visible_course(state)
    if edition.course.is_own:
        shown = with_own_survey(with_whole_test(prune_course(shown)))
    revision = publish_own_material(
        material=course_material(shown),
        offer=offer_for(edition),
        version=version_label(release.base.version, number),
        kind=RevisionKind(release.kind),
    )
    published, is_new = EditionRevision.objects.get_or_create(
        revision=revision,
        defaults={
            "organisation_id": release.organisation_id,
            "edition": edition,
            "base_id": release.base_id,
            "number": number,
            "content": release.content,
            "settings": release.settings,
        },
    )
    if not is_new and bytes(published.content) != bytes(release.content):
        # What is no content of a revision may differ: voices, words of hidden slides.
        published.content, published.settings = release.content, release.settings
        published.voiced_for = ""  # another voice has said nothing yet
        published.save(update_fields=["content", "settings", "voiced_for"])
    release.state = ReleaseState.PUBLISHED
    release.published, release.published_at = published, clock.now()
    release.save(update_fields=["state", "published", "published_at"])
    record(
        organisation_uuid=edition.organisation.uuid,
        actor_uuid=by.person.uuid if by else None,
        verb="editions.published",
        target=f"edition:{edition.uuid}",
        data={**_told(release), "revision": revision.revision_id, "version": revision.version},
    )
    return published


def version_label(version: str, number: int) -> str:
    """The label people read on a certificate: the vendor's version and the company's number."""
    return f"{version}-{number}"


def _publish_if_due(release: Release, by: Member) -> None:
    if release.publish_at is None or release.publish_at <= clock.now():
        publish_release(release=release, by=by)


def _refuse_details(by: Member, details: ReleaseDetails) -> None:
    approver = details.approver
    if approver is not None and approver.pk == by.pk:
        raise NotYours(_("承認は、自分以外の人に頼んでください。"), field="approver")
    if approver is not None and (
        approver.organisation_id != by.organisation_id or not approver.is_officer
    ):
        raise NotYours(_("承認は、契約者か研修担当者に頼んでください。"), field="approver")
    if details.publish_at is not None and details.publish_at <= clock.now():
        raise ChangeRefused(_("公開する日時は、今より後にしてください。"), field="publish_at")
    if details.reviewer_name.strip() and details.reviewed_on is None:
        raise ChangeRefused(_("法務の確認日を入力してください。"), field="reviewed_on")
    if details.reviewed_on is not None and not details.reviewer_name.strip():
        raise ChangeRefused(_("確認した人の名前を入力してください。"), field="reviewer_name")


def _locked(release: Release) -> Release:
    return (
        Release.objects.select_for_update(of=("self",))
        .select_related(
            "edition__course",
            "edition__offer",
            "edition__organisation",
            "base",
            "author",
            "approver",
        )
        .get(pk=release.pk)
    )


def _told(release: Release) -> dict[str, str]:
    """What the audit log keeps of a release."""
    return {
        "release": str(release.uuid),
        "kind": release.kind,
        "note": release.note,
        "reviewer": release.reviewer_name,
        "reviewed_on": str(release.reviewed_on or ""),
        "publish_at": release.publish_at.isoformat() if release.publish_at else "",
    }

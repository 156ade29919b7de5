"""The vendor's updates: they arrive everywhere once, meet what is ours, and wait for a word."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.merge import Choice, Conflict, merge
from terakoya.courseware.merge.diff import diff
from terakoya.courseware.model import Change
from terakoya.courseware.texts import texts_of
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.catalogue.choices import RevisionKind
from terakoya.portal.catalogue.selectors import latest_revision, revision_source
from terakoya.portal.editions.choices import UpdateState
from terakoya.portal.editions.editing import slides as editing
from terakoya.portal.editions.editing.finding import slide_in
from terakoya.portal.editions.errors import DraftChanged, UndecidedConflicts, UpdateClosed
from terakoya.portal.editions.merging import (
    may_conflict,
    merged_into,
    read_choices,
    step_between,
)
from terakoya.portal.editions.models import Edition, EditionUpdate, Release
from terakoya.portal.editions.services import (
    choose,
    follow_small,
    keep_own,
    open_edition,
    receive_updates,
    reopen_update,
    restore_draft,
    take_update,
)
from terakoya.portal.editions.services.drafts import change_draft
from terakoya.portal.editions.services.updates import receive_update
from terakoya.portal.learning.services import open_enrolment
from tests.courses import short_material
from tests.courseware.editions import changed
from tests.courseware.laws import examples
from tests.factories import (
    give_course,
    make_member,
    make_organisation,
    make_owner,
)

from .officers import Desk
from .short_course import desk, publish_vendor

__all__ = ["desk"]

pytestmark = pytest.mark.once  # dear: courses are compared, and both databases keep the same

CONTACT, PILLARS = "who-to-turn-to", "two-rules"
JULY = dt.date(2027, 7, 1)


def edit(desk: Desk, slide: str, **texts: str) -> None:
    change_draft(
        by=desk.officer,
        edition=desk.edition,
        change=lambda state: editing.edit_slide(state, "ja", slide, texts),
        verb="editions.slide_edited",
        data={},
    )


def own_words(state: Content) -> dict[str, str]:
    """Every text of the contact slide, written anew; by path."""
    slide = slide_in(state.course.source, CONTACT)
    assert slide is not None
    return {
        ".".join(map(str, path)): f"自社の文{number}"
        for number, (path, _text) in enumerate(texts_of(slide))
    }


def rewrite(desk: Desk) -> None:
    """Every text of the contact slide becomes our own, in Japanese."""
    change_draft(
        by=desk.officer,
        edition=desk.edition,
        change=lambda state: changed(state, CONTACT, ja=own_words(state)),
        verb="editions.slide_edited",
        data={},
    )


def arrived(desk: Desk) -> EditionUpdate:
    """The update of the edition, brought by the job."""
    receive_updates()
    return EditionUpdate.objects.get(edition=desk.edition, state=UpdateState.OPEN)


def conflicts_of(desk: Desk, update: EditionUpdate) -> tuple[Conflict, ...]:
    edition = Edition.objects.get(pk=desk.edition.pk)
    update.refresh_from_db()
    step = step_between(edition.base_id, update.revision_id)
    return merged_into(desk.state, step, read_choices(update.choices)).conflicts


def decide(desk: Desk, update: EditionUpdate, take: str, text: str = "") -> EditionUpdate:
    """Decide every open conflict alike."""
    for conflict in conflicts_of(desk, update):
        choice = conflict.choose(take, text)  # type: ignore[arg-type]
        update = choose(by=desk.officer, update=update, choice=choice)
    return update


def test_a_slide_that_we_rewrote_is_one_question_and_answers_for_its_fields_are_kept(
    desk: Desk,
) -> None:
    rewrite(desk)
    publish_vendor({CONTACT: {"title": "提供元の題", "police_110": "すぐに110番"}})
    update = arrived(desk)
    [whole] = conflicts_of(desk, update)
    assert (whole.id, update.conflicts) == (f"slide/{CONTACT}", 1)
    update = choose(by=desk.officer, update=update, choice=whole.choose("fields"))
    assert (update.conflicts, update.decided) == (3, 1)
    update = decide(desk, update, "theirs")
    update = choose(by=desk.officer, update=update, choice=whole.choose("ours"))
    assert (update.conflicts, update.decided) == (1, 1)
    edit(desk, first_ids(desk)[0], title="ほかの題")  # counts anew, with what is kept
    update = choose(by=desk.officer, update=update, choice=whole.choose("fields"))
    assert (update.conflicts, update.decided) == (3, 3)
    own = desk.slide(CONTACT)
    take_update(by=desk.officer, update=update)
    expected = {"title": "提供元の題", "police_110": "すぐに110番"}
    assert desk.slide(CONTACT).model_dump() == {**own.model_dump(), **expected}


@pytest.mark.parametrize("take", ["ours", "theirs"])
def test_a_rewritten_slide_is_taken_whole(desk: Desk, take: str) -> None:
    rewrite(desk)
    newest = publish_vendor({CONTACT: {"title": "提供元の題", "police_110": "すぐに110番"}})
    own, new = desk.slide(CONTACT), slide_in(revision_source(newest.pk).source, CONTACT)
    take_update(by=desk.officer, update=decide(desk, arrived(desk), take))
    assert desk.slide(CONTACT) == {"ours": own, "theirs": new}[take]


def first_ids(desk: Desk) -> tuple[str, str]:
    order = desk.order()
    return order[0], order[1]


def test_an_update_arrives_once_in_every_edition(desk: Desk) -> None:
    other = make_owner(make_organisation("例示物産株式会社"))
    give_course(other, desk.base.course)
    open_edition(by=other, course=desk.base.course)
    newest = publish_vendor({CONTACT: {"title": "相談窓口と、二次被害の防止"}})
    assert (receive_updates(), receive_updates()) == (2, 0)
    updates = EditionUpdate.objects.all()
    assert {one.organisation_id for one in updates} == {
        desk.officer.organisation_id,
        other.organisation_id,
    }
    assert {(one.revision, one.state, one.conflicts) for one in updates} == {
        (newest, UpdateState.OPEN, 0)
    }
    assert desk.slide(CONTACT).title != "相談窓口と、二次被害の防止"


def test_a_job_that_was_cut_short_goes_on(desk: Desk) -> None:
    for number in range(3):
        owner = make_owner(make_organisation(f"会社{number}"))
        give_course(owner, desk.base.course)
        open_edition(by=owner, course=desk.base.course)
    publish_vendor({CONTACT: {"title": "新しい題"}})
    assert receive_updates(seconds=0) == 1
    assert (receive_updates(), EditionUpdate.objects.count()) == (3, 4)


def test_what_both_changed_is_decided_by_an_officer(desk: Desk) -> None:
    edit(desk, CONTACT, title="みほん商事の相談窓口")
    publish_vendor({CONTACT: {"title": "相談窓口と、二次被害の防止", "police_110": "すぐに110番"}})
    update = arrived(desk)
    assert (update.conflicts, update.decided) == (1, 0)
    with pytest.raises(UndecidedConflicts):
        take_update(by=desk.officer, update=update)
    [conflict] = conflicts_of(desk, update)
    assert (conflict.ours, conflict.theirs) == (
        "みほん商事の相談窓口",
        "相談窓口と、二次被害の防止",
    )
    update = decide(desk, update, "text", "みほん商事の窓口と、二次被害の防止")
    assert (update.conflicts, update.decided) == (1, 1)
    take_update(by=desk.officer, update=update)
    slide = desk.slide(CONTACT)
    assert (slide.title, slide.model_dump()["police_110"]) == (
        "みほん商事の窓口と、二次被害の防止",
        "すぐに110番",
    )
    edition = Edition.objects.get()
    assert edition.base == update.revision
    assert desk.state.settings.base == update.revision.revision_id
    with pytest.raises(UpdateClosed):
        take_update(by=desk.officer, update=update)


@pytest.mark.parametrize(("take", "title"), [("ours", "自社の題"), ("theirs", "提供元の題")])
def test_one_side_is_taken_whole(desk: Desk, take: str, title: str) -> None:
    edit(desk, CONTACT, title="自社の題")
    publish_vendor({CONTACT: {"title": "提供元の題"}})
    take_update(by=desk.officer, update=decide(desk, arrived(desk), take))
    assert desk.slide(CONTACT).title == title


def test_learners_see_nothing_of_it_until_it_is_published(desk: Desk) -> None:
    edit(desk, CONTACT, title="自社の題")
    published = desk.publish()
    publish_vendor({first_ids(desk)[1]: {"title": "提供元の題"}})
    take_update(by=desk.officer, update=arrived(desk))
    member = make_member(desk.officer.organisation, "新人 太郎")
    enrolment = open_enrolment(member=member, assignment=desk.assignment, language="ja")
    assert enrolment.revision == published.revision
    again = desk.publish()
    assert (again.number, again.revision.version) == (2, "2026.12-2")


def test_two_officers_do_not_overwrite_each_others_choice(desk: Desk) -> None:
    edit(desk, CONTACT, title="自社の題")
    publish_vendor({CONTACT: {"title": "提供元の題"}})
    update = arrived(desk)
    [conflict] = conflicts_of(desk, update)
    first = choose(by=desk.officer, update=update, choice=conflict.choose("ours"), version=1)
    with pytest.raises(DraftChanged):
        choose(by=desk.colleague, update=update, choice=conflict.choose("theirs"), version=1)
    first = choose(by=desk.colleague, update=first, choice=conflict.choose("theirs"), version=2)
    assert [one.take for one in read_choices(first.choices)] == ["theirs"]


def test_a_choice_that_does_not_fit_is_not_kept(desk: Desk) -> None:
    edit(desk, CONTACT, title="自社の題")
    publish_vendor({CONTACT: {"title": "提供元の題"}})
    update = arrived(desk)
    strange = Choice(conflict="slide/nowhere/ja/title", take="ours", seen="0" * 16)
    update = choose(by=desk.officer, update=update, choice=strange)
    assert (update.choices, update.decided) == ([], 0)


def test_a_change_of_the_draft_is_counted_again(desk: Desk) -> None:
    publish_vendor({CONTACT: {"title": "提供元の題"}})
    update = arrived(desk)
    assert update.conflicts == 0
    edit(desk, CONTACT, title="自社の題")
    update.refresh_from_db()
    assert update.conflicts == 1
    edit(desk, CONTACT, title="提供元の題")
    update.refresh_from_db()
    assert update.conflicts == 0


def test_choices_are_kept_when_a_later_revision_arrives(desk: Desk) -> None:
    edit(desk, CONTACT, title="自社の題")
    publish_vendor({CONTACT: {"title": "提供元の題"}})
    first = decide(desk, arrived(desk), "ours")
    other = first_ids(desk)[1]
    publish_vendor({CONTACT: {"title": "提供元の題"}, other: {"title": "別の題"}}, version="2027.1")
    second = arrived(desk)
    first.refresh_from_db()
    assert (first.state, second.conflicts, second.decided) == (UpdateState.REPLACED, 1, 1)
    take_update(by=desk.officer, update=second)
    assert (desk.slide(CONTACT).title, desk.slide(other).title) == ("自社の題", "別の題")


def test_a_legal_change_on_a_hidden_slide_must_be_decided(desk: Desk) -> None:
    change_draft(
        by=desk.officer,
        edition=desk.edition,
        change=lambda state: editing.hide_slide(state, CONTACT, "別に学ぶ"),
        verb="editions.slide_hidden",
        data={},
    )
    publish_vendor({CONTACT: {"title": "法の題"}}, kind=RevisionKind.LEGAL, legal_on=JULY)
    update = arrived(desk)
    assert (update.kind, update.legal_on, update.conflicts) == (RevisionKind.LEGAL, JULY, 1)


def test_keeping_our_own_is_recorded_and_can_be_thought_over(desk: Desk) -> None:
    publish_vendor({CONTACT: {"title": "法の題"}}, kind=RevisionKind.LEGAL, legal_on=JULY)
    update = arrived(desk)
    keep_own(by=desk.officer, update=update)
    update.refresh_from_db()
    assert (update.state, update.closed_by) == (UpdateState.KEPT, desk.officer)
    assert AuditEntry.objects.filter(verb="editions.update_kept_out").exists()
    assert receive_updates() == 0
    reopened = reopen_update(by=desk.colleague, update=update)
    take_update(by=desk.colleague, update=reopened)
    with pytest.raises(UpdateClosed):
        reopen_update(by=desk.officer, update=update)


def test_an_untouched_edition_follows_small_updates_when_asked_to(desk: Desk) -> None:
    organisation = desk.officer.organisation_id
    desk.publish()
    started = open_enrolment(
        member=make_member(desk.officer.organisation), assignment=desk.assignment, language="ja"
    )
    follow_small(by=desk.officer, edition=desk.edition, follows=True)
    newest = publish_vendor({CONTACT: {"title": "提供元の題"}})
    receive_updates()
    offered = latest_revision(desk.base.course, organisation)
    assert (offered.revision_id, offered.organisation_id) == (newest.revision_id, organisation)
    assert EditionUpdate.objects.get().state == UpdateState.TAKEN
    assert Release.objects.get(author=None).published is not None
    assert desk.slide(CONTACT).title == "提供元の題"
    started.refresh_from_db()
    assert started.revision.revision_id == desk.base.revision_id
    legal = {CONTACT: {"title": "法の題"}}
    publish_vendor(legal, kind=RevisionKind.LEGAL, legal_on=JULY, version="2027.1")
    assert arrived(desk).kind == RevisionKind.LEGAL
    assert latest_revision(desk.base.course, organisation) == offered


@pytest.mark.parametrize("follows", [False, True])
def test_an_update_waits_where_it_is_not_followed(desk: Desk, follows: bool) -> None:
    follow_small(by=desk.officer, edition=desk.edition, follows=follows)
    if follows:
        edit(desk, first_ids(desk)[0], title="自社の題")
    publish_vendor({CONTACT: {"title": "提供元の題"}})
    assert arrived(desk).conflicts == 0
    assert not Release.objects.exists()


def test_going_back_behind_an_update_opens_it_again(desk: Desk) -> None:
    first = desk.publish()
    publish_vendor({CONTACT: {"title": "提供元の題"}})
    update = arrived(desk)
    take_update(by=desk.officer, update=update)
    restore_draft(by=desk.officer, published=first, version=desk.draft.version)
    update.refresh_from_db()
    edition = Edition.objects.get()
    assert (edition.base, update.state) == (desk.base, UpdateState.OPEN)
    take_update(by=desk.officer, update=update)
    assert desk.slide(CONTACT).title == "提供元の題"


@settings(max_examples=examples(30), deadline=None)
@given(
    ours=st.sets(st.sampled_from([CONTACT, PILLARS, "crimes"]), max_size=2),
    theirs=st.sets(st.sampled_from([CONTACT, PILLARS, "crimes"]), max_size=2),
    hides=st.booleans(),
)
def test_where_nothing_can_conflict_the_merge_asks_nothing(
    ours: set[str], theirs: set[str], hides: bool
) -> None:
    base = Content(course=short_material().course)
    state, newest = base, base
    for slide in ours:
        state = editing.edit_slide(state, "ja", slide, {"title": "自社の題"})
    if hides:
        state = editing.hide_slide(state, "crimes", "別に学ぶ")
    for slide in theirs:
        newest = editing.edit_slide(newest, "ja", slide, {"title": "提供元の題"})
    legal = [
        Change(slide=slide, field="title", kind="legal", note={"ja": "改めた"}) for slide in theirs
    ]
    asked = merge(base, state, newest, legal).conflicts
    new = {part.part_id for part in diff(base, newest).differences}
    mine = {part.part_id for part in diff(base, state).differences}
    assert not asked or hides or new & mine


def test_a_quick_look_and_the_merge_count_the_same(desk: Desk) -> None:
    newest = publish_vendor({CONTACT: {"title": "提供元の題"}})
    step = step_between(desk.base.pk, newest.pk)
    assert not may_conflict(desk.state, step)
    edit(desk, first_ids(desk)[0], title="ほかの題")
    assert not may_conflict(desk.state, step)
    edit(desk, CONTACT, police_110="すぐに110番")
    assert may_conflict(desk.state, step)
    assert merged_into(desk.state, step).conflicts == ()


def test_two_workers_bring_an_update_once(desk: Desk) -> None:
    newest = publish_vendor({CONTACT: {"title": "提供元の題"}})
    receive_update(edition=desk.edition, newest=newest.pk)
    for change in ({}, {"state": UpdateState.KEPT}):
        row = EditionUpdate.objects.get()
        row.pk, row.uuid = None, make_organisation().uuid
        for name, value in change.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        EditionUpdate.objects.update(decided=1)

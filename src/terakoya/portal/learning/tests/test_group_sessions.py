"""集合受講: who came has seen what was shown, nobody else, and the test is each one's own."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse

from terakoya.portal.accounts.models import Member, RoleGrant
from terakoya.portal.audit.selectors import entries_of
from terakoya.portal.common import clock
from terakoya.portal.learning.access import get_group_session_for, get_session_by_token
from terakoya.portal.learning.certificate_codes import new_code
from terakoya.portal.learning.choices import CheckInWay, EventKind
from terakoya.portal.learning.errors import (
    AtAnotherSession,
    GroupSessionOver,
    NoFreeSeat,
    NotForThisSession,
    PinWrong,
    PlaceMissing,
)
from terakoya.portal.learning.models import (
    AccessGrant,
    Assignment,
    Attendance,
    Certificate,
    Enrolment,
    Event,
    GroupSession,
    SlideProgress,
)
from terakoya.portal.learning.selectors.group_session import (
    group_marks,
    members_to_tick,
    missing_slides,
)
from terakoya.portal.learning.selectors.progress import (
    needs_for,
    standing_of,
    stored_state,
    union_of_events,
)
from terakoya.portal.learning.services import (
    check_in,
    close_group_sessions,
    end_group_session,
    exempt_members,
    find_by_pin,
    let_leave,
    open_group_session,
    pause_screen,
    show_slide,
    strike_out,
    tick_members,
)
from terakoya.portal.learning.services.group_records import record_session
from terakoya.portal.limits.errors import TooOften
from tests.factories import (
    give_course,
    make_department,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)
from tests.made_once import made_once_by

from .learners import OPENED, Learner, after, signed_in

QR, LIST = CheckInWay.QR, CheckInWay.LIST


class Room:
    """An owner who leads, a running session, and learners."""

    def __init__(self) -> None:
        with clock.fixed_at(OPENED):
            revision = publish_flagship()
            self.owner = make_owner(make_organisation())
            self.aki, self.ben, self.eri = (
                make_member(self.owner.organisation, name)
                for name in ("佐藤 秋", "鈴木 勉", "高橋 絵里")
            )
            self.assignment = give_course(self.owner, revision.course)
            self.session = self.open()

    def open(self, by: Member | None = None) -> GroupSession:
        return open_group_session(
            by=by or self.owner, assignment=self.assignment, place="本社3階", language="ja"
        )

    def comes(self, member: Member, at: float = 0) -> Attendance:
        with clock.fixed_at(after(at)):
            return check_in(member=member, session=self.session, way=QR)

    def play(self, *, start: float = 60, but: tuple[str, ...] = ()) -> float:
        """Show every slide for as long as it asks for; tells the second at which it ends."""
        at = start
        run = Enrolment(assignment=self.assignment, revision_id=self.session.revision_id)
        for need in needs_for(run):
            with clock.fixed_at(after(at)):
                if need.slide not in but:
                    show_slide(by=self.owner, session=self.session, slide=need.slide)
                else:
                    pause_screen(session=self.session)
            at += need.read
        return at

    def end(self, at: float) -> GroupSession:
        with clock.fixed_at(after(at)):
            return end_group_session(by=self.owner, session=self.session)

    def run_of(self, member: Member) -> Enrolment:
        return Enrolment.objects.select_related("assignment__course").get(member=member)


made_room = made_once_by(Room)


@pytest.fixture
def room(made_room: Room, db: None) -> Room:
    return deepcopy(made_room)


def test_who_came_has_seen_all_and_takes_their_own_test(room: Room) -> None:
    attendance = room.comes(room.aki)
    assert room.comes(room.aki, 5) == attendance  # twice is once
    run = room.run_of(room.aki)
    end = room.play()
    assert standing_of(run).met == frozenset()  # nothing counts before the end
    room.end(end)
    run.refresh_from_db()
    standing = standing_of(run)
    assert (standing.unmet, standing.may_take_test, run.completed_at) == ((), True, None)
    assert (run.slides_met, run.seconds_spent) == (len(standing.needs), int(end - 60))
    events = Event.objects.filter(enrolment=run)
    assert {one.kind for one in events} == {EventKind.PRESENT}
    assert union_of_events(run).slides == stored_state(run)
    (mark,) = group_marks(room.assignment.pk)[room.aki.pk]
    assert (mark.place, mark.led_by, mark.on) == ("本社3階", "見本 太郎", OPENED.date())
    assert not Enrolment.objects.filter(member=room.ben).exists()  # who was not there
    verbs = [one.verb for one in entries_of(room.owner.organisation.uuid).order_by("id")]
    wanted = ["session.opened", "session.checked_in", "session.started", "session.ended"]
    assert [verb for verb in verbs if verb.startswith("session.")] == wanted


def test_certificate_and_its_check_say_that_it_was_in_a_group(room: Room) -> None:
    room.comes(room.aki)
    room.end(room.play())
    run = room.run_of(room.aki)
    certificate = Certificate.objects.create(
        organisation=run.organisation,
        enrolment=run,
        number="TK-1",
        code=new_code(),
        issued_at=after(7200),
        person_name=room.aki.name,
        organisation_name=run.organisation.name,
        course_title="STOP!",
        version="2026.11",
        revision_id=run.revision.revision_id,
        language="ja",
        percent=90,
    )
    pages = [f"/my/certificates/{certificate.uuid}/", f"/verify/{certificate.code}/"]
    own, public = (signed_in(room.aki).get(page).content.decode() for page in pages)
    assert "集合受講（2026年11月24日（火）、本社3階、進行：見本 太郎）" in own
    assert "集合受講（2026年11月24日（火））" in public
    assert "本社3階" not in public and "見本 太郎" not in public
    Attendance.objects.update(slides=0)  # came, and saw nothing
    pages_after = [signed_in(room.aki).get(page).content.decode() for page in pages]
    assert ["集合受講" in page for page in pages_after] == [False, False]


def written() -> list[list[object]]:
    """Every event and every slide's progress."""
    return [list(model.objects.order_by("pk").values()) for model in (Event, SlideProgress)]


def test_ending_again_or_after_a_dead_worker_writes_nothing_twice(room: Room) -> None:
    room.comes(room.aki)
    room.comes(room.ben)
    end = room.play()
    session = room.end(end)
    before = written()
    # A worker died after Aki's share: Ben's is written by the next one.
    Attendance.objects.filter(member=room.ben).update(is_open=True, slides=0)
    GroupSession.objects.update(is_recorded=False)
    with clock.fixed_at(after(end + 60)):
        assert close_group_sessions() == 1
        assert close_group_sessions() == 0
    record_session(session)
    assert written() == before
    assert list(Attendance.objects.values_list("is_open", flat=True)) == [False, False]


def test_late_comers_and_who_leaves_get_what_they_saw(room: Room) -> None:
    early, left = room.comes(room.aki, 600), room.comes(room.eri)
    slides = [need.slide for need in needs_for(room.run_of(room.aki))]
    end = room.play(but=(slides[3],))
    with clock.fixed_at(after(end)):
        show_slide(by=room.owner, session=room.session, slide=slides[0])  # once more
        missing = [one.id for one in missing_slides(room.session)]
    with clock.fixed_at(after(120)):
        let_leave(by=room.owner, attendance=left)
    late = room.comes(room.ben, end + 700)
    room.end(end + 900)
    for one in (early, late, left):
        one.refresh_from_db()
    assert (missing, early.slides) == ([slides[3]], len(slides) - 1)
    assert late.slides == 1
    assert standing_of(room.run_of(room.ben)).met == {slides[0]}
    assert 0 < left.slides < early.slides
    assert standing_of(room.run_of(room.aki)).unmet == (slides[3],)


def test_session_ends_by_itself_and_takes_nobody_afterwards(room: Room) -> None:
    room.comes(room.aki)
    room.play()
    later = after(0) + dt.timedelta(hours=4)
    with clock.fixed_at(later):
        with pytest.raises(GroupSessionOver):
            check_in(member=room.ben, session=room.session, way=QR)
        with pytest.raises(GroupSessionOver):
            show_slide(by=room.owner, session=room.session, slide="x")
    with clock.fixed_at(later + dt.timedelta(hours=1)):
        assert close_group_sessions() == 1
    room.session.refresh_from_db()
    assert room.session.ended_at == later
    assert standing_of(room.run_of(room.aki)).may_take_test


def test_nobody_is_at_two_sessions_and_at_none_that_is_not_theirs(room: Room) -> None:
    with clock.fixed_at(OPENED):
        second = room.open()
        stranger = make_member(make_organisation("よその会社"), "よその人")
        room.comes(room.aki)
        with pytest.raises(AtAnotherSession):
            check_in(member=room.aki, session=second, way=QR)
        with pytest.raises(NotForThisSession):
            check_in(member=stranger, session=second, way=QR)
        with pytest.raises(Http404):
            get_session_by_token(stranger, second.token)
        with pytest.raises(Http404):
            get_group_session_for(stranger, second.uuid)
        exempt_members(
            by=room.owner, assignment=room.assignment, members=[room.ben], reason="休業中"
        )
        with pytest.raises(NotForThisSession):
            check_in(member=room.ben, session=second, way=QR)
        first = Attendance.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Attendance.objects.create(
                organisation=room.owner.organisation,
                session=second,
                member=room.aki,
                enrolment=first.enrolment,
                way=QR,
                checked_in_at=OPENED,
                counts_from=OPENED,
            )
        room.end(10)
        assert check_in(member=room.aki, session=second, way=QR).session == second


def test_seats_are_respected(room: Room) -> None:
    AccessGrant.objects.update(seats=1)
    room.comes(room.aki)
    with clock.fixed_at(OPENED), pytest.raises(NoFreeSeat):
        check_in(member=room.ben, session=room.session, way=QR)
    with clock.fixed_at(OPENED):
        count, refused = tick_members(
            by=room.owner, session=room.session, members=[room.ben], from_beginning=True
        )
    assert (count, len(refused), refused[0].startswith("鈴木 勉：")) == (0, 1, True)


def test_leader_ticks_strikes_out_and_a_supervisor_sees_their_unit_alone(room: Room) -> None:
    with clock.fixed_at(after(700)):
        show_slide(by=room.owner, session=room.session, slide=first_slide(room))
    with clock.fixed_at(after(1500)):
        for one, early in ((room.aki, True), (room.ben, False)):
            tick_members(by=room.owner, session=room.session, members=[one], from_beginning=early)
    since = dict(Attendance.objects.values_list("member__name", "counts_from"))
    assert since == {"佐藤 秋": OPENED, "鈴木 勉": after(1500)}
    with clock.fixed_at(after(1600)):
        strike_out(by=room.owner, attendance=Attendance.objects.get(member=room.ben))
    assert list(Attendance.objects.values_list("member", flat=True)) == [room.aki.pk]
    sales = make_department(room.owner.organisation, "営業部")
    chief = make_member(room.owner.organisation, "所属 長子", department=sales)
    own = make_member(room.owner.organisation, "営業 一", department=sales)
    RoleGrant.objects.create(
        organisation=chief.organisation, member=chief, role="supervisor", department=sales
    )
    with clock.fixed_at(OPENED):
        theirs = room.open(by=chief)
    assert set(members_to_tick(chief, theirs).values_list("pk", flat=True)) == {chief.pk, own.pk}
    with pytest.raises(Http404):
        get_group_session_for(chief, room.session.uuid)
    assert get_group_session_for(room.owner, theirs.uuid) == theirs


def first_slide(room: Room) -> str:
    run = Enrolment(assignment=room.assignment, revision_id=room.session.revision_id)
    return needs_for(run)[0].slide


def test_pin_is_guessed_ten_times_and_never_of_another_organisation(room: Room) -> None:
    stranger = make_member(make_organisation("よその会社"), "よその人")
    wrong = f"{(int(room.session.pin) + 1) % 1_000_000:06d}"
    with clock.fixed_at(OPENED):
        wide = f"{room.session.pin[:3]} {room.session.pin[3:]}".translate(
            {ord(str(digit)): "０１２３４５６７８９"[digit] for digit in range(10)}
        )
        assert find_by_pin(member=room.aki, pin=wide, network="n") == room.session
        with pytest.raises(PinWrong):
            find_by_pin(member=stranger, pin=room.session.pin, network="n")
        for _ in range(10):
            with pytest.raises(PinWrong):
                find_by_pin(member=room.aki, pin=wrong, network="n")
        with pytest.raises(TooOften):
            find_by_pin(member=room.aki, pin=room.session.pin, network="n")


def test_session_is_refused_without_a_place_or_for_what_has_ended(room: Room) -> None:
    with clock.fixed_at(OPENED), pytest.raises(PlaceMissing):
        open_group_session(by=room.owner, assignment=room.assignment, place=" ", language="ja")


def test_clock_that_is_set_back_breaks_nothing(room: Room) -> None:
    room.comes(room.aki)
    slides = [need.slide for need in needs_for(room.run_of(room.aki))]
    for at, slide in ((500, slides[0]), (400, slides[1]), (450, slides[2])):
        with clock.fixed_at(after(at)):
            show_slide(by=room.owner, session=room.session, slide=slide)
    room.end(300)
    assert Attendance.objects.get().slides == 0


def test_slides_that_differ_in_a_learners_revision_do_not_count(room: Room) -> None:
    room.comes(room.aki)
    end = room.play()
    other = Learner(room.aki, room.run_of(room.aki), signed_in(room.aki))
    text = other.text.slides
    session = room.session
    shown = session.showings.filter(slide_id=text[0].id)
    assert shown.update(slide_id="no-such-slide") == 1
    room.end(end)
    assert standing_of(room.run_of(room.aki)).unmet == (text[0].id,)


def test_no_player_says_that_it_was_in_a_group(room: Room) -> None:
    room.comes(room.aki)
    player = Learner(room.aki, room.run_of(room.aki), signed_in(room.aki))
    slide = player.text.slides[0].id
    span = [[after(0).timestamp(), after(100).timestamp()]]
    with clock.fixed_at(after(100)):
        answer = player.post(player.event("present", slide, 100, ranges=span)).json()
    assert [one["reason"] for one in answer["refused"]] == ["shape"]
    assert not SlideProgress.objects.exists()


@pytest.mark.once
def test_pages_lead_from_the_room_to_the_test(room: Room) -> None:
    leader, phone = signed_in(room.owner), signed_in(room.aki)
    session = room.session
    base = reverse("learning:group-session", args=[session.uuid])
    with clock.fixed_at(after(10)):
        page = leader.get(base).content.decode()
        assert f"{session.pin[:3]} {session.pin[3:]}" in page and "<svg" in page
        found = phone.post("/my/check-in/", {"pin": session.pin})
        assert found["Location"] == f"/my/check-in/{session.token}/"
        assert "出席を受け付けました" in phone.get(found["Location"]).content.decode()
        screen = leader.get(reverse("learning:group-screen", args=[session.uuid]))["Location"]
        assert "まだ数えていません" in leader.get(screen).content.decode()
        assert screen == reverse("learning:group-slide", args=[session.uuid, first_slide(room)])
        assert leader.post(screen)["Location"] == screen
        assert "うつしています" in leader.get(screen).content.decode()
        assert phone.get(base).status_code == 404
        ticked = {"member": [str(room.ben.uuid)], "since": "start"}
        leader.post(reverse("learning:group-session-tick", args=[session.uuid]), ticked)
        one = Attendance.objects.get(member=room.ben)
        person = reverse("learning:group-session-person", args=[session.uuid, one.pk])
        leader.post(person, {"act": "strike"})
        assert list(Attendance.objects.values_list("member", flat=True)) == [room.aki.pk]
    end = room.play()
    with clock.fixed_at(after(end)):
        assert (
            leader.post(reverse("learning:group-session-end", args=[session.uuid]))["Location"]
            == base
        )
        assert "続きと確認テストへ" in phone.get(found["Location"]).content.decode()
        run = room.run_of(room.aki)
        assert phone.get(f"/learn/{run.uuid}/test/").status_code == 200
        status = leader.get("/manage/status/").content.decode()
        assert "集合受講" in status
        assert Assignment.objects.count() == 1

"""続ける: what a learner takes along to the newest revision, and what stays as it was."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.fields import with_fields
from terakoya.courseware.model import Course, CourseText, Material
from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.choices import RevisionKind
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.catalogue.services import publish_material, publish_own_material
from terakoya.portal.common import clock
from terakoya.portal.learning.continuing import carried_over
from terakoya.portal.learning.errors import NoNewerRevision
from terakoya.portal.learning.models import Enrolment, SlideProgress
from terakoya.portal.learning.progress import SlideState
from terakoya.portal.learning.selectors.continuing import continuation_of
from terakoya.portal.learning.selectors.courses import my_courses
from terakoya.portal.learning.selectors.progress import standing_of
from terakoya.portal.learning.services import continue_enrolment, open_enrolment
from tests.courses import short_material
from tests.factories import default_offer, make_member, make_owner

from .kept import again, kept_learner
from .learners import OPENED, Learner, after, signed_in

__all__ = ["kept_learner"]

pytestmark = pytest.mark.once  # pages, and both databases keep the same

TWO_MINUTES = after(120)


@pytest.fixture
def learner(kept_learner: Learner, db: None) -> Iterator[Learner]:
    """Somebody who has just begun the short course."""
    with clock.fixed_at(OPENED):
        yield again(kept_learner)


def with_title(course: Course, slide_id: str, title: str, languages: tuple[str, ...]) -> Course:
    """The course with another title of one slide."""

    def changed(text: CourseText) -> CourseText:
        if text.language not in languages:
            return text
        chapters = tuple(
            chapter.model_copy(
                update={
                    "slides": tuple(
                        with_fields(slide, {"title": title}) if slide.id == slide_id else slide
                        for slide in chapter.slides
                    )
                }
            )
            for chapter in text.chapters
        )
        return text.model_copy(update={"chapters": chapters})

    return course.model_copy(update={"texts": tuple(changed(text) for text in course.texts)})


def publish_changed(
    learner: Learner,
    number: int,
    *,
    languages: tuple[str, ...] = ("ja", "en"),
    kind: RevisionKind = RevisionKind.IMPROVEMENT,
) -> Revision:
    """A revision of the learner's organisation in which one slide has another title."""
    material = short_material()
    course = with_title(material.course, learner.text.slides[number].id, "別の題", languages)
    with clock.fixed_at(after(60)):
        return publish_own_material(
            material=Material(course, material.media),
            offer=default_offer(learner.member.organisation, learner.enrolment.revision.course),
            version="2026.11-1",
            kind=kind,
        )


def go_on(learner: Learner) -> Enrolment:
    with clock.fixed_at(TWO_MINUTES):
        return continue_enrolment(member=learner.member, enrolment=learner.enrolment.uuid)


def met_now(enrolment: Enrolment, seconds: float) -> list[str]:
    """The slides that count as done, so many seconds after the opening."""
    with clock.fixed_at(after(seconds)):
        standing = standing_of(enrolment)
        return [need.slide for need in standing.needs if need.slide in standing.met]


def finish_three(learner: Learner) -> float:
    """Read the first three slides; tells when that was done."""
    with clock.fixed_at(TWO_MINUTES):
        return learner.finish(3)


def test_unchanged_slides_are_kept_and_a_changed_one_is_not(learner: Learner) -> None:
    done = finish_three(learner)
    first, second, third = (slide.id for slide in learner.text.slides[:3])
    revision = publish_changed(learner, 1)
    run = go_on(learner)
    assert (run.revision, run.continued_from, run.slides_seen, run.opened_at) == (
        revision,
        learner.enrolment,
        2,
        OPENED,
    )
    assert met_now(run, done) == [first, third]
    assert met_now(learner.enrolment, done) == [first, second, third]


def test_a_change_of_wording_voids_nothing(learner: Learner) -> None:
    done = finish_three(learner)
    publish_changed(learner, 1, kind=RevisionKind.TYPO)
    run = go_on(learner)
    assert met_now(run, done) == [slide.id for slide in learner.text.slides[:3]]


def test_a_slide_changed_in_a_language_that_was_not_used_is_kept(learner: Learner) -> None:
    done = finish_three(learner)
    publish_changed(learner, 1, languages=("en",))
    assert len(met_now(go_on(learner), done)) == 3


def test_what_was_heard_in_an_unchanged_language_is_kept_alone(learner: Learner) -> None:
    slide = learner.text.slides[1].id
    with clock.fixed_at(TWO_MINUTES):
        learner.post(
            learner.event("heard", slide, 9, ranges=[[0, 9]], language="en"),
            learner.read(slide, 10, 30),
        )
    publish_changed(learner, 1, languages=("ja",))
    state = SlideProgress.objects.get(enrolment=go_on(learner), slide_id=slide)
    assert (state.heard, state.read) == ({"en": [[0, 9]]}, [])


def test_continuing_twice_gives_one_run(learner: Learner) -> None:
    finish_three(learner)
    publish_changed(learner, 1)
    assert go_on(learner) == go_on(learner)
    assert Enrolment.objects.count() == 2
    with clock.fixed_at(TWO_MINUTES):
        assignment = learner.enrolment.assignment
        known = open_enrolment(member=learner.member, assignment=assignment, language="ja")
    assert known == go_on(learner)


def test_a_run_on_the_newest_revision_has_nowhere_to_go(learner: Learner) -> None:
    with pytest.raises(NoNewerRevision):
        go_on(learner)
    publish_changed(learner, 1)
    Enrolment.objects.update(completed_at=TWO_MINUTES)
    with pytest.raises(NoNewerRevision):
        go_on(learner)
    assert Enrolment.objects.get().continued_at is None


def test_a_catalogues_newer_revision_leads_on_as_well(learner: Learner) -> None:
    material = short_material()
    course = with_title(material.course, learner.text.slides[0].id, "新しい題", ("ja", "en"))
    newer = publish_material(material=Material(course, material.media))
    page = continuation_of(learner.enrolment, "ja")
    assert page is not None
    assert (page.revision, [one.title for one in page.changed], page.added, page.removed) == (
        newer,
        ["新しい題"],
        (),
        0,
    )


def test_my_page_shows_the_continued_run_alone(learner: Learner) -> None:
    finish_three(learner)
    publish_changed(learner, 1)
    run = go_on(learner)
    with clock.fixed_at(TWO_MINUTES):
        [course] = my_courses(learner.member, "ja")
    assert (course.enrolment, course.has_newer_revision) == (run, False)


def test_my_page_offers_the_newest_revision_and_the_page_does_it(learner: Learner) -> None:
    finish_three(learner)
    url = f"/my/enrolments/{learner.enrolment.uuid}/continue/"
    with clock.fixed_at(TWO_MINUTES):
        assert url not in learner.client.get("/my/").content.decode()
        assert learner.client.get(url)["Location"] == "/my/"
    publish_changed(learner, 1)
    with clock.fixed_at(TWO_MINUTES):
        assert url in learner.client.get("/my/").content.decode()
        page = learner.client.get(url).content.decode()
        assert "別の題" in page
        answer = learner.client.post(url)
        run = Enrolment.objects.get(continued_from=learner.enrolment)
        assert answer["Location"] == f"/learn/{run.uuid}/"
        old = f"/learn/{learner.enrolment.uuid}"
        found = [learner.client.get(f"{old}/{tail}")["Location"] for tail in ("", "test/")]
        found.append(learner.client.get(learner.url(learner.text.slides[0].id))["Location"])
    assert found == [f"/learn/{run.uuid}/", f"/learn/{run.uuid}/test/", f"/learn/{run.uuid}/"]


def test_another_members_run_cannot_be_continued(learner: Learner, stranger: Member) -> None:
    publish_changed(learner, 1)
    colleague = make_member(learner.member.organisation)
    for other in (stranger, colleague, make_owner(learner.member.organisation)):
        client = signed_in(other)
        for url in (
            f"/my/enrolments/{learner.enrolment.uuid}/continue/",
            f"/my/enrolments/{uuid.uuid4()}/continue/",
        ):
            assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)
    assert Enrolment.objects.get().continued_at is None


# -- the rule by itself


HASHES = st.dictionaries(st.sampled_from(["ja", "en"]), st.sampled_from(["one", "two"]), min_size=1)
STATES = st.builds(
    SlideState,
    heard=st.dictionaries(st.sampled_from(["ja", "en"]), st.just(((0.0, 5.0),))),
    read=st.sampled_from([(), ((10.0, 20.0),)]),
    answers=st.sampled_from([frozenset(), frozenset("a")]),
)


@given(STATES, HASHES, HASHES, st.sets(st.sampled_from(["ja", "en"])), st.booleans())
def test_nothing_grows_and_the_same_slide_keeps_all(
    state: SlideState, before: dict[str, str], after: dict[str, str], used: set[str], typo: bool
) -> None:
    def carried(to: dict[str, str]) -> SlideState | None:
        found = carried_over(
            {"s": state},
            before={"s": before},
            after={"s": to},
            languages_used={"s": used & before.keys()},
            only_wording=typo,
        )
        return found.get("s")

    assert carried(before) == state
    kept = carried(after)
    if kept is not None:
        assert kept.heard.items() <= state.heard.items()
        assert (kept.read, kept.answers) in [(state.read, state.answers), ((), frozenset())]
    assert carried({}) is None


def test_the_plausible_time_counts_from_the_first_beginning(learner: Learner) -> None:
    done = finish_three(learner)
    publish_changed(learner, 5)
    run = go_on(learner)
    later = after(120) + dt.timedelta(seconds=1)
    assert run.opened_at < later
    assert len(met_now(run, done)) == 3

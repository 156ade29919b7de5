"""Several editions of one course: each has a name, a draft, updates and learners of its own."""

from __future__ import annotations

import pytest
from django.test import Client

from terakoya.portal.catalogue.models import Offer
from terakoya.portal.catalogue.selectors import forget_published, latest_revision, revision_source
from terakoya.portal.editions import services
from terakoya.portal.editions.choices import UpdateState
from terakoya.portal.editions.editing.edits import EDIT_SLIDE, HIDE_SLIDE
from terakoya.portal.editions.errors import NameNotUsable
from terakoya.portal.editions.models import Draft, Edition, EditionRevision, EditionUpdate
from terakoya.portal.editions.selectors import course_rows
from terakoya.portal.editions.services import ReleaseDetails
from terakoya.portal.editions.services.drafts import seen_of
from terakoya.portal.editions.storage import content_of
from terakoya.portal.learning.choices import Audience
from terakoya.portal.learning.errors import EditionOfAnother
from terakoya.portal.learning.models import Assignment, Enrolment
from terakoya.portal.learning.selectors.courses import my_courses
from terakoya.portal.learning.selectors.standing import course_use
from terakoya.portal.learning.services import assign_course, open_enrolment
from tests.factories import make_department, make_member, make_organisation, make_owner
from tests.statements import counted_statements

from .officers import Desk
from .short_course import desk, make_short_desk, publish_vendor

__all__ = ["desk"]

pytestmark = pytest.mark.once  # dear: courses are published, and both databases keep the same


def further(desk: Desk, name: str = "店舗向け") -> Edition:
    """One more edition of the course."""
    return services.open_further_edition(by=desk.officer, course=desk.base.course, name=name)


def publish(desk: Desk, edition: Edition, title: str) -> EditionRevision:
    """Publish an edition whose opening slide has another title."""
    draft = Draft.objects.get(edition=edition)
    services.apply_edit(
        by=desk.officer,
        edition=edition,
        edit=EDIT_SLIDE("ja", "two-rules", {"title": title}),
        seen=_seen(draft),
    )
    found = Edition.objects.get(pk=edition.pk)
    release = services.ask_release(
        by=desk.officer,
        edition=found,
        version=Draft.objects.get(edition=edition).version,
        details=ReleaseDetails(),
    )
    assert release.published is not None
    return release.published


def _seen(draft: Draft) -> str:
    return seen_of(content_of(draft), "ja", "two-rules")


def test_each_edition_serves_the_assignments_that_choose_it(desk: Desk) -> None:
    usual, shop = publish(desk, desk.edition, "全社の題"), publish(desk, further(desk), "店舗の題")
    course, officer = desk.base.course, desk.officer
    member = make_member(officer.organisation, "佐藤 美咲")
    for_shop = assign_course(by=officer, course=course, due_on=None, offer=shop.edition.offer)

    first = open_enrolment(member=member, assignment=desk.assignment, language="ja")
    second = open_enrolment(member=member, assignment=for_shop, language="ja")

    assert (first.revision, second.revision) == (usual.revision, shop.revision)
    assert [one.newest_revision for one in my_courses(member, "ja")] == [
        one.enrolment.revision_id for one in my_courses(member, "ja") if one.enrolment
    ]


def test_an_edition_that_offers_nothing_leaves_the_usual_one(desk: Desk) -> None:
    edition = further(desk)
    course, organisation = desk.base.course, desk.officer.organisation
    usual = publish(desk, desk.edition, "全社の題")
    assert edition.offer is not None
    assert latest_revision(course, organisation.pk, edition.offer.pk) == usual.revision

    shop = publish(desk, edition, "店舗の題")
    assert latest_revision(course, organisation.pk, edition.offer.pk) == shop.revision
    assert services.stop_edition(by=desk.officer, edition=edition) == 1
    assert latest_revision(course, organisation.pk, edition.offer.pk) == usual.revision
    assert latest_revision(course, organisation.pk) == usual.revision


def test_the_same_content_may_stand_in_two_editions(desk: Desk) -> None:
    first, second = publish(desk, desk.edition, "同じ題"), publish(desk, further(desk), "同じ題")
    assert first.revision.revision_id == second.revision.revision_id
    assert first.revision != second.revision
    assert second.edition.name == "店舗向け"


def test_a_further_edition_begins_as_what_learners_have(desk: Desk) -> None:
    first = further(desk, "はじめ")
    assert content_of(first.draft).course == revision_source(desk.base.pk)
    published = publish(desk, desk.edition, "全社の題")
    before = bytes(EditionRevision.objects.get(pk=published.pk).content)
    desk.edit(HIDE_SLIDE("crimes", "下書き"))
    made = further(desk)
    assert (bytes(made.draft.content), made.base) == (before, desk.base)


@pytest.mark.parametrize("name", ["", "  ", "自社版", "店" * 61])
def test_a_name_is_there_and_once(desk: Desk, name: str) -> None:
    with pytest.raises(NameNotUsable):
        further(desk, name)
    with pytest.raises(NameNotUsable):
        services.rename_edition(by=desk.officer, edition=further(desk), name=name)
    services.rename_edition(by=desk.officer, edition=desk.edition, name=" 本社  向け ")
    assert Offer.objects.get(edition=desk.edition).name == "本社 向け"


def test_two_organisations_may_use_one_name(desk: Desk) -> None:
    other = make_short_desk("株式会社よその")
    assert further(desk).name == further(other).name == "店舗向け"


def test_an_edition_of_another_cannot_be_assigned(desk: Desk) -> None:
    theirs = further(make_short_desk("株式会社よその"))
    with pytest.raises(EditionOfAnother):
        assign_course(by=desk.officer, course=desk.base.course, due_on=None, offer=theirs.offer)


def test_an_update_comes_to_each_and_is_decided_in_each(desk: Desk) -> None:
    edition = further(desk)
    newer = publish_vendor({"crimes": {"title": "提供元の新しい題"}})
    services.receive_updates()
    one = EditionUpdate.objects.get(edition=edition)
    services.take_update(by=desk.officer, update=one)

    rows = course_rows(desk.officer, "ja")[0].editions
    assert [(row.edition.name, row.update is None) for row in rows] == [
        ("自社版", False),
        ("店舗向け", True),
    ]
    states = dict(EditionUpdate.objects.values_list("edition", "state"))
    assert states == {desk.edition.pk: UpdateState.OPEN, edition.pk: UpdateState.TAKEN}
    assert Edition.objects.get(pk=edition.pk).base == newer


@pytest.mark.parametrize("editions", [1, 3])
def test_the_list_takes_seven_statements(desk: Desk, editions: int) -> None:
    for number in range(1, editions):
        further(desk, f"版{number}")
    forget_published()  # nothing is in memory of an earlier reader
    with counted_statements() as statements:
        rows = course_rows(desk.officer, "ja")
    assert (len(rows[0].editions), len(statements)) == (editions, 7)


def test_use_counts_the_assignments_of_the_edition(desk: Desk) -> None:
    shop = publish(desk, further(desk), "店舗の題")
    officer, course = desk.officer, desk.base.course
    sales = make_department(officer.organisation, "店舗")
    make_member(officer.organisation, "佐藤 美咲", department=sales)
    assign_course(
        by=officer,
        course=course,
        due_on=None,
        audience=Audience.DEPARTMENTS,
        departments=[sales],
        offer=shop.edition.offer,
    )
    assert course_use(officer.organisation_id, course.pk, shop.edition.offer).not_started == 1
    assert course_use(officer.organisation_id, course.pk).not_started == 3


def test_pages_list_make_rename_and_assign(desk: Desk) -> None:
    browser = Client()
    browser.force_login(desk.officer.person)
    slug = desk.base.course.slug
    made = browser.post(f"/manage/editions/new/{slug}/", {"name": "店舗向け"})
    edition = Edition.objects.get(offer__name="店舗向け")
    assert made.headers["Location"] == f"/manage/editions/{edition.uuid}/"
    assert browser.post(f"/manage/editions/new/{slug}/", {"name": "店舗向け"}).status_code == 422
    browser.post(f"/manage/editions/{edition.uuid}/name/", {"name": "売場向け"})
    publish(desk, edition, "店舗の題")
    page = browser.get("/manage/editions/").content.decode()
    assert page.index("自社版") < page.index("売場向け") < page.index("この版を割り当てる")

    offer = Offer.objects.get(name="売場向け")
    data = {"course": slug, "offer": offer.uuid, "audience": "everyone", "gate": "gate"}
    browser.post("/manage/assignments/new/", {**data, "top_speed": "200", "again": "on"})
    assert Assignment.objects.order_by("-id")[0].offer == offer
    assert "売場向け" in browser.get("/manage/assignments/").content.decode()


def test_the_usual_edition_can_be_made_beside_others(desk: Desk) -> None:
    further(desk)
    Draft.objects.filter(edition=desk.edition).delete()
    desk.edition.delete()
    browser = Client()
    browser.force_login(desk.officer.person)
    address = f"/manage/editions/open/{desk.base.course.slug}/"
    page = browser.get("/manage/editions/").content.decode()
    assert address in page and "別の自社版を作る" not in page
    browser.post(address)
    assert [one.name for one in Edition.objects.order_by("id")] == ["店舗向け", "自社版"]
    assert "別の自社版を作る" in browser.get("/manage/editions/").content.decode()


def test_strangers_and_members_get_no_edition(desk: Desk) -> None:
    edition = further(desk)
    stranger = Client()
    stranger.force_login(make_owner(make_organisation("株式会社よその")).person)
    for path in (f"/manage/editions/{edition.uuid}/name/", f"/manage/editions/{edition.uuid}/"):
        assert stranger.get(path).status_code == 404
    assert edition.offer is not None
    query = f"?edition={edition.offer.uuid}"
    slug = desk.base.course.slug
    assert stranger.get(f"/manage/assignments/changes/{slug}/{query}").status_code == 404
    assert Enrolment.objects.count() == 0


def test_an_edition_without_a_name_gets_one_when_it_is_published(desk: Desk) -> None:
    Edition.objects.update(offer=None)
    Offer.objects.all().delete()
    published = desk.publish()
    assert published.revision.offer == Edition.objects.get().offer
    assert Edition.objects.get().name == "自社版"

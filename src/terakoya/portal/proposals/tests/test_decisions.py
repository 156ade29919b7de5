"""Accepting, declining, what learners then have, and what became of it."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import Department, Member, RoleGrant
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.catalogue.selectors import revision_text
from terakoya.portal.common import clock
from terakoya.portal.common.dates import full_day, short_day
from terakoya.portal.editions.models import Edition, EditionRevision
from terakoya.portal.editions.storage import content_of
from terakoya.portal.learning.models import Assignment, Enrolment
from terakoya.portal.learning.scope import scope_of
from terakoya.portal.learning.selectors.continuing import newer_revision_of
from terakoya.portal.learning.selectors.courses import my_courses
from terakoya.portal.learning.services import open_enrolment
from terakoya.portal.proposals.choices import DecisionState, ProposalKind
from terakoya.portal.proposals.errors import (
    AlreadyDecided,
    NothingToChange,
    NotProposed,
    ReasonNeeded,
    UnitGone,
)
from terakoya.portal.proposals.models import ProposalDecision
from terakoya.portal.proposals.selectors import decision_row, proposals_of
from terakoya.portal.proposals.services import (
    HandingOut,
    accept_proposal,
    decline_proposal,
    reopen_proposal,
)
from terakoya.portal.surveys.choices import WaveKind
from terakoya.portal.surveys.extensions import next_deeds
from terakoya.portal.surveys.models import CountingCell, Participation, PublishedTable, Wave
from terakoya.portal.surveys.selectors_results import course_results
from terakoya.portal.surveys.services import open_wave, prepare_wave
from terakoya.portal.surveys.tests.conftest import Setting, build_setting
from terakoya.portal.surveys.tests.test_wave_result import after_wave, publish
from tests.factories import make_member, make_organisation, make_owner
from tests.made_once import made_once
from tests.statements import counted_statements

from .tables import Cell, row, stored

pytestmark = pytest.mark.once  # dear: courses are changed, and both databases keep the same

TOPICS = (
    "knowledge",
    "judgement",
    "prevention",
    "readiness",
    "reporting",
    "support",
    "own-conduct",
)
FINE: Cell = (85, 4)
Cells = dict[str, Cell]


@dataclass
class Closed:
    """A closed wave, its officer, and the units of its table."""

    setting: Setting
    shop: str
    desk: str

    @property
    def wave(self) -> Wave:
        return self.setting.wave

    @property
    def officer(self) -> Member:
        return self.setting.owner

    def decide(self, topic: str, unit: str = "", **more: Any) -> ProposalDecision:
        """Accept a proposal."""
        return accept_proposal(by=self.officer, wave=self.wave, topic=topic, unit=unit, **more)

    def member_of(self, name: str) -> Member:
        """Somebody of a department."""
        return next(one for one in self.setting.members if one.name.startswith(name))


def show(wave: Wave, company: Cells, **units: Cells) -> None:
    """Let the wave have published a table; topics that are not named are fine."""

    def whole(cells: dict[str, Cell], n: str) -> dict[str, Any]:
        return row(n, **{topic: cells.get(topic, FINE) for topic in TOPICS})

    shown = stored(
        whole(company, "60"), **{unit: whole(cells, "29") for unit, cells in units.items()}
    )
    PublishedTable.objects.filter(wave=wave).update(table=shown)


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[Closed]:
    """The wave that all tests begin with."""
    with made_once(django_db_blocker, close_wave_of_weak_topics) as made:
        yield made


@pytest.fixture
def closed(kept: Closed, db: None) -> Closed:
    """A closed wave with what it has to tell."""
    return deepcopy(kept)


def close_wave_of_weak_topics() -> Closed:
    """Judgement is low in the shop, knowledge in the company, and support is a workplace's."""
    setting = build_setting()
    publish(setting.wave, 60, {})
    setting.wave.refresh_from_db()
    units = {one.name: f"u{one.pk}" for one in Department.objects.all()}
    shop, desk = units["店舗"], units["お客様相談室"]
    weak: dict[str, Cells] = {shop: {"judgement": (55, 6)}, desk: {"reporting": 1}}
    company: Cells = {"knowledge": (52, 4), "support": (60, 4), "readiness": (64, 4)}
    show(setting.wave, company, **weak)
    return Closed(setting, shop.removeprefix("u"), desk.removeprefix("u"))


def test_the_wave_suggests_one_thing_for_each_weak_topic(closed: Closed) -> None:
    found = proposals_of(closed.wave)
    assert [(one.topic, one.unit, str(one.kind)) for one in found.open] == [
        ("knowledge", "", "emphasis"),
        ("support", "", "brief"),
        ("readiness", "", "test"),
        ("judgement", closed.shop, "cases"),
        ("reporting", closed.desk, "emphasis"),
    ]
    assert [one.topic for one in found.fine] == [
        "judgement",
        "prevention",
        "reporting",
        "own-conduct",
    ]
    assert [one.is_indicative for one in found.open] == [False, False, False, False, True]


def test_accepting_makes_a_draft_and_learners_see_nothing_of_it(closed: Closed) -> None:
    decision = closed.decide("knowledge")
    assert decision.edition is not None
    assert decision.edition.name == "調査をふまえた版（全社）"
    text = content_of(decision.edition.draft).course.source
    marked = [slide.id for _chapter, slide in text.slides() if slide.kicker.startswith("重点")]
    assert "two-rules" in marked and len(marked) == 5
    assert (decision.assignment, EditionRevision.objects.count()) == (None, 0)
    begun = open_enrolment(
        member=closed.setting.members[0], assignment=closed.setting.assignment, language="ja"
    )
    assert begun.revision.offer is None
    entry = AuditEntry.objects.get(verb="proposals.accepted")
    assert entry.actor_uuid == closed.officer.person.uuid


def test_learners_of_the_unit_get_other_slides_and_others_do_not(closed: Closed) -> None:
    decision = closed.decide(
        "judgement",
        closed.shop,
        cases=("case-retail",),
        handing_out=HandingOut(to_everyone=False, due_on=clock.today()),
    )
    given = decision.assignment
    assert given is not None
    of_shop, of_desk = closed.member_of("店舗"), closed.member_of("相談")
    reach = [given in Assignment.objects.meant_for(one) for one in (of_shop, of_desk)]
    assert reach == [True, False]

    new = open_enrolment(member=of_shop, assignment=given, language="ja")
    old = open_enrolment(member=of_desk, assignment=closed.setting.assignment, language="ja")

    slides = [{one.id for one in revision_text(run.revision_id, "ja").slides} for run in (new, old)]
    assert slides[0] - slides[1] == {"case-retail"}


@pytest.mark.parametrize("to_everyone", [False, True])
def test_those_who_have_not_begun_take_the_edition_in_the_same_assignment(
    closed: Closed, to_everyone: bool
) -> None:
    around = closed.setting.assignment
    begun = open_enrolment(member=closed.setting.members[0], assignment=around, language="ja")
    decision = closed.decide(
        "judgement",
        closed.shop,
        cases=("case-retail",),
        handing_out=HandingOut(to_everyone, None, in_place=True),
    )
    assert (decision.assignment, Assignment.objects.count()) == (around, 1)
    around = Assignment.objects.get()
    of_shop, of_desk = closed.setting.members[1], closed.member_of("相談")
    runs = [
        open_enrolment(member=one, assignment=around, language="ja") for one in (of_shop, of_desk)
    ]
    has_case = [
        any(one.id == "case-retail" for one in revision_text(run.revision_id, "ja").slides)
        for run in (begun, *runs)
    ]
    assert has_case == [False, True, to_everyone]
    assert [my_courses(one, "ja")[0].newest_revision for one in (of_shop, of_desk)] == [
        run.revision_id for run in runs
    ]
    assert [newer_revision_of(run) for run in runs] == [None, None]


def test_learners_of_everyone_get_other_questions(closed: Closed) -> None:
    decision = closed.decide("readiness", handing_out=HandingOut(True, None))
    assert decision.assignment is not None
    member = closed.member_of("相談")
    runs: list[Enrolment] = [
        open_enrolment(member=member, assignment=one, language="ja")
        for one in (decision.assignment, closed.setting.assignment)
    ]
    asked = [
        {part.tag: part.take for part in scope_of(run).blueprint(run.revision) if part.tag}
        for run in runs
    ]
    assert asked == [
        {"focus-readiness": 3, "judgement": 2, "own-conduct": 2},
        {"judgement": 3, "own-conduct": 2},
    ]
    takes = [sum(part.take for part in scope_of(run).blueprint(run.revision)) for run in runs]
    assert takes == [10, 10]


def test_what_is_accepted_of_one_row_goes_into_one_edition(closed: Closed) -> None:
    first = closed.decide("knowledge")
    second = closed.decide("readiness", handing_out=HandingOut(True, None))
    assert first.edition == second.edition is not None
    assert first.assignment is None and second.assignment is not None
    run = open_enrolment(
        member=closed.member_of("相談"), assignment=second.assignment, language="ja"
    )
    tags = {part.tag for part in scope_of(run).blueprint(run.revision)}
    pages = revision_text(run.revision_id, "ja").slides
    assert "focus-readiness" in tags
    assert any("大切にすること" in one.title for one in pages)

    third = closed.decide(
        "judgement", closed.shop, cases=("case-retail",), handing_out=HandingOut(True, None)
    )
    assert third.edition != first.edition
    assert Edition.objects.count() == 2


def test_what_is_accepted_later_is_not_assigned_again(closed: Closed) -> None:
    first = closed.decide("knowledge", handing_out=HandingOut(True, None))
    second = closed.decide("readiness", handing_out=HandingOut(True, None))
    assert first.assignment == second.assignment
    assert EditionRevision.objects.filter(edition=first.edition).count() == 2


def test_a_brief_makes_no_edition(closed: Closed) -> None:
    decision = closed.decide("support", handing_out=HandingOut(True, None))
    assert (decision.edition, decision.assignment, Edition.objects.count()) == (None, None, 0)


def test_what_was_declined_keeps_its_reason(closed: Closed) -> None:
    where: dict[str, Any] = {"by": closed.officer, "wave": closed.wave, "topic": "support"}
    for reason in (" ", "長" * 501):
        with pytest.raises(ReasonNeeded):
            decline_proposal(**where, unit="", reason=reason)
    decline_proposal(**where, unit="", reason="別の研修で扱います")
    found = proposals_of(closed.wave)
    assert [(one.state, one.reason) for one in found.decisions] == [
        (DecisionState.DECLINED, "別の研修で扱います")
    ]
    assert "support" not in {one.topic for one in found.open}
    with pytest.raises(AlreadyDecided):
        closed.decide("support")


def test_what_was_declined_can_be_taken_up_again_and_keeps_its_reason(closed: Closed) -> None:
    where: dict[str, Any] = {"by": closed.officer, "wave": closed.wave, "topic": "knowledge"}
    with pytest.raises(AlreadyDecided):  # nothing was declined yet
        reopen_proposal(**where, unit="")
    decline_proposal(**where, unit="", reason="別の研修で扱います")
    reopen_proposal(**where, unit="")
    found = proposals_of(closed.wave)
    proposal = found.find("knowledge", "")
    assert proposal in found.open and found.settled == ()
    assert proposal is not None and found.reason_before(proposal) == "別の研修で扱います"
    with pytest.raises(AlreadyDecided):
        reopen_proposal(**where, unit="")
    decision = closed.decide("knowledge")
    assert (decision.state, decision.reason) == (DecisionState.ACCEPTED, "別の研修で扱います")
    assert decision.edition is not None
    with pytest.raises(AlreadyDecided):  # what was accepted stays
        reopen_proposal(**where, unit="")
    assert ProposalDecision.objects.count() == 1
    entries = AuditEntry.objects.filter(verb__startswith="proposals.").order_by("id")
    verbs = ["proposals.declined", "proposals.reopened", "proposals.accepted"]
    assert [one.verb for one in entries] == verbs
    assert [one.payload.data["reason"] for one in entries[:2]] == ["別の研修で扱います"] * 2


def test_what_was_taken_up_again_can_be_declined_anew(closed: Closed) -> None:
    where: dict[str, Any] = {"by": closed.officer, "wave": closed.wave, "topic": "support"}
    decline_proposal(**where, unit="", reason="春に行います")
    reopen_proposal(**where, unit="")
    with pytest.raises(ReasonNeeded):
        decline_proposal(**where, unit="", reason=" ")
    decline_proposal(**where, unit="", reason="秋に行います")
    assert [one.reason for one in proposals_of(closed.wave).settled] == ["秋に行います"]


def test_nothing_is_taken_up_again_that_is_not_proposed_any_more(closed: Closed) -> None:
    where: dict[str, Any] = {"by": closed.officer, "wave": closed.wave, "topic": "support"}
    decline_proposal(**where, unit="", reason="春に行います")
    stranger = make_owner(make_organisation("株式会社よその"))
    with pytest.raises(NotProposed):
        reopen_proposal(**{**where, "by": stranger}, unit="")
    show(closed.wave, {"knowledge": (52, 4)})
    found = proposals_of(closed.wave)
    assert [decision_row(found, one).may_reopen for one in found.settled] == [False]
    with pytest.raises(NotProposed):
        reopen_proposal(**where, unit="")
    assert ProposalDecision.objects.get().state == DecisionState.DECLINED


@pytest.mark.parametrize(
    ("topic", "unit"),
    [("judgement", ""), ("judgement", "0"), ("knowledge", "1"), ("none", ""), ("own-conduct", "")],
)
def test_what_the_table_does_not_suggest_cannot_be_accepted(
    closed: Closed, topic: str, unit: str
) -> None:
    with pytest.raises(NotProposed):
        closed.decide(topic, unit)
    assert (ProposalDecision.objects.count(), Edition.objects.count()) == (0, 0)


def test_a_refusal_leaves_nothing_behind(closed: Closed) -> None:
    with pytest.raises(NothingToChange):
        closed.decide("judgement", closed.shop)
    Department.objects.filter(pk=closed.shop).update(is_active=False)
    with pytest.raises(UnitGone):
        closed.decide(
            "judgement",
            closed.shop,
            cases=("case-retail",),
            handing_out=HandingOut(to_everyone=False, due_on=None),
        )
    assert (ProposalDecision.objects.count(), Edition.objects.count()) == (0, 0)


def test_an_officer_of_another_cannot_decide(closed: Closed) -> None:
    other = make_owner(make_organisation("株式会社よその"))
    with pytest.raises(NotProposed):
        accept_proposal(by=other, wave=closed.wave, topic="knowledge", unit="")


def test_nothing_but_the_published_table_comes_in(closed: Closed) -> None:
    before = proposals_of(closed.wave).proposals
    CountingCell.objects.filter(wave=closed.wave).update(
        ballots=3, ciphertexts=b"x", headcount=1, name="別の名前"
    )
    Participation.objects.all().delete()
    make_member(closed.officer.organisation, "後から 入社")
    assert proposals_of(closed.wave).proposals == before
    table = PublishedTable.objects.get(wave=closed.wave)
    table.table["hidden"] = {"999": "few"}
    table.table["comments"] = {"x": ["店舗の判断が心配"]}
    table.save()
    assert proposals_of(closed.wave).proposals == before


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ({"knowledge": (70, 4)}, "事後で18ポイント上がりました。"),
        ({"knowledge": (44, 4)}, "事後で8ポイント下がりました。"),
        ({"knowledge": (55, 4)}, "事後との差は、はっきりした差とは言えません。"),
        ({"knowledge": 3}, "事後では、2回とも示せる結果がないので、比べられません。"),
    ],
)
def test_the_next_wave_tells_what_became_of_it(
    closed: Closed, after: dict[str, Cell], words: str
) -> None:
    decision = closed.decide("knowledge")
    assert decision_row(proposals_of(closed.wave), decision).outcome == ""
    later = after_wave(closed.setting)
    publish(later, 70, {})
    show(later, after)
    assert decision_row(proposals_of(closed.wave), decision).outcome == words


def test_a_wave_around_the_assignment_that_was_made_tells_what_became_of_it(
    closed: Closed,
) -> None:
    decision = closed.decide("knowledge", handing_out=HandingOut(True, None))
    assert decision.assignment is not None
    assert decision.assignment != closed.setting.assignment
    later = open_wave(
        by=closed.officer,
        assignment=decision.assignment,
        revision=EditionRevision.objects.get().revision,
        kind=WaveKind.AFTER,
    )
    prepare_wave(later)
    opened = closed.wave.opened_at + dt.timedelta(days=40)
    Wave.objects.filter(pk=later.pk).update(opened_at=opened)
    later.refresh_from_db()
    publish(later, 70, {})
    show(later, {"knowledge": (70, 4)})
    later.refresh_from_db()
    assert later.closed_at is not None
    day = full_day(later.closed_at)
    outcome = decision_row(proposals_of(closed.wave), decision).outcome
    assert outcome == f"別の割り当ての事後（{day}に締め切り）で18ポイント上がりました。"


def test_a_unit_that_one_wave_hides_is_not_compared(closed: Closed) -> None:
    decision = closed.decide("judgement", closed.shop, cases=("case-retail",))
    later = after_wave(closed.setting)
    publish(later, 70, {})
    show(later, {})
    outcome = decision_row(proposals_of(closed.wave), decision).outcome
    assert outcome == "事後では、2回とも示せる結果がないので、比べられません。"


# -- pages ----------------------------------------------------------------------------------------


def at(closed: Closed, name: str = "proposals:proposal-list", query: str = "") -> str:
    return reverse(name, args=[closed.wave.uuid]) + query


def browser_of(member: Member) -> Client:
    client = Client()
    client.force_login(member.person)
    return client


def main_of(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_officers_accept_and_decline_on_the_page(closed: Closed) -> None:
    client = browser_of(closed.officer)
    assert at(closed) in client.get(f"/manage/surveys/{closed.wave.uuid}/result/").content.decode()
    assert at(closed) in client.get("/manage/").content.decode()
    page = main_of(client, at(closed))
    assert "全社の指数は52 ± 4で、70に届きません（回答者60名）。" in page
    assert "店舗の指数は55で、全社の85より低く" not in page  # names are those of the table
    assert page.count("目安") >= 2

    deciding = at(closed, "proposals:proposal-decide")
    answer = client.post(deciding, {"topic": "knowledge", "unit": "", "deed": "draft"})
    assert answer["Location"] == at(closed)
    due = clock.today() + dt.timedelta(days=14)
    cell = {"topic": "judgement", "unit": closed.shop}
    without = client.post(deciding, {**cell, "deed": "assign", "due_on": due})
    assert without.status_code == 422
    assert "加える事例を、1つ以上選んでください。" in without.content.decode()
    typed = {**cell, "deed": "assign", "cases": ["case-hotel"], "whom": "unit", "due_on": due}
    assert client.post(deciding, typed).status_code == 302
    assert Assignment.objects.order_by("-id")[0].due_on == due
    declined = {"topic": "support", "unit": "", "deed": "decline", "reason": "春に行います"}
    assert client.post(deciding, {**declined, "reason": ""}).status_code == 422
    client.post(deciding, declined)
    page = main_of(client, at(closed))
    assert "調査をふまえた版（全社）" in page and "春に行います" in page
    assert page.index("決めたこと") < page.index("「知識」のスライドを重点にする")


def test_the_page_takes_up_again_and_opens_that_card(closed: Closed) -> None:
    client = browser_of(closed.officer)
    deciding = at(closed, "proposals:proposal-decide")
    cell = {"topic": "support", "unit": ""}
    client.post(deciding, {**cell, "deed": "decline", "reason": "春に行います"})
    page = client.get(at(closed)).content.decode()
    assert 'value="reopen"' in page and " open>" not in page  # everything is folded
    sent_to = client.post(deciding, {**cell, "deed": "reopen"})["Location"]
    assert sent_to == at(closed, query="?open=support-all#h-support-all")
    page = client.get(sent_to).content.decode()
    opened = [
        card.partition('<h2 id="')[2].partition('"')[0]
        for card in page.split("<section ")
        if '<details class="more" open>' in card
    ]
    assert opened == ["h-support-all"]
    assert "前に見送った理由：春に行います" in page and 'value="reopen"' not in page
    again = client.post(deciding, {**cell, "deed": "reopen"}, follow=True)
    assert "この提案は、見送ったものではありません。" in again.content.decode()


def test_a_draft_is_one_click_away_while_cards_are_folded(closed: Closed) -> None:
    page = browser_of(closed.officer).get(at(closed)).content.decode()
    cards = {
        card.partition('<h2 id="h-')[2].partition('"')[0]: card
        for card in page.split("<section ")
        if '<h2 id="h-' in card
    }
    ready = {key for key, card in cards.items() if 'value="draft"' in card.partition("<details")[0]}
    assert set(cards) - ready == {f"judgement-{closed.shop}"}  # cases are to be chosen first
    for key in ready:
        head, _fold, rest = cards[key].partition("<details")
        assert f'form="f-{key}"' in head and f'<form id="f-{key}"' in rest


def test_all_that_was_decided_can_be_reached(closed: Closed) -> None:
    ProposalDecision.objects.bulk_create(
        ProposalDecision(
            organisation=closed.officer.organisation,
            wave=closed.wave,
            topic="judgement",
            unit=f"{n}",
            kind=ProposalKind.BRIEF,
            state=DecisionState.DECLINED,
            reason=f"理由{n}",
            decided_at=clock.now(),
        )
        for n in range(25)
    )
    client = browser_of(closed.officer)
    pages = [client.get(at(closed)).content.decode()]
    link = re.search(r'href="(\?decided=2)#decided"', pages[0])
    assert link is not None
    pages.append(client.get(at(closed, query=link[1])).content.decode())
    assert [len(set(re.findall(r"理由\d+", page))) for page in pages] == [20, 5]


def test_home_leads_to_the_first_proposal_with_its_evidence(closed: Closed) -> None:
    client = browser_of(closed.officer)
    page = main_of(client, "/manage/")
    assert "全社：「知識」のスライドを重点にする" in page
    assert "全社の指数は52 ± 4で、70に届きません（回答者60名）。" in page
    assert "ほかの提案を見る（4件）" in page
    for one in proposals_of(closed.wave).open:
        cell = {"topic": one.topic, "unit": one.unit, "deed": "decline", "reason": "春に行います"}
        client.post(at(closed, "proposals:proposal-decide"), cell)
    page = main_of(client, "/manage/")
    assert "次の一歩" not in page and "集計結果を見る" in page


def test_the_page_costs_the_same_for_many_units_and_is_paged(closed: Closed) -> None:
    client = browser_of(closed.officer)
    client.get(at(closed))
    with counted_statements() as few:
        client.get(at(closed))
    many: dict[str, Cells] = {f"u{1000 + n}": {"judgement": (50, 4)} for n in range(30)}
    show(closed.wave, {"knowledge": (52, 4)}, **many)
    with counted_statements() as more:
        client.get(at(closed))
    assert len(few) == len(more)
    cards = [
        main_of(client, at(closed, query=f"?page={n}")).count("業種の事例で練習") for n in (1, 2)
    ]
    assert cards[0] >= 19 and cards[1] >= 11


def test_a_wave_that_shows_nothing_says_what_to_do(closed: Closed) -> None:
    PublishedTable.objects.filter(wave=closed.wave).update(table=stored(None))
    assert "この回には、まだ公表した結果がありません。" in main_of(
        browser_of(closed.officer), at(closed)
    )


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_brief_is_one_page_without_a_number_of_the_survey(
    closed: Closed, language: str
) -> None:
    client = browser_of(closed.officer)
    client.cookies["terakoya_language"] = language
    answer = client.get(at(closed, "proposals:brief", "?topic=support&unit="))
    document = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    assert len(document) == 1
    text = document[0].get_textpage().get_text_range()
    assert not {"60", "85", "±"} & set(re.findall(r"\d+|±", text))
    assert client.get(at(closed, "proposals:brief", "?topic=knowledge&unit=")).status_code == 404


def test_supervisors_learners_and_strangers_get_nothing(closed: Closed) -> None:
    supervisor, learner = closed.setting.members[0], closed.setting.members[1]
    RoleGrant.objects.create(
        organisation=supervisor.organisation,
        member=supervisor,
        role=Role.SUPERVISOR,
        department=Department.objects.get(pk=closed.shop),
    )
    stranger = make_owner(make_organisation("株式会社よその"))
    typed = {"topic": "knowledge", "unit": "", "deed": "draft"}
    for member in (supervisor, learner, stranger):
        client = browser_of(member)
        assert client.get(at(closed)).status_code == 404
        assert client.get(at(closed, "proposals:brief", "?topic=support&unit=")).status_code == 404
        assert client.post(at(closed, "proposals:proposal-decide"), typed).status_code == 404
    assert ProposalDecision.objects.count() == 0
    assert ProposalKind.NOTHING not in ProposalDecision.objects.values_list("kind", flat=True)


# -- what is to be done next, for the board ----------------------------------------------------


def test_deeds_say_what_who_and_until_when(closed: Closed) -> None:
    deeds = next_deeds(course_results(closed.wave))
    shop = f"部署{closed.shop}"
    assert [(one.topic, one.ground, one.deed, one.by) for one in deeds] == [
        ("知識", "全社\n52 ± 4", "重点スライドで学び直す", "研修担当者"),
        ("上司と職場の支え", "全社\n60 ± 4", "資料を配り、職場で話し合う", "所属長"),
        ("起きたときの対応", "全社\n64 ± 4", "確認テストで毎回問う", "研修担当者"),
        ("見分け", f"{shop}\n55 ± 6", "職場に近い事例で練習する", "研修担当者"),
        (
            "相談と報告",
            f"部署{closed.desk}\n10〜49（目安）",
            "重点スライドで学び直す",
            "研修担当者",
        ),
    ]
    assert {one.until for one in deeds} == {"事後の調査まで"}


def test_deeds_follow_what_was_decided(closed: Closed) -> None:
    due = clock.today() + dt.timedelta(days=20)
    closed.decide("readiness", handing_out=HandingOut(True, due))
    decline_proposal(
        by=closed.officer, wave=closed.wave, topic="knowledge", unit="", reason="来年度に"
    )
    deeds = {one.topic: one for one in next_deeds(course_results(closed.wave))}
    assert set(deeds) == {"上司と職場の支え", "起きたときの対応", "見分け", "相談と報告"}
    accepted = deeds["起きたときの対応"]
    assert (accepted.by, accepted.until) == (closed.officer.name, f"{short_day(due)}が期限")


def test_deeds_after_the_course_are_due_at_the_next_survey(closed: Closed) -> None:
    after = after_wave(closed.setting)
    publish(after, 60, {})
    after.refresh_from_db()
    show(after, {"support": (60, 4)})
    results = course_results(after)
    assert results.day90_on is not None
    (deed,) = next_deeds(results)
    assert deed.until == f"{short_day(results.day90_on)}が期限"
    assert deed.ground == "全社\n60 ± 4"

"""The pages of reminders: the sheet, runs, days, settings, notices."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from django.urls import reverse

from terakoya.portal.accounts.models import Member
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.learning.tests.learners import signed_in
from terakoya.portal.reminders.models import Reminder, ReminderPlan, ReminderRun, ReminderSettings
from tests.factories import make_member, make_organisation, make_owner
from tests.statements import counted_statements

from .kept import kept_office, office
from .world import TEN, Office, usual_texts

__all__ = ["kept_office", "office"]

pytestmark = pytest.mark.once  # dear: pages, and both databases keep the same


def address(name: str, **values: object) -> str:
    return reverse(name, kwargs=values)


def remind_page(office: Office) -> str:
    return address("reminders:remind", assignment=office.assignment.uuid)


def list_page(office: Office) -> str:
    return address("reminders:late-list", assignment=office.assignment.uuid)


def sent_form(**changes: str) -> dict[str, object]:
    texts = usual_texts()
    form: dict[str, object] = {"send": "1", "state": "late"}
    for language, words in texts.items():
        form |= {f"subject_{language}": words.subject, f"body_{language}": words.body}
    return {**form, **changes}


def test_the_sheet_shows_counts_texts_and_how_they_arrive(office: Office) -> None:
    with clock.fixed_at(TEN):
        page = signed_in(office.owner).get(remind_page(office))
    assert page.status_code == 200
    assert (page.context["sheet"].chosen, page.context["sheet"].sent) == (3, 3)
    text = page.content.decode()
    for words in ("{残り時間}", "佐藤 美咲さん", "3名に送る", "今すぐ送り始めます"):
        assert words in text
    assert "/invitation/" not in text


def test_the_preview_never_shows_somebodys_link_to_join(office: Office) -> None:
    Member.objects.filter(pk=office.learners[0].pk).update(joined_at=None, invited_at=TEN)
    with clock.fixed_at(TEN):
        page = signed_in(office.owner).get(remind_page(office))
    assert "/invitation/" not in page.content.decode()


def test_sending_leads_to_what_became_of_it(office: Office) -> None:
    client = signed_in(office.owner)
    with clock.fixed_at(TEN):
        page = client.post(remind_page(office), sent_form())
        run = ReminderRun.objects.get()
        assert page.headers["Location"] == address("reminders:run", run=run.uuid)
        assert client.get(page.headers["Location"]).context["report"].waiting == 3
    OutboxMessage.objects.update(failed_at=TEN)
    text = client.get(address("reminders:run", run=run.uuid)).content.decode()
    assert "メールが届かなかった人" in text
    assert "佐藤 美咲" in text


def test_a_text_to_mend_is_kept_and_nothing_is_sent(office: Office) -> None:
    with clock.fixed_at(TEN):
        page = signed_in(office.owner).post(
            remind_page(office),
            sent_form(body_ja="{点数}です"),
        )
    assert page.status_code == 422
    assert "{点数}は差し込めません" in page.content.decode()
    assert "{点数}です" in page.content.decode()
    assert not ReminderRun.objects.exists()


def test_preview_sends_nothing(office: Office) -> None:
    form = sent_form(body_ja="{氏名}さん、おはようございます")
    del form["send"]
    with clock.fixed_at(TEN):
        page = signed_in(office.owner).post(remind_page(office), form)
    assert "佐藤 美咲さん、おはようございます" in page.content.decode()
    assert not ReminderRun.objects.exists()


def test_ticked_members_alone_are_chosen(office: Office) -> None:
    ticked = [str(one.uuid) for one in office.learners[:2]]
    with clock.fixed_at(TEN):
        page = signed_in(office.owner).get(remind_page(office), {"member": ticked})
    assert page.context["sheet"].chosen == 2


@pytest.mark.parametrize(
    "query", ["ticked=1", "member=x", "department=x", "state=x&q=x", "member="]
)
def test_a_strange_choice_breaks_nothing(office: Office, query: str) -> None:
    with clock.fixed_at(TEN):
        page = signed_in(office.owner).get(f"{remind_page(office)}?{query}")
    assert page.status_code == 200


def test_strangers_and_learners_get_404(office: Office) -> None:
    with clock.fixed_at(TEN):
        run = office.remind()
        reminder = Reminder.objects.get(member=office.learners[0])
    stranger = make_owner(make_organisation("例示物産株式会社"))
    officers = [
        remind_page(office),
        address("reminders:plan", assignment=office.assignment.uuid),
        list_page(office),
        address("reminders:run", run=run.uuid),
    ]
    with clock.fixed_at(TEN):
        for one in officers:
            assert signed_in(office.owner).get(one).status_code == 200
            assert signed_in(stranger).get(one).status_code == 404
            assert signed_in(office.learners[0]).get(one).status_code == 404
        notice = address("reminders:notice", reminder=reminder.uuid)
        assert signed_in(office.learners[1]).get(notice).status_code == 404
        assert signed_in(stranger).get(notice).status_code == 404
        assert signed_in(office.learners[0]).get(notice).status_code == 200


def test_a_notice_stands_on_my_page_until_it_is_read(office: Office) -> None:
    learner = office.learners[0]
    client = signed_in(learner)
    with clock.fixed_at(TEN):
        office.remind()
        notice = address("reminders:notice", reminder=Reminder.objects.get(member=learner).uuid)
        assert notice in client.get("/my/").content.decode()
        assert "佐藤 美咲さん" in client.get(notice).content.decode()
        assert notice not in client.get("/my/").content.decode()
        assert notice in client.get(address("reminders:notice-list")).content.decode()
        office.complete(learner)
        assert "もう受講する必要がありません" in client.get(notice).content.decode()


def test_the_days_of_an_assignment_are_set_and_shown(office: Office) -> None:
    client = signed_in(office.owner)
    plan = address("reminders:plan", assignment=office.assignment.uuid)
    assert client.post(plan, {"is_on": "on", "offsets": "−３、 ０"}).status_code == 302
    assert ReminderPlan.objects.get().offsets == [-3, 0]
    assert "2026年11月17日（火）" in client.get(plan).content.decode()
    for wrong in ("-1, 1", "きのう"):
        assert client.post(plan, {"is_on": "on", "offsets": wrong}).status_code == 422


def test_settings_are_kept_and_what_is_wrong_is_named(office: Office) -> None:
    client = signed_in(office.owner)
    form = {"weekdays": ["0", "6"], "opens": "10", "closes": "17", "offsets": "0"}
    days = {"closed_days": "2026/12/29\n２０２６-12-30"}
    page = address("reminders:reminder-settings")
    assert client.post(page, {**form, **days}).status_code == 302
    kept = ReminderSettings.objects.get()
    assert (kept.weekdays, kept.closed_days, kept.is_on) == (
        [0, 6],
        ["2026-12-29", "2026-12-30"],
        False,
    )
    refused = client.post(page, {**form, "closed_days": "2026-12-29\n年末"})
    assert refused.status_code == 422
    assert "2行目を日付として読めません" in refused.content.decode()


def test_the_printed_list_names_who_is_late_by_department(office: Office) -> None:
    Member.objects.filter(pk=office.learners[1].pk).update(name="#strong[攻撃] 一郎")
    with clock.fixed_at(TEN):
        page = signed_in(office.owner).get(list_page(office))
    text = "".join(
        one.get_textpage().get_text_range()
        for one in pypdfium2.PdfDocument(io.BytesIO(page.content))
    )
    for words in ("営業部", "佐藤 美咲", "#strong[攻撃]", "4日"):
        assert words.replace(" ", "") in text.replace(" ", "")
    assert "見本 太郎" not in text


def test_the_sheet_costs_the_same_for_three_and_for_thirty(office: Office) -> None:
    costs = []
    client = signed_in(office.owner)
    for number in (0, 27):
        for _ in range(number):
            make_member(office.organisation)
        with clock.fixed_at(TEN):
            client.get(remind_page(office))
            with counted_statements() as statements:
                client.get(remind_page(office))
        costs.append(len(statements))
    assert costs[0] == costs[1]

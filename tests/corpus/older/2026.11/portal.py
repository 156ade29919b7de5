"""The portal of 2026.11 that is kept: the demo, an edition that is out and one change after it."""

import datetime as dt
import io

from django.core.management import call_command
from django.utils import translation

from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.models import Course
from terakoya.portal.common import clock
from terakoya.portal.editions.models import Draft
from terakoya.portal.editions.services import (
    ReleaseDetails,
    ask_release,
    edit_slide,
    hide_slide,
    open_edition,
)
from terakoya.portal.editions.services.drafts import seen_of
from terakoya.portal.editions.storage import content_of

SLUG = "every-layout"
MOMENT = dt.datetime(2026, 11, 26, 18, 0, tzinfo=dt.timezone(dt.timedelta(hours=9)))


def edit(officer, edition, slide, values):
    draft = Draft.objects.get(edition=edition)
    seen = seen_of(content_of(draft), "ja", slide)
    edit_slide(by=officer, edition=edition, language="ja", slide_id=slide, values=values, seen=seen)


with clock.fixed_at(MOMENT), translation.override("ja"):
    call_command("publish_courses")
    call_command("demo_data", course=SLUG, members=12, seed=3, stdout=io.StringIO())
    officer = Member.objects.get(person__email="officer@mihon.example")
    edition = open_edition(by=officer, course=Course.objects.get(slug=SLUG))
    edit(officer, edition, "same-day", {"title": "みほん商事のカスハラ研修"})
    hide_slide(by=officer, edition=edition, slide_id="two-axes", reason="別の研修で学ぶため")
    draft = Draft.objects.get(edition=edition)
    details = ReleaseDetails(note="会社の名前を入れました。")
    ask_release(by=officer, edition=edition, version=draft.version, details=details)
    edit(officer, edition, "same-day", {"title": "まだ公開していない題"})

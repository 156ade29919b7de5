"""The portal of 2026.12 that is kept: the demo, an edition that is out, a quote and an invoice."""

import datetime as dt
import io

from django.core.management import call_command
from django.utils import translation

from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.audit.services_signing import sign_heads
from terakoya.portal.billing.services.closing import ask_closing, close_month
from terakoya.portal.catalogue.models import Course
from terakoya.portal.common import clock
from terakoya.portal.documents.models import IssuedDocument
from terakoya.portal.documents.services import document_pdf
from terakoya.portal.editions.editing.edits import EDIT_SLIDE, HIDE_SLIDE
from terakoya.portal.editions.models import Draft
from terakoya.portal.editions.services import (
    ReleaseDetails,
    apply_edit,
    ask_release,
    open_edition,
)

SLUG = "every-layout"
TOKYO = dt.timezone(dt.timedelta(hours=9))
MOMENT = dt.datetime(2026, 11, 29, 18, 0, tzinfo=TOKYO)
LATER = dt.datetime(2026, 12, 1, 9, 0, tzinfo=TOKYO)


def edit(officer, edition, slide, values):
    made = EDIT_SLIDE("ja", slide, values)
    apply_edit(by=officer, edition=edition, edit=made)


with clock.fixed_at(MOMENT), translation.override("ja"):
    call_command("publish_courses")
    call_command("demo_data", course=SLUG, members=12, seed=3, stdout=io.StringIO())
    officer = Member.objects.get(person__email="officer@mihon.example")
    edition = open_edition(by=officer, course=Course.objects.get(slug=SLUG))
    edit(officer, edition, "same-day", {"title": "みほん商事のカスハラ研修"})
    apply_edit(by=officer, edition=edition, edit=HIDE_SLIDE("two-axes", "別の研修で学ぶため"))
    draft = Draft.objects.get(edition=edition)
    details = ReleaseDetails(note="会社の名前を入れました。")
    ask_release(by=officer, edition=edition, version=draft.version, details=details)
    edit(officer, edition, "same-day", {"title": "まだ公開していない題"})
    call_command("make_operator", "operator@mihon.example", name="運営 花子", stdout=io.StringIO())

with clock.fixed_at(LATER), translation.override("ja"):
    month = dt.date(2026, 11, 1)
    operator = Person.objects.get(email="operator@mihon.example")
    ask_closing(by=operator, month=month)
    print(close_month(month=month))
    for document in IssuedDocument.objects.all():
        document_pdf(document)
    sign_heads()

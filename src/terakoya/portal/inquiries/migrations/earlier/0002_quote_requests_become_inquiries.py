"""Requests for a quote become threads; whoever knows their number finds them by it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import migrations

from terakoya.portal.common import clock

# Older ones were answered from the seller's own mailbox, or never will be.
DAYS_WAITING = 30


def take_over(apps: Any, _schema: Any) -> None:
    """Move each request with its public id; the recent ones wait for an answer."""
    request = apps.get_model("orders", "QuoteRequest")
    recent = clock.now() - dt.timedelta(days=DAYS_WAITING)
    for old in request.objects.order_by("id").iterator():
        waits = old.created_at >= recent
        inquiry = apps.get_model("inquiries", "Inquiry").objects.create(
            uuid=old.uuid,
            number=f"Q-{old.uuid.hex[:8].upper()}",
            kind="quote",
            state="unanswered" if waits else "answered",
            due_at=old.created_at + dt.timedelta(days=1) if waits else None,
            company=old.company,
            name=old.name,
            email=old.email,
            seats=old.seats,
            months=old.months,
            language="ja",
            greeted_at=old.created_at,
            created_at=old.created_at,
            last_at=old.created_at,
        )
        apps.get_model("inquiries", "Message").objects.create(
            inquiry=inquiry,
            direction="in",
            channel="form",
            author=old.name,
            text=old.message,
            at=old.created_at,
        )
    request.objects.all().delete()


def give_back(apps: Any, _schema: Any) -> None:
    """Move back what came from there: inquiries for a quote with their first words."""
    inquiry = apps.get_model("inquiries", "Inquiry")
    message = apps.get_model("inquiries", "Message")
    for one in inquiry.objects.filter(number__startswith="Q-").order_by("id"):
        first = message.objects.filter(inquiry=one).order_by("id").first()
        apps.get_model("orders", "QuoteRequest").objects.create(
            uuid=one.uuid,
            company=one.company,
            name=one.name,
            email=one.email,
            seats=one.seats,
            months=one.months,
            message=first.text if first else "",
            created_at=one.created_at,
        )
        one.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("inquiries", "0001_inquiries"),
        ("orders", "0003_export_jobs"),
    ]

    operations = [migrations.RunPython(take_over, give_back)]

"""The table of requests for a quote goes: its rows became inquiries one version ago."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("inquiries", "0002_quote_requests_become_inquiries"),
        ("orders", "0009_free_cancelling"),
    ]

    operations = [migrations.DeleteModel(name="QuoteRequest")]

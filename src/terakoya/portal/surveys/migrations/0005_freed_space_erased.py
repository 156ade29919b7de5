"""What held plain counters is written anew, so that no dead row and no free page keeps them.

Not in a transaction, which VACUUM cannot be in. Copies made before stay what they are: the
operators' page says which of them must go.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

from ..erasure import rewrite_tables


def rewrite(_apps: Any, _schema: Any) -> None:
    """Write the tables anew."""
    rewrite_tables()


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("surveys", "0004_plain_counters_gone")]

    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]

"""The portal's WSGI application whose database connections tell when they are in a transaction.

Every worker writes `B` at BEGIN and `E` at COMMIT or ROLLBACK into a file named by its process,
so that after a SIGKILL the last letter says whether it hit the inside of a transaction.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created

from terakoya.portal.web.serving.static_first import StaticFirst

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terakoya.portal.config.settings")
application = StaticFirst(get_wsgi_application())
FOLDER = Path(os.environ["TERAKOYA_KILL_TRACES"])


def trace(connection: Any, **_signal: Any) -> None:
    """Follow the statements of a new SQLite connection."""
    file = os.open(FOLDER / str(os.getpid()), os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(statement: str) -> None:
        word = statement.split(None, 1)[0].upper()
        if word in {"BEGIN", "COMMIT", "ROLLBACK"} and " TO " not in statement.upper():
            os.write(file, b"B" if word == "BEGIN" else b"E")

    connection.connection.set_trace_callback(note)


connection_created.connect(trace, dispatch_uid="kill.trace")

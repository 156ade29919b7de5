"""What each process of the web server loads: the portal, tied to the server's life.

A killed server would leave its processes listening on the port, where they answer later requests.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from ...common import garbage
from ...common.parent_death import end_with_parent
from .request_buffer import RequestBuffer
from .static_first import StaticFirst

PORT, THREADS = "TERAKOYA_SERVER_PORT", "TERAKOYA_SERVER_THREADS"  # set by `server.py`

end_with_parent(signal.SIGKILL)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terakoya.portal.config.settings")
garbage.pause()  # `web/apps.py` ends it
portal = StaticFirst(get_wsgi_application())

from .large_bodies import largest_body  # noqa: E402 - the apps are ready only here

application = RequestBuffer(
    portal,
    files=portal.files,
    port=int(os.environ[PORT]),
    threads=int(os.environ[THREADS]),
    folder=Path(settings.VAR) / "incoming",
    largest=largest_body,
)

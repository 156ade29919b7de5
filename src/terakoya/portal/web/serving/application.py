"""What each worker of the web server loads: the portal, tied to the server's life.

A killed server would leave its workers listening on the port, where they answer later requests.
"""

from __future__ import annotations

import os
import signal

from django.core.wsgi import get_wsgi_application

from ...common.file_modes import write_privately
from ...common.lifeline import end_with_parent
from .static_first import StaticFirst

end_with_parent(signal.SIGKILL)
write_privately()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terakoya.portal.config.settings")
application = StaticFirst(get_wsgi_application())

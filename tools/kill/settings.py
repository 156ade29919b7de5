"""The portal's settings with one change: connections mark where their transactions stand."""

from __future__ import annotations

from terakoya.portal.config.settings import *  # noqa: F403 - all but the engine stays
from terakoya.portal.config.settings import DATABASES

_KIND = "sqlite" if str(DATABASES["default"]["ENGINE"]).endswith("sqlite3") else "postgresql"
DATABASES["default"]["ENGINE"] = f"tools.kill.traced_{_KIND}"

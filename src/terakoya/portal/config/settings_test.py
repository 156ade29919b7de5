"""The settings of the tests: fast hashing, mail in memory, plain static files."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from pathlib import Path

from ..common import clock
from .settings import *  # noqa: F403 - a test run is the one place that changes settings wholesale

# The day in Japan on which tests run, with or without a time; the true one changes nothing. What
# they start as a process of its own has its clock begin there and go.
_day = dt.datetime.fromisoformat(os.environ.setdefault("TERAKOYA_DAY", "2026-12-01T10:00:00"))
if "T" not in os.environ["TERAKOYA_DAY"]:
    _day += dt.timedelta(hours=10)
TEST_MOMENT = _day.replace(tzinfo=clock.TOKYO).astimezone(dt.UTC)
clock.follow(clock.going_from(TEST_MOMENT))

SECRET_KEY = "only-for-tests"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AUDIT_KEY = Path(tempfile.mkdtemp()) / "audit-key"
SURVEY_KEYS = Path(tempfile.mkdtemp()) / "survey-keys"
SURVEY_KEY_BITS = 512
STATIC_ROOT = Path(tempfile.gettempdir())
# Pages read no row of the seller's, whose statements are counted, before a test enters one.
SELLER_KEPT_SECONDS = None
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["*"]

if "sqlite" in DATABASES["default"]["ENGINE"]:  # type: ignore[operator]  # noqa: F405
    # A file, since threads of a live server lock one another out of a database in memory. What
    # a test writes need not survive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.mkdtemp()) / "test.sqlite3")}  # noqa: F405
    _options = DATABASES["default"]["OPTIONS"]  # noqa: F405
    _options["init_command"] = _options["init_command"].replace(  # type: ignore[index]
        "synchronous=FULL", "synchronous=OFF"
    )

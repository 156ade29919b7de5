"""The settings of the portal, from the environment; `docs/settings.md` lists them all."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from .environment import (
    beside,
    database,
    env_bool,
    env_int,
    env_list,
    env_networks,
    env_text,
    secret_key,
)
from .static_headers import static_headers

ROOT = Path(__file__).resolve().parents[4]
PORTAL = Path(__file__).resolve().parents[1]
VAR = Path(env_text("TERAKOYA_VAR", str(ROOT / "var")))
# In no backup of ours: who holds it can sign a history of their own.
AUDIT_KEY = Path(env_text("TERAKOYA_AUDIT_KEY", str(beside(VAR, "audit-key"))))
COURSES = Path(env_text("TERAKOYA_COURSES", str(ROOT / "courses")))

# Private keys of surveys: outside of var/, so that no copy of it holds them.
SURVEY_KEYS = Path(env_text("TERAKOYA_SURVEY_KEYS", str(beside(VAR, "survey-keys"))))
SURVEY_KEY_BITS = 3072  # docs/algorithms/ballots.md; tests alone draw smaller ones

DEBUG = env_bool("TERAKOYA_DEBUG", False)
SECRET_KEY = secret_key(VAR)
SECRET_KEY_FALLBACKS = env_list("TERAKOYA_SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env_list("TERAKOYA_HOSTS", "127.0.0.1,localhost,[::1]")
BASE_URL = env_text("TERAKOYA_BASE_URL", f"http://127.0.0.1:{env_int('PORT', 8000)}")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
IS_HTTPS = BASE_URL.startswith("https://")
TRUSTED_PROXIES = env_networks("TERAKOYA_TRUSTED_PROXIES")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "allauth.account",  # empty tables that allauth.mfa cannot do without (record 0087)
    "allauth.mfa",
    "terakoya.portal.delivery",
    "terakoya.portal.limits",
    "terakoya.portal.audit",
    "terakoya.portal.accounts",
    "terakoya.portal.documents",
    "terakoya.portal.catalogue",
    "terakoya.portal.learning",
    "terakoya.portal.surveys",
    "terakoya.portal.editions",
    "terakoya.portal.authoring",
    "terakoya.portal.proposals",
    "terakoya.portal.reminders",
    "terakoya.portal.orders",
    "terakoya.portal.billing",
    "terakoya.portal.inquiries",
    "terakoya.portal.reports",
    "terakoya.portal.evidence",
    "terakoya.portal.operator",
    "terakoya.portal.web",
]

MIDDLEWARE = [
    "terakoya.portal.web.proxies.ProxyMiddleware",  # first: all others see the client
    "django.middleware.security.SecurityMiddleware",
    "terakoya.portal.web.middleware.PageGzip",  # pages; static files are compressed beforehand
    "terakoya.portal.web.middleware.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "terakoya.portal.web.health.HealthMiddleware",
    "django.middleware.common.CommonMiddleware",
    "terakoya.portal.web.middleware.MediaMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "terakoya.portal.web.privacy.PrivacyMiddleware",
    "terakoya.portal.web.middleware.FileMemoryMiddleware",  # before the form is read
    "django.middleware.csrf.CsrfViewMiddleware",
    "terakoya.portal.accounts.middleware.PersonMiddleware",
    "terakoya.portal.web.middleware.language_middleware",
    "terakoya.portal.web.middleware.RefusalMiddleware",
    "terakoya.portal.web.bad_input.BadInputMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # its authenticators read the request
]

ROOT_URLCONF = "terakoya.portal.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "terakoya.portal.web.context.portal",
            ],
        },
    }
]

DATABASES = {
    "default": database(env_text("TERAKOYA_DATABASE", f"sqlite:///{VAR}/terakoya.sqlite3"))
}
# Where rosters lie that come in by themselves, one folder a company code; empty: nowhere.
ROSTER_FOLDER = env_text("TERAKOYA_ROSTER_FOLDER")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "terakoya.portal.accounts.backends.EmailBackend",
    "terakoya.portal.accounts.backends.EmployeeNumberBackend",
]
# Argon2id with OWASP's 19 MiB, t=2, p=1 (docs/decisions/, stack measurements).
PASSWORD_HASHERS = ["terakoya.portal.accounts.hashers.PortalArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "learning:my"

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the waiting time shown stays true
AXES_USERNAME_CALLABLE = "terakoya.portal.accounts.lockout.sign_in_name"
AXES_CLIENT_IP_CALLABLE = "terakoya.portal.limits.networks.network_or_none"
AXES_LOCKOUT_CALLABLE = "terakoya.portal.accounts.lockout.keep_page"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True

# Second factors (record 0087). Signing in, mails and pages are ours, so the rest only has to agree
# with our model of people.
MFA_ADAPTER = "terakoya.portal.accounts.authenticators.PortalAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Terakoya"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"

SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "terakoya.portal.web.failures.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]  # each by its own name
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SECURE = IS_HTTPS
LOCALE_PATHS = [PORTAL / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

# What apps keep as files; nothing does yet: uploads, pictures and recordings are rows.
MEDIA_ROOT = VAR / "files"
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_ADD_HEADERS_FUNCTION = static_headers  # web/serving/static_first.py
STATICFILES_DIRS = [ROOT / "src/terakoya/courseware/formats/web/static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "terakoya.portal.web.static_files.PortalStaticFilesStorage"},
}

# Bytes of uploaded files that one organisation may have here at a time.
UPLOAD_QUOTA = env_int("TERAKOYA_UPLOAD_QUOTA_MB", 2000) * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

EMAIL_BACKEND = env_text(
    "TERAKOYA_MAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = str(VAR / "mail")
EMAIL_HOST = env_text("TERAKOYA_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = env_int("TERAKOYA_SMTP_PORT", 25)
EMAIL_HOST_USER = env_text("TERAKOYA_SMTP_USER")
EMAIL_HOST_PASSWORD = env_text("TERAKOYA_SMTP_PASSWORD")
EMAIL_USE_TLS = env_bool("TERAKOYA_SMTP_TLS", False)
# Where mails come back to, each under an address of its own; and where that mail arrives.
BOUNCE_ADDRESS = env_text("TERAKOYA_BOUNCE_ADDRESS")
INQUIRY_ADDRESS = env_text("TERAKOYA_INQUIRY_ADDRESS")
BOUNCE_MAILDIR = env_text("TERAKOYA_BOUNCE_MAILDIR")
BOUNCE_IMAP_HOST = env_text("TERAKOYA_BOUNCE_IMAP_HOST")
BOUNCE_IMAP_PORT = env_int("TERAKOYA_BOUNCE_IMAP_PORT", 993)
BOUNCE_IMAP_USER = env_text("TERAKOYA_BOUNCE_IMAP_USER")
BOUNCE_IMAP_PASSWORD = env_text("TERAKOYA_BOUNCE_IMAP_PASSWORD")
BOUNCE_IMAP_FOLDER = env_text("TERAKOYA_BOUNCE_IMAP_FOLDER", "INBOX")
DEFAULT_FROM_EMAIL = env_text("TERAKOYA_MAIL_FROM", "Terakoya <no-reply@terakoya.example>")

# The seller, as printed on the legal pages; the operator fills in the real one.
SELLER_NAME = env_text("TERAKOYA_SELLER_NAME", "株式会社みほん教育")
SELLER_ADDRESS = env_text("TERAKOYA_SELLER_ADDRESS", "東京都千代田区見本町1-2-3")
SELLER_EMAIL = env_text("TERAKOYA_SELLER_EMAIL", "contact@terakoya.example")
SELLER_PHONE = env_text("TERAKOYA_SELLER_PHONE", "03-0000-0000")
SELLER_PHONE_HOURS = env_text("TERAKOYA_SELLER_PHONE_HOURS", "平日 9:30〜17:30")
SELLER_PHONE_HOURS_EN = env_text("TERAKOYA_SELLER_PHONE_HOURS_EN", "weekdays, 9:30 to 17:30")
SELLER_REPRESENTATIVE = env_text("TERAKOYA_SELLER_REPRESENTATIVE", "見本 太郎")
SELLER_REGISTRATION = env_text("TERAKOYA_SELLER_REGISTRATION", "T9234567890123")
# For how long a process believes the seller's details that it has read.
SELLER_KEPT_SECONDS: float | None = 60
# Versions of the documents a person accepts; they change with the text (web/templates/…/documents).
TERMS_VERSION = "2026-11-24"
PRIVACY_VERSION = "2026-11-28"

DEFAULT_EXCEPTION_REPORTER_FILTER = "terakoya.portal.web.error_reports.NothingSent"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

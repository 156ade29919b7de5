"""Second factors as django-allauth keeps them: codes by time, recovery codes, passkeys.

Its rows and its reckoning are used, behind our own pages (docs/decisions/0087). Keys are sealed
with the portal's secret, so that a copy of the database alone answers no question.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from typing import Any, Final, cast

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import (
    WebAuthn,
    begin_authentication,
    begin_registration,
    complete_authentication,
    complete_registration,
)
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from ..common import clock
from .models import Person

PERIOD: Final = 30  # seconds that a code is shown
TOLERANCE: Final = 1  # periods that a device may be ahead or behind
QUESTION_SECONDS: Final = 600  # that a passkey may take to answer; less than PASSKEY_ANSWERS keeps
_ASKED: Final = "passkey_asked"
DRIFT_SEEN: Final = 20  # periods that are looked at to tell a wrong clock from a wrong code
TOTP_TYPE: Final = Authenticator.Type.TOTP
PASSKEY_TYPE: Final = Authenticator.Type.WEBAUTHN
RECOVERY_TYPE: Final = Authenticator.Type.RECOVERY_CODES


class PortalAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What allauth asks about the portal and its people."""

    def encrypt(self, text: str) -> str:
        """Seal a key with the portal's secret."""
        return base64.b64encode(_box(settings.SECRET_KEY).encrypt(text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a key; an empty text where the secret is another now, which no code fits."""
        sealed = base64.b64decode(encrypted_text)
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                return _box(secret).decrypt(sealed).decode()
            except CryptoError:
                continue
        return ""

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """Who a passkey is for: a number that says nothing, and words for the device's own list."""
        person = cast(Person, user)
        shown = person.email or person.name
        return {"id": person.uuid.bytes, "display_name": person.name, "name": shown}

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)


def _box(secret: str) -> SecretBox:
    salt = "terakoya.portal.accounts.authenticators"
    return SecretBox(salted_hmac(salt, "", secret=secret, algorithm="sha256").digest())


# -- rows


def authenticators_of(person: Person) -> QuerySet[Any]:
    """The person's rows of every type, the oldest first."""
    return cast("QuerySet[Any]", Authenticator.objects.filter(user=person).order_by("pk"))


def passkeys_of(person: Person) -> list[Any]:
    """The person's passkeys."""
    return list(authenticators_of(person).filter(type=PASSKEY_TYPE))


def mark_used(row: Any) -> None:
    """Note that a factor was used just now."""
    row.last_used_at = clock.now()
    row.save(update_fields=["last_used_at", "data"])


# -- codes by time


def new_secret() -> str:
    """A key for an authenticator app, in base 32."""
    return str(generate_totp_secret())


def address_of_secret(person: Person, secret: str) -> str:
    """What the QR code says to an authenticator app."""
    return str(PortalAdapter().build_totp_url(person, secret))


def periods_off(secret: str, code: str, reach: Iterable[int]) -> int | None:
    """By how many periods the code is ahead of the clock (negative: behind); None: it is wrong."""
    if not secret:
        return None
    now = int(clock.now().timestamp()) // PERIOD
    for off in sorted(reach, key=abs):
        expected = format_hotp_value(hotp_value(secret, now + off))
        if constant_time_compare(expected, code):
            return off
    return None


def code_now(secret: str) -> str:
    """What an app with the key shows now."""
    return str(format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // PERIOD)))


def keep_secret(person: Person, secret: str, off: int) -> None:
    """Keep the key of the person's app, and that the code just shown is spent."""
    row = TOTP.activate(person, secret).instance
    row.created_at = clock.now()
    row.data["counter"] = int(clock.now().timestamp()) // PERIOD + off
    row.save(update_fields=["created_at", "data"])


def spend_code(row: Any, code: str) -> bool:
    """Whether the code is right and newer than the last one used; each is good once.

    `row` is held by the caller's transaction.
    """
    off = periods_off(decrypt(row.data["secret"]), code, range(-TOLERANCE, TOLERANCE + 1))
    if off is None:
        return False
    counter = int(clock.now().timestamp()) // PERIOD + off
    if counter <= row.data.get("counter", 0):
        return False
    row.data["counter"] = counter
    return True


def is_of_a_clock_behind(row: Any, code: str) -> bool:
    """Whether the code was right some minutes ago. One that is right later is told from no other,
    since whoever guesses could wait for it.
    """
    reach = range(-DRIFT_SEEN, -TOLERANCE)
    return periods_off(decrypt(row.data["secret"]), code, reach) is not None


# -- recovery codes


def begin_recovery_codes(person: Person) -> None:
    """Draw new codes; the former ones end."""
    authenticators_of(person).filter(type=RECOVERY_TYPE).delete()
    row = RecoveryCodes.activate(person).instance
    row.created_at = clock.now()
    row.save(update_fields=["created_at"])


def recovery_codes(row: Any) -> list[str]:
    """The codes that were not used yet."""
    return cast("list[str]", RecoveryCodes(row).get_unused_codes())


def spend_recovery_code(row: Any, code: str) -> bool:
    """Whether the code is one that was not used yet; it is now."""
    codes = RecoveryCodes(row)
    is_right: bool = codes.validate_code(code)
    if is_right:
        row.data = codes.instance.data
    return is_right


# -- passkeys; challenge and answer stand in the session of allauth's request


def creation_options(person: Person) -> str:
    """What the browser needs to make a passkey, as JSON."""
    options = json.dumps(begin_registration(person, passwordless=False))
    context.request.session[_ASKED] = clock.now().timestamp()
    return options


def _is_in_time() -> bool:
    asked = float(context.request.session.get(_ASKED, 0))
    return 0 <= clock.now().timestamp() - asked <= QUESTION_SECONDS


def keep_passkey(person: Person, name: str, answer: str) -> bool:
    """Keep what the device answered; False where it does not fit the question."""
    if not _is_in_time():
        return False
    try:
        credential = json.loads(answer)
        complete_registration(credential)
        row = WebAuthn.add(person, name, credential).instance
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return False
    row.created_at = clock.now()
    row.save(update_fields=["created_at"])
    return True


def request_options(person: Person) -> str:
    """What the browser needs to use one of the person's passkeys, as JSON."""
    options = json.dumps(begin_authentication(person))
    context.request.session[_ASKED] = clock.now().timestamp()
    return options


def passkey_answered(person: Person, answer: str) -> Any | None:
    """The row of the passkey that answered rightly and in time, or None."""
    if not _is_in_time():
        return None
    try:
        return complete_authentication(person, json.loads(answer))
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None

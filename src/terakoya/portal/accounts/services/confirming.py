"""Asking a signed-in person once more who they are."""

from __future__ import annotations

from ...limits.rules import PASSWORD_FAILURES
from ...limits.services import failures_counted
from ..errors import NothingToConfirmBy, PasswordWrong
from ..models import Person
from .second_factor import answer_by_code, answer_by_passkey


def confirm_person(
    *, by: Person, network: str, password: str = "", code: str = "", passkey: str = ""
) -> None:
    """Refuses unless one of them is the person's. Guesses are counted as at signing in."""
    if passkey and by.has_second_factor:
        answer_by_passkey(by=by, answer=passkey)
    elif code and by.has_second_factor:
        answer_by_code(by=by, code=code, network=network)
    elif password and by.has_usable_password():
        _check_password(by, password)
    else:
        raise NothingToConfirmBy


def _check_password(by: Person, password: str) -> None:
    with failures_counted(PASSWORD_FAILURES.by(by.uuid), kinds=(PasswordWrong,)):
        if not by.check_password(password):
            raise PasswordWrong(field="password")

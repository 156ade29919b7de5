"""Asking a signed-in person once more who they are."""

from __future__ import annotations

from ...limits.rules import PASSWORD_FAILURES
from ...limits.services import failures_counted
from ..errors import NothingToConfirmBy, PasswordWrong
from ..models import Person


def confirm_person(*, by: Person, password: str) -> None:
    """Refuses unless the password is the person's. Guesses are counted as everywhere."""
    if not by.has_usable_password():
        raise NothingToConfirmBy
    with failures_counted(PASSWORD_FAILURES.by(by.uuid), kinds=(PasswordWrong,)):
        if not by.check_password(password):
            raise PasswordWrong(field="password")

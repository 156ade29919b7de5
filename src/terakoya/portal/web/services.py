"""What the frame of the pages may change."""

from __future__ import annotations

from ..accounts.models import Person


def keep_language(*, by: Person, language: str) -> None:
    """Keep the language a person chose, for mails and for other devices."""
    Person.objects.filter(pk=by.pk).exclude(language=language).update(language=language)

"""The legal pages by version."""

from __future__ import annotations

from django.db import models

from ...common.models import PublicIdModel
from ..choices import LegalDocument
from .people import Person


class LegalText(PublicIdModel):
    """A version of a legal page, named by the day from which it holds; never changed.

    The first version of each page stands in the program (`legal.py`), so there is always one.
    """

    document = models.CharField(max_length=16, choices=LegalDocument.choices)
    valid_from = models.DateField()
    text_ja = models.TextField()
    text_en = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "valid_from"], name="legal_text_once_a_day")
        ]

    @property
    def version(self) -> str:
        """How acceptances name it."""
        return self.valid_from.isoformat()

    def text_in(self, language: str) -> str:
        """The text in a language."""
        return self.text_en if language == "en" else self.text_ja

"""The sample of a voice on the page of an own course."""

from __future__ import annotations

from ..models import OwnCourse, VoiceSample


def sample_of(own_course: OwnCourse) -> VoiceSample | None:
    """What was asked for last, without its bytes."""
    return VoiceSample.objects.filter(own_course=own_course).defer("sound").first()

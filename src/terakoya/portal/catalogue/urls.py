"""Addresses of published content."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from terakoya.courseware.pictures import CONTENT_TYPES

from . import views


class PictureEnding(StringConverter):
    """The ending of a picture that a course may hold."""

    regex = "|".join(CONTENT_TYPES)


register_converter(PictureEnding, "picture_ending")

app_name = "catalogue"
urlpatterns = [
    path("media/<slug:sha256>.<picture_ending:ending>", views.media, name="media"),
    path("media/audio/<slug:sha256>.m4a", views.audio, name="audio"),
]

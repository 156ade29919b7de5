"""Addresses of published content."""

from django.urls import path

from . import views

app_name = "catalogue"
urlpatterns = [
    path("media/<slug:sha256>.svg", views.media, name="media"),
    path("media/audio/<slug:sha256>.m4a", views.audio, name="audio"),
]

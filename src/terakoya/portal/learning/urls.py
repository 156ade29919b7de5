"""Addresses of learning."""

from django.urls import path

from . import views_my

app_name = "learning"
urlpatterns = [
    path("my/", views_my.my, name="my"),
    path(
        "my/assignments/<uuid:assignment>/begin/",
        views_my.assignment_begin,
        name="assignment-begin",
    ),
]

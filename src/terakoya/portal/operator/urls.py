"""Addresses of the operator's desk."""

from django.urls import path

from .views import home, people

app_name = "operator"
urlpatterns = [
    path("operator/", home.home, name="home"),
    path("operator/people/", people.people, name="people"),
    path("operator/people/<uuid:person>/", people.person_rights, name="person-rights"),
]

"""Addresses of inquiries."""

from django.urls import URLPattern

app_name = "inquiries"
urlpatterns: list[URLPattern] = []

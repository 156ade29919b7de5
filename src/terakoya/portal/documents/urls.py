"""Addresses of issued documents and of the seller's details."""

from django.urls import URLPattern

app_name = "documents"
urlpatterns: list[URLPattern] = []

"""Addresses of contracts, invoices, payments and books."""

from django.urls import path

from . import views_contracts

app_name = "billing"
urlpatterns = [
    path("manage/contracts/", views_contracts.contract_list, name="contract-list"),
    path("manage/contracts/<uuid:contract>/seats/", views_contracts.seats_add, name="seats-add"),
]

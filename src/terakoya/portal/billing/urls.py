"""Addresses of contracts, invoices, payments and books."""

from django.urls import path

from . import views_contracts, views_terms

app_name = "billing"
urlpatterns = [
    path("manage/contracts/", views_contracts.contract_list, name="contract-list"),
    path("manage/contracts/export.csv", views_contracts.contract_export, name="contract-export"),
    path("manage/contracts/<uuid:contract>/seats/", views_contracts.seats_add, name="seats-add"),
    path(
        "manage/contracts/<uuid:contract>/renew/", views_terms.contract_renew, name="contract-renew"
    ),
    path(
        "manage/contracts/<uuid:contract>/renewal/",
        views_terms.contract_renewal,
        name="contract-renewal",
    ),
    path(
        "manage/contracts/<uuid:contract>/cancel/",
        views_terms.contract_cancel,
        name="contract-cancel",
    ),
]

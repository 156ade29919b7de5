"""Addresses of issued documents and of the seller's details."""

from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [
    path("manage/documents/<uuid:document>/", views.document_pdf, name="document-pdf"),
    path("operator/documents/", views.operator_document_list, name="operator-document-list"),
    path("operator/documents/received/", views.received_add, name="received-add"),
    path("operator/documents/received/<uuid:document>/", views.received_file, name="received-file"),
    path(
        "operator/documents/<uuid:document>/",
        views.operator_document_pdf,
        name="operator-document-pdf",
    ),
    path("operator/seller/", views.seller_page, name="seller"),
]

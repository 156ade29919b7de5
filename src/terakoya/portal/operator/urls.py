"""Addresses of the operator's desk."""

from django.urls import path

from .views import customers, data_exports, deletion, home, log, mails, orders, people, suspension

app_name = "operator"
urlpatterns = [
    path("operator/", home.home, name="home"),
    path("operator/orders/", orders.orders, name="orders"),
    path("operator/orders/<uuid:order>/", orders.order, name="order"),
    path("operator/organisations/", customers.customers, name="customers"),
    path("operator/organisations/<uuid:organisation>/", customers.customer, name="customer"),
    path(
        "operator/organisations/<uuid:organisation>/suspension/",
        suspension.suspension,
        name="suspension",
    ),
    path(
        "operator/organisations/<uuid:organisation>/suspension/act/",
        suspension.suspension_act,
        name="suspension-act",
    ),
    path(
        "operator/organisations/<uuid:organisation>/deletion/",
        deletion.deletion,
        name="deletion",
    ),
    path("manage/deletion/", deletion.own_deletion, name="own-deletion"),
    path("manage/data-export/", data_exports.own_data_export, name="own-data-export"),
    path(
        "manage/data-export/<uuid:export>/progress/",
        data_exports.own_data_export_progress,
        name="own-data-export-progress",
    ),
    path(
        "manage/data-export/<uuid:export>/file/",
        data_exports.own_data_export_file,
        name="own-data-export-file",
    ),
    path("deletion/<str:code>/", deletion.deletion_certificate, name="deletion-certificate"),
    path("operator/mails/", mails.mails, name="mails"),
    path("operator/mails/<uuid:message>/again/", mails.mail_again, name="mail-again"),
    path("operator/log/", log.log, name="log"),
    path("operator/people/", people.people, name="people"),
    path("operator/people/<uuid:person>/", people.person_rights, name="person-rights"),
]

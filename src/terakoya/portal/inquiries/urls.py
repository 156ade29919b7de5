"""Addresses of inquiries."""

from django.urls import path

from .views import operator, public

app_name = "inquiries"
urlpatterns = [
    path("contact/", public.contact, name="contact"),
    path("contact/thanks/", public.contact_thanks, name="contact-thanks"),
    path("operator/inquiries/", operator.inquiry_list, name="inquiry-list"),
    path("operator/inquiries/<uuid:inquiry>/", operator.inquiry, name="inquiry"),
]

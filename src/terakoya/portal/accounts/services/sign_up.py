"""A new organisation with its owner."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from ...common import clock
from ..choices import Role
from ..emails import queue_welcome
from ..errors import EmailTaken, EmailUnusable
from ..models import Member, Organisation, Person, RoleGrant
from ..names import clean_email, clean_kana, clean_line, clean_name, clean_postal_code
from ..paths import split_path
from ..tokens import new_company_code
from .base import check_password_strength, record_by
from .departments import department_at, place_in_department

TRIES = 8


@dataclass(frozen=True, slots=True)
class OrganisationDetails:
    """What is known of an organisation; cleaned when it is written."""

    name: str
    name_kana: str = ""
    postal_code: str = ""
    prefecture: str = ""
    address: str = ""
    building: str = ""
    phone: str = ""

    def cleaned(self) -> OrganisationDetails:
        """The same in the shape it is stored, or a refusal that names the field."""
        return OrganisationDetails(
            name=clean_name(self.name, field="organisation_name"),
            name_kana=clean_kana(self.name_kana, field="organisation_name_kana"),
            postal_code=clean_postal_code(self.postal_code),
            prefecture=clean_line(self.prefecture, most=8, field="prefecture"),
            address=clean_line(self.address, most=300, field="address"),
            building=clean_line(self.building, most=200, field="building"),
            phone=clean_line(self.phone, most=32, field="phone"),
        )


@transaction.atomic
def sign_up_owner(
    *,
    email: str,
    password: str | None,
    name: str,
    organisation_name: str,
    name_kana: str = "",
    organisation_name_kana: str = "",
    postal_code: str = "",
    prefecture: str = "",
    address: str = "",
    building: str = "",
    phone: str = "",
    department: str = "",
    language: str = "ja",
) -> Member:
    """A new person with a new organisation; queues the mail with company code and confirmation.

    Without a password the mail also carries the link to set one. Consent is the caller's matter
    (`accept_documents`). Refuses a taken address (EmailTaken) and changes nothing then.
    """
    own_address = clean_email(email)
    if own_address is None:
        raise EmailUnusable
    person = Person(
        email=own_address, name=clean_name(name), language=language, created_at=clock.now()
    )
    if password is None:
        person.set_unusable_password()
    else:
        check_password_strength(password, person)
        person.set_password(password)
    details = OrganisationDetails(
        name=organisation_name,
        name_kana=organisation_name_kana,
        postal_code=postal_code,
        prefecture=prefecture,
        address=address,
        building=building,
        phone=phone,
    ).cleaned()
    _insert_or_refuse(person)
    member = open_organisation(
        person=person, details=details, name=name, name_kana=name_kana, department=department
    )
    queue_welcome(person, own_address, member)
    return member


@transaction.atomic
def open_organisation(
    *,
    person: Person,
    details: OrganisationDetails,
    name: str,
    name_kana: str = "",
    department: str = "",
) -> Member:
    """A new organisation owned by somebody who can sign in already."""
    moment = clock.now()
    organisation = _insert_with_code(details.cleaned())
    member = Member.objects.create(
        organisation=organisation,
        person=person,
        email=person.email,
        name=clean_name(name),
        name_kana=clean_kana(name_kana),
        joined_at=moment,
        created_at=moment,
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(organisation=organisation, member=member, role=role)
        for role in (Role.OWNER, Role.OFFICER)
    )
    if department.strip():
        found = department_at(organisation, split_path(department))
        place_in_department(member=member, department=found)
    record_by(
        member,
        "organisation.opened",
        f"organisation:{organisation.uuid}",
        {"name": organisation.name, "code": organisation.code, "owner": member.name},
    )
    return member


def _insert_or_refuse(person: Person) -> None:
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:  # the constraint decides, also between two forms sent at once
        raise EmailTaken from None


def _insert_with_code(details: OrganisationDetails) -> Organisation:
    for attempt in range(TRIES):
        organisation = Organisation(
            code=new_company_code(),
            name=details.name,
            name_kana=details.name_kana,
            postal_code=details.postal_code,
            prefecture=details.prefecture,
            address=details.address,
            building=details.building,
            phone=details.phone,
            created_at=clock.now(),
        )
        try:
            with transaction.atomic():
                organisation.save(force_insert=True)
            return organisation
        except IntegrityError:  # one of 340 million codes, drawn twice
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")

"""One demonstration account for each role in every jurisdiction, through the ordinary services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.domain.login_names import LoginKind, LoginName
from accounts.domain.principals import MembershipRole
from accounts.models import Department, DepartmentKind, Organisation, OrganisationDepartment, User, UserKind
from accounts.queries.departments import root_department
from accounts.services.departments import create_department
from accounts.services.grants import grant_role
from accounts.services.organisations import add_member, create_organisation, create_organisation_department
from accounts.services.people import create_user

Entry = Mapping[str, Any]
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def mobile_of(city: int, ordinal: int) -> str:
    """Numbers of one scheme: 1390000, the jurisdiction's two digits, the role's two digits."""
    return f"1390000{city:02}{ordinal:02}"


def uscc_of(city: int, ordinal: int, division_code: str) -> str:
    """A made-up code with a right check character (GB 32100-2015)."""
    body = f"91{division_code}MA{city:02}D{ordinal:02}"
    body = f"{body}{'0' * (17 - len(body))}"
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(body, WEIGHTS, strict=True))
    return body + ALPHABET[(31 - total % 31) % 31]


def known_user(city: int, entry: Entry) -> User | None:
    """Somebody an earlier, interrupted run made already."""
    return User.objects.find_by_login(LoginName(LoginKind.MOBILE, mobile_of(city, entry["ordinal"])))


def staff_department(kind: str) -> Department:
    """The registration point, the office or the bureau itself, made when it is first asked for."""
    root = root_department()
    if root is None:
        raise LookupError("provisioning makes the root department")
    names = {
        "registration_point": ("registration_point", "成果登记点", DepartmentKind.REGISTRATION_POINT),
        "business_office": ("achievements", "科技成果科", DepartmentKind.OFFICE),
    }
    if kind not in names:
        return root
    code, name, department_kind = names[kind]
    known = Department.objects.filter(parent=root, code=code).first()
    return known or create_department(name=name, code=code, kind=department_kind, parent=root)


def named_office(code: str, name: str) -> Department:
    """An office right below the bureau, made when it is first asked for."""
    root = root_department()
    known = Department.objects.filter(parent=root, code=code).first()
    return known or create_department(name=name, code=code, kind=DepartmentKind.OFFICE, parent=root)


def make_counties(jurisdiction: Entry) -> None:
    root = root_department()
    for code, name in jurisdiction.get("counties", {}).items():
        if not Department.objects.filter(parent=root, code=code).exists():
            create_department(name=name, code=code, kind=DepartmentKind.COUNTY, parent=root)


def make_staff(city: int, entries: list[Entry], password: str) -> dict[str, User]:
    people = {}
    for entry in entries:
        department = named_office(**entry["office"]) if "office" in entry else staff_department(entry["roles"][0])
        user = known_user(city, entry)
        if user is not None:
            people[entry["key"]] = user
            continue
        user = create_user(
            name=entry["name"],
            mobile=mobile_of(city, entry["ordinal"]),
            kind=UserKind.STAFF,
            password=password,
            department=department,
            post=entry.get("label", entry["name"]),
            is_demo=True,
        )
        for role in entry["roles"]:
            grant_role(actor_id=None, user=user, role_key=role, department=department)
        people[entry["key"]] = user
    return people


def make_organisations(jurisdiction: Entry, city: int, entries: list[Entry]) -> list[Organisation]:
    made = []
    for ordinal, entry in enumerate(entries, start=1):
        uscc = uscc_of(city, ordinal, jurisdiction["division_code"])
        known = Organisation.objects.filter(uscc=uscc).first()
        if known is not None:
            made.append(known)
            continue
        organisation = create_organisation(
            name=f"{jurisdiction['short_name']}{entry['name']}",
            uscc=uscc,
            kind=entry["kind"],
            address=f"{jurisdiction['short_name']}{entry['address']}",
            postal_code=entry["postal_code"],
            division_code=jurisdiction["division_code"],
            contact_name="何晓舟",
            contact_phone=mobile_of(city, 90 + ordinal),
            contact_email=f"keyan{90 + ordinal}@example.cn",
        )
        for name in entry["departments"]:
            create_organisation_department(organisation=organisation, name=name)
        made.append(organisation)
    return made


def make_applicants(
    city: int, entries: list[Entry], organisations: list[Organisation], password: str
) -> dict[str, User]:
    people = {}
    for entry in entries:
        organisation = organisations[entry["organisation"]]
        departments = list(OrganisationDepartment.objects.filter(organisation=organisation).order_by("id"))
        user = known_user(city, entry)
        if user is not None:
            people[entry["key"]] = user
            continue
        user = create_user(
            name=entry["name"],
            mobile=mobile_of(city, entry["ordinal"]),
            email=f"{entry['key']}.{city:02}@example.com",
            kind=UserKind.APPLICANT,
            password=password,
            post=entry["label"],
            is_demo=True,
        )
        add_member(
            organisation=organisation,
            user=user,
            role=MembershipRole(entry["role"]),
            department=departments[entry["department"]] if "department" in entry else None,
        )
        people[entry["key"]] = user
    return people

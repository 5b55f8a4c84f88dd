"""The lists of an applicant and of a unit's administrator: access rows and drafts, by keyset."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from accounts.domain.principals import PrincipalKind, user_principal
from accounts.models import User
from accounts.queries.people import principals_of
from applications.domain.states import Status
from applications.models import ApplicationAccess, Channel, Draft
from applications.queries.keyset import Page, keyset_page


def drafts_of(user: User, *, after: str = "") -> Page[Draft]:
    """One's own drafts, last touched first; those for others stand at the counter. One query."""
    drafts = Draft.objects.filter(owner=user, channel=Channel.ONLINE).select_related(
        "procedure_version__procedure", "application"
    )
    return keyset_page(
        drafts.defer("answers", "personal", "carried", "procedure_version__canonical"), at="updated_at", after=after
    )


def own_applications(user: User, *, status: str = "", after: str = "") -> Page[ApplicationAccess]:
    """The applications that somebody leads or had entered at a counter, newest first. One query."""
    return _page(_own_principals(user), status=status, after=after)


def own_status_counts(user: User) -> dict[str, int]:
    """How many of one's own applications stand at each status. One query."""
    return _counts(_own_principals(user))


def _own_principals(user: User) -> frozenset[str]:
    prefix = f"{PrincipalKind.COUNTER_PERSON}:"
    return frozenset({user_principal(user.id)} | {each for each in principals_of(user) if each.startswith(prefix)})


def unit_principals(user: User) -> frozenset[str]:
    """The units for which somebody is administrator, as principals."""
    prefix = f"{PrincipalKind.ORGANISATION_ADMINISTRATORS}:"
    return frozenset(principal for principal in principals_of(user) if principal.startswith(prefix))


def unit_applications(user: User, *, status: str = "", after: str = "") -> Page[ApplicationAccess]:
    """The applications of the units that somebody administers, newest first. One query."""
    return _page(unit_principals(user), status=status, after=after)


def unit_status_counts(user: User) -> dict[str, int]:
    return _counts(unit_principals(user))


def _rows(principals: Iterable[str]) -> QuerySet[ApplicationAccess]:
    return ApplicationAccess.objects.filter(grantee__in=sorted(principals))


def _page(principals: Iterable[str], *, status: str, after: str) -> Page[ApplicationAccess]:
    rows = _rows(principals).select_related("application__procedure")
    if status in {each.value for each in Status}:
        rows = rows.filter(application__status=status)
    return keyset_page(rows.defer("application__chain_state"), at="sort_at", tie="application_id", after=after)


def _counts(principals: Iterable[str]) -> dict[str, int]:
    grouped = _rows(principals).values_list("application__status").annotate(count=Count("id")).order_by()
    return dict(grouped)

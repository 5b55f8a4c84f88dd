"""The only way to the material library: documents of one's units and one's own, their lists and their files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.access import Actor, authorize
from accounts.domain.principals import PrincipalKind, parse_principal
from accounts.models import Organisation, OrganisationDepartment
from accounts.queries.keyset import KeysetPage, keyset_page
from applications.domain.kept_materials import SOON, Validity
from applications.kept_policies import KeptAction, KeptSituation, may_with_kept
from applications.models import Channel, Draft, KeptKind, KeptMaterial, KeptVersion
from tenants.clock import today
from tenants.domain.errors import NotAuthorised

KEPT_PURPOSE = "kept_material"


@dataclass(frozen=True, slots=True)
class Shelves:
    """The libraries that somebody reaches: units to read, units to write, and always the own one."""

    person: UUID
    reads: frozenset[UUID]
    writes: frozenset[UUID]

    def situation(self, kept: KeptMaterial) -> KeptSituation:
        return KeptSituation(
            is_own=kept.person_id == self.person,
            is_member=kept.organisation_id in self.reads,
            writes=kept.organisation_id in self.writes,
            is_removed=kept.removed_at is not None,
        )


def shelves_of(actor: Actor) -> Shelves:
    """From the principals; one query for examiners of second-level departments, none for everybody else."""
    parsed = [parse_principal(principal) for principal in actor.principals]
    targets = {
        kind: frozenset(each.target for each in parsed if each.kind is kind)
        for kind in (
            PrincipalKind.ORGANISATION_MEMBERS,
            PrincipalKind.ORGANISATION_ADMINISTRATORS,
            PrincipalKind.ORGANISATION_DEPARTMENT,
        )
    }
    departments = targets[PrincipalKind.ORGANISATION_DEPARTMENT]
    examined: frozenset[UUID] = frozenset()
    if departments:
        rows = OrganisationDepartment.objects.filter(id__in=departments)
        examined = frozenset(rows.values_list("organisation_id", flat=True))
    return Shelves(
        person=actor.user_id,
        reads=targets[PrincipalKind.ORGANISATION_MEMBERS],
        writes=targets[PrincipalKind.ORGANISATION_ADMINISTRATORS] | examined,
    )


def writable_organisations(shelves: Shelves) -> list[Organisation]:
    """Units for which somebody keeps documents, by name. One query, none without any."""
    return list(Organisation.objects.filter(id__in=shelves.writes).order_by("name")) if shelves.writes else []


def access_kept(actor: Actor, kept_id: UUID, action: KeptAction) -> KeptMaterial:
    """A document with its current version and file. Unknown and foreign are NotAuthorised alike.

    A removed one can still be read; changing it is IllegalTransition `kept_removed`.
    """
    kept = _with_current().filter(pk=kept_id).first()
    if kept is None:
        raise NotAuthorised("kept_unknown")
    authorize(may_with_kept(action, shelves_of(actor).situation(kept)))
    return kept


def access_kept_version(actor: Actor, version_id: UUID) -> KeptVersion:
    """A version with its file, for whoever reads its document."""
    version = KeptVersion.objects.select_related("material", "file").filter(pk=version_id).first()
    if version is None:
        raise NotAuthorised("kept_unknown")
    authorize(may_with_kept(KeptAction.READ, shelves_of(actor).situation(version.material)))
    return version


def versions_of(kept: KeptMaterial) -> list[KeptVersion]:
    """All versions of a document with their files, newest first. One query."""
    return list(kept.versions.select_related("file").order_by("-number"))


def kept_page(
    shelves: Shelves, *, kind: str = "", state: str = "", before: str | None = None
) -> KeysetPage[KeptMaterial]:
    """What somebody reaches, newest first, by kind and state. One query."""
    rows = _present(Q(organisation__in=shelves.reads) | Q(person=shelves.person))
    if kind in KeptKind.values:
        rows = rows.filter(kind=kind)
    if state in set(Validity):
        rows = rows.filter(_in_state(Validity(state), today()))
    return keyset_page(rows, before)


def kept_counts(shelves: Shelves) -> dict[Validity, int]:
    """How many documents stand at each state. One query."""
    day = today()
    rows = KeptMaterial.objects.filter(
        Q(organisation__in=shelves.reads) | Q(person=shelves.person), removed_at__isnull=True
    )
    counted = rows.aggregate(**{each.value: Count("id", filter=_in_state(each, day)) for each in Validity})
    return {each: counted[each.value] for each in Validity}


def pickable_page(
    shelves: Shelves, draft: Draft, *, kind: str = "", before: str | None = None
) -> KeysetPage[KeptMaterial]:
    """What may be chosen for a draft: of its unit while one is a member, and one's own; nothing where one enters it for
    somebody at the counter. One query.
    """
    rows = _present(_pickable(shelves, draft))
    if kind in KeptKind.values:
        rows = rows.filter(kind=kind)
    return keyset_page(rows, before)


def access_pickable(shelves: Shelves, draft: Draft, kept_id: UUID) -> KeptMaterial:
    """A document that may be chosen for a draft. Raises NotAuthorised."""
    kept = _present(_pickable(shelves, draft)).filter(pk=kept_id).first()
    if kept is None:
        raise NotAuthorised("kept_unknown")
    return kept


def _pickable(shelves: Shelves, draft: Draft) -> Q:
    if draft.channel == Channel.COUNTER:
        return Q(pk__in=[])
    own = Q(person=shelves.person)
    return own | Q(organisation=draft.organisation_id) if draft.organisation_id in shelves.reads else own


def _present(whose: Q) -> QuerySet[KeptMaterial]:
    return _with_current().filter(whose, removed_at__isnull=True)


def _with_current() -> QuerySet[KeptMaterial]:
    return KeptMaterial.objects.select_related("current__file", "organisation").order_by("-id")


def _in_state(state: Validity, day: date) -> Q:
    match state:
        case Validity.VALID:
            return Q(current__valid_until__isnull=True) | Q(current__valid_until__gt=day + SOON)
        case Validity.EXPIRING:
            return Q(current__valid_until__gte=day, current__valid_until__lte=day + SOON)
        case Validity.EXPIRED:
            return Q(current__valid_until__lt=day)

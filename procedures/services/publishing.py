"""Freezing a package into a version, and giving the roles that its chain names their grants."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Max
from guardian.shortcuts import assign_perm

from accounts.domain.roles import RoleKey
from accounts.models import Department, Role, User, UserKind
from procedures.domain.chain_model import AssigneeKind
from procedures.domain.lint_assignees import is_person
from procedures.domain.package.canonical import canonical_bytes, document_json, version_hash
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.package.compiling import compile_package
from procedures.domain.package.document import PackageDocument
from procedures.models import Procedure, ProcedureState, ProcedureVersion
from procedures.queries.packages import compiled
from tenants.clock import now
from tenants.domain.errors import IllegalTransition
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger

HANDLE = "handle_procedure"
#: What each standing role may do with every procedure, whatever its chain says (design §5).
STANDING_GRANTS = {
    "supervising_department": "consult_procedure",
    "business_office": "consult_procedure",
    "department_head": "consult_procedure",
    "configurator": "configure_procedure",
    "configuration_approver": "approve_procedure",
}


@transaction.atomic
def publish_version(
    document: PackageDocument,
    *,
    department: Department | None,
    effective_from: date,
    published_by: UUID | None,
    approved_by: UUID | None,
    base_hash: str = "",
) -> ProcedureVersion:
    """Freeze `document` as the next version of its procedure and open the procedure.

    Applications in flight keep the version they pinned. Publishing bytes that are already the current version
    changes nothing and returns that version.

    Raises IllegalTransition `publisher_is_approver` when one person would do both.
    """
    if published_by is not None and published_by == approved_by:
        raise IllegalTransition("publisher_is_approver")
    canonical = canonical_bytes(document)
    content_hash = version_hash(canonical)
    procedure = _locked_procedure(document, department)
    current = procedure.current_version
    if current is not None and current.content_hash == content_hash:
        return current
    version = ProcedureVersion.objects.create(
        procedure=procedure,
        number=(procedure.versions.aggregate(highest=Max("number"))["highest"] or 0) + 1,
        format=document.format,
        canonical=canonical,
        content_hash=content_hash,
        document=document_json(document),
        base_hash=base_hash,
        effective_from=effective_from,
        published_at=now(),
        published_by=published_by,
        approved_by=approved_by,
    )
    package = compile_package(document)
    procedure.name = str(package.meta.name)
    procedure.current_version = version
    procedure.state = ProcedureState.OPEN
    procedure.save(update_fields=["name", "current_version", "state"])
    grant_roles(procedure, package)
    write_ledger(
        "procedures.publish_version",
        actor_id=published_by,
        subject=SubjectRef("procedure", procedure.id, procedure.name),
        data={"version": version.number, "hash": content_hash},
    )
    return version


def _locked_procedure(document: PackageDocument, department: Department | None) -> Procedure:
    procedure, _created = Procedure.objects.get_or_create(
        code=document.meta.code,
        defaults={"name": document.meta.code, "department": department, "created_at": now()},
    )
    return (
        Procedure.objects.select_for_update(of=("self",), no_key=True)
        .select_related("current_version")
        .get(pk=procedure.pk)
    )


def grant_roles(procedure: Procedure, package: CompiledPackage) -> None:
    """Give the groups of the roles in the chain, and the standing roles, their guardian permission on the procedure."""
    wanted = granted_permissions(package)
    roles = Role.objects.filter(key__in=wanted).select_related("group")
    groups: dict[str, Group] = {role.key: role.group for role in roles}
    for key, permissions in wanted.items():
        for permission in permissions:
            if key in groups:
                assign_perm(f"procedures.{permission}", groups[key], procedure)
    for person in User.objects.filter(pk__in=named_people(package), kind=UserKind.STAFF, is_active=True):
        assign_perm(f"procedures.{HANDLE}", person, procedure)


def grant_made_role(role: Role) -> None:
    """What `grant_roles` would have given a role that was made after the current versions were published."""
    for procedure in Procedure.objects.filter(current_version__isnull=False).select_related("current_version"):
        if procedure.current_version is not None:
            wanted = granted_permissions(compiled(procedure.current_version))
            for permission in wanted.get(role.key, ()):
                assign_perm(f"procedures.{permission}", role.group, procedure)


def granted_permissions(package: CompiledPackage) -> dict[str, tuple[str, ...]]:
    """The permissions of every role key: standing ones, and handling for those that the chain names.

    A head who is asked at a step still reads what else passes through the department.
    """
    wanted: dict[str, tuple[str, ...]] = {key: (permission,) for key, permission in STANDING_GRANTS.items()}
    heads = wanted[RoleKey.DEPARTMENT_HEAD]
    wanted |= dict.fromkeys(role_keys(package), (HANDLE,))
    if any(step.assignee.kind is AssigneeKind.DEPARTMENT_HEAD for step in package.chain.steps()):
        wanted[RoleKey.DEPARTMENT_HEAD] = (HANDLE, *heads)
    return wanted


def named_people(package: CompiledPackage) -> frozenset[UUID]:
    """Everybody whom an assignee rule names in person."""
    rules = [step.assignee for step in package.chain.steps()]
    named = {name for rule in rules for name in (rule.user, *(case.user for case in rule.cases)) if name}
    return frozenset(UUID(name) for name in named if is_person(name))


def role_keys(package: CompiledPackage) -> frozenset[str]:
    """Every role that a step of the chain names, as its own or as its fallback."""
    rules = [step.assignee for step in package.chain.steps()]
    return frozenset(key for rule in rules for key in (rule.role, rule.fallback_role) if key)

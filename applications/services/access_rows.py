"""Writing who may see an application. Nobody's access is ever lowered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from accounts.domain.principals import administrators_principal, user_principal
from applications.models import AccessLevel, Application, ApplicationAccess


def open_access(application: Application, *, handling: Iterable[str], consulting: Iterable[str]) -> None:
    """The first rows of an application: readers, the applicant unit, whoever has a task, and the leader (one query)."""
    levels: dict[str, AccessLevel] = dict.fromkeys(consulting, AccessLevel.CONSULT)
    if application.organisation_id is not None:
        levels[administrators_principal(application.organisation_id)] = AccessLevel.ORGANISATION
    levels |= dict.fromkeys(handling, AccessLevel.HANDLE)
    levels[user_principal(application.leader_id)] = AccessLevel.OWN
    _insert(application, levels)


def let_handle(application: Application, principals: Iterable[str]) -> None:
    """Whoever gets a task may handle: new rows, and a reader's row is raised."""
    wanted = sorted(set(principals))
    if not wanted:
        return
    ApplicationAccess.objects.filter(
        application=application, grantee__in=wanted, level__in=[AccessLevel.CONSULT, AccessLevel.ORGANISATION]
    ).update(level=AccessLevel.HANDLE)
    _insert(application, dict.fromkeys(wanted, AccessLevel.HANDLE))


def let_consult(application: Application, principals: Iterable[str]) -> None:
    """Whoever gets a copy or has to look after it may read it; nobody's row changes who has one."""
    wanted = sorted(set(principals))
    if wanted:
        _insert(application, dict.fromkeys(wanted, AccessLevel.CONSULT))


def let_consult_all(applications: Iterable[Application], principal: str) -> None:
    """Somebody who looks after many from now on may read them (one query)."""
    ApplicationAccess.objects.bulk_create(
        [
            ApplicationAccess(application=each, grantee=principal, level=AccessLevel.CONSULT, sort_at=each.submitted_at)
            for each in applications
        ],
        ignore_conflicts=True,
    )


def _insert(application: Application, levels: Mapping[str, AccessLevel]) -> None:
    ApplicationAccess.objects.bulk_create(
        [
            ApplicationAccess(application=application, grantee=grantee, level=level, sort_at=application.submitted_at)
            for grantee, level in sorted(levels.items())
        ],
        ignore_conflicts=True,
    )

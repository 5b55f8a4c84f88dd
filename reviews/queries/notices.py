"""Public notices: one's way to them, their lists, and whether an application has got so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access import Actor
from accounts.domain.principals import administrators_principal
from applications.domain.states import Status
from applications.models import AccessLevel, Application, ApplicationAccess
from applications.queries.dossiers import submissions_of
from applications.queries.keyset import Page, keyset_page
from applications.queries.stored_answers import recorded_answers
from procedures.domain.chain_model import StepKind
from procedures.domain.package.compiled import CompiledPackage
from procedures.queries.packages import compiled
from reviews.domain.notices import NoticeLine, NoticeState, NoticeView, notice_lines
from reviews.models import PublicNotice, StepTask, TaskState, UnitNotice
from reviews.policies import NoticeSituation
from reviews.queries.grants import HANDLE, by_name, by_role, handles_procedure
from tenants.domain.errors import NotAuthorised

_LIVE = (NoticeState.PREPARED.value, NoticeState.RELEASED.value)


def applications_reached(actor: Actor, ids: Sequence[UUID]) -> list[Application]:
    """The applications, in the order asked for. One query. Raises NotAuthorised when one of them is not there."""
    mine = ApplicationAccess.objects.filter(application=OuterRef("pk"), grantee__in=actor.principals)
    found = {
        application.id: application
        for application in Application.objects.filter(Exists(mine), pk__in=ids).select_related(
            "procedure", "procedure_version"
        )
    }
    if set(ids) - set(found):
        raise NotAuthorised("application_unknown")
    return [found[application_id] for application_id in dict.fromkeys(ids)]


def situation_for_notice(actor: Actor, application: Application, notice: PublicNotice | None = None) -> NoticeSituation:
    """Two to four queries. `notice` is the living one, where the caller has it.

    The applicant's side is the leader and the unit's administrators: these handle a step, but never the procedure.
    """
    handling = ApplicationAccess.objects.filter(
        application=application, grantee__in=actor.principals, level=AccessLevel.HANDLE
    )
    unit = administrators_principal(application.organisation_id) if application.organisation_id else ""
    package = compiled(application.procedure_version)
    live = notice is not None and notice.state in _LIVE
    return NoticeSituation(
        is_applicant=application.leader_id == actor.user_id or unit in actor.principals,
        handles=handles_procedure(actor, application.procedure_id) and handling.exists(),
        is_offered=package.notice is not None,
        is_reached=bool(reached_publicity([application])),
        status=Status(application.status),
        notice=NoticeState(notice.state) if notice is not None and live else None,
        prepared_by_me=notice is not None and notice.prepared_by_id == actor.user_id,
        is_outdated=notice is not None and notice.round != application.round,
    )


def reached_publicity(applications: Iterable[Application]) -> frozenset[UUID]:
    """Those that stand at or have passed their step of publicity. At most one query.

    Where a procedure has no such step: those whose paper was received, and that received paper again after a return;
    where it takes no paper either, a decision opens the way.
    """
    asked = list(applications)
    by_step = {each.id for each in asked if _has(compiled(each.procedure_version), StepKind.PUBLIC_NOTICE)}
    by_paper = {each.id for each in asked if _has(compiled(each.procedure_version), StepKind.RECEIVE_PAPER)} - by_step
    done = Q(application__in=by_paper, kind=StepKind.RECEIVE_PAPER, state=TaskState.DONE)
    opened = Q(application__in=by_step, kind=StepKind.PUBLIC_NOTICE, state__in=[TaskState.OPEN, TaskState.DONE])
    found = StepTask.objects.filter(done | opened, voided=False)
    reached = set(found.values_list("application_id", flat=True)) if by_paper or by_step else set()
    reached |= {each.id for each in asked if each.id not in by_paper | by_step and each.status == Status.APPROVED}
    return frozenset(reached)


def _has(package: CompiledPackage, kind: StepKind) -> bool:
    return any(step.kind is kind for step in package.chain.steps())


def lines_of(application: Application, *, language: str) -> tuple[NoticeLine, ...]:
    """What may be published of the latest submission. Two queries."""
    package = compiled(application.procedure_version)
    if package.notice is None:
        return ()
    answers = recorded_answers(submissions_of(application)[-1])
    return notice_lines(package.form(application.variant), answers, package.notice.fields, language=language)


def live_notice(application_id: UUID) -> PublicNotice | None:
    return PublicNotice.objects.filter(application=application_id, state__in=_LIVE).first()


def unit_notice_of(application_id: UUID) -> UnitNotice | None:
    return UnitNotice.objects.filter(application=application_id).first()


def reach_notice(actor: Actor, notice_id: UUID) -> PublicNotice:
    """A notice of an application that one handles. One query. Raises NotAuthorised."""
    notice = (
        _handled(actor)
        .filter(pk=notice_id)
        .select_related(
            "application__procedure_version",
            "application__procedure",
            "prepared_by",
            "released_by",
            "withdrawn_by",
            "screenshot",
        )
        .first()
    )
    if notice is None:
        raise NotAuthorised("notice_unknown")
    return notice


def notices_of_office(actor: Actor, *, view: str, today: date, after: str = "") -> Page[PublicNotice]:
    """Notices of everything one handles, the last prepared first. One query."""
    rows = _handled(actor).filter(_seen_as(view, today)).select_related("application").defer("lines", "contacts")
    return keyset_page(rows, at="prepared_at", after=after)


def public_notices(*, view: str, today: date, after: str = "") -> Page[PublicNotice]:
    """What the public may find, the last released first: running, or ended, or withdrawn. One query."""
    rows = PublicNotice.objects.filter(_seen_as(view or NoticeView.RUNNING, today), released_at__isnull=False)
    return keyset_page(
        rows.select_related("application").defer("lines", "contacts", "application__chain_state"),
        at="released_at",
        after=after,
    )


def public_notice(notice_id: UUID) -> PublicNotice:
    """A notice that was released once. Raises NotAuthorised for any other id."""
    notice = PublicNotice.objects.filter(pk=notice_id, released_at__isnull=False).select_related("application").first()
    if notice is None:
        raise NotAuthorised("notice_unknown")
    return notice


def _handled(actor: Actor) -> QuerySet[PublicNotice]:
    handling = ApplicationAccess.objects.filter(
        application=OuterRef("application"), grantee__in=actor.principals, level=AccessLevel.HANDLE
    )
    procedure = OuterRef("application__procedure")
    granted = Exists(by_role(actor, HANDLE, procedure)) | Exists(by_name(actor, HANDLE, procedure))
    return PublicNotice.objects.filter(Exists(handling), granted)


def _seen_as(view: str, today: date) -> Q:
    match view:
        case NoticeView.PREPARED | NoticeView.WITHDRAWN:
            return Q(state=view)
        case NoticeView.RUNNING:
            return Q(state=NoticeState.RELEASED, ends_on__gte=today)
        case NoticeView.ENDED:
            return Q(state=NoticeState.RELEASED, ends_on__lt=today)
        case _:
            return Q()

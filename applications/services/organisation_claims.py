"""Who owns an organisation's account: claims with their evidence, examined by city staff; both parties are told."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.access import Actor
from accounts.domain.principals import administrators_principal
from accounts.domain.roles import RoleKey
from accounts.domain.uscc import normalise_uscc
from accounts.models import Organisation
from accounts.queries.people import role_principals, users_of_principal
from accounts.services.ownership import (
    confirm_organisation,
    end_pending,
    let_draft,
    make_administrator,
    rename_organisation,
)
from applications.domain.claims import ClaimWords, checked_reason
from applications.models import ClaimKind, ClaimState, OrganisationClaim
from applications.queries.ownership import CLAIM_SUBJECT, administered_by, brought_file, examines_claims
from documents.domain.file_states import FileState
from documents.models import StoredFile
from notifications.services.notify import notify
from tenants.clock import now
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger

FILED, APPROVED, REFUSED = "organisation_claim_filed", "organisation_claim_approved", "organisation_claim_refused"
_FILE_CODES = {FileState.REFUSED: "claim_file_refused"}


@transaction.atomic
def file_claim(
    actor: Actor, *, kind: ClaimKind, words: ClaimWords, organisation_id: UUID | None = None
) -> OrganisationClaim:
    """Ask for an organisation's account, or for its new name. City staff and the present administrators are told.

    A first registration and a new name come from the administrator (`organisation_id`); a change of administrator
    from anybody who knows the code (`words.uscc`), who may draft for the organisation from now on, not submit.

    Raises NotAuthorised, IllegalTransition `claim_open_already`, ValidationFailed with every problem.
    """
    problems: list[Problem] = []
    organisation = _organisation(actor, kind, words, organisation_id, problems)
    licence = _file(actor, "licence", words.licence, problems)
    mandate = None if kind == ClaimKind.RENAME else _file(actor, "mandate", words.mandate, problems)
    new_name = words.new_name.strip() if kind == ClaimKind.RENAME else ""
    if kind == ClaimKind.RENAME and not new_name:
        problems.append(Problem("new_name", "organisation_name_missing"))
    if problems or organisation is None or licence is None:
        raise ValidationFailed(problems)
    claim = OrganisationClaim(
        kind=kind,
        organisation=organisation,
        organisation_name=organisation.name,
        claimant_id=actor.user_id,
        replaces=words.replaces and kind == ClaimKind.ADMINISTRATOR,
        new_name=new_name[:120],
        note=words.note.strip()[:500],
        licence=licence,
        mandate=mandate,
        filed_at=now(),
    )
    _insert(claim)
    if kind == ClaimKind.ADMINISTRATOR:
        let_draft(claim.claimant, organisation)
    _record("applications.file_claim", actor, claim)
    _tell_filed(claim)
    return claim


def _organisation(
    actor: Actor, kind: ClaimKind, words: ClaimWords, organisation_id: UUID | None, problems: list[Problem]
) -> Organisation | None:
    """The one that the claim is about. A foreign one by id is hidden, by code it is public knowledge."""
    if kind != ClaimKind.ADMINISTRATOR:
        if organisation_id not in administered_by(actor):
            raise NotAuthorised("not_authorised")
        organisation = Organisation.objects.get(pk=organisation_id)
        if organisation.is_confirmed == (kind == ClaimKind.FIRST):
            raise IllegalTransition("claim_not_needed")
        return organisation
    uscc = normalise_uscc(words.uscc)
    found = Organisation.objects.filter(uscc=uscc).first() if uscc else None
    if found is None:
        problems.append(Problem("uscc", "claim_organisation_unknown"))
    elif found.id in administered_by(actor):
        problems.append(Problem("uscc", "claim_already_administrator"))
    return found


def _file(actor: Actor, path: str, file_id: UUID | None, problems: list[Problem]) -> StoredFile | None:
    file = brought_file(actor, file_id)
    if file is None:
        problems.append(Problem(path, "claim_file_missing"))
    elif file.state != FileState.CLEAN:
        problems.append(Problem(path, _FILE_CODES.get(FileState(file.state), "claim_file_not_checked_yet")))
    return file


def _insert(claim: OrganisationClaim) -> None:
    try:
        with transaction.atomic():
            claim.save(force_insert=True)
    except IntegrityError as error:
        raise IllegalTransition("claim_open_already") from error


@transaction.atomic
def decide_claim(actor: Actor, *, claim_id: UUID, approves: bool, reason: str) -> OrganisationClaim:
    """Approve or refuse with a reason; approving carries it out. Claimant and administrators are told.

    Raises NotAuthorised (not city staff, or one's own claim), IllegalTransition `claim_decided`, ValidationFailed at
    `reason`.
    """
    if not examines_claims(actor):
        raise NotAuthorised("not_authorised")
    claim = (
        OrganisationClaim.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation", "claimant")
        .filter(pk=claim_id)
        .first()
    )
    if claim is None or claim.claimant_id == actor.user_id:
        raise NotAuthorised("claim_unknown")
    if claim.state != ClaimState.OPEN:
        raise IllegalTransition("claim_decided")
    claim.reason = checked_reason(reason, approves=approves)
    claim.state = ClaimState.APPROVED if approves else ClaimState.REFUSED
    claim.decided_by_id, claim.decided_at = actor.user_id, now()
    claim.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    parties = _parties(claim)
    if approves:
        _carry_out(claim, actor)
    elif claim.kind == ClaimKind.ADMINISTRATOR:
        end_pending(claim.claimant, claim.organisation)
    _record("applications.decide_claim", actor, claim)
    _tell(APPROVED if approves else REFUSED, claim, parties)
    return claim


def _carry_out(claim: OrganisationClaim, actor: Actor) -> None:
    if claim.kind == ClaimKind.RENAME:
        rename_organisation(claim.organisation_id, name=claim.new_name, actor_id=actor.user_id)
        return
    confirm_organisation(claim.organisation_id, actor_id=actor.user_id)
    if claim.kind == ClaimKind.ADMINISTRATOR:
        make_administrator(claim.organisation_id, user=claim.claimant, replaces=claim.replaces, actor_id=actor.user_id)


def _parties(claim: OrganisationClaim) -> list[UUID]:
    """The claimant, and whoever administers the organisation until now."""
    return [claim.claimant_id, *users_of_principal(administrators_principal(claim.organisation_id))]


def _tell_filed(claim: OrganisationClaim) -> None:
    examiners = [
        user for principal in role_principals(RoleKey.REGISTRATION_POINT) for user in users_of_principal(principal)
    ]
    _tell(FILED, claim, [*examiners, *(user for user in _parties(claim) if user != claim.claimant_id)])


def _tell(event: str, claim: OrganisationClaim, recipients: list[UUID]) -> None:
    notify(
        event,
        recipients=recipients,
        subject=_subject(claim),
        url_path=reverse("ownership:claim", args=[claim.id]),
        params={"kind": str(claim.get_kind_display())},
    )


def _record(command: str, actor: Actor, claim: OrganisationClaim) -> None:
    data = {"kind": claim.kind, "state": claim.state, "organisation": str(claim.organisation_id)}
    write_ledger(command, actor_id=actor.user_id, subject=_subject(claim), data=data)


def _subject(claim: OrganisationClaim) -> SubjectRef:
    return SubjectRef(CLAIM_SUBJECT, claim.id, claim.organisation_name)

"""文书: written in the transaction of the act that they are the written form of; void when it is undone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import models
from django.utils import translation
from django.utils.translation import ngettext

from accounts.access import Actor
from applications.domain.written import WrittenContent, WrittenState, day_words
from applications.models import Application, WrittenNotice
from applications.queries.written import addressee_of, code_of_written, filed_counts
from applications.services.freezing import subject_of
from applications.services.rectifying import lapse_for_notice
from documents.services.numbering import issue_number, void_number
from procedures.domain.package.compiled import CompiledPackage, Outputs, WrittenRule
from procedures.domain.text import DEFAULT_LANGUAGE, Text
from procedures.domain.written import Occasion, WrittenKind, paragraphs_of, wanted_places
from procedures.queries.packages import compiled
from tenants.domain.clock import civil_date
from tenants.domain.ids import new_id
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger

SUBJECT = "applications.written_notice"
_LONGEST_TITLE = 200
#: As long as the reason on a void number may be.
_LONGEST_REASON = 500
_NOTHING = "—"


@dataclass(frozen=True, slots=True)
class WrittenAct:
    """What happened: the occasion, who did it, what the act said, and the messages that tell of it.

    `basis` is the provision that the act itself names, beside that of the package; `visit` the visit of a step that it
    was done at, by which the notice is found when that visit is void.
    """

    occasion: Occasion
    actor: Actor
    at: datetime
    step: str = ""
    result: str = ""
    reason: str = ""
    basis: str = ""
    visit: str = ""
    items: Sequence[str] = ()
    message_ids: Sequence[UUID] = ()


def make_written(application: Application, act: WrittenAct) -> list[WrittenNotice]:
    """Write what the package wants written when this happens; nothing where it wants nothing.

    The caller holds the application's lock and has its number. Come last: the counter of a number is held till commit.
    A notice is two or three statements, and one more where it lists what was filed.
    """
    package = compiled(application.procedure_version)
    rules = package.outputs.made_on(act.occasion, act.result)
    return [_written(application, package, rule, act) for rule in rules]


def _written(application: Application, package: CompiledPackage, rule: WrittenRule, act: WrittenAct) -> WrittenNotice:
    with translation.override(DEFAULT_LANGUAGE):
        content = _content(application, package, rule, act)
    title = rule.title.in_language(DEFAULT_LANGUAGE)[:_LONGEST_TITLE]
    notice = WrittenNotice(
        id=new_id(),
        application=application,
        act=act.visit,
        key=rule.key,
        kind=rule.kind.value,
        title=title,
        content=content.as_json(),
        round=application.round,
        made_at=act.at,
        made_by_id=act.actor.account_id,
        message_ids=list(act.message_ids),
    )
    notice.number, notice.scheme = _number(application, rule, notice, civil_date(act.at))
    notice.code = code_of_written(notice)
    notice.save(force_insert=True)
    return notice


def _number(application: Application, rule: WrittenRule, notice: WrittenNotice, day: date) -> tuple[str, str]:
    """Its own number with the counter that gave it, or the application's."""
    if rule.number is None:
        return application.number, ""
    number = issue_number(
        scheme=rule.number.scheme,
        pattern=rule.number.pattern,
        restart=rule.number.restart,
        params=rule.number.params,
        day=day,
        subject=SubjectRef(SUBJECT, notice.id, notice.title),
    )
    return number, rule.number.scheme


def _content(application: Application, package: CompiledPackage, rule: WrittenRule, act: WrittenAct) -> WrittenContent:
    body = rule.body.in_language(DEFAULT_LANGUAGE)
    lists: dict[str, Sequence[str]] = {"items": act.items}
    if "materials" in wanted_places(body):
        lists["materials"] = _materials(application, package)
    places = _places(application, package.outputs, act)
    return WrittenContent(
        addressee=places["applicant"],
        paragraphs=tuple(paragraphs_of(body, places, lists)),
        basis="；".join(each for each in (_words(rule.legal_basis), act.basis) if each),
        remedy=_words(rule.remedy),
        issuer=places["issuer"],
    )


def _places(application: Application, outputs: Outputs, act: WrittenAct) -> Mapping[str, str]:
    return {
        "number": application.number,
        "name": application.title,
        "procedure": application.procedure.name,
        "step": act.step or _NOTHING,
        "result": application.result_label or _NOTHING,
        "registration_number": application.registration_number or _NOTHING,
        "applicant": addressee_of(application),
        "day": day_words(civil_date(act.at)),
        "due": day_words(application.promised_due) if application.promised_due else _NOTHING,
        "reason": act.reason or _NOTHING,
        "issuer": outputs.issuer.in_language(DEFAULT_LANGUAGE),
    }


def _words(text: Text | None) -> str:
    return text.in_language(DEFAULT_LANGUAGE) if text else ""


def _materials(application: Application, package: CompiledPackage) -> list[str]:
    """What was filed, in the order of the list, with how many files of each."""
    counts = filed_counts(application)
    lines = []
    for spec in package.materials.items:
        count = counts.get(spec.key, 0)
        if count:
            name = spec.name.in_language(DEFAULT_LANGUAGE)
            lines.append(
                ngettext("%(name)s（%(n)d 个文件）", "%(name)s（%(n)d 个文件）", count) % {"name": name, "n": count}
            )
    return lines


def void_written(
    application: Application,
    kinds: frozenset[WrittenKind] = frozenset(),
    *,
    visits: Collection[str] = (),
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Notices of acts that were undone, by their kind or by the visits of steps that they were made at.

    They stay on record, void, and nobody gets their numbers again. The caller holds the application's lock.
    """
    undone = models.Q(kind__in=[kind.value for kind in kinds]) | models.Q(act__in=visits)
    rows = WrittenNotice.objects.filter(undone, application=application, state=WrittenState.VALID)
    for notice in rows.order_by("scheme", "id"):
        notice.state = WrittenState.VOID
        notice.voided_at, notice.voided_by_id, notice.void_reason = at, actor.account_id, reason
        notice.save(update_fields=["state", "voided_at", "voided_by", "void_reason"])
        lapse_for_notice(notice, at=at)
        if notice.scheme:
            void_number(scheme=notice.scheme, number=notice.number, reason=reason[:_LONGEST_REASON])
        write_ledger(
            "applications.void_written",
            actor_id=actor.account_id,
            subject=subject_of(application),
            data={"notice": notice.code, "number": notice.number},
        )

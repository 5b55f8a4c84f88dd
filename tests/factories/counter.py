"""Drafts and applications that a registration point enters for somebody who brings paper."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from accounts.models import User
from applications.domain.counter import Brought
from applications.models import CounterEntry, Draft
from applications.queries.consents import missing_consents
from applications.services.counter import begin_counter_draft, evidence_purpose
from applications.services.drafts import give_consents
from tenants.domain.ids import new_id
from tests.factories.accounts import fresh_actor, next_mobile, next_uscc
from tests.factories.applications import VARIANT, fill_draft, stored_file, submit

CODE = "achievement-registration"


def brought(**words: object) -> Brought:
    """Somebody of an organisation that is not on board."""
    given = {
        "uscc": next_uscc(),
        "organisation_name": "某镇农业服务站",
        "person_name": "梁来办",
        "person_mobile": next_mobile(),
        "relation": "经办人",
    }
    return Brought(**{**given, **words})  # type: ignore[arg-type]


def begin_entry(clerk: User, words: Brought | None = None) -> Draft:
    """A draft at the counter, its consents given."""
    draft_id = begin_counter_draft(
        fresh_actor(clerk),
        code=CODE,
        variant=VARIANT,
        brought=words or brought(),
        idempotency_key=str(new_id()),
    )
    draft = Draft.objects.select_related("procedure_version__procedure").get(pk=draft_id)
    give_consents(draft_id, agreed=frozenset(each.key for each in missing_consents(draft)), actor=fresh_actor(clerk))
    return draft


def bring_mandate(draft: Draft, clerk: User, *, stamped: bool = True, name: str = "委托书.pdf") -> None:
    """A scan that passed its check, and the clerk's word about the stamp."""
    entry = CounterEntry.objects.get(draft=draft)
    entry.evidence = stored_file(name, clerk.id, purpose=evidence_purpose(draft.id))
    entry.stamp_seen = stamped
    entry.save()


def enter(clerk: User, words: Brought | None = None, *, title: str = "") -> UUID:
    """A whole application entered at the counter; its id."""
    draft = begin_entry(clerk, words)
    fill_draft(draft, title=title)
    bring_mandate(draft, clerk)
    return submit(draft)


def counter_values(marker: str, users: Mapping[str, User]) -> dict[str, str]:
    """One draft and one application, by the names of `tests.tenancy.net.inputs`; every word holds the marker."""
    clerk = users["registration_point"]
    words = brought(
        organisation_name=f"农业服务站{marker}",
        person_name=f"梁来办{marker}",
        person_mobile=users["leader"].mobile,
        relation=f"经办人{marker}",
    )
    draft = begin_entry(clerk, words)
    fill_draft(draft, title=f"代录的成果{marker}")
    bring_mandate(draft, clerk, name=f"委托书{marker}.pdf")
    application_id = enter(clerk, words, title=f"已代录的成果{marker}")
    return {
        "counter_draft_id": str(draft.id),
        "counter_application_id": str(application_id),
        "counter_file_id": str(CounterEntry.objects.get(draft=draft).evidence_id),
    }

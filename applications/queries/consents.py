"""What somebody still has to agree to before filling in."""

from __future__ import annotations

from applications.models import Agreement, Draft
from procedures.domain.package.compiled import Commitment, CommitmentMoment
from procedures.queries.packages import compiled


def missing_consents(draft: Draft) -> tuple[Commitment, ...]:
    """Consents of the beginning that were never given, in the package's order. One query, none without consents."""
    wanted = compiled(draft.procedure_version).commitments_for(draft.variant, CommitmentMoment.START)
    if not wanted or draft.application_id is not None:
        return ()
    given = set(Agreement.objects.filter(draft=draft).values_list("key", "text_hash"))
    return tuple(each for each in wanted if (each.key, each.text_hash) not in given)

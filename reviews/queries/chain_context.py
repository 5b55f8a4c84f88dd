"""What the chain of one application has to know before it answers a command."""

from __future__ import annotations

from accounts.domain.principals import user_principal
from applications.models import Application, Channel
from procedures.domain.chain_model import ChainContext
from procedures.domain.form import condition_facts
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.values import Answers
from reviews.queries.assignees import Roster, roster_of


def chain_context(application: Application, package: CompiledPackage, answers: Answers) -> tuple[Roster, ChainContext]:
    """Facts and people; `answers` are those of the current round. As many queries as the roster takes."""
    facts = condition_facts(package.form(application.variant), answers)
    roster = roster_of(application, package.chain, facts)
    context = ChainContext(
        facts=facts,
        assignees=roster.assignees,
        fallbacks=roster.fallbacks,
        people=roster.persons,
        applicants=frozenset({user_principal(application.leader_id)}),
        stood_in=_stood_in(application, package),
    )
    return roster, context


def _stood_in(application: Application, package: CompiledPackage) -> frozenset[str]:
    """Steps of the unit for which its stamp on the paper stands, of what was entered at a counter."""
    if application.channel != Channel.COUNTER or package.counter_entry is None:
        return frozenset()
    return package.counter_entry.stands_in

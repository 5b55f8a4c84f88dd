"""代录: what staff notes about paper that somebody brings, before it is entered for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from accounts.domain.login_names import normalise_mobile
from accounts.domain.uscc import normalise_uscc
from tenants.domain.errors import Problem

NAME_LENGTH = 120
PERSON_LENGTH = 40
RELATION_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Brought:
    """For which organisation, and who came. `stamp_seen`: the clerk saw the organisation's stamp on the mandate."""

    uscc: str
    organisation_name: str
    person_name: str
    person_mobile: str
    relation: str
    stamp_seen: bool = False

    def tidied(self) -> Brought:
        """Without spaces at the ends, code and number in their one spelling where they have one."""
        return replace(
            self,
            uscc=normalise_uscc(self.uscc) or self.uscc.strip(),
            organisation_name=self.organisation_name.strip(),
            person_name=self.person_name.strip(),
            person_mobile=normalise_mobile(self.person_mobile) or self.person_mobile.strip(),
            relation=self.relation.strip(),
        )

    def problems(self, *, for_people: bool, is_on_board: bool) -> tuple[Problem, ...]:
        """What is wrong, each at its field. `for_people`: the procedure takes applications without an organisation."""
        return (*self._about_organisation(for_people=for_people, is_on_board=is_on_board), *self._about_person())

    def _about_organisation(self, *, for_people: bool, is_on_board: bool) -> Iterator[Problem]:
        if not self.uscc:
            if not for_people or self.organisation_name:
                yield Problem("uscc", "required")
            return
        if normalise_uscc(self.uscc) is None:
            yield Problem("uscc", "uscc_malformed")
        if not is_on_board and not self.organisation_name:
            yield Problem("organisation_name", "counter_name_missing")
        yield from _too_long("organisation_name", self.organisation_name, NAME_LENGTH)

    def _about_person(self) -> Iterator[Problem]:
        for path, words, most in (
            ("person_name", self.person_name, PERSON_LENGTH),
            ("relation", self.relation, RELATION_LENGTH),
        ):
            if not words:
                yield Problem(path, "required")
            yield from _too_long(path, words, most)
        if normalise_mobile(self.person_mobile) is None:
            yield Problem("person_mobile", "mobile_malformed")


def _too_long(path: str, words: str, most: int) -> Iterator[Problem]:
    if len(words) > most:
        yield Problem(path, "too_long", {"most": most, "count": len(words)})


def entry_problems(
    *, has_evidence: bool, evidence_required: bool, stamp_seen: bool, stamp_needed: bool
) -> tuple[Problem, ...]:
    """What keeps an entry from being submitted. Without the stamp the paper stands for no step of the unit."""
    problems = []
    if evidence_required and not has_evidence:
        problems.append(Problem("counter.evidence", "counter_evidence_missing"))
    if stamp_needed and not stamp_seen:
        problems.append(Problem("counter.stamp_seen", "counter_stamp_unseen"))
    return tuple(problems)

"""What `manage.py procedure` answers: packages as files, facts as JSON, nothing of a database.

Every answer is JSON; every sentence in it is in the language of the process.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from procedures.domain.answer_types import decimal_text
from procedures.domain.eligibility import GateOutcome, check_gates
from procedures.domain.form import condition_facts, normalise
from procedures.domain.lint import Severity, lint
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.package.compiling import compile_package
from procedures.domain.package.document import PackageDocument
from procedures.domain.package.reading import parse_package
from procedures.domain.package.yaml_io import read_yaml
from procedures.domain.package_diff import diff_packages
from procedures.domain.scoring import Score, Scorer, ScoreStatus, check_vetoes, decide
from procedures.domain.scoring_facts import scoring_facts
from procedures.domain.scoring_model import Sheet
from procedures.domain.simulating import Act, PretendAct, Visit, simulate
from procedures.domain.values import Json
from procedures.scoring_wording import criterion_words
from procedures.wording import condition_labels, reason_words
from tenants.domain.calendar import LimitDate
from tenants.domain.errors import Problem, ValidationFailed
from tenants.services.national_calendar import shipped_calendar
from tenants.wording import say

OK: Final = 0
NOT_OK: Final = 1
UNUSABLE: Final = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What is printed, and the exit status: 0 all is well, 1 something is wrong or missing, 2 nothing could be done."""

    content: Json
    status: int


def unusable(problems: Iterable[Problem]) -> Answer:
    """The file or what was asked cannot be used at all."""
    return Answer({"status": "unusable", "problems": _problems(problems)}, UNUSABLE)


def read_package(path: Path) -> PackageDocument:
    """A package from a YAML file. Raises ValidationFailed, also for a file that is none."""
    return parse_package(read_yaml(_text(path)))


def read_json(path: Path) -> Json:
    """JSON from a file; numbers with a fraction are taken as written. Raises ValidationFailed."""
    try:
        content: Json = json.loads(_text(path), parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise ValidationFailed([Problem(path.name, "file_not_json")]) from error
    return content


def read_facts(path: Path) -> dict[str, Json]:
    """Answers by key from a file. Raises ValidationFailed, also for JSON that is no object."""
    content = read_json(path)
    if not isinstance(content, dict):
        raise ValidationFailed([Problem(path.name, "file_not_json")])
    return content


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValidationFailed([Problem(path.name, "file_not_readable")]) from error


def lint_answer(document: PackageDocument) -> Answer:
    """发布前体检: every finding in words with its place. Not well as soon as there is an error."""
    found = lint(document)
    refused = any(each.severity is Severity.ERROR for each in found)
    content: Json = {
        "status": "errors" if refused else "ok",
        "findings": [
            {
                "path": each.path,
                "code": each.code,
                "severity": each.severity.value,
                "message": say(each.code, each.params),
            }
            for each in found
        ],
    }
    return Answer(content, NOT_OK if refused else OK)


def score_answer(document: PackageDocument, raw: Mapping[str, Json], *, variant: str = "", sheet: str = "") -> Answer:
    """One sheet filled in with raw answers: points with their working, gates, and what it comes to.

    Without `variant` and `sheet` the first of each; what has to be agreed to counts as agreed to.
    Raises ValidationFailed for a variant or sheet that the package does not have.
    """
    package = compile_package(document)
    chosen = _variant(package, variant)
    found = _sheet(package, chosen, sheet)
    form = package.form(chosen)
    facts, unread = scoring_facts(form, found, raw)
    result = Scorer(found)(facts)
    agreed = {each.key: each.text_hash for each in package.commitments}
    gates = check_gates(package.gates, chosen, facts, agreed)
    decision = decide(found, result, check_vetoes(found, facts), gates)
    labels = condition_labels(form)
    status = ScoreStatus.INVALID if unread else result.status
    content: Json = {
        "status": status.value,
        "sheet": found.key,
        "variant": chosen,
        "total": _amount(result.total) if status is ScoreStatus.OK else None,
        "base": _amount(result.base),
        "bonus": _amount(result.bonus),
        "deductions": _amount(result.deductions),
        "groups": _groups(found, result),
        "criteria": _criteria(found, result, labels),
        "gates": [_gate(each, labels) for each in gates],
        "decision": {"verdict": decision.verdict.value, "because": _problems(decision.because)},
        "missing": [str(name) for name in sorted(result.missing)],
        "problems": _problems((*unread, *result.problems)),
    }
    return Answer(content, OK if status is ScoreStatus.OK else NOT_OK)


def simulate_answer(
    document: PackageDocument, raw: Mapping[str, Json], start: date, acts: Json, *, variant: str = ""
) -> Answer:
    """An application on pretend days by the country's calendar: the path with people, limits, where it stands.

    Not well where an act was not possible. Raises ValidationFailed for acts or answers that cannot be read.
    """
    package = compile_package(document)
    chosen = _variant(package, variant)
    form = package.form(chosen)
    answers, problems = normalise(form, raw)
    unknown = [Problem(key, "field_unknown", {"field": key}) for key in sorted(raw.keys() - form.by_key.keys())]
    if problems or unknown:
        raise ValidationFailed([*problems, *unknown])
    found = simulate(package, condition_facts(form, answers), start, read_acts(acts), shipped_calendar())
    names = {step.key: str(step.name) for step in package.chain.steps()}
    content: Json = {
        "status": "refused" if found.refused else "ok",
        "state": found.status.value,
        "result": found.result,
        "open": list(found.open_steps),
        "path": [_visit(each, names[each.step]) for each in found.visits],
        "statutory": _limit(found.statutory),
        "promised": _limit(found.promised),
        "stands_since": None if found.stands_since is None else found.stands_since.isoformat(),
        "refused": [{"act": each.at, **_problem(each.problem)} for each in found.refused],
    }
    return Answer(content, NOT_OK if found.refused else OK)


def diff_answer(old: PackageDocument, new: PackageDocument) -> Answer:
    """What the newer package has otherwise, by key. Not well as soon as there is a difference."""
    changes = diff_packages(old, new)
    content: Json = {
        "status": "different" if changes else "equal",
        "changes": [
            {
                "kind": each.kind.value,
                "path": each.path,
                "names": [step.name for step in each.place if step.name],
                "old": each.old,
                "new": each.new,
            }
            for each in changes
        ],
    }
    return Answer(content, NOT_OK if changes else OK)


def read_acts(acts: Json) -> list[PretendAct]:
    """Acts as a list of objects. Raises ValidationFailed at the place of what cannot be read."""
    if not isinstance(acts, list):
        raise ValidationFailed([Problem("acts", "simulate_acts_unread")])
    return [_act(at, each) for at, each in enumerate(acts)]


def _act(at: int, given: Json) -> PretendAct:
    try:
        texts = {key: str(value) for key, value in given.items()} if isinstance(given, dict) else {}
        on, act = date.fromisoformat(texts.pop("on")), Act(texts.pop("act"))
        return PretendAct(on, act, **texts)
    except (KeyError, TypeError, ValueError) as error:
        raise ValidationFailed([Problem(f"acts[{at}]", "simulate_acts_unread")]) from error


def _visit(visit: Visit, name: str) -> Json:
    return {
        "step": visit.step,
        "name": name,
        "branch": visit.branch,
        "visit": visit.visit,
        "people": list(visit.people),
        "opened": visit.opened.isoformat(),
        "due": _limit(visit.due),
        "closed": None if visit.closed is None else visit.closed.isoformat(),
        "outcome": visit.outcome,
        "void": visit.void,
    }


def _limit(limit: LimitDate | None) -> Json:
    return None if limit is None else {"day": limit.day.isoformat(), "provisional": limit.provisional}


def _variant(package: CompiledPackage, key: str) -> str:
    chosen = key or package.variants[0].key
    if chosen not in package.variant_by_key:
        raise ValidationFailed([Problem("variant", "variant_unknown", {"variant": chosen})])
    return chosen


def _sheet(package: CompiledPackage, variant: str, key: str) -> Sheet:
    for sheet in package.sheets:
        if (not sheet.variants or variant in sheet.variants) and key in {"", sheet.key}:
            return sheet
    raise ValidationFailed([Problem("scoring", "sheet_unknown", {"sheet": key})])


def _groups(sheet: Sheet, result: Score) -> Json:
    labels = {group.key: str(group.label) for group in sheet.all_groups()}
    return [
        {
            "key": each.key,
            "label": labels[each.key],
            "points": _amount(each.points),
            "reached": _amount(each.reached),
            "passed": each.passed,
        }
        for each in result.groups
    ]


def _criteria(sheet: Sheet, result: Score, labels: Mapping[str, str]) -> Json:
    by_key = {criterion.key: criterion for criterion in sheet.criteria()}
    return [
        {
            "key": each.key,
            "label": str(by_key[each.key].label),
            "points": _amount(each.points),
            "reached": _amount(each.reached),
            "applies": each.applies,
            "working": criterion_words(by_key[each.key], each, labels),
            "missing": [str(name) for name in sorted(each.missing)],
            "problems": _problems(each.problems),
        }
        for each in result.criteria
    ]


def _gate(found: GateOutcome, labels: Mapping[str, str]) -> Json:
    return {
        "key": found.gate.key,
        "name": str(found.gate.name),
        "verdict": found.verdict.value,
        "effect": found.gate.effect.value,
        "reason": str(found.gate.reason),
        "because": [reason_words(each, labels) for each in found.outcome.because],
        "missing": [str(name) for name in sorted(found.outcome.unknown)],
        "route": str(found.route.name) if found.route else None,
    }


def _problems(problems: Iterable[Problem]) -> Json:
    return [_problem(each) for each in problems]


def _problem(problem: Problem) -> dict[str, Json]:
    return {"path": problem.path, "code": problem.code, "message": say(problem.code, problem.params)}


def _amount(points: Decimal | None) -> str | None:
    return None if points is None else decimal_text(points)

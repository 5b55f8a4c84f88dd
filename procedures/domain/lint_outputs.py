"""What can be wrong with the written notices of a package."""

from __future__ import annotations

from collections.abc import Iterator

from documents.domain.numbering import parse_pattern
from notifications.domain.catalogue import places_in
from procedures.domain.chain_model import Effect
from procedures.domain.package.compiled import CompiledPackage, WrittenRule
from procedures.domain.package.document import PackageDocument
from procedures.domain.written import ADVERSE, NUMBERED, OCCASIONS, PLACES, Occasion
from tenants.domain.errors import Problem, ValidationFailed


def lint_outputs(_: PackageDocument, compiled: CompiledPackage) -> Iterator[Problem]:
    """Papers that are never made, that nobody can number, appeal against or fill in, and denials without a paper."""
    effects = {result.key: result.effect for step in compiled.chain.steps() for result in step.results}
    rules = compiled.outputs.notices
    for key in sorted({rule.key for rule in rules if [each.key for each in rules].count(rule.key) > 1}):
        yield Problem("outputs.notices", "key_repeated", {"key": key})
    for rule in rules:
        path = f"outputs.{rule.key}"
        yield from _occasion(path, rule, effects)
        yield from _words(path, rule)
        yield from _number(path, rule)
        if _is_adverse(rule, effects) and rule.remedy is None:
            yield Problem(f"{path}.remedy", "written_without_remedy")
        if _is_adverse(rule, effects) and rule.legal_basis is None:
            yield Problem(f"{path}.legal_basis", "written_without_basis")
    denied = {key for key, effect in effects.items() if effect is Effect.DENY}
    if rules:
        for result in sorted(denied):
            if not compiled.outputs.made_on(Occasion.DECIDED, result):
                yield Problem("outputs.notices", "denial_without_written_notice", {"result": result})


def _is_adverse(rule: WrittenRule, effects: dict[str, Effect]) -> bool:
    """Whether it may say no: the law then asks for a ground and a way to appeal."""
    if rule.kind in ADVERSE:
        return True
    of_decision = rule.results or effects.keys()
    return rule.made_on is Occasion.DECIDED and any(effects.get(key) is Effect.DENY for key in of_decision)


def _occasion(path: str, rule: WrittenRule, effects: dict[str, Effect]) -> Iterator[Problem]:
    if rule.made_on not in OCCASIONS[rule.kind]:
        yield Problem(f"{path}.made_on", "written_occasion_unfit", {"occasion": rule.made_on.value})
    if rule.results and rule.made_on is not Occasion.DECIDED:
        yield Problem(f"{path}.results", "written_results_without_decision")
    for key in sorted(rule.results - effects.keys()):
        yield Problem(f"{path}.results", "written_result_unknown", {"result": key})


def _words(path: str, rule: WrittenRule) -> Iterator[Problem]:
    for _language, text in rule.body.by_language:
        try:
            places = places_in(text)
        except ValueError:
            yield Problem(f"{path}.body", "message_braces_wrong")
            continue
        for name in sorted(places - PLACES):
            yield Problem(f"{path}.body", "written_place_unknown", {"name": name})


def _number(path: str, rule: WrittenRule) -> Iterator[Problem]:
    if rule.number is None:
        if rule.kind in NUMBERED:
            yield Problem(f"{path}.number", "written_without_number")
        return
    try:
        parse_pattern(rule.number.pattern, frozenset(rule.number.params))
    except ValidationFailed as failed:
        for problem in failed.problems:
            yield Problem(f"{path}.number.pattern", problem.code, problem.params)

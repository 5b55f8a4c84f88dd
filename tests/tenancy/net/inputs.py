"""What the views read: every parameter of every address, and every name that a form or a view asks a request for."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import UUID, uuid4

from django import forms
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern

from tenants.clock import today
from tests.factories.world import World

CHECKOUT = Path(__file__).resolve().parents[3]
READERS = {"get", "getlist"}
#: What an address calls a thing → what the world calls it. The first prefix of the route that fits decides.
PARAMETERS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "draft_id": (("counter/", ("counter_draft_id",)), ("", ("draft_id", "correction_id"))),
    "application_id": (
        ("counter/", ("counter_application_id",)),
        ("", ("application_id", "waiting_application_id", "returned_application_id")),
    ),
    "item_id": (("", ("correction_item_id",)),),
    "help_id": (("", ("help_id",)),),
    "task_id": (("", ("task_id", "first_task_id", "decision_task_id", "decided_task_id")),),
    "notice_id": (("", ("notice_id", "prepared_notice_id")),),
    "printed_id": (("", ("printed_id",)),),
    "scan_id": (("", ("scan_id",)),),
    "extension_id": (("", ("extension_id",)),),
    "day_id": (("", ("day_id",)),),
    "rectification_id": (("", ("rectification_id",)),),
    "written_id": (("", ("written_id",)),),
    "check_code": (("certificates/", ("certificate_code",)), ("", ("check_code",))),
    "certificate_id": (("", ("certificate_id",)),),
    "print_id": (("", ("print_id",)),),
    "export_id": (("", ("export_id",)),),
    "giving_id": (("", ("giving_id",)),),
    "file_id": (
        ("my/printed/", ("scan_file_id",)),
        ("my/materials/", ("kept_file_id",)),
        ("my/", ("draft_file_id",)),
        ("ownership/", ("claim_file_id",)),
        ("counter/", ("counter_file_id",)),
        ("phone/", ("phone_file_id",)),
        ("", ("evidence_id",)),
    ),
    "material_id": (("my/drafts/", ("draft_material_id",)), ("", ("filed_material_id",))),
    "kept_id": (("", ("kept_id", "own_kept_id")),),
    "version_id": (("", ("kept_version_id", "own_kept_version_id")),),
    "organisation_id": (("", ("organisation_id",)),),
    "membership_id": (("", ("membership_id",)),),
    "user_id": (("", ("user_id",)),),
    "substitution_id": (("", ("substitution_id",)),),
    "note_id": (("", ("supervision_note_id", "answered_note_id")),),
    "grant_id": (("", ("grant_id",)),),
    "department_id": (("", ("department_id",)),),
    "message_id": (("", ("message_id",)),),
    "job_id": (("", ("job_id",)),),
    "batch_id": (("workbench/", ("office_batch_id", "collecting_batch_id")), ("", ("batch_id",))),
    "claim_id": (("", ("claim_id",)),),
    "announcement_id": (("", ("announcement_id", "shown_announcement_id", "gone_announcement_id")),),
    "capture_id": (("", ("capture_id",)),),
    "phrase_id": (("", ("phrase_id", "department_phrase_id")),),
    "city_id": (("", ("city_id",)),),
    "integrator_id": (("", ("integrator_id",)),),
    "source": (("", ("plan_source",)),),
    "application_number": (("", ("number",)),),
    "step_key": (("", ("step_key",)),),
    "project_number": (("", ("plan_number",)),),
    "token": (("account/reset/", ("reset_token",)), ("phone/", ("phone_token",)), ("", ("invitation_token",))),
    "encoded": (("", ("reset_encoded",)),),
    # The same words everywhere: keys of the procedure and of fields.
    "code": (("", ("procedure_code",)),),
    "dictionary": (("", ("dictionary",)),),
    "section_key": (("", ("section_key",)),),
    "key": (("", ("material_key",)),),
    "table_key": (("", ("table_key",)),),
    "which": (
        ("ownership/", ("claim_file",)),
        ("workbench/batches/", ("batch_file",)),
        ("", ("list_name",)),
    ),
    "field": (("", ("person_field",)),),
    "action": (("", ("steer_action",)),),
}
#: What a form field means → what the world calls it. Names that are not here get an application's id.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "organisation": ("organisation_id",),
    "organisation_name": ("word",),
    "sections": ("section_key",),
    "material": ("material_key",),
    "fitness": ("fitness",),
    "remark": ("word",),
    "person_name": ("word",),
    "person_mobile": ("mobile",),
    "relation": ("word",),
    "recipient": ("word",),
    "document": ("document_kind",),
    "day": ("day",),
    "department": ("organisation_department_id",),
    "parent": ("bureau_id",),
    "procedure": ("procedure_id",),
    "task": ("task_id", "first_task_id"),
    "version": ("one",),
    "_version": ("one",),
    "evidence": ("evidence_id",),
    "actor": ("user_id",),
    "subject": ("application_id",),
    "before": ("message_id",),
    "batch": ("batch_id", "office_batch_id", "collecting_batch_id"),
    "item": ("batch_item_id",),
    "remove": ("batch_item_id",),
    "command": ("batch_command",),
    "delivery": ("delivery_id",),
    "one": ("delivery_id",),
    "signature": ("word",),
    "mobile": ("mobile",),
    "login": ("mobile",),
    "email": ("email",),
    "number": ("number",),
    "uscc": ("uscc",),
    "tail": ("tail",),
    "q": ("word",),
    "first": ("one",),
    "round": ("one",),
    "size": ("one",),
    "copies": ("one",),
    "length": ("one",),
    "name": ("word",),
    "reason": ("word",),
    "opinion": ("word",),
    "result": ("result",),
    "role": ("role",),
    "use": ("phrase_use",),
    "successor": ("mobile",),
    "substitute": ("user_id",),
    "licence": ("claim_file_id",),
    "mandate": ("claim_file_id",),
    "new_name": ("word",),
    "new": ("word",),
    "note": ("word",),
    "words": ("word",),
    "answer": ("word",),
    "person": ("user_id",),
    "phrase_department": ("bureau_id",),
    "materials": ("filed_material_id",),
    "kept": ("kept_id", "own_kept_id"),
    "owner": ("organisation_id",),
    "file": ("kept_file_id",),
    "text": ("word",),
    "title": ("word",),
    "body": ("word",),
    "kind": ("announcement_kind",),
}
FIXED = {
    "procedure_code": "achievement_registration",
    "section_key": "overview",
    "dictionary": "disciplines",
    "material_key": "work_report",
    "table_key": "completers",
    "step_key": "applicant_unit",
    "list_name": "all",
    "steer_action": "claim",
    "person_field": "mobile",
    "one": "1",
    "word": "成果",
    "announcement_kind": "notice",
    "result": "registered",
    "role": "leader",
    "phrase_use": "any",
    "claim_file": "licence",
    "document_kind": "letter",
    "batch_file": "scan",
    "batch_command": "cancel",
    "day": str(today()),
}


@dataclass(frozen=True)
class Values:
    """The words that a prober puts into addresses and bodies."""

    words: Mapping[str, str]

    @classmethod
    def of(cls, world: World, *, city_id: str) -> Values:
        return cls({**FIXED, **world.values, "city_id": city_id, "tail": world.values["mobile"][-4:]})

    def unknown(self) -> Values:
        """The same shapes, belonging to nothing anywhere."""
        return replace(self, words={name: _unknown(name, word) for name, word in self.words.items()})

    @cached_property
    def placeholders(self) -> dict[str, str]:
        """What each of these words is replaced by before two answers are compared, the longest first."""
        own = {word: f"<{name}>" for name, word in self.words.items() if name not in FIXED}
        written = {form: place for word, place in own.items() for form in _forms_of(word)}
        return dict(sorted(written.items(), key=lambda pair: -len(pair[0])))

    @cached_property
    def encoded(self) -> str:
        """A value for every name that any view reads, as a query or a body."""
        given = {name: [self.words[word] for word in FIELDS.get(name, ("application_id",))] for name in field_names()}
        return urlencode(given, doseq=True)


def _forms_of(word: str) -> set[str]:
    """As it is, without hyphens, and as it stands in an address and in an address within an address."""
    once = quote(word, safe="")
    return {word, once, quote(once, safe=""), word.replace("-", "") if _is_id(word) else word}


def _is_id(word: str) -> bool:
    try:
        UUID(word)
    except ValueError:
        return False
    return True


def _unknown(name: str, word: str) -> str:
    if name in FIXED:
        return word
    if _is_id(word):
        # Of the same moment: ids are also positions in lists, and stand there in the order of their making.
        return str(UUID(int=(UUID(word).int >> 80 << 80) | (uuid4().int & (1 << 80) - 1)))
    digits = iter(str(uuid4().int))
    if name == "email":
        return f"nobody@{uuid4().hex[:12]}.example"
    kept = 3 if name == "mobile" else 1
    return word[:kept] + "".join(next(digits) if each.isdigit() else each for each in word[kept:])


@dataclass(frozen=True, slots=True)
class Target:
    """One route with one choice of things for its parameters."""

    route: str
    pattern: tuple[str | tuple[str, str], ...]

    @property
    def names_something(self) -> bool:
        return any(isinstance(part, tuple) for part in self.pattern)

    def path(self, values: Values) -> str:
        return "/" + "".join(part if isinstance(part, str) else values.words[part[1]] for part in self.pattern)


def targets(urlconf: str, *, turn: int = 0, under: str = "") -> list[Target]:
    """Every route. Where a parameter can mean several things, `turn` chooses: who asks with many turns asks for all.

    LookupError for a parameter that nobody has explained to the net.
    """
    return [_target(route, turn) for route in _routes(urlconf) if route.startswith(under)]


def _target(route: str, turn: int) -> Target:
    pattern: list[str | tuple[str, str]] = []
    for part in _split(route):
        if isinstance(part, tuple):
            choices = _choices(route, part[1])
            pattern.append((part[0], choices[turn % len(choices)]))
        else:
            pattern.append(part)
    return Target(route, tuple(pattern))


def _choices(route: str, parameter: str) -> tuple[str, ...]:
    try:
        return next(names for prefix, names in PARAMETERS[parameter] if route.startswith(prefix))
    except (KeyError, StopIteration):
        raise LookupError(f"{route}: say in PARAMETERS what <{parameter}> is, so that it can be probed") from None


def _routes(urlconf: str) -> list[str]:
    def walk(patterns: list[object], prefix: str) -> list[str]:
        found: list[str] = []
        for pattern in patterns:
            assert isinstance(pattern.pattern, RoutePattern), f"{pattern}: the net reads path(), not re_path()"
            route = prefix + str(pattern.pattern)
            found += [route] if isinstance(pattern, URLPattern) else walk(pattern.url_patterns, route)
        return found

    return walk(get_resolver(urlconf).url_patterns, "")


def _split(route: str) -> list[str | tuple[str, str]]:
    """Literal parts, and parameters as (converter, name)."""
    parts: list[str | tuple[str, str]] = []
    for number, piece in enumerate(route.replace("<", "\0<").replace(">", ">\0").split("\0")):
        if piece.startswith("<"):
            converter, _, name = piece.strip("<>").rpartition(":")
            parts.append((converter or "str", name))
        elif piece or not number:
            parts.append(piece)
    return parts


@lru_cache
def field_names() -> tuple[str, ...]:
    """Names of all form fields of the product, and all constant names that code in `web/` asks a QueryDict for."""
    names = {name for form in _forms(forms.BaseForm) for name in getattr(form, "base_fields", {})}
    for path in CHECKOUT.glob("*/web/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    names.add(first.value)
    return tuple(sorted(names))


def _forms(base: type) -> list[type]:
    return [each for child in base.__subclasses__() for each in (child, *_forms(child))]

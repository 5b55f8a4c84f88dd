"""The materials list: what must be filed for a variant, what is missing, what changed since the last round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from documents.domain.file_rules import taken_extensions
from procedures.domain.conditions import Expr, evaluate
from procedures.domain.text import Text
from procedures.domain.values import Facts
from tenants.domain.errors import Problem

MEGABYTE = 1024 * 1024


class Necessity(StrEnum):
    """Hard refuses the submission; soft is received and supplemented (容缺); optional may be left out."""

    HARD = "hard"
    SOFT = "soft"
    OPTIONAL = "optional"


class Authenticity(StrEnum):
    ORIGINAL = "original"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Exemption:
    """A material that need not be filed again when the applicant declares `declaration`."""

    declaration: Text
    needs_material: str = ""


@dataclass(frozen=True, slots=True)
class MaterialSpec:
    """One item of the list. With `required_when` it is needed only where that holds, and is otherwise optional."""

    key: str
    name: Text
    necessity: Necessity = Necessity.HARD
    required_when: Expr | None = None
    group: str = ""
    variants: frozenset[str] = frozenset()
    formats: tuple[str, ...] = ("pdf",)
    max_megabytes: int = 20
    max_files: int = 1
    paper_copies: int = 0
    authenticity: Authenticity = Authenticity.COPY
    sample: str = ""
    hint: Text | None = None
    exemption: Exemption | None = None


@dataclass(frozen=True, slots=True)
class MaterialGroup:
    """Alternatives: at least `at_least` of the items that name this group must be filed."""

    key: str
    name: Text
    at_least: int = 1
    necessity: Necessity = Necessity.HARD


@dataclass(frozen=True, slots=True)
class MaterialsList:
    items: tuple[MaterialSpec, ...] = ()
    groups: tuple[MaterialGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class RequiredMaterial:
    """An item as it stands for one application: `necessity` after its condition was looked at.

    Members of a group are optional each; the group carries the necessity.
    """

    spec: MaterialSpec
    necessity: Necessity
    group: MaterialGroup | None = None


@dataclass(frozen=True, slots=True)
class FiledFile:
    sha256: str
    name: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class FiledMaterial:
    """What was filed under one item: files, or the declaration that exempts from it."""

    files: tuple[FiledFile, ...] = ()
    exempt: bool = False


Filed = Mapping[str, FiledMaterial]


class MaterialChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    EXEMPTED = "exempted"
    EXEMPTION_ENDED = "exemption_ended"


@dataclass(frozen=True, slots=True)
class MaterialChange:
    """One file that came or went under one item, or a declaration made or taken back (`file` is None)."""

    key: str
    kind: MaterialChangeKind
    file: FiledFile | None = None


def required_materials(materials: MaterialsList, variant: str, facts: Facts) -> tuple[RequiredMaterial, ...]:
    """The list of one variant in the package's order. An unknown condition asks for nothing yet."""
    groups = {group.key: group for group in materials.groups}
    return tuple(
        RequiredMaterial(spec, _necessity(spec, facts), groups.get(spec.group))
        for spec in materials.items
        if not spec.variants or variant in spec.variants
    )


def _necessity(spec: MaterialSpec, facts: Facts) -> Necessity:
    if spec.group:
        return Necessity.OPTIONAL
    if spec.required_when is not None and evaluate(spec.required_when, facts).value is not True:
        return Necessity.OPTIONAL
    return spec.necessity


def missing(required: tuple[RequiredMaterial, ...], filed: Filed, necessity: Necessity) -> tuple[Problem, ...]:
    """What is not there of the given necessity, each item and each group once."""
    problems = [
        Problem(f"materials.{item.spec.key}", "material_missing", {"name": str(item.spec.name)})
        for item in required
        if item.necessity is necessity and not is_filed(item.spec, filed)
    ]
    groups = {item.group.key: item.group for item in required if item.group}
    for group in groups.values():
        members = [item.spec for item in required if item.group is group]
        if group.necessity is necessity and sum(is_filed(spec, filed) for spec in members) < group.at_least:
            problems.append(
                Problem(
                    f"materials.{members[0].key}",
                    "material_group_missing",
                    {"name": str(group.name), "at_least": group.at_least},
                )
            )
    return tuple(problems)


def is_filed(spec: MaterialSpec, filed: Filed) -> bool:
    """Whether an item has a file, or an exemption that the package grants and that still has its ground."""
    found = filed.get(spec.key, FiledMaterial())
    if found.files:
        return True
    if not found.exempt or spec.exemption is None:
        return False
    ground = spec.exemption.needs_material
    return not ground or bool(filed.get(ground, FiledMaterial()).files)


def file_problems(required: tuple[RequiredMaterial, ...], filed: Filed) -> tuple[Problem, ...]:
    """Files that the list does not know, or that break an item's format, size or number."""
    specs = {item.spec.key: item.spec for item in required}
    problems: list[Problem] = []
    for key, found in filed.items():
        path = f"materials.{key}"
        spec = specs.get(key)
        if spec is None:
            problems.append(Problem(path, "material_unknown"))
            continue
        if found.exempt and not found.files and not is_filed(spec, filed):
            problems.append(Problem(path, "material_exemption_without_ground", {"name": str(spec.name)}))
        if len(found.files) > spec.max_files:
            problems.append(Problem(path, "material_too_many_files", {"most": spec.max_files}))
        problems.extend(problem for file in found.files for problem in _one_file(path, spec, file))
    return tuple(problems)


def _one_file(path: str, spec: MaterialSpec, file: FiledFile) -> list[Problem]:
    problems = []
    if file.name.rpartition(".")[2].lower() not in taken_extensions(spec.formats):
        problems.append(Problem(path, "material_format", {"file": file.name, "formats": "、".join(spec.formats)}))
    if file.size > spec.max_megabytes * MEGABYTE:
        problems.append(Problem(path, "material_too_large", {"file": file.name, "most": spec.max_megabytes}))
    return problems


def diff_materials(before: Filed, after: Filed) -> tuple[MaterialChange, ...]:
    """What came and went, by the files' hashes: a renamed file did not change."""
    changes: list[MaterialChange] = []
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key, FiledMaterial()), after.get(key, FiledMaterial())
        old_hashes, new_hashes = {file.sha256 for file in old.files}, {file.sha256 for file in new.files}
        changes += [
            MaterialChange(key, MaterialChangeKind.REMOVED, file) for file in old.files if file.sha256 not in new_hashes
        ]
        changes += [
            MaterialChange(key, MaterialChangeKind.ADDED, file) for file in new.files if file.sha256 not in old_hashes
        ]
        if old.exempt != new.exempt:
            kind = MaterialChangeKind.EXEMPTED if new.exempt else MaterialChangeKind.EXEMPTION_ENDED
            changes.append(MaterialChange(key, kind))
    return tuple(changes)

"""整改清单 for whoever examines the next round: each item with what changed at its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from applications.domain.dossier import Line
from applications.models import CorrectionItem
from applications.queries.corrections import corrections_of
from applications.queries.dossiers import MaterialView
from reviews.domain.places import Place, remark_places
from reviews.queries.dossier import Dossier


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """One item, and how its place differs from the round that was returned. Personal words are masked."""

    item: CorrectionItem
    place: str
    is_changed: bool
    before: str = ""
    now: str = ""
    files: tuple[str, ...] = ()


def correction_lines(dossier: Dossier) -> tuple[CorrectionLine, ...]:
    """What the return before the present round asked for. One query; none in the first round."""
    application = dossier.application
    if application.round == 1:
        return ()
    items = corrections_of(application, round=application.round - 1)
    lines = {line.key: line for section in dossier.round.sections for line in section.lines}
    materials = {f"materials.{material.key}": material for material in dossier.round.materials}
    places = remark_places(dossier.form, dossier.package.materials, application.variant)
    return tuple(_line(item, places, lines.get(item.path), materials.get(item.path)) for item in items)


def _line(
    item: CorrectionItem, places: Sequence[Place], line: Line | None, material: MaterialView | None
) -> CorrectionLine:
    place = next((str(each.label) for each in places if each.path == item.path), item.path)
    if material is not None:
        added = tuple(
            row.file.name for row in material.files if row.file is not None and row.file.sha256 in material.new_hashes
        )
        return CorrectionLine(item, place, bool(material.new_hashes), files=added)
    if line is None:
        return CorrectionLine(item, place, is_changed=False)
    changed = bool(line.change or line.removed_rows)
    return CorrectionLine(item, place, changed, line.before, line.words if changed else "")

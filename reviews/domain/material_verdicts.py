"""材料审核结论: what one examiner finds of each material of the list, in the version that was filed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from procedures.domain.materials import FiledMaterial, MaterialsList
from reviews.domain.actions import Action
from reviews.domain.remarks import MAX_REMARK, Remark
from tenants.domain.errors import Problem, ValidationFailed

#: Stands for the files where the applicant declared that none is needed.
EXEMPT = "exempt"
#: Acts that say something about the application, or leave it to others: what was found so far stays with them.
SPEAKING = frozenset(
    {
        Action.APPROVE,
        Action.RECEIVE_PAPER,
        Action.DECIDE,
        Action.RETURN,
        Action.OBJECT,
        Action.REQUEST_SUPPLEMENT,
        Action.REFUSE_ACCEPTANCE,
        Action.RETURN_TO_STEP,
        Action.TRANSFER,
        Action.TERMINATE,
    }
)
#: Acts by which the application goes on as it is, and of a decision only a favourable one.
PASSING = frozenset({Action.APPROVE, Action.RECEIVE_PAPER, Action.DECIDE})


class Fitness(StrEnum):
    """合格, 不合格. What nobody looked at has no verdict."""

    FIT = "fit"
    UNFIT = "unfit"


@dataclass(frozen=True, slots=True)
class MaterialVerdict:
    """One material as it was judged: `files` are the sorted hashes of what was filed then, `round` when."""

    material: str
    fitness: Fitness
    remark: str
    files: tuple[str, ...]
    round: int

    @property
    def path(self) -> str:
        """The material as a place of remarks."""
        return f"materials.{self.material}"

    @property
    def is_unfit(self) -> bool:
        return self.fitness is Fitness.UNFIT

    def as_json(self) -> dict[str, object]:
        return {
            "material": self.material,
            "fitness": self.fitness.value,
            "remark": self.remark,
            "files": list(self.files),
            "round": self.round,
        }


def read_verdicts(rows: Iterable[Mapping[str, object]]) -> tuple[MaterialVerdict, ...]:
    """Verdicts as they were stored."""
    found = []
    for row in rows:
        files = row["files"]
        hashes = tuple(str(each) for each in files) if isinstance(files, list) else ()
        fitness = Fitness(str(row["fitness"]))
        found.append(MaterialVerdict(str(row["material"]), fitness, str(row["remark"]), hashes, int(str(row["round"]))))
    return tuple(found)


def material_names(materials: MaterialsList, variant: str) -> dict[str, str]:
    """The materials list of a variant, as the office calls its items."""
    return {each.key: str(each.name) for each in materials.items if not each.variants or variant in each.variants}


def filed_version(found: FiledMaterial | None) -> tuple[str, ...]:
    """What tells one version of a material from the next: its files whatever their names, or the declaration."""
    if found is None:
        return ()
    files = tuple(sorted(each.sha256 for each in found.files))
    return files or ((EXEMPT,) if found.exempt else ())


def checked_verdict(verdict: MaterialVerdict) -> MaterialVerdict:
    """The verdict without blanks around its remark; one that is still to be given may be missing.

    Raises ValidationFailed at `remark`.
    """
    remark = verdict.remark.strip()
    if len(remark) > MAX_REMARK:
        raise ValidationFailed([Problem("remark", "remark_too_long", {"most": MAX_REMARK})])
    return replace(verdict, remark=remark)


def with_verdict(
    verdicts: Sequence[MaterialVerdict], material: str, verdict: MaterialVerdict | None
) -> tuple[MaterialVerdict, ...]:
    """The verdicts with that of one material put in, put in another's place, or taken out (None)."""
    place = next((at for at, each in enumerate(verdicts) if each.material == material), len(verdicts))
    new = () if verdict is None else (verdict,)
    return (*verdicts[:place], *new, *verdicts[place + 1 :])


def settled_verdicts(verdicts: Sequence[MaterialVerdict], names: Mapping[str, str]) -> tuple[MaterialVerdict, ...]:
    """What stands with the act. `names` are those of the variant's materials; words belong to 不合格 alone.

    Raises ValidationFailed at `verdict-<material>` where 不合格 does not say why.
    """
    known = [each for each in verdicts if each.material in names]
    missing = [each for each in known if each.is_unfit and not each.remark]
    if missing:
        raise ValidationFailed(
            [
                Problem(f"verdict-{each.material}", "verdict_remark_missing", {"name": names[each.material]})
                for each in missing
            ]
        )
    return tuple(each if each.is_unfit else replace(each, remark="") for each in known)


def check_unfit_confirmed(verdicts: Sequence[MaterialVerdict], names: Mapping[str, str], *, confirmed: bool) -> None:
    """An application with unfit materials is not passed by mistake. Raises ValidationFailed at `unfit_confirmed`."""
    unfit = [names[each.material] for each in verdicts if each.is_unfit and each.material in names]
    if unfit and not confirmed:
        raise ValidationFailed([Problem("unfit_confirmed", "unfit_not_confirmed", {"names": "、".join(unfit)})])


def proposed_remarks(verdicts: Sequence[MaterialVerdict], earlier: Sequence[Remark]) -> list[Remark]:
    """What a return proposes to ask for: what an earlier one asked for in vain, and every unfit material.

    Of one place the newer words.
    """
    unfit = {each.path: Remark(each.path, each.remark) for each in verdicts if each.is_unfit and each.remark}
    kept = [unfit.pop(each.path, each) for each in earlier]
    return [*kept, *unfit.values()]


def told_verdicts(verdicts: Sequence[MaterialVerdict]) -> str:
    """As the ledger keeps them: keys, no words."""
    return ",".join(f"{each.material}:{each.fitness}" for each in verdicts)

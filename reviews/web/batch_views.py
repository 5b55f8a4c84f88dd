"""What the pages of batches share: rows of the list, what was typed, what an act would lead to in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from procedures.domain.chain_model import ResultOption
from procedures.queries.packages import compiled
from reviews.domain.actions import Action
from reviews.domain.batch_foresight import Ending, Foreseen, Told
from reviews.domain.batches import BatchState, Exempt, ItemState, Wish
from reviews.models import BATCH_STATE_LABELS, EXEMPT_LABELS, Batch, BatchItem
from reviews.queries.batch_preview import ItemPreview
from reviews.services.batch_document import result_words
from reviews.services.batches import ItemWishes
from reviews.web.notice_views import NoticeChip
from reviews.web.posted import identifier, whole
from tenants.wording import say

_TOLD: Mapping[Told, str | Promise] = {Told.LEADER: lazy("项目负责人"), Told.UNIT: lazy("申报单位管理员")}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One line of the list as it is shown, with what was typed into it when that came back."""

    item: BatchItem
    at: int
    position: str
    exempt: str
    result: str
    opinion: str
    words: str
    reason: str
    problems: tuple[str, ...] = ()
    is_first: bool = False
    is_last: bool = False

    @property
    def state(self) -> str:
        return f"item_{self.item.state}"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What happens to one item, what follows, who is told; or why it stays out."""

    item: BatchItem
    at: int
    does: str
    then: str
    told: str
    problem: str


def chips_for(state: str) -> list[NoticeChip]:
    base = reverse("workbench:batches")
    chips = [NoticeChip(_("全部"), base, active=state not in set(BatchState))]
    return chips + [
        NoticeChip(label, f"{base}?state={each}", active=state == each) for each, label in BATCH_STATE_LABELS.items()
    ]


def result_options(items: Sequence[BatchItem]) -> tuple[ResultOption, ...]:
    """The results that the step of the first item offers."""
    for item in items:
        step = compiled(item.application.procedure_version).chain.step(item.task.step_key)
        if step is not None:
            return step.results
    return ()


def exempt_choices(batch: Batch) -> list[tuple[str, str | Promise]]:
    """How an item can be treated otherwise; another result only where there are results."""
    return [
        (each.value, label)
        for each, label in EXEMPT_LABELS.items()
        if each is not Exempt.RESULT or batch.forward == Action.DECIDE
    ]


def read_wishes(request: HttpRequest) -> ItemWishes:
    """Numbers and exceptions of the rows that were posted; what makes no sense is left out."""
    posted = request.POST
    positions, wishes = {}, {}
    for item in (found for text in posted.getlist("item") if (found := identifier(text))):
        if wanted := whole(posted.get(f"position-{item}", "").strip()):
            positions[item] = wanted
        exempt = posted.get(f"exempt-{item}", "")
        wishes[item] = Wish(
            posted.get(f"result-{item}", "")[:60],
            posted.get(f"opinion-{item}", ""),
            Exempt(exempt) if exempt in set(Exempt) else Exempt.NONE,
        )
    return ItemWishes(positions, wishes)


def rows_of(
    batch: Batch, items: Sequence[BatchItem], typed: Mapping[str, str], problems: Mapping[str, str]
) -> list[ItemRow]:
    """The list in its order. `typed` is what came back of a refused form, `problems` by the names of its fields."""
    rows = []
    for at, item in enumerate(items, start=1):
        found = tuple(problems[name] for name in (f"result-{item.id}", f"opinion-{item.id}") if name in problems)
        rows.append(
            ItemRow(
                item,
                at,
                typed.get(f"position-{item.id}", str(at)),
                typed.get(f"exempt-{item.id}", item.exempt),
                typed.get(f"result-{item.id}", item.result),
                typed.get(f"opinion-{item.id}", item.opinion),
                result_words(batch, item),
                say(item.code, item.params) if item.state == ItemState.REFUSED else "",
                found,
                at == 1,
                at == len(items),
            )
        )
    return rows


def preview_rows(previews: Sequence[ItemPreview]) -> list[PreviewRow]:
    return [
        PreviewRow(
            each.item,
            at,
            _does(each),
            _then(each.foreseen),
            _told(each.foreseen),
            say(each.problem.code, each.problem.params) if each.problem else "",
        )
        for at, each in enumerate(previews, start=1)
    ]


def _does(preview: ItemPreview) -> str:
    match preview.act.action:
        case None:
            return _("本次不办，仍留在待办")
        case Action.RETURN:
            return _("退回修改")
        case Action.DECIDE:
            return _("批复：%(result)s") % {"result": preview.result_label or "—"}
        case _:
            return _("审核通过")


def _then(seen: Foreseen | None) -> str:
    if seen is None:
        return ""
    if seen.ending is Ending.RETURNED:
        return _("退回项目负责人修改")
    if seen.ending is Ending.FINISHED:
        return _("办结")
    return _("下一环节：%(step)s") % {"step": "、".join(str(step.name) for step in seen.steps)} if seen.steps else "—"


def _told(seen: Foreseen | None) -> str:
    if seen is None:
        return ""
    people = [str(_TOLD[each]) for each in seen.told]
    people += [_("“%(step)s”办理人员") % {"step": step.name} for step in seen.steps]
    return "、".join(people)


def picked_ids(request: HttpRequest) -> list[UUID]:
    """Tasks that were ticked, each once."""
    given = request.POST if request.method == "POST" else request.GET
    ids = [found for text in given.getlist("task")[:100] if (found := identifier(text))]
    return list(dict.fromkeys(ids))

"""What leaves of a list: which list under which filter, its columns, and the cells of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.access import Actor
from documents.services.workbooks import SheetColumn
from reviews.domain.filled_sheet import FillColumn, make_token
from reviews.queries.copied import copied_to
from reviews.queries.inbox import ListFilter, ListPage, ListRow, all_visible, done_by, inbox
from reviews.queries.supervision import supervised_page
from tenants.clock import today
from tenants.domain.clock import civil_date

TITLES: dict[str, str | Promise] = {
    "inbox": lazy("待办"),
    "done": lazy("已办"),
    "copied": lazy("抄送我的"),
    "all": lazy("全部办件"),
    "supervised": lazy("督办办件"),
}
COLUMNS: dict[str, tuple[str | Promise, Callable[[ListRow], str]]] = {
    "number": (lazy("受理编号"), lambda row: row.application.number),
    "title": (lazy("名称"), lambda row: row.application.title),
    "organisation": (lazy("申报单位"), lambda row: row.application.organisation_name),
    "procedure": (lazy("事项"), lambda row: row.application.procedure.name),
    "status": (lazy("状态"), lambda row: str(row.application.get_status_display())),
    "step": (
        lazy("环节"),
        lambda row: row.task.step_label if row.task else str(row.application.current_step_label or ""),
    ),
    "result_label": (lazy("批复结果"), lambda row: str(row.application.result_label or "")),
    "registration": (lazy("证书登记号"), lambda row: row.application.registration_number),
    "at": (lazy("日期"), lambda row: civil_date(row.at).isoformat()),
    "due": (lazy("期限"), lambda row: row.due_on.isoformat() if row.due_on else ""),
}
#: Columns that are filled in and brought back; they go with the inbox.
FILL: dict[FillColumn, str | Promise] = {
    FillColumn.NUMBER: lazy("受理编号"),
    FillColumn.RESULT: lazy("办理结果"),
    FillColumn.OPINION: lazy("办理意见"),
    FillColumn.REGISTRATION_NUMBER: lazy("登记号"),
    FillColumn.TOKEN: lazy("校验码（勿改）"),
}


@dataclass(frozen=True, slots=True)
class ListWish:
    """A list as somebody wants it: `columns` are keys of COLUMNS; `fillable` adds those that are brought back."""

    which: str
    wanted: ListFilter
    columns: tuple[str, ...]
    fillable: bool = False

    @property
    def title(self) -> str:
        return str(TITLES[self.which])

    @property
    def file_name(self) -> str:
        return f"{self.title}{today():%Y%m%d}.xlsx"

    def sheet_columns(self) -> list[SheetColumn]:
        own = [SheetColumn(str(COLUMNS[key][0])) for key in self.columns]
        return own + ([SheetColumn(str(FILL[key]), width=24) for key in list(FillColumn)[1:]] if self.fillable else [])

    @property
    def column_keys(self) -> list[str]:
        return [*self.columns, *([key.value for key in list(FillColumn)[1:]] if self.fillable else [])]

    def cells(self, row: ListRow) -> list[str]:
        known = [COLUMNS[key][1](row) for key in self.columns]
        token = make_token(row.task.id, row.application.version) if row.task else ""
        return [*known, "", "", "", token] if self.fillable else known

    def page(self, actor: Actor, after: str, size: int) -> ListPage:
        """A page of the list itself: nothing else is ever seen."""
        if self.which == "done":
            return done_by(actor, self.wanted, after=after, size=size)
        if self.which == "supervised":
            return supervised_page(actor, self.wanted, after=after, size=size)
        if self.which == "copied":
            return copied_to(actor, self.wanted, after=after, size=size)
        reader = inbox if self.which == "inbox" else all_visible
        return reader(actor, self.wanted, today=today(), after=after, size=size)

    def notes(self) -> list[str]:
        if not self.fillable:
            return []
        return [
            _("在“办理结果”“办理意见”“登记号”三列填写，其余列不要改动；不办理的行留空。"),
            _("办理结果填“审核通过”“退回修改”，批复环节填批复结果的名称；登记号留空时按顺序编号。"),
            _("导入时按受理编号对应；导出之后有变化的办件会跳过并说明原因。"),
        ]


def stored_filter(wanted: ListFilter) -> dict[str, str | bool]:
    return {
        "procedure": str(wanted.procedure or ""),
        "step": wanted.step,
        "text": wanted.text,
        "overdue": wanted.overdue,
        "claimed": wanted.claimed,
        "status": wanted.status,
        "department": wanted.department,
        "person": wanted.person,
        "light": wanted.light,
    }


def filter_from(stored: Mapping[str, str | bool]) -> ListFilter:
    procedure = str(stored["procedure"])
    return ListFilter(
        procedure=UUID(procedure) if procedure else None,
        step=str(stored["step"]),
        text=str(stored["text"]),
        overdue=bool(stored["overdue"]),
        claimed=bool(stored.get("claimed", False)),
        status=str(stored["status"]),
        department=str(stored.get("department", "")),
        person=str(stored.get("person", "")),
        light=str(stored.get("light", "")),
    )

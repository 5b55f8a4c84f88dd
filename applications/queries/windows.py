"""A draft judged with its windows of application, as they stand on the day of the submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from applications.domain.draft_content import without_open_rows
from applications.models import Draft
from procedures.domain.form import Settled
from procedures.domain.form_checks import Judgement, judge
from procedures.domain.form_schema import FormSchema
from procedures.domain.values import Json
from procedures.domain.windows import WindowReading, read_windows, window_problems
from procedures.queries.packages import compiled
from tenants.calendar import working_calendar
from tenants.clock import today
from tenants.domain.calendar import WorkingCalendar
from tenants.domain.clock import civil_date


@dataclass(frozen=True, slots=True)
class JudgedDraft:
    """`answers` as they are stored, also rows that were opened and left empty: the judgement passes those over."""

    answers: Mapping[str, Json]
    judgement: Judgement
    windows: tuple[WindowReading, ...]
    #: What the windows were read with; None where there are none.
    calendar: WorkingCalendar | None


def judged_draft(
    draft: Draft, form: FormSchema, answers: Mapping[str, Json], *, since: JudgedDraft | None = None
) -> JudgedDraft:
    """Every problem of the form and of the windows. No query, but one for the calendar where there are windows.

    `since` is the draft before a change: only what the change concerns is judged again, by the same calendar.
    """
    judged = judge(form, without_open_rows(form, answers), since=since.judgement if since else None)
    calendar = since.calendar if since else _calendar_for(draft)
    windows = draft_windows(draft, form, judged.settled, calendar=calendar)
    problems = window_problems(form, judged.settled, windows)
    return JudgedDraft(answers, replace(judged, problems=(*judged.problems, *problems)), windows, calendar)


def draft_windows(
    draft: Draft, form: FormSchema, settled: Settled, *, calendar: WorkingCalendar | None = None
) -> tuple[WindowReading, ...]:
    """The windows that count for a draft's answers. One query, where there are windows and no calendar comes along."""
    windows = compiled(draft.procedure_version).clocks.windows
    if not windows:
        return ()
    return read_windows(windows, form, settled, filing_day(draft), calendar or working_calendar())


def _calendar_for(draft: Draft) -> WorkingCalendar | None:
    return working_calendar() if compiled(draft.procedure_version).clocks.windows else None


def filing_day(draft: Draft) -> date:
    """The day that has to lie within a window: today; of a correction, the day of the first submission."""
    application = draft.application
    return today() if application is None else civil_date(application.submitted_at)

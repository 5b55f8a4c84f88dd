"""The styleguide: every shared part with sample data, in any layout. Mounted only while DEBUG is on."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from applications.web.chain_views import BlockBox, Box, StepBox, StrandBox, VisitView
from config.navigation import NavItem
from config.status_words import STATUS_WORDS

LAYOUTS = ("portal", "my", "workbench", "console", "bare")


def styleguide(request: HttpRequest) -> HttpResponse:
    """`?layout=` chooses the layout around the samples; anything unknown shows the portal's."""
    wanted = request.GET.get("layout", "portal")
    layout = wanted if wanted in LAYOUTS else "portal"
    return render(request, "design/styleguide.html", {"layout": f"layouts/{layout}.html", **_samples(layout)})


def _samples(layout: str) -> dict[str, object]:
    return {
        "nav": [
            NavItem(name, f"?layout={name}", icon, active=name == layout, count=count)
            for name, icon, count in (
                ("portal", "home", None),
                ("my", "folder", 3),
                ("workbench", "inbox", 128),
                ("console", "sitemap", None),
                ("bare", "key", None),
            )
        ],
        "statuses": sorted(STATUS_WORDS),
        "crumbs": [(_("首页"), "/"), (_("办事指南"), "/"), (_("科技成果登记"), "")],
        "chain": _chain(),
        "entries": _entries(),
        "facts": [
            (_("成果名称"), _("高温合金精密铸造缺陷在线识别技术")),
            (_("完成单位"), _("示例市精密制造研究院")),
            (_("完成日期"), "2026-09-30"),
            (_("备注"), ""),
        ],
        "problems": [("#sample-name", _("请填写成果名称")), ("#sample-amount", _("投入经费应为不超过两位小数的数"))],
        "chips": [
            {"label": _("待我办理"), "url": "?", "active": True, "count": 12},
            {"label": _("即将到期"), "url": "?", "active": False, "count": 3},
            {"label": _("我办过的"), "url": "?", "active": False, "count": 240},
            {"label": _("全部"), "url": "?", "active": False, "count": None},
        ],
        "files": [
            {"id": "1", "name": _("技术研究报告.pdf"), "size": 5_242_880, "state": "clean", "pages": 42},
            {"id": "2", "name": _("检测报告（扫描件）.jpg"), "size": 820_000, "state": "checking"},
            {
                "id": "3",
                "name": _("查新报告.docx"),
                "size": 90_000,
                "state": "refused",
                "refusal": _("文件内有宏，请另存为不含宏的文档后重新上传"),
            },
        ],
        "applications": _applications(),
        "due": datetime(2026, 11, 26, 9, 30, tzinfo=UTC),
        "saved_at": datetime(2026, 11, 21, 6, 32, tzinfo=UTC),
    }


def _chain() -> list[Box]:
    point, office = str(_("示例区登记点")), str(_("成果处"))
    done = VisitView(str(_("审核通过")), datetime(2026, 11, 19, 2, 12, tzinfo=UTC), str(_("申报单位管理员")))
    ways = (
        (_("登记点审核"), "current", _("正在办理"), point),
        (_("专家论证"), "ahead", _("尚未开始"), office),
    )
    return [
        StepBox(str(_("二级部门审核")), "skipped", _("不需要")),
        StepBox(str(_("单位审核")), "done", _("已完成"), visits=[done]),
        BlockBox(
            str(_("同时办理，全部完成后继续")),
            "current",
            [
                StrandBox(str(label), "", progress, word, [StepBox(str(label), progress, word, who=who)])
                for label, progress, word, who in ways
            ],
        ),
        StepBox(str(_("批复发号")), "ahead", _("尚未开始"), who=office, limit=str(_("2 个工作日"))),
    ]


def _entries() -> list[dict[str, object]]:
    return [
        {
            "status": "current",
            "title": _("登记点审核"),
            "who": _("示例区登记点"),
            "at": None,
            "promised": _("承诺 11月26日前办结"),
        },
        {
            "status": "submitted",
            "title": _("修改后重新提交"),
            "who": _("李工（项目负责人）"),
            "at": datetime(2026, 11, 20, 1, 5, tzinfo=UTC),
        },
        {
            "status": "returned",
            "title": _("退回修改（2 项）"),
            "who": _("示例区登记点"),
            "at": datetime(2026, 11, 18, 8, 40, tzinfo=UTC),
            "note": _("完成人员名单与研究报告不一致，请核对；检测报告缺盖章页。"),
        },
    ]


def _applications() -> list[dict[str, object]]:
    return [
        {
            "title": _("高温合金精密铸造缺陷在线识别技术"),
            "applicant": _("示例市精密制造研究院"),
            "step": _("登记点审核"),
            "status": status,
            "clock": clock,
            "left": left,
            "since": datetime(2026, 11, day, 2, 0, tzinfo=UTC),
        }
        for status, clock, left, day in (
            ("in_progress", "overdue", -2, 12),
            ("in_progress", "due_soon", 1, 17),
            ("returned", "paused", 0, 18),
            ("deciding", "in_time", 4, 20),
        )
    ]

"""Answers and files of invented achievements, the same at every run."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image, ImageDraw

from procedures.domain.values import Json

TITLES = {
    "applied_technology": (
        "高盐废水电渗析资源化关键技术及应用",
        "面向注塑件的在线视觉缺陷检测装备",
        "低温环境下锂电池热管理系统",
        "灯具铝基板自动贴装工艺优化",
        "小家电电机低噪声设计方法",
        "水产养殖尾水原位净化技术",
        "五金表面无氰电镀新工艺",
        "智能门锁电子模组可靠性提升技术",
        "抗菌型包装薄膜的制备与产业化",
        "压铸模具随形冷却增材制造技术",
        "荔枝冷链保鲜与品质监测系统",
        "生物质锅炉超低排放改造技术",
        "医用透析膜国产化制备技术",
        "基于北斗的渔船安全监控终端",
        "风电叶片健康监测装置",
        "中药材重金属快速检测方法",
        "建筑垃圾再生骨料透水砖",
        "高精度微型减速器批量制造工艺",
        "可降解地膜配方及配套机具",
        "工业机器人关节扭矩传感器",
        "养殖池塘溶氧智能调控装置",
        "高导热硅胶垫片连续化制备",
        "精细化工废气吸附浓缩装置",
        "厨房电器能效提升集成技术",
        "超薄光学膜片卷对卷涂布工艺",
        "水稻机插秧育苗基质国产化",
        "电动工具无刷电机控制器",
        "金属粉末注射成形齿轮工艺",
        "中小学实验室危化品智能管控柜",
        "高耐候户外涂料制备技术",
        "磁悬浮鼓风机节能改造",
        "便携式食品农残快检仪",
        "纺织印染废水中水回用技术",
        "汽车轻量化铝合金轮毂工艺",
        "工业窑炉余热梯级利用",
        "智慧路灯杆多功能集成系统",
    ),
    "basic_theory": (
        "复杂流体在微通道中的相变传热机理",
        "滨海盐碱地植物耐盐基因的功能解析",
        "多智能体协同控制的稳定性理论",
        "钙钛矿材料缺陷钝化机制研究",
        "低维磁性材料的自旋输运理论",
        "近海沉积物中抗生素降解规律",
        "肿瘤微环境代谢重编程机制",
        "随机微分方程数值解法的收敛性",
        "植物根际微生物互作网络研究",
    ),
    "soft_science": (
        "湾区制造业数字化转型路径研究",
        "科技成果转化激励政策评估研究",
        "新型研发机构绩效评价体系研究",
        "专业镇产业集群创新能力研究",
        "科技金融服务中小企业对策研究",
        "高校科技人才流动机制研究",
        "城市科普服务供给体系研究",
        "产业技术路线图编制方法研究",
    ),
}
NAMES = ("周岳", "吴桐", "李若谷", "陈思远", "赵清扬", "孙一鸣", "钱亦文", "马骁")
WORDS = ("关键技术", "资源化", "在线检测", "节能", "工艺优化", "可靠性", "国产化", "评价方法")
RESULT_FORMS = {
    "applied_technology": ("new_technology", "new_product"),
    "basic_theory": ("paper",),
    "soft_science": ("research_report",),
}
SUMMARY = (
    "①课题来源与背景：{title}面向行业共性需求提出。②技术原理及性能指标：采用模块化设计，主要指标经第三方检测。"
    "③创造性与先进性：提出了新的集成方法。④成熟程度、适用范围和安全性：已稳定运行，适用于同类场景，未见安全问题。"
    "⑤应用情况及存在的问题：已在两家单位应用，规模化成本仍待降低。⑥历年获奖情况：无。"
)
LEVELS = ("international_advanced", "national_leading", "national_advanced", "not_evaluated")
INDUSTRIES = ("c", "a", "i", "m", "q", "n")


@dataclass(frozen=True, slots=True)
class Filing:
    """One invented achievement: what it is, and whose."""

    ordinal: int
    #: How many of the same variant came before it.
    place: int
    variant: str
    leader_name: str
    unit: str
    organisation_kind: str
    mobile: str

    @property
    def title(self) -> str:
        titles = TITLES[self.variant]
        turn, place = divmod(self.place, len(titles))
        return titles[place] if turn == 0 else f"{titles[place]}（第{turn + 1}期）"


def identity_number(ordinal: int, birth: str) -> str:
    """A number with a right check digit in a division that does not exist."""
    body = f"990000{birth}{ordinal % 1000:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def answers_of(filing: Filing) -> Mapping[str, Mapping[str, Json]]:
    """Raw answers by section, as a person would type them."""
    n = filing.ordinal
    fiscal = filing.variant != "applied_technology"
    own, local = 20 + n * 3, 10 + n
    return {
        "overview": {
            "achievement_name": filing.title,
            "registration_object": "other_fiscal" if fiscal else "non_fiscal",
            "research_start": f"{2022 + n % 2}-03-01",
            "research_end": f"{2024 + n % 2}-{1 + n % 9:02}-28",
            "keywords": [WORDS[n % len(WORDS)], WORDS[(n + 3) % len(WORDS)]],
            "result_forms": [*RESULT_FORMS[filing.variant]],
            "attribute": "original",
            "stage": "mature" if n % 3 else "middle",
            "level": LEVELS[n % len(LEVELS)],
            "cooperation": ["independent"],
            "disciplines": ["46050 机械制造自动化" if n % 2 else "61030 环境工程学"],
            "high_tech_field": "advanced_manufacturing" if n % 2 else "environment",
            "industry": INDUSTRIES[n % len(INDUSTRIES)],
        },
        "project": {
            "project_source": "local_plan" if fiscal else "self_chosen",
            "project_source_unit": "市科学技术局" if fiscal else "",
            "project_name": f"{filing.title}研究" if fiscal else "",
            "project_number": f"2023B{n:04}" if fiscal else "",
            "funding": {
                "total": str(own + local),
                "local_total": str(local),
                "prefectural": str(local),
                "own": str(own),
            },
        },
        "evaluation": {
            "evaluation_methods": ["acceptance"] if fiscal else ["institution"],
            "evaluation_unit": "市科学技术局" if fiscal else "科技评估中心（演示）",
            "evaluation_date": f"2026-0{1 + n % 8}-15",
            "evaluation_number": f"PJ2026{n:04}",
        },
        **_conversion_of(filing),
        "units": {
            "unit_contact": "何晓舟",
            "unit_contact_phone": filing.mobile,
            "unit_contact_email": "contact@example.com",
            "unit_kind": "university" if filing.organisation_kind == "institution" else "limited_liability",
        },
        "people": {
            "completers": [
                _completer(n, 0, filing.leader_name, filing.unit),
                _completer(n, 1, NAMES[(n + 2) % len(NAMES)], filing.unit),
                _completer(n, 2, NAMES[(n + 5) % len(NAMES)], filing.unit),
            ]
        },
        "committee": {"committee": [_expert(n, place) for place in range(3)] if not fiscal else []},
        "certificate": {
            "certificate_number": f"PJ2026{n:04}",
            "certificate_date": f"2026-0{1 + n % 8}-15",
            "prospects": "已在两家单位应用，拟通过技术许可和示范工程在本地区推广。",
            "technical_documents": "技术研究报告、工作总结报告、检测报告，由第一完成单位提供。",
            "evaluation_opinion": "资料齐全，数据可信，达到任务规定的指标，同意通过评价。",
        },
        "annexes": {"annex_note": ""},
    }


def _conversion_of(filing: Filing) -> dict[str, dict[str, Json]]:
    """Intellectual property, use, demand and summary: what follows the evaluation on the paper."""
    n = filing.ordinal
    if filing.variant != "applied_technology":
        paper = {
            "title": f"{filing.title}（论文）",
            "kind": "paper",
            "published_in": "科技管理学报（演示）",
            "published": f"2025-{1 + n % 12:02}",
            "indexed_by": "core",
        }
        own: dict[str, dict[str, Json]] = {
            "intellectual_property": {"ip_forms": ["publication"], "publications": [dict(paper)]}
        }
    else:
        own = {
            "intellectual_property": {"ip_forms": ["patent", "software_copyright"], "granted_patents": str(1 + n % 4)},
            "conversion": {
                "application_state": "industrial" if n % 3 else "small_scale",
                "application_effects": ["lowers_cost"],
                "conversion_methods": ["self", "licence"],
                "pricing_method": "agreement",
                "own_benefit": {"income": str(80 + n), "net_profit": str(12 + n % 9), "tax": "6.5"},
                "transfer_income": {"licence": str(20 + n % 30), "licence_ip": str(10 + n % 10)},
                "transferee_count": str(1 + n % 3),
                "government_supports": ["tax"] if n % 2 else ["none"],
                "unit_supports": ["performance", "income"],
                "reward_state": "fully",
            },
            "demand": {
                "demand": "has",
                "demand_scope": "domestic",
                "planned_methods": ["licence", "joint_development"],
                "demand_contact": "何晓舟",
                "demand_phone": filing.mobile,
                "demand_description": "技术成熟，已有中试线；市场需求明确；团队十二人，愿与本地企业合作开发。",
            },
        }
    return {**own, "summary": {"summary": SUMMARY.format(title=filing.title)}}


def _expert(filing: int, place: int) -> dict[str, Json]:
    return {
        "role": "chair" if place == 0 else "member",
        "name": NAMES[(filing + place + 3) % len(NAMES)],
        "gender": "male",
        "work_unit": f"评审专家单位{place + 1}（演示）",
        "studied_major": "机械工程",
        "current_major": "智能制造",
        "professional_title": "教授级高工",
    }


def _completer(filing: int, place: int, name: str, unit: str) -> dict[str, Json]:
    birth = f"{1972 + (filing * 3 + place * 7) % 24}{1 + (filing + place) % 12:02}"
    return {
        "name": name,
        "gender": "female" if (filing + place) % 3 == 0 else "male",
        "birth_month": f"{birth[:4]}-{birth[4:]}",
        "document_type": "resident_identity_card",
        "document_number": identity_number(filing * 10 + place, f"{birth}{10 + place:02}"),
        "professional_title": ("senior", "associate_senior", "intermediate")[place],
        "education": ("doctor", "master", "bachelor")[place],
        "returned_from_abroad": "no",
        "work_unit": unit,
        "contribution": ("总体方案设计与技术路线制定", "关键工艺试验与样机研制", "应用验证与数据分析")[place],
    }


def pdf_of(title: str) -> bytes:
    """A small scan-like page that says what it stands for (drawn, so that it needs no font)."""
    page = Image.new("RGB", (620, 877), "white")
    pen = ImageDraw.Draw(page)
    pen.rectangle((40, 40, 580, 837), outline="#1b5cab", width=2)
    for line in range(18):
        pen.line((80, 160 + line * 34, 540 - (line * 37) % 160, 160 + line * 34), fill="#8a94a3", width=6)
    pen.ellipse((400, 680, 520, 800), outline="#b3261e", width=5)
    pen.rectangle((80, 80, 80 + 12 * min(len(title), 36), 110), fill="#1f2733")
    held = io.BytesIO()
    page.save(held, "PDF", resolution=72)
    return held.getvalue()

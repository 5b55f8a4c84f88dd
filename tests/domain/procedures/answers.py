"""A complete, correct filing of the shipped package, as somebody would type it. People and numbers are invented."""

from __future__ import annotations

from procedures.domain.materials import Filed, FiledFile, FiledMaterial
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.values import Json

IDENTITY = "11010519491231002X"
USCC = "91350100M000100Y43"


def typed_answers() -> dict[str, Json]:
    return {
        "achievement_name": "高盐废水电渗析资源化关键技术及应用",
        "registration_object": "non_fiscal",
        "approving_department": "local",
        "research_start": "2022-03-01",
        "research_end": "2024年5月31日",
        "keywords": "电渗析；高盐废水；资源化",
        "result_forms": ["new_technology", "group_standard"],
        "standard_number": "T/ABC 1-2024",
        "standard_name": "电渗析装置",
        "attribute": "original",
        "stage": "mature",
        "level": "national_leading",
        "cooperation": ["university"],
        "disciplines": [{"code": "61030", "label": "环境工程学", "edition": "GB/T 13745-2009"}],
        "high_tech_field": "environment",
        "industry": "n",
        "project_source": "self_chosen",
        "funding": {"total": "120.50", "local_total": "20", "provincial": "20", "own": "100.5"},
        "evaluation_methods": ["institution"],
        "evaluation_unit": "甲省技术市场协会",
        "evaluation_date": "2024-06-18",
        "evaluation_number": "评〔2024〕18号",
        "ip_forms": ["patent"],
        "granted_patents": "3",
        "application_state": "industrial",
        "conversion_methods": ["self", "transfer"],
        "pricing_method": "agreement",
        "own_benefit": {"income": "100", "net_profit": "20"},
        "transfer_income": {"transfer": "60", "transfer_ip": "60"},
        "transferee_count": "2",
        "government_supports": ["tax", "fiscal"],
        "unit_supports": ["none"],
        "reward_state": "fully",
        "demand": "none",
        "summary": "课题来源与背景……历年获奖情况：无。",
        "prospects": "在本省推广。",
        "evaluation_opinion": "同意通过评价。",
        "unit_name": "甲市膜科学研究所",
        "unit_uscc": USCC,
        "unit_address": "甲市东区一路 1 号",
        "unit_postal_code": "528400",
        "unit_contact": "钱一",
        "unit_contact_phone": "0760-88331234",
        "unit_contact_email": "lab@example.org.cn",
        "unit_kind": "limited_liability",
        "unit_province": "甲省",
        "recommending_body": "甲市科学技术局",
        "cooperating_units": [
            {"name": "甲省大学", "address": "甲市西区", "contact": "孙二", "contact_phone": "13800000001"}
        ],
        "completers": [
            {
                "name": "赵三",
                "gender": "female",
                "birth_month": "1949-12",
                "document_type": "resident_identity_card",
                "document_number": IDENTITY,
                "professional_title": "senior",
                "education": "doctor",
                "returned_from_abroad": "no",
                "work_unit": "甲市膜科学研究所",
                "contribution": "提出总体方案。",
            },
            {
                "name": "John Smith",
                "gender": "male",
                "birth_month": "1980-07",
                "document_type": "passport",
                "document_number": "E12345678",
                "professional_title": "none",
                "education": "master",
                "returned_from_abroad": "no",
                "work_unit": "甲省大学",
                "contribution": "膜材料制备。",
            },
        ],
    }


def filed_materials() -> Filed:
    keys = ("technical_report", "work_report", "third_party_report", "ip_proof", "test_proof", "application_proof")
    files = {key: FiledMaterial((FiledFile(key, f"{key}.pdf", 1000),)) for key in (*keys, "benefit_proof", "contract")}
    return {**files, "people_list": FiledMaterial(exempt=True)}


def agreed(compiled: CompiledPackage) -> dict[str, str]:
    return {each.key: each.text_hash for each in compiled.commitments}

from __future__ import annotations

from applications.domain.dossier import DossierSection, Line, dossier_sections
from procedures.domain.form_schema import OfficeLine
from procedures.domain.values import Json
from tests.domain.procedures.packages import city_package

FORM = city_package().form("soft_science")
PERSON: dict[str, Json] = {"name": "陈完成", "document_type": "passport", "document_number": "E12345678"}
ANSWERS: dict[str, Json] = {
    "achievement_name": "机制研究",
    "unit_contact_email": "lianxi@example.cn",
    "funding": {"own": "12.5", "total": "12.5"},
    "completers": [PERSON],
}


def line(sections: tuple[DossierSection, ...], key: str) -> Line:
    return next(each for section in sections for each in section.lines if each.key == key)


def test_personal_values_are_masked_until_they_are_revealed() -> None:
    masked = dossier_sections(FORM, ANSWERS, language="zh-hans")
    revealed = dossier_sections(FORM, ANSWERS, language="zh-hans", reveal=True)

    assert (line(masked, "unit_contact_email").words, line(masked, "unit_contact_email").masked) == (
        "l***@example.cn",
        True,
    )
    assert "E12345678" not in str(masked)
    assert line(revealed, "unit_contact_email").words == "lianxi@example.cn"
    assert "E12345678" in str(revealed)


def test_changes_are_marked_where_they_are() -> None:
    before: dict[str, Json] = {
        **ANSWERS,
        "achievement_name": "旧名称",
        "funding": {"own": "10", "total": "10"},
        "completers": [{**PERSON, "name": "陈完"}, {**PERSON, "document_number": "E2"}],
    }

    after = dossier_sections(FORM, ANSWERS, language="zh-hans", before=before)

    assert (line(after, "achievement_name").change, line(after, "achievement_name").before) == ("changed", "旧名称")
    assert [cell.before for cell in line(after, "funding").cells if cell.change] == ["10 万元", "10 万元"]
    assert line(after, "completers").rows[0].cells[0].before == "陈完"
    assert line(after, "completers").removed_rows == 1
    assert [section.key for section in after if section.changed] == ["overview", "project", "people"]


def test_a_masked_value_stays_masked_in_what_it_was_before() -> None:
    before = {**ANSWERS, "unit_contact_email": "geheim@example.cn"}

    after = dossier_sections(FORM, ANSWERS, language="zh-hans", before=before)

    assert line(after, "unit_contact_email").change == "changed"
    assert "geheim" not in str(after)


def test_remarks_stand_at_their_lines() -> None:
    sections = dossier_sections(FORM, ANSWERS, language="zh-hans", remarks={"achievement_name": "与证书不一致"})

    assert line(sections, "achievement_name").remark == "与证书不一致"


def test_lines_of_the_office_say_what_was_decided() -> None:
    before = dossier_sections(FORM, ANSWERS, language="zh-hans")
    after = dossier_sections(FORM, ANSWERS, language="zh-hans", office={OfficeLine.OPINION: "予以登记"})

    assert line(before, "approval_opinion").words == ""
    assert line(after, "approval_opinion").words == "予以登记"
    assert line(after, "approval_number").words == ""

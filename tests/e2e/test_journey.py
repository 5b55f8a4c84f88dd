"""The whole journey of one registration with all its people, and of one city that comes on board."""

from __future__ import annotations

import re
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from config.demo.answers import Filing, answers_of, pdf_of
from config.demo.people import mobile_of
from tests.e2e.people import Site, fill_section, upload
from tests.services.documents.good_files import phone_photo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]

CITY, CITY_NUMBER = "zhongshan", 6
PROVINCE, PROVINCE_NUMBER = "guangdong", 2
TITLE = "高盐废水电渗析资源化关键技术及应用（浏览器走查）"
FILE = {"name": "扫描件.pdf", "mimeType": "application/pdf", "buffer": pdf_of("evidence")}
MATERIALS = (
    "technical_report",
    "work_report",
    "third_party_report",
    "ip_proof",
    "test_proof",
    "application_proof",
    "benefit_proof",
    "people_list",
)


def mobile(ordinal: int) -> str:
    return mobile_of(CITY_NUMBER, ordinal)


LEADER, EXAMINER, UNIT, POINT, AUDITOR = mobile(21), mobile(23), mobile(24), mobile(16), mobile(13)
LEADER_MAIL = f"leader.{CITY_NUMBER:02}@example.com"
CALL = "已电话告知证书领取时间。"
REMARK = "与评价报告封面上的编号不一致，请更正。"


def test_a_registration_goes_from_draft_to_decision_and_back(site: Site) -> None:
    with site.person(CITY, LEADER) as leader:
        begin(site, leader)
        fill_in(site, leader)
        submit(site, leader)
    pass_on(site, EXAMINER)
    pass_on(site, UNIT)
    send_back(site)
    with site.person(CITY, LEADER) as leader:
        correct(site, leader)
        code = print_and_stamp(site, leader)
    for mobile_number in (EXAMINER, UNIT, POINT):
        pass_on(site, mobile_number)
    receive_paper(site, code)
    first = decide(site)
    revoke(site)
    assert decide(site) == first  # this package keeps the number

    take_whole_file(site)
    with site.person(CITY, LEADER) as leader:
        open_mine(leader)
        expect(leader.locator("main")).not_to_contain_text(CALL)
        expect(leader.locator("main")).to_contain_text("予以登记")
        expect(leader.locator("main")).to_contain_text(first)
        site.look(leader, "applicant-result")
        read_decision(site, leader)
        for address in (LEADER, LEADER_MAIL):
            follow(site, leader, address)
    with site.person(CITY, AUDITOR) as auditor:
        expect(auditor.locator("main")).to_contain_text("批复")
        site.look(auditor, "ledger")
    assert site.complaints == []


def begin(site: Site, page: Page) -> None:
    page.goto(site.at(CITY))
    site.look(page, "portal")
    page.goto(site.at(CITY, "/guides/achievement-registration/"))
    site.look(page, "guide")
    page.get_by_role("link", name="我要申报").first.click()
    page.check("input[name=variant][value=applied_technology]")
    for consent in page.locator("input[name=agreed]:visible").all():
        consent.check()
    site.look(page, "start")
    page.get_by_role("button", name="开始填写").click()
    expect(page).to_have_url(re.compile("/sections/overview/"))


def fill_in(site: Site, page: Page) -> None:
    filing = Filing(777, 0, "applied_technology", "周岳", "示范职业技术学院", "institution", LEADER)
    title_field = page.locator("main [name=achievement_name]")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        title_field.fill(TITLE)
        title_field.blur()
    page.reload()
    expect(title_field).to_have_value(TITLE)  # kept although no button was pressed
    for section, answers in answers_of(filing).items():
        title = {"achievement_name": TITLE} if section == "overview" else {}
        fill_section(page, section, {**answers, **title})
    page.locator("#section-list a[href*='/sections/people/']").first.click()
    site.look(page, "form")
    page.locator("#section-list a[href$='/materials/']").first.click()
    for item in MATERIALS:
        upload(page, item, FILE)
    site.look(page, "materials")


def submit(site: Site, page: Page) -> None:
    page.locator("#section-list a[href$='/check/']").first.click()
    for consent in page.locator("input[name=agreed]:visible").all():
        consent.check()
    site.look(page, "check")
    page.get_by_role("button", name=re.compile("提交")).click()
    expect(page).to_have_url(re.compile("/my/applications/"))
    expect(page.locator("main")).to_contain_text("已提交")
    site.look(page, "applicant-submitted")


def open_task(site: Site, page: Page) -> None:
    """From the inbox, as clerks do: search the title and open it."""
    page.goto(site.at(CITY, f"/workbench/?q={TITLE}"))
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.locator("h1")).to_contain_text(TITLE)


def pass_on(site: Site, who: str) -> None:
    with site.person(CITY, who) as page:
        open_task(site, page)
        site.look(page, f"examine-{who[-2:]}")
        page.locator("#panel form[action*='/approve/'] textarea").fill("材料齐全，同意。")
        page.locator("#panel form[action*='/approve/'] button[type=submit]").click()
        page.wait_for_load_state()


def send_back(site: Site) -> None:
    with site.person(CITY, POINT) as page:
        page.goto(site.at(CITY, "/workbench/"))
        site.look(page, "inbox")
        open_task(site, page)
        page.locator("[data-mark-path$='evaluation_number']").click()  # opens the form of the return
        page.locator("#panel [data-remark] input[name=item_text]").first.fill(REMARK)
        page.locator("#panel form[action*='/return/'] textarea[name=opinion]").fill("请核对评价报告编号后重新提交。")
        page.locator("#panel form[action*='/return/'] button[type=submit]").last.click()
        page.wait_for_load_state()


def open_mine(page: Page) -> None:
    page.goto(re.sub(r"(https?://[^/]+).*", r"\1/my/", page.url))
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.locator("h1")).to_contain_text(TITLE)


def read_decision(site: Site, page: Page) -> None:
    """The decision in force, not the one that was voided with its decision."""
    decisions = page.locator("[aria-labelledby=written-title] li").filter(has_text="准予登记决定书")
    decisions.filter(has_not_text="作废").get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("准予登记决定书")
    expect(page.locator("main")).not_to_contain_text("这份文书已经作废")
    site.look(page, "written-notice")


def correct(site: Site, page: Page) -> None:
    open_mine(page)
    expect(page.locator("main")).to_contain_text("请核对评价报告编号后重新提交。")
    site.look(page, "applicant-returned")
    page.get_by_role("button", name="修改申报").or_(page.get_by_role("link", name="修改申报")).first.click()
    evaluation = page.locator("#section-list a[href*='/sections/evaluation/']")
    expect(evaluation).to_contain_text("有修改意见")
    evaluation.click()
    expect(page.locator("main")).to_contain_text(REMARK)
    site.look(page, "correction")
    fill_section(page, "evaluation", {"evaluation_number": "PJ20260777-1"})
    submit(site, page)


def follow(site: Site, page: Page, address: str) -> None:
    """What was last sent to an address carries a link, and the link leads to this registration."""
    link = re.search(r"https?://\S+", site.sent_to(address)[0]["text"])
    assert link is not None
    page.goto(link[0])
    expect(page.locator("h1")).to_contain_text(TITLE)


def print_and_stamp(site: Site, page: Page) -> str:
    """Print the form, bring a photo of the stamped page; returns the check code that stands on every page."""
    open_mine(page)
    page.get_by_role("button", name="打印表格").click()
    expect(page.get_by_role("link", name="打开并打印")).to_be_visible(timeout=150_000)
    code = page.locator("#printed-state dd").first.inner_text()
    photo = {"name": "盖章页.jpg", "mimeType": "image/jpeg", "buffer": phone_photo()}
    page.locator("#stamped input[type=file]").set_input_files(photo)  # type: ignore[arg-type]
    expect(page.locator("#stamped")).to_contain_text("已通过检查", timeout=150_000)
    site.look(page, "printed-form")
    return code


def receive_paper(site: Site, code: str) -> None:
    """With a scanner: the code on the paper says which application and which version it is."""
    with site.person(CITY, POINT) as page:
        page.goto(site.at(CITY, "/workbench/papers/scan/"))
        page.locator("#scan-code").fill(code)
        page.locator("#scan-code").press("Enter")
        expect(page.locator("[data-scan-good]")).to_have_text("1")
        site.look(page, "receive-paper")
        page.fill("#batch-storage_place", "三号柜")
        page.get_by_role("button", name="全部接收").click()
        expect(page.locator("main")).to_contain_text("已接收 1 件，未接收 0 件")


def decide(site: Site) -> str:
    """Decide with the number that is offered; returns it."""
    with site.person(CITY, POINT) as page:
        open_task(site, page)
        form = page.locator("#panel form[action*='/decide/']")
        form.locator("[name=result][value=registered]").check()
        form.locator("textarea[name=opinion]").fill("符合登记条件，予以登记。")
        number = form.locator("[name=number]").input_value()
        site.look(page, "decide")
        form.locator("button[type=submit]").click()
        page.wait_for_load_state()
    return number


def revoke(site: Site) -> None:
    with site.person(CITY, POINT) as page:
        page.goto(site.at(CITY, f"/workbench/all/?q={TITLE}"))
        page.get_by_role("link", name=TITLE).first.click()
        form = page.locator("#panel form[action*='/revoke/']")
        if not form.locator("textarea[name=opinion]").is_visible():
            page.locator("#panel summary", has_text="退回到未批复").click()
        form.locator("textarea[name=opinion]").fill("批复意见录入有误，退回重批。")
        form.locator("input[type=file]").set_input_files(FILE)  # type: ignore[arg-type]
        expect(form.locator(".file-upload-item").first).to_have_attribute("data-state", "clean", timeout=120_000)
        site.look(page, "revoke")
        form.locator("button[type=submit]").click()
        page.locator("#confirm-dialog-act").click()
        page.wait_for_load_state()


def take_whole_file(site: Site) -> None:
    """A phone call is noted for the office; the whole file is taken with its purpose, the note in it."""
    with site.person(CITY, POINT) as page:
        page.goto(site.at(CITY, f"/workbench/all/?q={TITLE}"))
        page.get_by_role("link", name=TITLE).first.click()
        page.locator("#notes summary", has_text="添加记录").click()
        page.check("#notes input[value=phone_call]")
        page.fill("#note-called", "项目负责人")
        page.fill("#note-text", CALL)
        page.get_by_role("button", name="保存记录").click()
        expect(page.locator("#notes")).to_contain_text(CALL)
        page.locator("#notes summary", has_text="导出办件全档").click()
        page.fill("#export-reason", "年度归档")
        site.look(page, "whole-file")
        with page.expect_download() as waiting:
            page.locator("#notes").get_by_role("button", name="导出").click()
        with ZipFile(waiting.value.path()) as archive:
            pages = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".html")]
    assert [words in pages[0] for words in (CALL, "批复意见录入有误，退回重批。", REMARK)] == [True] * 3


def test_a_province_brings_a_city_on_board(site: Site) -> None:
    contact = "13900007788"
    with site.person(PROVINCE, mobile_of(PROVINCE_NUMBER, 1)) as page:
        page.goto(site.at(PROVINCE, "/console/"))
        site.look(page, "console")
        page.get_by_role("link", name="接入城市").first.click()
        site.look(page, "onboard")
        for name, value in (
            ("name", "新安市科学技术局"),
            ("short_name", "新安市"),
            ("division_code", "441900"),
            ("code", "xinan"),
            ("domain", "xinan.localhost"),
            ("contact_name", "高启程"),
            ("contact_mobile", contact),
        ):
            page.fill(f"[name={name}]", value)
        page.get_by_role("button", name="开始接入").click()
        expect(page.locator("#job-steps")).to_contain_text("接入完成", timeout=120_000)
        site.look(page, "onboarded")

    invitation = next(message for message in _await_sms(site, contact) if "/invitation/" in message["text"])
    link = re.search(r"https?://\S+/invitation/[^\s，。]+", invitation["text"])
    assert link is not None
    with site.stranger() as page:
        page.goto(link[0])
        for field in page.locator("input[type=password]").all():
            field.fill("Xinan#2026-open")
        site.look(page, "invitation")
        page.locator("main button[type=submit]").first.click()
        page.wait_for_load_state()
    with site.person("xinan", contact, "Xinan#2026-open") as page:
        expect(page).to_have_url(re.compile("/people/"))
        site.look(page, "people")
    assert site.complaints == []


def _await_sms(site: Site, mobile_number: str) -> list[dict[str, str]]:
    with site.stranger() as page:
        for _attempt in range(180):
            messages = site.sent_to(mobile_number)
            if messages:
                return messages
            page.wait_for_timeout(500)
    raise AssertionError(f"nothing was sent to {mobile_number}")

"""文书 of what was entered at a counter: addressed to the applicant, delivered when the applicant opens them."""

from __future__ import annotations

from applications.models import WrittenNotice
from applications.services.written_delivery import note_first_view
from tests.factories.accounts import fresh_actor
from tests.factories.applications import Town, make_application
from tests.factories.counter import brought, enter


def receipt_of(application_id: object) -> WrittenNotice:
    return WrittenNotice.objects.select_related("application").get(application=application_id)


def test_a_receipt_lists_what_was_filed_in_the_order_of_the_list(town: Town) -> None:
    words = receipt_of(make_application(town)).words

    listed = [line for line in words.paragraphs if line[0].isdigit()]
    assert (words.addressee, listed[0]) == (town.organisation.name, "1. 项目研究报告（1 个文件）")
    assert [line.split(". ")[0] for line in listed] == [str(number) for number in range(1, len(listed) + 1)]


def test_the_clerk_who_entered_it_is_not_its_applicant(town: Town) -> None:
    notice = receipt_of(enter(town.point, brought(uscc=town.organisation.uscc)))

    seen = [note_first_view(fresh_actor(user), notice) for user in (town.point, town.administrator)]

    assert seen == [False, True]


def test_whoever_came_is_reached_by_opening_it(town: Town) -> None:
    words = brought(uscc=town.organisation.uscc, person_mobile=town.leader.mobile)
    notice = receipt_of(enter(town.point, words))

    assert note_first_view(fresh_actor(town.leader), notice) is True


def test_an_organisation_that_is_not_on_board_is_addressed_as_it_was_noted(town: Town) -> None:
    notice = receipt_of(enter(town.point, brought(organisation_name="某镇农业服务站")))

    assert notice.words.addressee == "某镇农业服务站"

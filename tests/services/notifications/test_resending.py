from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.access import Actor
from accounts.domain.login_names import LoginKind, LoginName
from accounts.domain.roles import RoleKey
from accounts.links import invitation_token
from accounts.models import Department, Invitation, User
from accounts.services.invitations import accept_invitation, invite
from accounts.services.passwords import request_reset
from notifications.models import Channel, Delivery, DeliveryState
from notifications.services.resending import Resent, resend_text, resend_texts
from notifications.services.strangers import text_stranger
from notifications.services.text_settings import store_rules
from tenants.clock import now
from tenants.context import tenant_context
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.models import Jurisdiction
from tenants.records.models import LedgerEntry
from tenants.records.services.relay import relay_messages
from tests.factories.accounts import PASSWORD, fresh_actor, make_applicant, make_staff, next_mobile, open_bureau
from tests.factories.texts import undelivered_text


@pytest.fixture
def administrator(bureau: Department) -> Actor:
    return fresh_actor(make_staff(RoleKey.SYSTEM_ADMINISTRATOR))


def refused(actor: Actor, text: Delivery) -> str:
    with pytest.raises(IllegalTransition) as refusal:
        resend_text(actor, text.id)
    return refusal.value.code


def missed(text: Delivery) -> Delivery:
    Delivery.objects.filter(pk=text.pk).update(state=DeliveryState.SENT, sent_at=now(), receipt="undelivered")
    text.refresh_from_db()
    return text


def test_the_same_words_leave_again_under_a_reference_of_their_own(administrator: Actor, sent) -> None:
    person = make_applicant()
    text = undelivered_text(person)

    again = resend_text(administrator, text.id)
    relay_messages()

    again.refresh_from_db()
    text.refresh_from_db()
    assert (again.text, again.state, again.resends, again.first_at) == (text.text, "sent", 1, text.created_at)
    assert again.text in [one["text"].removeprefix("【通办】") for one in sent(person.mobile)]
    assert (text.resent_at is not None, refused(administrator, text)) == (True, "text_resent_already")
    entry = LedgerEntry.objects.get(command="notifications.resend_text")
    assert (entry.actor_id, entry.data["again"]) == (administrator.user_id, str(again.id))
    assert person.mobile not in f"{entry.data}{entry.subject_title}"


def test_twice_and_within_three_days(administrator: Actor, time_machine) -> None:
    old, often = undelivered_text(make_applicant()), undelivered_text(make_applicant())

    twice = missed(resend_text(administrator, missed(resend_text(administrator, often.id)).id))
    codes = [refused(administrator, twice)]
    time_machine.move_to(now() + timedelta(days=3, minutes=1), tick=False)
    codes.append(refused(administrator, old))

    assert codes == ["text_resent_too_often", "text_too_old"]


def test_it_counts_against_the_quota(administrator: Actor) -> None:
    text = undelivered_text(make_applicant())
    store_rules({"signature": "", "daily_quota": 1})

    assert refused(administrator, text) == "text_quota_used_up"


def test_it_goes_to_the_number_of_today_and_not_to_who_left(administrator: Actor, sent) -> None:
    moved, gone = make_applicant(), make_applicant()
    texts = [undelivered_text(moved), undelivered_text(gone)]
    User.objects.filter(pk=gone.pk).update(is_active=False)
    moved.mobile = "13900007788"
    moved.save(update_fields=["mobile"])

    again = resend_text(administrator, texts[0].id)

    assert (again.address, refused(administrator, texts[1])) == ("13900007788", "text_recipient_gone")


def test_an_invitation_is_renewed(administrator: Actor, sent) -> None:
    person = make_applicant(password=None)
    first = invite(person, invited_by=None)
    relay_messages()
    text = missed(Delivery.objects.get(event="accounts.invitation", channel=Channel.SMS))

    again = resend_text(administrator, text.id)
    relay_messages()

    again.refresh_from_db()
    first.refresh_from_db()
    renewed = Invitation.objects.order_by("-id")[0]
    assert (first.withdrawn_at is not None, renewed.invited_by) == (True, administrator.user_id)
    assert (again.state, again.resends, again.text) == ("sent", 1, "")
    assert Delivery.objects.filter(event="accounts.invitation", channel=Channel.SMS).count() == 2
    assert len(sent(person.mobile)) == 2
    assert invitation_token(renewed.id) in sent(person.mobile)[0]["text"]


def test_an_invitation_that_was_used_and_a_code_are_not(administrator: Actor) -> None:
    invited, forgetful = make_applicant(password=None), make_applicant()
    invitation = invite(invited, invited_by=None)
    relay_messages()
    used = missed(Delivery.objects.get(event="accounts.invitation", channel=Channel.SMS))
    accept_invitation(invitation_token(invitation.id), password=PASSWORD)
    request_reset(LoginName(LoginKind.MOBILE, forgetful.mobile), address="10.0.0.9")
    relay_messages()
    code = missed(Delivery.objects.get(event="accounts.reset_code"))

    assert (refused(administrator, used), refused(administrator, code)) == (
        "invitation_accepted_already",
        "text_code_ran_out",
    )


def test_several_at_once_each_for_itself(administrator: Actor) -> None:
    good, done = undelivered_text(make_applicant()), undelivered_text(make_applicant())
    resend_text(administrator, done.id)

    outcomes = resend_texts(administrator, [good.id, done.id, good.id])

    assert outcomes == [
        Resent(good.masked_address),
        Resent(done.masked_address, "text_resent_already"),
    ]
    with pytest.raises(ValidationFailed):
        resend_texts(administrator, [])


def test_who_may_not_and_what_is_not_here(administrator: Actor, city_b: Jurisdiction) -> None:
    text = undelivered_text(make_applicant())
    clerk = fresh_actor(make_staff(RoleKey.REGISTRATION_POINT))
    with tenant_context(city_b):
        open_bureau(city_b)
        foreign = undelivered_text(make_applicant())
    mail = Delivery.objects.create(
        event="tests.text", channel=Channel.MAIL, address="a@example.cn", state="failed", dedupe_key="mail"
    )

    for actor, text_id in [
        (clerk, text.id),
        (administrator, foreign.id),
        (administrator, uuid4()),
        (administrator, mail.id),
    ]:
        with pytest.raises(NotAuthorised):
            resend_texts(actor, [text_id])


def test_what_somebody_without_an_account_was_told_is_sent_again(administrator: Actor, sent) -> None:
    mobile = next_mobile()
    text_stranger("counter_news", mobile=mobile, url_path="/progress/", reference="one")

    again = resend_text(administrator, missed(Delivery.objects.get()).id)
    relay_messages()

    again.refresh_from_db()
    assert (again.address, again.url_path, again.state) == (mobile, "/progress/", "sent")
    assert again.text in [one["text"].removeprefix("【通办】") for one in sent(mobile)]

from __future__ import annotations

import pyotp
import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.attempts import PER_ADDRESS, PER_NAME, blame_address
from accounts.challenges import TRIES, answer_challenge, open_challenge, pending_code
from accounts.domain.login_names import LoginKind, LoginName
from accounts.models import Department, Organisation, User
from accounts.services.account_messages import compose
from accounts.services.passwords import (
    change_password,
    end_other_sessions,
    request_reset,
    reset_by_code,
    reset_by_link,
    user_of_reset_link,
)
from accounts.services.people import check_new_password
from accounts.services.registration import Registration, confirm_registration, request_registration
from accounts.services.second_factor import begin_set_up, check_second_factor, confirm_set_up, turn_off
from accounts.services.sign_in import SignInResult, check_sign_in
from tenants.context import tenant_context
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.records.models import LedgerEntry, OutboxMessage
from tests.factories.accounts import PASSWORD, make_applicant, make_staff, next_mobile, next_uscc

ADDRESS = f"192.0.2.{next_mobile()}"
NEW = "Chuntian-8862-huakai"


def refusal(action) -> list[Problem]:
    with pytest.raises(ValidationFailed) as refused:
        action()
    return list(refused.value.problems)


def mobile_of(user: User) -> LoginName:
    return LoginName(LoginKind.MOBILE, user.mobile)


def test_by_mobile_or_mail(bureau: Department) -> None:
    user = make_applicant(email="wang@example.cn")

    for login in (user.mobile, f"+86 {user.mobile}", " WANG@example.cn "):
        check = check_sign_in(login, PASSWORD, address=ADDRESS)
        assert (check.result, check.user) == (SignInResult.RIGHT, user)


def test_wrong_unknown_and_ended_accounts_answer_alike(bureau: Department) -> None:
    user, ended, invited = make_applicant(), make_applicant(), make_applicant(password=None)
    User.objects.filter(id=ended.id).update(is_active=False)

    answers = [
        check_sign_in(login, password, address=ADDRESS)
        for login, password in (
            (user.mobile, "wrong"),
            (next_mobile(), PASSWORD),
            (ended.mobile, PASSWORD),
            (invited.mobile, PASSWORD),
            ("nonsense", PASSWORD),
        )
    ]

    assert {(answer.result, answer.user) for answer in answers} == {(SignInResult.WRONG, None)}
    assert LedgerEntry.objects.filter(command="accounts.sign_in_failed").count() == len(answers)


@pytest.mark.parametrize("is_known", [True, False])
def test_five_failures_lock_the_name_known_or_not(bureau: Department, *, is_known: bool) -> None:
    login = make_applicant().mobile if is_known else next_mobile()

    results = [check_sign_in(login, "wrong", address=ADDRESS).result for _ in range(PER_NAME + 1)]

    assert results == [SignInResult.WRONG] * PER_NAME + [SignInResult.LOCKED]
    assert check_sign_in(login, PASSWORD, address=ADDRESS).result is SignInResult.LOCKED


def test_a_right_password_forgives(bureau: Department) -> None:
    user = make_applicant()

    for _ in range(2):
        for _ in range(PER_NAME - 1):
            check_sign_in(user.mobile, "wrong", address=ADDRESS)
        assert check_sign_in(user.mobile, PASSWORD, address=ADDRESS).result is SignInResult.RIGHT


def test_a_lock_in_one_city_is_none_in_another(bureau: Department, city_b) -> None:
    mobile = next_mobile()
    for _ in range(PER_NAME + 1):
        check_sign_in(mobile, "wrong", address=ADDRESS)

    with tenant_context(city_b):
        assert check_sign_in(mobile, "wrong", address=ADDRESS).result is SignInResult.WRONG


def test_an_address_is_locked_softly(bureau: Department) -> None:
    address = f"192.0.2.{next_mobile()}"
    user = make_applicant()

    for _ in range(PER_ADDRESS):
        blame_address("sign_in", address)

    assert check_sign_in(user.mobile, PASSWORD, address=address).result is SignInResult.LOCKED
    assert check_sign_in(user.mobile, PASSWORD, address=f"{address}1").result is SignInResult.RIGHT


@pytest.mark.parametrize("password", ["short-A1", "alllowercaseletters", "Password123!"])
def test_weak_passwords(bureau: Department, password: str) -> None:
    with pytest.raises(ValidationFailed):
        check_new_password(password, make_applicant())


def test_ones_own_data_is_no_password(bureau: Department) -> None:
    user = make_applicant(email="wangshenqing@example.cn")

    assert refusal(lambda: check_new_password("Wangshenqing@example.cn1", user)) == [
        Problem("password", "password_weak")
    ]


def test_reset_by_code(bureau: Department) -> None:
    user = make_applicant()
    before = user.get_session_auth_hash()
    reference = request_reset(mobile_of(user), address=ADDRESS)
    message = compose("reset_code", reference)

    reset_by_code(reference, message.code, password=NEW)

    user.refresh_from_db()
    assert message.mobile == user.mobile
    assert user.check_password(NEW)
    assert user.get_session_auth_hash() != before
    assert refusal(lambda: reset_by_code(reference, message.code, password=PASSWORD)) == [Problem("code", "code_wrong")]


def test_an_unknown_number_gets_a_challenge_and_no_message(bureau: Department) -> None:
    known = make_applicant()

    request_reset(mobile_of(known), address=ADDRESS)
    reference = request_reset(LoginName(LoginKind.MOBILE, next_mobile()), address=ADDRESS)

    assert OutboxMessage.objects.filter(handler="notifications.send_account_message").count() == 2
    assert compose("reset_code", reference) is None
    code = pending_code(reference).code
    assert refusal(lambda: reset_by_code(reference, code, password=NEW)) == [Problem("code", "code_wrong")]


def test_a_code_has_five_tries(bureau: Department) -> None:
    reference = open_challenge("reset", mobile="13900000000")
    code = pending_code(reference).code
    wrong = "000000" if code != "000000" else "111111"

    for _ in range(TRIES):
        assert answer_challenge(reference, wrong, purpose="reset") is None

    assert answer_challenge(reference, code, purpose="reset") is None
    assert pending_code(reference) is None


def test_a_code_is_of_its_purpose_and_tenant(bureau: Department, city_b) -> None:
    reference = open_challenge("reset", mobile="13900000000")
    code = pending_code(reference).code

    assert answer_challenge(reference, code, purpose="register") is None
    with tenant_context(city_b):
        assert answer_challenge(reference, code, purpose="reset") is None
    assert answer_challenge(reference, code, purpose="reset").mobile == "13900000000"
    assert answer_challenge(reference, code, purpose="reset") is None


def test_reset_by_link(bureau: Department, city_b) -> None:
    user = make_applicant(email="wang@example.cn")
    reference = request_reset(LoginName(LoginKind.EMAIL, "wang@example.cn"), address=ADDRESS)
    message = compose("reset_link", reference)
    encoded, token = message.path.strip("/").split("/")[-2:]

    with tenant_context(city_b):
        assert user_of_reset_link(encoded, token) is None
    reset_by_link(encoded, token, password=NEW)

    user.refresh_from_db()
    assert user.check_password(NEW)
    assert refusal(lambda: reset_by_link(encoded, token, password=PASSWORD)) == [Problem("", "invitation_unusable")]
    assert user_of_reset_link("%%", token) is None


def test_too_many_resets_send_nothing(bureau: Department) -> None:
    user = make_applicant()

    references = [request_reset(mobile_of(user), address=ADDRESS) for _ in range(PER_NAME + 1)]

    assert [compose("reset_code", reference) is not None for reference in references] == [True] * PER_NAME + [False]


def test_changing_ones_password(bureau: Department) -> None:
    user = make_applicant()

    assert refusal(lambda: change_password(user.id, current="wrong", password=NEW)) == [
        Problem("current", "password_wrong")
    ]
    change_password(user.id, current=PASSWORD, password=NEW)

    user.refresh_from_db()
    assert user.check_password(NEW)


def test_ending_other_sessions_changes_the_hash(bureau: Department) -> None:
    user = make_applicant()

    assert end_other_sessions(user.id).get_session_auth_hash() != user.get_session_auth_hash()


def test_a_person_registers(bureau: Department) -> None:
    mobile = next_mobile()

    reference = request_registration(Registration("周新人", mobile, PASSWORD), address=ADDRESS)
    assert User.objects.filter(kind="applicant").count() == 0
    user = confirm_registration(reference, compose("registration_code", reference).code)

    assert (user.name, user.mobile, user.kind) == ("周新人", mobile, "applicant")
    assert check_sign_in(mobile, PASSWORD, address=ADDRESS).user == user


def test_an_organisation_registers_with_its_administrator(bureau: Department) -> None:
    uscc = next_uscc()
    registration = Registration("周新人", next_mobile(), PASSWORD, "丁公司", uscc.lower(), "enterprise")

    reference = request_registration(registration, address=ADDRESS)
    user = confirm_registration(reference, compose("registration_code", reference).code)

    organisation = Organisation.objects.get(uscc=uscc)
    membership = organisation.memberships.get()
    assert (membership.user, membership.role, membership.state) == (user, "administrator", "active")
    again = refusal(lambda: request_registration(registration, address=ADDRESS))
    assert again == [Problem("uscc", "uscc_taken")]


def test_a_taken_number_is_not_told(bureau: Department) -> None:
    known = make_applicant()

    reference = request_registration(Registration("冒名", known.mobile, NEW), address=ADDRESS)
    message = compose("registration_code", reference)

    assert (message.event, message.code) == ("accounts.already_registered", "")
    code = pending_code(reference).code
    assert refusal(lambda: confirm_registration(reference, code)) == [Problem("code", "code_wrong")]
    known.refresh_from_db()
    assert known.check_password(PASSWORD)


def test_what_a_registration_needs(bureau: Department) -> None:
    registration = Registration(" ", "123", PASSWORD, " ", "91110000600037341A")

    assert refusal(lambda: request_registration(registration, address=ADDRESS)) == [
        Problem("name", "person_name_missing"),
        Problem("mobile", "mobile_malformed"),
        Problem("organisation_name", "organisation_name_missing"),
        Problem("uscc", "uscc_malformed"),
    ]


def set_up(user: User) -> list[str]:
    secret = begin_set_up(user.id).totp_secret
    codes = confirm_set_up(user.id, pyotp.TOTP(secret).now())
    user.refresh_from_db()
    return codes


def test_a_code_of_the_device_works_once(bureau: Department, time_machine) -> None:
    time_machine.move_to("2026-11-21T08:00:00Z", tick=False)
    user = make_staff()
    set_up(user)

    time_machine.move_to("2026-11-21T08:02:00Z", tick=False)
    code = pyotp.TOTP(user.totp_secret).now()
    assert refusal(lambda: check_second_factor(user.id, "000000")) == [Problem("code", "code_wrong")]
    check_second_factor(user.id, f"{code[:3]} {code[3:]}")

    assert refusal(lambda: check_second_factor(user.id, code)) == [Problem("code", "code_wrong")]


def test_a_recovery_code_works_once(bureau: Department) -> None:
    user = make_staff()
    first = set_up(user)[0]

    check_second_factor(user.id, first.upper())

    assert refusal(lambda: check_second_factor(user.id, first)) == [Problem("code", "code_wrong")]


def test_five_wrong_codes_lock(bureau: Department) -> None:
    user = make_staff()
    recovery = set_up(user)[0]
    for _ in range(PER_NAME):
        refusal(lambda: check_second_factor(user.id, "000000"))

    assert refusal(lambda: check_second_factor(user.id, recovery)) == [Problem("code", "code_wrong")]


def test_turning_it_off(bureau: Department, time_machine) -> None:
    time_machine.move_to("2026-11-21T08:00:00Z", tick=False)
    user = make_staff()
    set_up(user)
    time_machine.move_to("2026-11-21T08:02:00Z", tick=False)

    turn_off(user.id, pyotp.TOTP(user.totp_secret).now())

    user.refresh_from_db()
    assert (user.totp_secret, user.has_second_factor, user.recovery_codes.count()) == ("", False, 0)
    with pytest.raises(IllegalTransition, match="second_factor_missing"):
        turn_off(user.id, "000000")
    with pytest.raises(IllegalTransition, match="second_factor_missing"):
        check_second_factor(user.id, "000000")


class CountingHasher(MD5PasswordHasher):
    """Real hashing that remembers how often it was done: what an attacker could time."""

    encoded = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.encoded += 1
        return super().encode(password, salt)


def test_an_unknown_account_costs_what_a_known_one_costs(bureau: Department, settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    known, ended = make_applicant(), make_applicant()
    User.objects.filter(id=ended.id).update(is_active=False)

    costs = []
    for login in (known.mobile, next_mobile(), ended.mobile):
        before = CountingHasher.encoded
        with CaptureQueriesContext(connection) as queries:
            check_sign_in(login, "wrong", address=ADDRESS)
        costs.append((CountingHasher.encoded - before, len(queries)))

    assert costs[0] == costs[1] == costs[2]
    assert costs[0][0] == 1


def test_asking_for_a_reset_costs_the_same(bureau: Department) -> None:
    costs = []
    for mobile in (make_applicant().mobile, next_mobile()):
        with CaptureQueriesContext(connection) as queries:
            request_reset(LoginName(LoginKind.MOBILE, mobile), address=ADDRESS)
        costs.append(len(queries))

    assert costs[0] == costs[1]

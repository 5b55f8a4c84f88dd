"""Addresses of people and their administration."""

from __future__ import annotations

from django.urls import path

from accounts.web.views import administration, entry, grants, integrators, ledger, organisations, profile, sign_in

app_name = "accounts"

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/second-factor/", sign_in.second_factor, name="second_factor"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("register/", entry.register, name="register"),
    path("register/organisation/", entry.register_organisation, name="register_organisation"),
    path("register/confirm/", entry.register_confirm, name="register_confirm"),
    path("reset/", entry.reset, name="reset"),
    path("reset/code/", entry.reset_code, name="reset_code"),
    path("reset/<str:encoded>/<str:token>/", entry.reset_link, name="reset_link"),
    path("invitation/<str:token>/", entry.invitation, name="invitation"),
    path("profile/", profile.profile, name="profile"),
    path("profile/reveal/<slug:field>/", profile.reveal_own, name="reveal_own"),
    path("profile/password/", profile.change_password, name="change_password"),
    path("profile/sessions/end/", profile.end_other_sessions, name="end_other_sessions"),
    path("profile/second-factor/", profile.second_factor_setup, name="second_factor_setup"),
    path("profile/second-factor/off/", profile.second_factor_off, name="second_factor_off"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/<uuid:organisation_id>/", organisations.organisation, name="organisation"),
    path("organisations/<uuid:organisation_id>/contact/", organisations.contact, name="organisation_contact"),
    path("organisations/<uuid:organisation_id>/invite/", organisations.invite_member, name="invite_member"),
    path("organisations/<uuid:organisation_id>/departments/", organisations.add_department, name="add_department"),
    path(
        "organisations/<uuid:organisation_id>/members/<uuid:membership_id>/end/",
        organisations.end_membership,
        name="end_membership",
    ),
    path("administration/people/", administration.people, name="people"),
    path("administration/people/new/", administration.person_new, name="person_new"),
    path("administration/people/<uuid:user_id>/", administration.person, name="person"),
    path(
        "administration/people/<uuid:user_id>/reveal/<slug:field>/", administration.person_reveal, name="person_reveal"
    ),
    path(
        "administration/people/<uuid:user_id>/deactivate/", administration.person_deactivate, name="person_deactivate"
    ),
    path(
        "administration/people/<uuid:user_id>/reactivate/", administration.person_reactivate, name="person_reactivate"
    ),
    path("administration/people/<uuid:user_id>/invite/", administration.person_invite, name="person_invite"),
    path("administration/people/<uuid:user_id>/appoint/", administration.person_appoint, name="person_appoint"),
    path("administration/departments/", administration.departments, name="departments"),
    path("administration/departments/<uuid:department_id>/", administration.department, name="department"),
    path(
        "administration/departments/<uuid:department_id>/close/",
        administration.department_close,
        name="department_close",
    ),
    path("administration/grants/", grants.grants, name="grants"),
    path("administration/grants/sign-in-policy/", grants.sign_in_policy_change, name="sign_in_policy_change"),
    path("administration/grants/<uuid:user_id>/", grants.grants_of_person, name="grants_of_person"),
    path("administration/grants/<uuid:user_id>/<uuid:grant_id>/revoke/", grants.revoke, name="revoke_grant"),
    path("administration/integrators/", integrators.integrators, name="integrators"),
    path(
        "administration/integrators/<uuid:integrator_id>/systems/",
        integrators.systems,
        name="integrator_systems",
    ),
    path("administration/integrators/<uuid:integrator_id>/end/", integrators.end, name="end_integrator"),
    path("administration/ledger/", ledger.ledger, name="ledger"),
    path("administration/ledger/check/", ledger.ledger_check, name="ledger_check"),
    path("administration/ledger/export/", ledger.ledger_export, name="ledger_export"),
]

"""Which app lives where. Apps in both lists have tables in the public schema and in every tenant's."""

from __future__ import annotations

SHARED_APPS = [
    "django_tenants",
    "tenants",
    "tenants.records",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "accounts",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "rest_framework",
    "config",
]

TENANT_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "guardian",
    "tenants.records",
    "accounts",
    "documents",
    "notifications",
    "procedures",
    "applications",
    "reviews",
]

INSTALLED_APPS = SHARED_APPS + [app for app in TENANT_APPS if app not in SHARED_APPS]

TENANT_MODEL = "tenants.Jurisdiction"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TENANT_LIMIT_SET_CALLS = True
TENANT_SYNC_ROUTER = "tenants.routers.SchemaRouter"
SHOW_PUBLIC_IF_NO_TENANT_FOUND = False

AUTH_USER_MODEL = "accounts.User"

REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "accounts.api.errors.answer",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}

"""Keys, cookies, sign-in, headers."""

from __future__ import annotations

from csp.constants import NONE, SELF

from config import env

SECRET_KEY = env.text("SECRET_KEY")
#: Wraps every tenant's data key; kept outside the database.
SITE_KEY = env.key_bytes("SITE_KEY", 32)
FIELD_CIPHER = env.text("FIELD_CIPHER", "AES-GCM")
LEDGER_DIGEST = env.text("LEDGER_DIGEST", "sha256")
#: Where the heads of the ledgers are written down outside the database; empty means in the log only.
LEDGER_HEADS_FILE = env.text("LEDGER_HEADS_FILE", "")

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", f".{env.text('BASE_DOMAIN')}")
USE_X_FORWARDED_HOST = False

AUTHENTICATION_BACKENDS = [
    "accounts.backends.AccountBackend",
    "guardian.backends.ObjectPermissionBackend",
]
#: Guardian's anonymous user would be a user in every schema, the template's too.
ANONYMOUS_USER_NAME = None
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.validators.CharacterClassesValidator"},
    {"NAME": "accounts.validators.StrengthValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "landing"

SESSION_ENGINE = "django.contrib.sessions.backends.cache"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_IDLE_SECONDS = env.integer("SESSION_IDLE_SECONDS", 30 * 60)
SESSION_ABSOLUTE_SECONDS = env.integer("SESSION_ABSOLUTE_SECONDS", 12 * 60 * 60)
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_SAMESITE = "Lax"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

_store = env.text("S3_PUBLIC_ENDPOINT")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", _store],
        "font-src": [SELF],
        "connect-src": [SELF, _store],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}

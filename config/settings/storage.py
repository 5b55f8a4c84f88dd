"""PostgreSQL, Valkey, the object store, mail and SMS: everything with an address."""

from __future__ import annotations

from typing import Any

from config import env


def database(variable: str, *, role_prefix: str | None, pooled: bool) -> dict[str, Any]:
    """A Django database alias. With `role_prefix` every checkout assumes the role of its schema."""
    where = env.address(variable)
    options: dict[str, Any] = {}
    if pooled:
        from tenants.backend.pool import reset_connection

        options["pool"] = {
            "min_size": 1,
            "max_size": env.integer("DATABASE_POOL_SIZE", 8),
            "max_lifetime": 1800,
            "timeout": 15,
            "reset": reset_connection,
        }
    return {
        "ENGINE": "tenants.backend",
        "NAME": where.name,
        "USER": where.user,
        "PASSWORD": where.password,
        "HOST": where.host,
        "PORT": str(where.port or 5432),
        "CONN_MAX_AGE": 0 if pooled else 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "TENANT_ROLE_PREFIX": role_prefix,
    }


_pooled = env.flag("DATABASE_POOL", default=False)
DATABASES = {
    "default": database(
        "DATABASE_URL",
        role_prefix=env.text("DATABASE_ROLE_PREFIX", env.address("DATABASE_URL").name),
        pooled=_pooled,
    )
}
if env.optional_address("OWNER_DATABASE_URL"):
    DATABASES["owner"] = database("OWNER_DATABASE_URL", role_prefix=None, pooled=False)
#: Ours decides; django-tenants refuses to start without the name of its own.
DATABASE_ROUTERS = ["tenants.routers.SchemaRouter", "django_tenants.routers.TenantSyncRouter"]

CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": env.text("CACHE_URL"),
        "KEY_FUNCTION": "django_tenants.cache.make_key",
        "REVERSE_KEY_FUNCTION": "django_tenants.cache.reverse_key",
        "TIMEOUT": 300,
    }
}

CELERY_BROKER_URL = env.text("REDIS_URL")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TENANT_CACHE_SECONDS = 30

#: The object store: the internal endpoint serves us, the public one is what browsers post to.
S3_ENDPOINT = env.text("S3_ENDPOINT")
S3_PUBLIC_ENDPOINT = env.text("S3_PUBLIC_ENDPOINT")
S3_ACCESS_KEY = env.text("S3_ACCESS_KEY")
S3_SECRET_KEY = env.text("S3_SECRET_KEY")
S3_REGION = env.text("S3_REGION", "us-east-1")
#: A new jurisdiction gets a bucket of this name and its code.
STORAGE_BUCKET_PREFIX = env.text("STORAGE_BUCKET_PREFIX", "tongban-")

_mail = env.address("SMTP_URL")
EMAIL_HOST = _mail.host
EMAIL_PORT = _mail.port or 25
EMAIL_HOST_USER = _mail.user
EMAIL_HOST_PASSWORD = _mail.password
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "tongban@localhost")

SMS_GATEWAY_URL = env.text("SMS_GATEWAY_URL")
SMS_SIGNATURE = env.text("SMS_SIGNATURE", "通办")
SMS_TIMEOUT = 10
#: Texts a day of one jurisdiction; further reminders leave the next morning. 0 sets no limit.
SMS_DAILY_QUOTA = env.integer("SMS_DAILY_QUOTA", 0)
#: With it the provider signs its delivery receipts; empty refuses every receipt.
SMS_RECEIPT_KEY = env.text("SMS_RECEIPT_KEY", "")
#: `host:port` of clamd; empty means files are marked "not scanned".
MALWARE_SCANNER = env.text("MALWARE_SCANNER", "")

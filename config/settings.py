"""The one settings file. Everything comes from the environment; the development defaults work as they are.

`MINGZHANG_ENV` is `development` (default) or `production`. In production there are no defaults for secrets and addresses:
what is missing or wrong is named in one line, and nothing starts. `docs/settings.md` lists every variable.
"""

from __future__ import annotations

import os
import re
import sys
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from environs import Env, EnvError, EnvNotSetError
from kombu import Queue

from config.local.addresses import Addresses, local_dir, read_addresses
from ingest import CAN_RECOGNISE

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = local_dir()

env = Env()


def _stop(message: str) -> NoReturn:
    """One line for a wrong environment: what is wrong and what to do; no trace."""
    sys.stderr.write(f"环境变量有误：{message}\n")
    raise SystemExit(2)


def _read() -> dict[str, Any]:
    """Read and check every variable; the names are the environment's."""
    environment = env.str("MINGZHANG_ENV", "development")
    if environment not in ("development", "production"):
        _stop(f"MINGZHANG_ENV={environment!r}，只能是 development 或 production。")
    production = environment == "production"
    return {
        "production": production,
        "debug": env.bool("DEBUG", False),
        "secret_key": env.str("SECRET_KEY") if production else env.str("SECRET_KEY", "development-only-" + "x" * 40),
        "hosts": env.list("ALLOWED_HOSTS") if production else env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"]),
        "origins": env.list("CSRF_TRUSTED_ORIGINS", []),
        "database": env.str("DATABASE_URL") if production else env.str("DATABASE_URL", ""),
        "broker": env.str("CELERY_BROKER_URL") if production else env.str("CELERY_BROKER_URL", ""),
        "documents": env.path("DOCUMENTS_DIR", LOCAL_DIR / "documents"),
        "page_images": env.path("PAGE_IMAGES_DIR", LOCAL_DIR / "page-images"),
        "page_images_mib": env.int("PAGE_IMAGES_MIB", 512),
        "dumps": env.path("DUMPS_DIR", LOCAL_DIR / "dumps"),
        "dumps_kept": env.int("DUMPS_KEPT", 7),
        "dumps_hours": env.int("DUMPS_HOURS", 24),
        "dumps_license": env.str("DUMPS_LICENSE", "CC-BY-4.0"),
        "backups": env.path("BACKUPS_DIR", LOCAL_DIR / "backups"),
        "backups_kept": env.int("BACKUPS_KEPT", 7),
        "public_url": env.str("PUBLIC_URL", "").rstrip("/"),
        "ssl": env.bool("SECURE_SSL", production),
        "proxy": env.bool("BEHIND_PROXY", False),
        "log_level": env.str("LOG_LEVEL", "INFO"),
        "log_format": env.str("LOG_FORMAT", "text"),
        "metrics_token": env.str("METRICS_TOKEN", ""),
        "metrics_folder": env.str("PROMETHEUS_MULTIPROC_DIR", None),
        "sentry_dsn": env.str("SENTRY_DSN", ""),
        "upload_mib": env.int("MAX_UPLOAD_MIB", 50),
        "fetch_seconds": env.int("FETCH_SECONDS", 120),
        "parse_seconds": env.int("PARSE_SECONDS", 1_200 if CAN_RECOGNISE else 300),
        "parse_mib": env.int("PARSE_MIB", 1024),
        "statement_seconds": env.int("STATEMENT_SECONDS", 0),
        "throttle_anon": env.str("API_THROTTLE_ANON", "120/min"),
        "throttle_key": env.str("API_THROTTLE_KEY", "1200/min"),
        "streams": env.int("API_STREAMS", 2),
        "keys_per_address": env.str("KEYS_PER_ADDRESS", "5/hour"),
        "keys_in_all": env.str("KEYS_IN_ALL", "200/day"),
        "key_link_minutes": env.int("KEY_LINK_MINUTES", 60),
        "email_url": env.str("EMAIL_URL", ""),
        "email_from": env.str("EMAIL_FROM", ""),
        "reports_per_address": env.str("REPORTS_PER_ADDRESS", "10/hour"),
        "reports_in_all": env.str("REPORTS_IN_ALL", "200/day"),
        "four_eyes": env.bool("FOUR_EYES", True),
        "login_failures": env.int("LOGIN_FAILURES", 10),
        "login_lock_minutes": env.int("LOGIN_LOCK_MINUTES", 15),
        "session_idle_minutes": env.int("SESSION_IDLE_MINUTES", 60),
        "session_hours": env.int("SESSION_HOURS", 8),
    }


def _explain(error: EnvError) -> str:
    """environs names the variable in quotes and says in English what is wrong with it."""
    name = str(error).split('"')[1]
    if isinstance(error, EnvNotSetError):
        return f"缺少 {name}，生产环境必须设置（见 docs/settings.md）。"
    return f"{name}={env.str(name)!r}，应是 {'整数' if 'integer' in str(error) else 'true 或 false'}。"


try:
    _env = _read()
except EnvError as error:
    _stop(_explain(error))


def _require(holds: object, message: str) -> None:
    if not holds:
        _stop(message)


for _name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "CELERY_BROKER_URL"):
    _require(not _env["production"] or env.str(_name), f"{_name} 是空的，生产环境必须设置（见 docs/settings.md）。")
_require(_env["upload_mib"] >= 1, "MAX_UPLOAD_MIB 至少 1。")
_require(_env["fetch_seconds"] >= 1, "FETCH_SECONDS 至少 1。")
_require(_env["parse_seconds"] >= 1, "PARSE_SECONDS 至少 1。")
_require(_env["parse_mib"] >= 256, "PARSE_MIB 至少 256。")
_require(_env["statement_seconds"] >= 0, "STATEMENT_SECONDS 是秒数，0 是不限。")
_require(_env["dumps_kept"] >= 1, "DUMPS_KEPT 至少 1。")
_require(_env["backups_kept"] >= 1, "BACKUPS_KEPT 至少 1。")
_require(_env["dumps_hours"] >= 0, "DUMPS_HOURS 是小时数，0 是不自动做。")
_require(re.fullmatch(r"[\w.-]+", _env["dumps_license"]), "DUMPS_LICENSE 应是许可的代号，如 CC-BY-4.0。")
_require(
    not _env["public_url"] or (urlsplit(_env["public_url"]).scheme in ("http", "https") and urlsplit(_env["public_url"]).netloc),
    "PUBLIC_URL 应形如 https://mz.example.org。",
)
_require(_env["page_images_mib"] >= 1, "PAGE_IMAGES_MIB 至少 1。")
_require(_env["streams"] >= 1, "API_STREAMS 至少 1。")
_require(_env["key_link_minutes"] >= 5, "KEY_LINK_MINUTES 至少 5。")
_require(not _env["email_url"] or _env["email_from"], "设了 EMAIL_URL，还要设 EMAIL_FROM：信从哪个邮箱寄出，如 mz@example.org。")
_require(not _env["email_from"] or re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", _env["email_from"]), "EMAIL_FROM 应是一个邮箱，如 mz@example.org。")
for _key in ("login_failures", "login_lock_minutes", "session_idle_minutes", "session_hours"):
    _require(_env[_key] >= 1, f"{_key.upper()} 至少 1。")
_require(_env["log_level"] in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), "LOG_LEVEL 应是 DEBUG、INFO、WARNING、ERROR 或 CRITICAL。")
_require(_env["log_format"] in ("text", "json"), "LOG_FORMAT 应是 text 或 json。")
_require(re.fullmatch(r"([!-~]{16,})?", _env["metrics_token"]), "METRICS_TOKEN 至少 16 个字符，没有空格，只用 ASCII。")
_require(
    _env["metrics_folder"] is None or os.access(_env["metrics_folder"], os.W_OK | os.X_OK),
    "PROMETHEUS_MULTIPROC_DIR 应是已有的、可写的文件夹。",
)
_require(
    re.fullmatch(r"(https?://[^\s:/@]+(:[^\s:/@]+)?@[^\s/@]+(/[^\s?#]+)*/\d+)?", _env["sentry_dsn"]),
    "SENTRY_DSN 应形如 https://公钥@主机/编号。",
)
_require(
    not _env["sentry_dsn"] or find_spec("sentry_sdk"),
    "SENTRY_DSN 要用选装 sentry：请运行 make setup EXTRAS=sentry，或 pip install --require-hashes -r requirements-sentry.txt。",
)
for _key, _name in (
    ("throttle_anon", "API_THROTTLE_ANON"),
    ("throttle_key", "API_THROTTLE_KEY"),
    ("keys_per_address", "KEYS_PER_ADDRESS"),
    ("keys_in_all", "KEYS_IN_ALL"),
    ("reports_per_address", "REPORTS_PER_ADDRESS"),
    ("reports_in_all", "REPORTS_IN_ALL"),
):
    _require(re.fullmatch(r"\d+/(second|minute|min|hour|day)", _env[_key]), f"{_name} 应形如 120/min（或 /second、/hour、/day）。")
_require(
    not _env["broker"] or urlsplit(_env["broker"]).scheme in ("redis", "rediss", "amqp", "amqps"),
    "CELERY_BROKER_URL 应形如 redis://:密码@主机:6379/0 或 amqp://用户:密码@主机:5672//。",
)


def database(url: str) -> dict[str, Any]:
    """`postgres://user:password@host:port/name`, or with `?host=/folder` for a Unix socket, as Django's setting."""
    parts = urlsplit(url)
    query = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    try:
        port = parts.port
    except ValueError:
        _stop("DATABASE_URL 的端口不是数字。")
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        _stop("DATABASE_URL 应形如 postgres://用户:密码@主机:5432/库名。")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": query.get("port", str(port or "")),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
            "connect_timeout": 5,
            "options": f"-c statement_timeout={_env['statement_seconds']}s",
        },
    }


def mail(url: str) -> dict[str, Any]:
    """`smtp://user:password@host:587` (STARTTLS), `smtps://…:465` (TLS at once) or `smtp://host:25?tls=none`, as Django's settings.

    Without one, development shows letters in the log of the worker that would send them; production sends none (`MAIL`).
    """
    if not url:
        return {"EMAIL_BACKEND": f"django.core.mail.backends.{'dummy' if _env['production'] else 'console'}.EmailBackend"}
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        _stop("EMAIL_URL 的端口不是数字。")
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.query not in ("", "tls=none"):
        _stop("EMAIL_URL 应形如 smtp://用户:密码@主机:587、smtps://用户:密码@主机:465 或 smtp://主机:25?tls=none。")
    at_once = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if at_once else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": at_once,
        "EMAIL_USE_TLS": not at_once and not parts.query,
        "EMAIL_TIMEOUT": 10,
    }


def _embedded() -> Addresses:
    """Where the embedded services listen, used for what the environment names no server for. Port 0 until `config/local/` started them."""
    try:
        return read_addresses(LOCAL_DIR) or Addresses(password="")
    except PermissionError:
        _stop(f"不能读取 {LOCAL_DIR}：它属于另一个用户。请用该用户运行，或设 MINGZHANG_LOCAL_DIR 为另一个文件夹。")


# Security

PRODUCTION = _env["production"]
DEBUG = _env["debug"]
SECRET_KEY = _env["secret_key"]
ALLOWED_HOSTS = _env["hosts"]
CSRF_TRUSTED_ORIGINS = _env["origins"]
SECURE_SSL_REDIRECT = _env["ssl"]
SECURE_HSTS_SECONDS = 31_536_000 if _env["ssl"] else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _env["ssl"]
SECURE_HSTS_PRELOAD = _env["ssl"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _env["proxy"] else None
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked from beside, not through the proxy
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = _env["ssl"]
CSRF_COOKIE_SECURE = _env["ssl"]
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = _env["session_idle_minutes"] * 60  # from the last click on: `config.sessions`
SESSION_MOST = _env["session_hours"] * 60 * 60
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Applications

INSTALLED_APPS = [
    "config.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "import_export",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "budgets",
    "ingest",
    "comparisons",
    "handbook",
    "dumps",
    "subscribers",
    "operations",
    "backups",
]

# Cells that begin with = + - @ are text in what is exported.
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

MIDDLEWARE = [
    "operations.requests.Seen",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "subscribers.usage.Counted",
    "config.delivery.Delivered",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.sessions.SessionsEnd",
    "budgets.trail.Attributed",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "budgets.moved.Moved",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "budgets.languages.alternates",
            ],
        },
    }
]

# Storage

DATABASES = {"default": database(_env["database"] or _embedded().database_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "static/"
STATIC_ROOT = LOCAL_DIR / "static" if PRODUCTION else None  # in development they are served from where they are written
DOCUMENTS_DIR = _env["documents"]
DUMPS_KEPT = _env["dumps_kept"]
DUMPS_HOURS = _env["dumps_hours"]
DUMPS_LICENSE = _env["dumps_license"]
BACKUPS_DIR = _env["backups"]
BACKUPS_KEPT = _env["backups_kept"]
PUBLIC_URL = _env["public_url"]
PAGE_IMAGES_DIR = _env["page_images"]
PAGE_IMAGES_BYTES = _env["page_images_mib"] * 1024 * 1024
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DOCUMENTS_DIR}},
    "dumps": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": _env["dumps"]}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"  # what one transaction did keeps its order

# Limits

MAX_UPLOAD_BYTES = _env["upload_mib"] * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FETCH_SECONDS = _env["fetch_seconds"]
PARSE_SECONDS = _env["parse_seconds"]
PARSE_MIB = _env["parse_mib"]
REPORTS_PER_ADDRESS = _env["reports_per_address"]
REPORTS_IN_ALL = _env["reports_in_all"]
API_STREAMS = _env["streams"]
KEYS_PER_ADDRESS = _env["keys_per_address"]
KEYS_IN_ALL = _env["keys_in_all"]
KEY_LINK_MINUTES = _env["key_link_minutes"]

# Letters: to owners of keys. MAIL says whether they reach anybody.

MAIL = bool(_env["email_url"])
globals().update(mail(_env["email_url"]))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _env["email_from"] or "mingzhang@localhost"

# People

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
FOUR_EYES = _env["four_eyes"]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]

# Failed log-ins are counted in the database, for all processes alike. An attempt, with its address, is removed once it no longer counts;
# who logged in from where is not kept at all.
AXES_FAILURE_LIMIT = _env["login_failures"]
AXES_COOLOFF_TIME = timedelta(minutes=_env["login_lock_minutes"])
AXES_LOCKOUT_PARAMETERS = "config.signing_in.counted"
AXES_LOCKOUT_CALLABLE = "config.signing_in.locked_out"
AXES_CLIENT_IP_CALLABLE = "config.signing_in.address"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time that is told stays true
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

OTP_TOTP_ISSUER = "明账"

# Language

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# API

REST_FRAMEWORK = {
    # Everything that it says is public, and never depends on who is logged in; a key is asked how often, not what, it may ask.
    "DEFAULT_AUTHENTICATION_CLASSES": ["subscribers.authentication.Bearer"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
    "DEFAULT_RENDERER_CLASSES": ["budgets.api.rendering.FastJSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "budgets.api.negotiation.ByAddress",
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "budgets.api.problems.handle",
    "DEFAULT_THROTTLE_CLASSES": ["budgets.api.throttles.ByAddress", "subscribers.authentication.OfKey"],
    "DEFAULT_THROTTLE_RATES": {"anon": _env["throttle_anon"], "key": _env["throttle_key"]},
    # X-Forwarded-For tells visitors apart only where our proxy writes its end; elsewhere anyone could write a new address each time.
    "NUM_PROXIES": 1 if _env["proxy"] else 0,
    "COERCE_DECIMAL_TO_STRING": True,
    "URL_FORMAT_OVERRIDE": None,  # `format` is a parameter of lists (`budgets.api.parameters`)
}
# Any site's scripts may read the API, as anybody may; without cookies, and nothing else of this site.
CORS_URLS_REGEX = r"^/(api|dumps)/"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ("GET", "HEAD", "OPTIONS")
CORS_EXPOSE_HEADERS = ("ETag", "Accept-Ranges", "Content-Range", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After")
SPECTACULAR_SETTINGS = {
    "TITLE": "明账 API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    # Fields of these names have other choices elsewhere.
    "ENUM_NAME_OVERRIDES": {
        "FindingVerdictEnum": "budgets.models.figures.Verdict",
        "FindingOutcomeEnum": "budgets.models.figures.Finding.Outcome",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "budgets.api.described.only_what_is_asked_for",
    ],
}

# Counters of visitors, in each process. Django's own 300 entries are fewer than the visitors of a minute, whose counts would be lost.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}}

# Tasks: acknowledged late, so that a killed worker loses nothing; every task says why a second delivery is harmless.

CELERY_BROKER_URL = _env["broker"] or _embedded().broker_url
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "mingzhang"
# Addresses wait in a queue of their own: workers of theirs wait for slow sites, while others read. One that is told no queue takes both.
FETCH_QUEUE = "mingzhang-fetch"
CELERY_TASK_QUEUES = [Queue(name, routing_key=name) for name in (CELERY_TASK_DEFAULT_QUEUE, FETCH_QUEUE)]
CELERY_TASK_ROUTES = {"ingest.addresses.fetch_address": {"queue": FETCH_QUEUE}, "subscribers.tasks.*": {"queue": FETCH_QUEUE}}
CELERY_BEAT_SCHEDULE = {
    "due": {"task": "subscribers.tasks.send_due", "schedule": 60.0, "options": {"expires": 60}},
    "tidy": {"task": "subscribers.tasks.tidy", "schedule": 3600.0},
} | ({"dumps": {"task": "dumps.tasks.make_due", "schedule": 3600.0}} if _env["dumps_hours"] else {})
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A worker killed while its child reads on keeps its connection open: RabbitMQ gives it tasks until it misses a heartbeat. Celery's 120 s
# would leave them lying for minutes.
CELERY_BROKER_HEARTBEAT = 20
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2}
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": 20,  # a lock in the database tells a slow reading from a lost one, so this may be short
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 3,
        "socket_timeout": 30,
    }
    if CELERY_BROKER_URL.startswith("redis")
    else {"connect_timeout": 3}
)

# Logs: one line each, never document text, never personal data (`operations.logs`). Outside of production errors say all that they have.

_WHOLE = {"whole": not PRODUCTION}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"numbered": {"()": "operations.logs.Numbered", **_WHOLE}},
    "formatters": {
        "text": {"()": "operations.logs.Text", **_WHOLE},
        "json": {"()": "operations.logs.Json", **_WHOLE},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["numbered"], "formatter": _env["log_format"]}},
    "root": {"handlers": ["stderr"], "level": _env["log_level"]},
    "loggers": {
        "psycopg.pool": {"level": "ERROR"},  # each failed attempt is a warning there; the caller gets the error anyway
        "axes": {"level": "ERROR"},  # its warnings name people and addresses
    },
}

# Watching

METRICS_TOKEN = _env["metrics_token"]
SENTRY_DSN = _env["sentry_dsn"]

"""Settings, read from the environment by strict readers; SQLite when nothing is set."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from jornada.project.mail import read_mail_url
from jornada.project.oidc import read_provider
from jornada.project.paths import home

PACKAGE = Path(__file__).resolve().parents[1]


def flag(name: str, default: bool) -> bool:
    """Read a yes/no variable; refuse anything else."""
    text = os.environ.get(name, "1" if default else "0").strip().lower()
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off", ""):
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {text!r}.")


def words(name: str, default: str = "") -> list[str]:
    """Read a comma-separated list."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def rate(name: str, default: str) -> tuple[int, int]:
    """Read requests a window, such as 3000/min; 0 means no limit."""
    text = os.environ.get(name, default).strip()
    number, _slash, window = text.partition("/")
    seconds = {"": 60, "s": 1, "min": 60, "h": 3600}.get(window)
    if not number.isdecimal() or seconds is None:
        raise ImproperlyConfigured(f"{name} must be a number of requests a window (3000/min, 50/s, 0), not {text!r}.")
    return int(number), seconds


def secret_key() -> str:
    """Return the key from the environment, or one made once and kept in JORNADA_HOME."""
    given = os.environ.get("JORNADA_SECRET_KEY")
    if given:
        return given
    path = HOME / "secret-key"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


HOME = home()
DEBUG = flag("JORNADA_DEBUG", False)
SECRET_KEY = secret_key()
ALLOWED_HOSTS = words("JORNADA_HOSTS", "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = words("JORNADA_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "django_vite",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "csp",
    "ninja",
    "django_tasks",
    "django_tasks_db",
    "jornada.ui",
    "jornada.apps.org",
    "jornada.apps.market",
    "jornada.apps.interactions",
    "jornada.apps.journeys",
    "jornada.apps.leads",
    "jornada.apps.handoff",
    "jornada.apps.sales",
    "jornada.apps.insight",
    "jornada.flow",
    "jornada.edge.files",
    "jornada.edge.calendars",
    "jornada.edge.webhooks",
    "jornada.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "jornada.apps.org.trouble.TroubleMiddleware",
    "jornada.api.middleware.ApiMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jornada.apps.org.middleware.PersonalSettingsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jornada.apps.org.middleware.SignInRequiredMiddleware",
    "jornada.apps.org.signin.middleware.SignedInBrowserMiddleware",
    "jornada.ui.errors.WrongMethodMiddleware",
    "jornada.ui.errors.FarNumberMiddleware",
    "jornada.ui.once.OnceMiddleware",
]

ROOT_URLCONF = "jornada.project.urls"
WSGI_APPLICATION = "jornada.project.wsgi.application"

FORM_RENDERER = "jornada.ui.renderer.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "ui" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "jornada.ui.context.shell",
                "jornada.apps.org.notice_views.bell",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
            ],
        },
    }
]
COTTON_DIR = "cotton"

# ---- database -----------------------------------------------------------------------------------
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000; "
        "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456; PRAGMA journal_size_limit=67108864;"
    ),
}


def database() -> dict:
    """Describe the database: DATABASE_URL, or SQLite in JORNADA_HOME."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'jornada.sqlite3'}"
    try:
        config = dict(dj_database_url.parse(url))
    except Exception as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL is not a database address: {error}. Expected for example postgres://user:password@host:5432/name."
        ) from error
    if config["ENGINE"].endswith("sqlite3"):
        Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        test = {"NAME": str(HOME / "test.sqlite3")}  # a file, as in use: workers of a test are other processes
        engine = "jornada.project.sqlite3"
        return {**config, "ENGINE": engine, "OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": None, "TEST": test}
    if not config["ENGINE"].endswith("postgresql"):
        raise ImproperlyConfigured(f"DATABASE_URL names {config['ENGINE']}; Jornada runs on SQLite and PostgreSQL.")
    # Queries are many and short: the server's compiler takes up to a hundred times as long as those it is called for.
    plain = {"options": " ".join(filter(None, ["-c jit=off", os.environ.get("PGOPTIONS")]))}
    # The pool doubles its waits while the server is away, up to minutes. Given up after a few seconds, it begins anew
    # with the next request, and serves as soon as the server does.
    pool = {"min_size": 2, "max_size": int(os.environ.get("JORNADA_POOL", "12")), "timeout": 10, "reconnect_timeout": 4}
    options = {**plain, **config.get("OPTIONS", {}), "pool": pool}
    return {**config, "ENGINE": "jornada.project.postgresql", "OPTIONS": options, "CONN_MAX_AGE": 0}


DATABASES = {"default": database()}
# A pooler that gives each transaction another connection may not know the statements that are kept on one.
KEEPS_STATEMENTS = flag("JORNADA_KEEP_STATEMENTS", default=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # So many forms in an hour are known when they come a second time.
    "default": {
        "BACKEND": "jornada.project.cache.TableCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# ---- people -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "org.User"
AUTHENTICATION_BACKENDS = ["jornada.apps.org.signin.backend.PeopleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "jornada.apps.org.adapter.InvitedOnlyAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
# Strangers' addresses get no mail, least of all one that offers to sign up.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "jornada.apps.org.signin.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "jornada.apps.org.signin.factor_forms.CodeForm",
    "authenticate_webauthn": "jornada.apps.org.signin.factor_forms.SecondKeyForm",
    "login_webauthn": "jornada.apps.org.signin.factor_forms.PasskeyForm",
    "reauthenticate_webauthn": "jornada.apps.org.signin.factor_forms.KeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not flag("JORNADA_HTTPS", False)
SOCIALACCOUNT_ADAPTER = "jornada.edge.safe_session.GuardedAccountAdapter"
# A form that leads to another site is stopped by the policy below; state and PKCE protect the way back.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS = read_provider(os.environ)

# ---- mail ---------------------------------------------------------------------------------------
SITE_URL = os.environ.get("JORNADA_URL", "").rstrip("/")
MAIL = read_mail_url(os.environ.get("JORNADA_MAIL_URL", ""))
HAS_MAIL = bool(MAIL)
globals().update(MAIL)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = (
    os.environ.get("JORNADA_MAIL_FROM") or MAIL.get("EMAIL_HOST_USER") or "jornada@localhost"
)

# ---- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "pt-br"
LANGUAGES = [("pt-br", _("Portuguese (Brazil)")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["jornada.project.formats"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "America/Sao_Paulo"

# ---- static files and front end -----------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [PACKAGE / "ui" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DJANGO_VITE = {
    "default": {
        "dev_mode": flag("JORNADA_VITE_DEV", False),
        "manifest_path": PACKAGE / "ui" / "static" / "dist" / "manifest.json",
        "static_url_prefix": "dist",
    }
}
MEDIA_ROOT = HOME / "files"
COPY_FOLDER = HOME / "copy"

# ---- safety -------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        "style-src-attr": ["'unsafe-inline'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
IS_HTTPS = flag("JORNADA_HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
# As long as Brazilian law (Marco Civil da Internet, article 15) has providers keep who used them.
SIGN_IN_DAYS = int(os.environ.get("JORNADA_SIGN_IN_DAYS", "180"))
# As the mail says, and as links that an administrator makes.
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the unknown values of an import are four fields each
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
PRIVATE_HOSTS = frozenset(word.lower() for word in words("JORNADA_PRIVATE_HOSTS"))
API_RATE = rate("JORNADA_API_RATE", "3000/min")
MAX_IMPORT_BYTES = int(os.environ.get("JORNADA_MAX_IMPORT_MB", "2048")) * 1024 * 1024
MAX_FILE_BYTES = int(os.environ.get("JORNADA_MAX_FILE_MB", "25")) * 1024 * 1024
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"secrets": {"()": "jornada.project.log_masks.SecretAddresses"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("JORNADA_LOG", "WARNING")},
}

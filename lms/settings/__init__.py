"""Every setting, from the environment. What production needs and does not get stops the start, with a sentence.

DEBUG=1 is for developing, DEMO=1 for `make demo`; both run without any other variable. Production sets neither.
"""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
AT_HOME = DEBUG or DEMO
VAR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))


def needed(name: str, at_home: str) -> str:
    """The variable; its default counts only when developing or in the demo."""
    value = env(name, default=at_home if AT_HOME else "")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Set it in the environment of the server, or start with DEBUG=1 or DEMO=1."
        )
    return value


def key_of_this_machine() -> str:
    """A key kept beside the demo's data, so that a restart does not sign everybody out.

    It appears whole or not at all: two processes that start at once on a new machine share the first one's.
    """
    file = VAR / "secret-key"
    if not file.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=VAR) as made:  # only its owner may read it
            made.write(secrets.token_urlsafe(50))
            made.flush()
            with suppress(FileExistsError):
                os.link(made.name, file)
    return file.read_text()


SECRET_KEY = env("SECRET_KEY", default="") or needed("SECRET_KEY", key_of_this_machine() if AT_HOME else "")
if not AT_HOME and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY has to be at least 50 characters long.")
# After a new key: the earlier ones, until nothing that was written with them is needed any more.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = needed("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
BASE_URL = needed("BASE_URL", f"http://127.0.0.1:{env('PORT', default='8000')}")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "lms",
    "lms.people",
    "lms.accounts",
    "skills",
    "courses",
    "lms.dashboards",
    "cms",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.embeds",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

# What static files need too comes before WhiteNoise, which answers for them.
MIDDLEWARE = [
    "lms.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lms.accounts.shared_device.SharedDeviceMiddleware",
    "lms.accounts.session_life.SessionLifeMiddleware",
    "lms.accounts.card_sessions.CardMiddleware",
    "lms.people.middleware.PersonMiddleware",
    "lms.accounts.second_factor.SecondFactorMiddleware",
    "lms.accounts.security_log.RefusalsMiddleware",
    "cms.fence.AdminFence",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.context.page_frame",
            ]
        },
    }
]

DATABASES = {"default": env.db_url_config(needed("DATABASE_URL", f"sqlite:///{VAR / 'bouwsteen.sqlite3'}"))}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    VAR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["OPTIONS"] = {
        "options": "-c jit=off"
    }  # our queries are short: compiling one takes longer
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache_url_config(needed("CACHE_URL", "locmemcache://"))}
if not AT_HOME and CACHES["default"]["BACKEND"].endswith("LocMemCache"):
    raise ImproperlyConfigured(
        "CACHE_URL has to name a cache that all workers share, such as redis://127.0.0.1:6379/0 or dbcache://cache:"
        " wrong passwords are counted in it, and who signs out has to be out everywhere."
    )
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * 60 * 12  # lms.accounts.session_life ends it sooner
# No script of ours reads a cookie. Production lets a browser take them over TLS only, for this host only.
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
COOKIE_PREFIX = "" if AT_HOME else "__Host-"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
MESSAGE_STORAGE = "lms.cookies.Messages"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "lms.accounts.passwords.OwnWordsValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24  # seconds; the link works once
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "lms.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = (
    True  # before another address gets the mails; for the second step it is so anyway
)
# Nobody can sign up, so a stranger's address gets no mail that offers it.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Bouwsteen: "
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Counted in the cache, so for all workers together; a wrong second step counts too.
# Each sign-in of an organisation asks its provider something; a town hall has one address for everybody.
# A file of all that is stored about somebody is made while she waits.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/5m/key,50/5m/ip",
    "organisation_sign_in": "300/m/ip",
    "my_data": "10/h/user",
    "card_code": "60/m/ip",
    "card_failed": "10/5m/key,10/5m/ip",
    "login": "100/m/ip",
    "export": "60/h/user",
    "upload": "120/h/user",
    "help": "30/h/user",
    "remark": "30/h/user",
    "cards": "60/h/user",
}
# How many proxies stand before the server: the address of a browser is what the nearest one that counts says it is.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXIES", 0 if AT_HOME else 1)
# The sign-in of an organisation itself (OpenID Connect); no account is joined by its e-mail address.
SOCIALACCOUNT_ADAPTER = "lms.accounts.openid.SocialAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_STORE_TOKENS = SOCIALACCOUNT_QUERY_EMAIL = False
PROVIDERS_AT_HOME = DEBUG  # a provider on the developer's own machine, over http
# Whoever holds a role needs a second step to use it; off in the demo, where everybody tries every role.
SECOND_FACTOR = env.bool("SECOND_FACTOR", not DEMO)
MFA_ADAPTER = "lms.accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "lms.accounts.forms.ActivateAppForm",
    "authenticate": "lms.accounts.forms.CodeForm",
    "reauthenticate": "lms.accounts.forms.CodeAgainForm",
    "add_webauthn": "lms.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "lms.accounts.forms.RenamePasskeyForm",
    "authenticate_webauthn": "lms.accounts.forms.PasskeyForm",
    "login_webauthn": "lms.accounts.forms.PasskeyLoginForm",
    "reauthenticate_webauthn": "lms.accounts.forms.PasskeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Bouwsteen"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from HR, and signing in does not depend on them
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = AT_HOME

LANGUAGE_CODE = "nl"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("nl", "Nederlands"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("en", "English"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Brussels"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(VAR / "static"))
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # nothing asks for the others, and compressing them takes as long
MEDIA_URL = "/media/"
MEDIA_ROOT = env("MEDIA_ROOT", default=str(VAR / "media"))
# Who was erased, without names: kept outside the backups, and replayed after one is put back.
ERASURE_LEDGER = env("ERASURE_LEDGER", default=str(VAR / "erasures.jsonl"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# No inline script or style, no third party, no frame. The admin's own looser policy is set in cms/admin_urls.py.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
# The editor shows the preview of a page in a frame of its own site; the check wants no frames at all.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SECURE_REFERRER_POLICY = "same-origin"
if not AT_HOME:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]

EMAIL_CONFIG = env.email_url_config(needed("EMAIL_URL", "consolemail://"))
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = needed("DEFAULT_FROM_EMAIL", "bouwsteen@localhost")

WAGTAIL_SITE_NAME = "Bouwsteen"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_I18N_ENABLED = True
# An untranslated copy must not appear on the site the moment a translation is asked for.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILIMAGES_IMAGE_MODEL = "cms.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.Attachment"
# A file is what is in it, whatever its name: lms.safe_pictures, lms.safe_documents and lms.safe_recordings look.
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.uploads.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_EXTENSIONS = [
    *("csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "rtf", "txt", "xlsx"),
    *("m4a", "mp3", "mp4", "vtt", "webm"),
]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.uploads.AttachmentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_INLINE_CONTENT_TYPES = []
# No request may bring a bigger file, whatever page it is sent to.
FILE_UPLOAD_HANDLERS = [
    "lms.uploads.AtMost",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# The admin must not tell third parties who works here.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "lms.lines.Line"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    # They tell of every page saved; what somebody did is in Wagtail's own log.
    "loggers": {
        name: {"level": "WARNING"} for name in ("django_tasks", "fontTools", "wagtail", "weasyprint")
    },
}

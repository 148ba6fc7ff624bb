"""The product's settings, started as in the demo; only what makes tests slow or chatty differs."""

import os
import tempfile

os.environ.setdefault("DEMO", "1")
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
VARIABLE_FILES = tempfile.TemporaryDirectory(prefix="bouwsteen-tests-")  # gone with the process
os.environ.setdefault("VAR_DIR", VARIABLE_FILES.name)

from lms.settings import *  # noqa: E402, F403 - the variables above have to be there first

(VAR / "static").mkdir(exist_ok=True)  # noqa: F405 - else WhiteNoise warns at every client
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

from django.apps import AppConfig


class LmsConfig(AppConfig):
    """The wiring: settings, addresses, commands, and what every page shares."""

    name = "lms"
    default_auto_field = "django.db.models.BigAutoField"

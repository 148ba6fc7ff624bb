from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lms.accounts"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from lms.accounts.second_factor import remember

        authenticator_added.connect(remember)

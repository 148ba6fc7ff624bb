from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lms.accounts"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added
        from django.contrib.auth.signals import user_logged_in

        from lms.accounts import security_log, session_life
        from lms.accounts.second_factor import look_for_roles, remember

        authenticator_added.connect(remember)
        user_logged_in.connect(look_for_roles)
        user_logged_in.connect(session_life.begin)
        security_log.listen()

"""Interim: only superusers."""

from django.core.exceptions import PermissionDenied


class AdminFence:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.resolver_match.route.startswith("admin/") and not request.user.is_superuser:
            raise PermissionDenied

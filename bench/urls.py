"""The product's addresses, and two floors to compare with."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import path
from django.utils import timezone

from lms.models import SignOfLife
from lms.people.models import Employment
from lms.urls import urlpatterns as product


@login_required
def two_queries(request):
    """The least a signed-in page can be: who asks, and one row of theirs."""
    return HttpResponse(str(Employment.objects.filter(user=request.user).first()))


def one_insert(request):
    """The least that storing something can be: one row, committed."""
    SignOfLife.objects.create(name=f"floor-{timezone.now().timestamp()}", at=timezone.now())
    return HttpResponse("stored")


urlpatterns = [
    path("floor/read/", two_queries),
    path("floor/write/", one_insert),
    *product,
]

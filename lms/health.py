"""Whether this installation can do its work: what a load balancer asks."""

from __future__ import annotations

from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from lms.models import SignOfLife

SILENT_AFTER = timedelta(seconds=90)


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when pages can be served, else 503. A silent worker is told but does not take the pages away."""
    found = {"database": "ok", "migrations": "ok", "worker": "ok", "worker_seconds": None}
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            found["migrations"] = "pending"
        else:
            found |= worker_state()
    except DatabaseError:
        found |= {"database": "unreachable", "migrations": "unknown", "worker": "unknown"}
    serving = found["database"] == found["migrations"] == "ok"
    return JsonResponse(found, status=200 if serving else 503, headers={"Cache-Control": "no-store"})


def worker_state() -> dict:
    last = SignOfLife.objects.order_by("-at").first()
    if last is None:
        return {"worker": "never seen", "worker_seconds": None}
    silent = timezone.now() - last.at
    return {
        "worker": "ok" if silent < SILENT_AFTER else "silent",
        "worker_seconds": round(silent.total_seconds(), 1),
    }


def give_sign(name: str) -> None:
    SignOfLife.objects.update_or_create(name=name, defaults={"at": timezone.now()})

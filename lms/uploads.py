"""A file that is too big is not even kept while it comes in."""

from __future__ import annotations

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

MOST = 30 * 1024 * 1024  # of what any page takes


class AtMost(FileUploadHandler):
    """Counts what comes in, and takes no more than this. What it stopped, it tells to the request."""

    def __init__(self, request: HttpRequest | None = None, limit: int = MOST) -> None:
        super().__init__(request)
        self.limit, self.received = limit, 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > self.limit:
            self.request.too_big = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

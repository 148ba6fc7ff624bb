from django.db import models


class SignOfLife(models.Model):
    """When a worker last said that it runs."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%H:%M:%S}"

"""Handing in a certificate: which one, the day of issue, and the paper."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from skills.certificates.actions import EARLIEST, Refused
from skills.certificates.files import MOST_BYTES, NotTaken, Paper, paper_from
from skills.models import AcceptedCertificate, Framework

NOT_TAKEN = {
    "big": _("This file is too big. It may be at most 5 MB."),
    "kind": _("This is no PDF, JPEG or PNG file. Make a photo or a scan, and choose that file."),
    "picture": _("This picture cannot be read. Save it again as JPEG or PNG, and try again."),
    "large": _("This picture has too many pixels. Make it smaller first."),
}
REFUSED = {
    "own": _("Somebody else of HR has to confirm your own certificate."),
    "gone": _("This certificate is no longer on the list."),
    "future": _("This day is still to come. Look again at the day on the certificate."),
    "early": _("This day is too long ago. Look again at the day on the certificate."),
    "ended": _("This certificate is no longer valid. It ended too long ago to count."),
}
CHOOSE = {"required": _("Choose one."), "invalid_choice": _("Choose one from the list.")}


class PaperField(forms.FileField):
    """Gives the paper, cleaned; never the file that came in."""

    def to_python(self, data) -> Paper | None:
        file = super().to_python(data)
        if file is None:
            return None
        if file.size > MOST_BYTES:
            raise ValidationError(NOT_TAKEN["big"])
        try:
            return paper_from(file.read())
        except NotTaken as refused:
            raise ValidationError(NOT_TAKEN[refused.code]) from None

    def clean(self, data, initial=None) -> Paper | None:
        return super().clean(data, None)


class CertificateForm(forms.Form):
    accepted = forms.ModelChoiceField(
        AcceptedCertificate.objects.none(), label=_("Which certificate?"), error_messages=CHOOSE
    )
    issued_on = forms.DateField(
        label=_("Day on the certificate"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("This is not a date. For example: 2027-01-31.")},
    )
    paper = PaperField(
        label=_("Photo, scan or PDF"),
        help_text=_("PDF, JPEG or PNG, at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty. Choose another one."),
            "invalid": _("Choose a file."),
        },
    )

    def __init__(self, *args, framework: Framework, paper_needed: bool = True, **more) -> None:
        super().__init__(*args, **more)
        self.fields["accepted"].queryset = framework.accepted_certificates.live()
        self.fields["accepted"].empty_label = _now("Choose")
        self.fields["paper"].required = paper_needed
        bounds = {"min": EARLIEST, "max": timezone.localdate()}
        self.fields["issued_on"].widget.attrs |= {name: f"{day:%Y-%m-%d}" for name, day in bounds.items()}

    def refuse(self, refused: Refused) -> None:
        field = {"gone": "accepted", "own": None}.get(refused.code, "issued_on")
        self.add_error(field, REFUSED[refused.code])

"""The form that uploads a logo."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jornada.apps.org.logo.pictures import MOST_BYTES, NotAPictureError, Picture, written_anew
from jornada.apps.org.logo.queries import places
from jornada.rules.file_names import clean_name
from jornada.ui.widgets import FileInput

ACCEPTED = "image/png,image/jpeg,image/webp"


class LogoForm(forms.Form):
    """A picture, and whose it is; the values are the picture written anew and the name of the file."""

    office = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    file = forms.FileField(label=gettext_lazy("Picture"), widget=FileInput({"accept": ACCEPTED}))

    picture: Picture

    def clean_office(self) -> str:
        office = str(self.cleaned_data["office"])
        if office not in [place.office for place in places()]:
            raise forms.ValidationError(_("There is no such office any more."))
        return office

    def clean_file(self) -> UploadedFile:
        file: Any = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The picture is larger than 2 MB."))
        try:
            self.picture = written_anew(file.read())
        except NotAPictureError as error:
            raise forms.ValidationError(
                _("This is no picture that can be read. Expected PNG, JPEG or WebP.")
            ) from error
        return file

    def name(self) -> str:
        return clean_name(self.cleaned_data["file"].name or "logo")

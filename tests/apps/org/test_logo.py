"""The logo of the company and of its offices: what may be uploaded, where it stands, and the way back."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from jornada.apps.org.logo.models import Logo
from jornada.apps.org.logo.pictures import LARGEST, NotAPictureError, written_anew
from jornada.apps.org.logo.queries import logo_of, places
from jornada.apps.org.models import Team

pytestmark = pytest.mark.django_db
URL = "/settings/company/logo/"


def drawn(kind="PNG", size=(300, 100), mode="RGB", **options):
    made = BytesIO()
    Image.new(mode, size, "teal" if mode == "RGB" else None).save(made, kind, **options)
    return made.getvalue()


@pytest.fixture
def send(client, admin):
    client.force_login(admin)

    def upload(content, office="", name="logo.png"):
        return client.post(URL, {"office": office, "file": SimpleUploadedFile(name, content)}, follow=True)

    return upload


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_written_anew_as_png(kind):
    made = written_anew(drawn(kind))
    assert (made.content[:8], made.width, made.height) == (b"\x89PNG\r\n\x1a\n", 300, 100)


def test_a_large_one_is_made_smaller_in_its_own_proportions():
    made = written_anew(drawn(size=(4000, 1000)))
    assert (made.width, made.height) == (LARGEST[0], 250)


def test_nothing_of_the_file_but_what_one_sees_is_kept():
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    dirty = drawn("JPEG", exif=exif, icc_profile=b"x" * 200) + b"<script>alert(1)</script>"
    made = written_anew(dirty).content
    assert not [word for word in (b"secret", b"script", b"iCCP", b"eXIf", b"xxxx") if word in made]


def test_empty_margins_are_cut_off():
    picture = Image.new("RGBA", (200, 200))
    picture.paste((0, 90, 80, 255), (50, 80, 150, 120))
    made = BytesIO()
    picture.save(made, "PNG")
    assert (written_anew(made.getvalue()).width, written_anew(made.getvalue()).height) == (100, 40)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", SVG, drawn("GIF"), drawn("BMP"), drawn()[:60], b"%PDF-1.4", drawn(mode="RGBA")],
    ids=["empty", "head of a gif", "svg", "gif", "bmp", "broken", "pdf", "nothing to see"],
)
def test_what_is_no_picture_of_these_kinds_is_refused(send, content):
    with pytest.raises(NotAPictureError):
        written_anew(content)
    answer = send(content)
    assert (answer.status_code, Logo.objects.exists()) == (200, False)


def test_a_picture_of_too_many_points_is_refused_before_it_is_read():
    with pytest.raises(NotAPictureError):
        written_anew(drawn(mode="1", size=(20000, 20000)))


def test_a_file_that_is_too_large_is_refused(send):
    assert "larger than 2 MB" in send(drawn() + b" " * (2 * 1024 * 1024)).text


def test_an_administrator_uploads_replaces_removes_and_takes_back(send, client):
    page = send(drawn(), name="marca.png").text
    logo = Logo.objects.get()
    assert "marca.png (300 × 100)" in page
    first = bytes(logo.picture)
    send(drawn(size=(200, 100)))
    logo.refresh_from_db()
    assert bytes(logo.picture) != first
    assert client.post(f"{URL}{logo.pk}/back/{logo.version}/").status_code == 302
    logo.refresh_from_db()
    assert bytes(logo.picture) == first
    page = client.post(f"{URL}{logo.pk}/remove/", follow=True).text
    logo.refresh_from_db()
    assert (logo.picture, f"{URL}{logo.pk}/back/{logo.version}/" in page) == (None, True)
    client.post(f"{URL}{logo.pk}/back/{logo.version}/")
    logo.refresh_from_db()
    assert bytes(logo.picture) == first
    assert "marca.png" in client.get("/settings/history/").text


def test_nothing_is_undone_that_was_changed_since(send, client):
    send(drawn())
    before = Logo.objects.get()
    send(drawn(size=(200, 100)))
    page = client.post(f"{URL}{before.pk}/back/{before.version}/", follow=True).text
    assert "somebody changed it since" in page
    assert "200 × 100" in Logo.objects.get().about


def test_the_picture_cannot_run_anything(send, client):
    send(drawn())
    answer = client.get(f"{URL}{Logo.objects.get().pk}/")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_an_office_has_its_own_and_else_that_of_the_company(send, owner):
    owner.team = Team.objects.create(name="Sul", office="Porto Alegre")
    owner.save()
    send(drawn())
    assert logo_of(owner).office == ""
    send(drawn(), office="Porto Alegre")
    assert (logo_of(owner).office, logo_of(None).office) == ("Porto Alegre", "")
    Team.objects.update(office="Curitiba")
    owner.team.refresh_from_db()
    assert logo_of(owner).office == ""
    assert [(place.office, place.is_team_there) for place in places()] == [
        ("", True), ("Curitiba", True), ("Porto Alegre", False),
    ]  # fmt: skip


def test_an_office_that_is_not_there_gets_none(send):
    assert "no such office" in send(drawn(), office="Atlantis").text
    assert not Logo.objects.exists()


def test_others_do_neither(client, owner, admin):
    client.force_login(owner)
    sent = {"office": "", "file": SimpleUploadedFile("l.png", drawn())}
    assert client.post(URL, sent).status_code in (403, 404)
    assert client.get(f"{URL}1/").status_code in (403, 404)
    assert client.post(f"{URL}1/remove/").status_code in (403, 404)

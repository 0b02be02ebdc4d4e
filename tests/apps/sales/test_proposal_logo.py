"""The logo on a proposal: in the file and on the page of the link."""

from io import BytesIO

import pytest
from PIL import Image
from reportlab.platypus import Table

from jornada.apps.org.logo import actions as logos
from jornada.apps.org.logo.pictures import written_anew
from jornada.apps.org.models import Team
from jornada.apps.sales import line_actions
from jornada.apps.sales.proposals import actions, queries
from jornada.apps.sales.proposals.pdf import LOGO, _drawn, _head, as_pdf

pytestmark = pytest.mark.django_db


def picture(size=(300, 100)):
    made = BytesIO()
    Image.new("RGBA", size, (0, 90, 80, 120)).save(made, "PNG")
    return written_anew(made.getvalue())


@pytest.fixture
def sent(owner, opportunity):
    line_actions.add_line(owner, opportunity, description="Setup", unit_price=100)
    return actions.send_proposal(owner, actions.draft_proposal(owner, opportunity))


def test_without_a_logo_the_name_heads_it(client, sent):
    assert not any(isinstance(part, Table) for part in _head(sent))
    link = f"/p/{queries.token_of(sent)}/"
    assert "shared-logo" not in client.get(link).text
    assert client.get(f"{link}logo/").status_code == 404


def test_with_a_logo_both_have_it(client, admin, sent):
    plain = as_pdf(sent)
    logos.put_logo(admin, "", picture(), "marca.png")
    made = as_pdf(sent)
    assert (b"/Subtype /Image" in made, b"/Subtype /Image" in plain, as_pdf(sent) == made) == (True, False, True)
    link = f"/p/{queries.token_of(sent)}/"
    page = client.get(link).text
    assert f'src="{link}logo/' in page
    answer = client.get(f"{link}logo/")
    assert (answer["Content-Type"], answer["X-Robots-Tag"]) == ("image/png", "noindex, nofollow")


def test_the_office_of_the_sender_decides(client, admin, owner, sent):
    logos.put_logo(admin, "", picture(), "a.png")
    logos.put_logo(admin, "Sul", picture((100, 100)), "b.png")
    owner.team = Team.objects.create(name="Sul", office="Sul")
    owner.save()
    content = client.get(f"/p/{queries.token_of(sent)}/logo/").content
    assert Image.open(BytesIO(content)).size == (100, 100)


@pytest.mark.parametrize("size", [(1000, 40), (40, 400), (16, 16), (1000, 400)])
def test_a_logo_of_any_shape_fits_its_place(size):
    drawn = _drawn(picture(size).content)
    assert drawn.drawWidth <= LOGO[0] + 0.1
    assert drawn.drawHeight <= LOGO[1] + 0.1


def test_the_picture_asked_for_is_no_opening(client, admin, sent):
    logos.put_logo(admin, "", picture(), "a.png")
    client.get(f"/p/{queries.token_of(sent)}/logo/")
    sent.refresh_from_db()
    assert sent.status == "sent"

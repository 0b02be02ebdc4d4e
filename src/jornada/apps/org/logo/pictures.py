"""Making a picture that somebody uploaded into one of our own: read by its content, turned, trimmed, written anew.

Nothing of the file itself is kept: no comments, no place where it was taken, nothing that hides behind its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 25_000_000
LARGEST = (1000, 400)


class NotAPictureError(Exception):
    """A file holds no picture that can be a logo: of no known kind, broken, too large, or with nothing to see."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture written anew, as PNG."""

    content: bytes
    width: int
    height: int


def written_anew(content: bytes) -> Picture:
    """Write an uploaded picture anew, at most 1000 × 400 points and without empty margins."""
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as read:
            if read.width * read.height > MOST_PIXELS:
                raise NotAPictureError
            shown = ImageOps.exif_transpose(read).convert("RGBA")
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise NotAPictureError from error
    box = shown.getchannel("A").getbbox()
    if box is None:
        raise NotAPictureError
    return _written(shown.crop(box))


def _written(shown: Image.Image) -> Picture:
    shown.thumbnail(LARGEST, Image.Resampling.LANCZOS)
    # What the file said of itself travels with a picture that was read; not with a new one.
    bare = Image.new("RGBA", shown.size)
    bare.paste(shown)
    made = BytesIO()
    bare.save(made, "PNG", optimize=True)
    return Picture(made.getvalue(), *bare.size)

"""The web application, as granian serves it."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from jornada.project.serving import end_with_parent

# Whoever has the turn to write must not wait for the interpreter behind threads that compute: with Python's own five
# milliseconds eight clients got a tenth fewer leads written.
SWITCH_SECONDS = 0.0005

sys.setswitchinterval(SWITCH_SECONDS)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jornada.project.settings")
application = get_wsgi_application()
end_with_parent()

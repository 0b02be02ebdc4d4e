"""The web application, as granian serves it."""

import os

from django.core.wsgi import get_wsgi_application

from jornada.project.serving import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jornada.project.settings")
application = get_wsgi_application()
end_with_parent()

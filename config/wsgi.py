"""What the web server calls: one WSGI application.

WSGI and not ASGI: the ASGI handler spools request bodies to disk.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from audit.starting import require_sound_database  # noqa: E402 (the apps must be there first)

require_sound_database()

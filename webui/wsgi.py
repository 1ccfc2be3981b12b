"""The app for a WSGI server such as gunicorn: its archive and its names come from the environment."""

import os
from pathlib import Path

from webui.app import LOOPBACK, create_app
from webui.entering import refuse_without_password

names = tuple(os.environ.get("BACKFILE_NAMES", "").split())
"""The names others call this server by, in BACKFILE_NAMES with blanks between."""

root = Path(os.environ["BACKFILE_ARCHIVE"])
refuse_without_password(root, names)
application = create_app(root, hosts=(*LOOPBACK, *names))

"""The pip-installable PostgreSQL wants a runtime folder of the user alone, which bare machines do not name."""

import os
import tempfile

os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="wegwijzer-runtime-")

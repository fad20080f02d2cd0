"""Copies the third-party browser files out of their unpacked packages into `claims/static_assets/`.

Called as `browser_files.py UNPACKED TARGET`. The files get their names here, so that pages do not depend on how a
package lays them out. Each package's license goes along. The target is replaced as a whole.
"""

import shutil
import sys
from pathlib import Path

# name under static_assets -> place inside the unpacked packages (setup/browser.in lists them)
FILES = {
    "swagger-ui/swagger-ui-bundle.js": "flask_swagger_ui/dist/swagger-ui-bundle.js",
    "swagger-ui/swagger-ui-standalone-preset.js": "flask_swagger_ui/dist/swagger-ui-standalone-preset.js",
    "swagger-ui/swagger-ui.css": "flask_swagger_ui/dist/swagger-ui.css",
    "swagger-ui/favicon-32x32.png": "flask_swagger_ui/dist/favicon-32x32.png",
    "swagger-ui/LICENSE": "flask_swagger_ui/dist/LICENSE",
    "htmx/htmx.min.js": "django_htmx/static/django_htmx/htmx-2.min.js",
}


def main(unpacked: Path, target: Path) -> None:
    """Copies every file of FILES and names those that are not where they were."""
    gone = sorted(place for place in FILES.values() if not (unpacked / place).is_file())
    if gone:
        sys.exit("These browser files moved inside their packages; correct setup/browser_files.py:\n" + "\n".join(gone))
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, place in FILES.items():
        copy = fresh / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(unpacked / place, copy)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


main(Path(sys.argv[1]), Path(sys.argv[2]))

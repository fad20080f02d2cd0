"""Prints, one a line, the Debian packages this machine still needs before the virtual environment can be made.

Looks for the thing itself (a header, a library, a font), not for the package, so that a machine which has it from
elsewhere is left alone. Runs under the Python that the virtual environment will be made with, before anything is
installed, so it uses the standard library only.
"""

import ctypes
import importlib.util
import os
import shutil
import sysconfig
from collections.abc import Callable

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


def main() -> None:
    """Asks every question once and prints the packages whose answer is no."""
    fonts = font_files()
    needed: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("ca-certificates", trusts_servers),
        ("python3-venv", lambda: has_module("venv") and has_module("ensurepip")),
        ("python3-dev", lambda: os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h"))),
        ("gcc", lambda: shutil.which("gcc") is not None or shutil.which("cc") is not None),
        ("libc6-dev", has_c_headers),
        ("libpango-1.0-0", lambda: has_library("libpango-1.0.so.0")),
        ("libpangoft2-1.0-0", lambda: has_library("libpangoft2-1.0.so.0")),
        ("libharfbuzz-subset0", lambda: has_library("libharfbuzz-subset.so.0")),
        ("fonts-dejavu-core", lambda: "DejaVuSans.ttf" in fonts),
        ("fonts-noto-cjk", lambda: {"NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"} <= fonts),
    )
    for package, present in needed:
        if not present():
            print(package)


def has_module(name: str) -> bool:
    """Whether this Python can import a module; Debian takes ensurepip out of its Python."""
    return importlib.util.find_spec(name) is not None


def has_library(name: str) -> bool:
    """Whether the dynamic linker finds a shared library by its file name."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_c_headers() -> bool:
    """Whether the C library's headers are there; only Linux keeps them in a package of their own."""
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    return any(os.path.exists(os.path.join("/usr/include", part, "stdlib.h")) for part in ("", multiarch))


def trusts_servers() -> bool:
    """Whether there is a store of certificate authorities; without one no package can be fetched safely."""
    named = os.environ.get("SSL_CERT_FILE")
    places = [named] if named else ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]
    return any(os.path.getsize(place) > 0 for place in places if os.path.exists(place))


def font_files() -> set[str]:
    """The file names of every font in the folders where fontconfig looks."""
    return {name for folder in FONT_FOLDERS for _, _, names in os.walk(os.path.expanduser(folder)) for name in names}


main()

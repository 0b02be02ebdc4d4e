"""Build the wheel, install it where there is no Node, and serve a page from it: `python tests/wheel.py`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UV = str(Path(sys.executable).parent / "uv")
CARRIED = ("ui/static/dist/manifest.json", "locale/pt_BR/LC_MESSAGES/django.mo", "ui/templates/base.html")


def main() -> int:
    """Return 0 when the installed wheel serves its sign-in page."""
    with tempfile.TemporaryDirectory(prefix="jornada-wheel-") as folder:
        place = Path(folder)
        run(UV, "build", "--quiet", "--wheel", "--out-dir", folder, str(ROOT))
        (wheel,) = place.glob("*.whl")
        missing = [name for name in CARRIED if f"jornada/{name}" not in zipfile.ZipFile(wheel).namelist()]
        if missing:
            print(f"The wheel lacks {', '.join(missing)}.")
            return 1
        run(UV, "venv", "--quiet", "--python", sys.executable, str(place / "venv"))
        python = place / "venv" / "bin" / "python"
        lock = str(ROOT / "requirements.lock")
        run(UV, "pip", "install", "--quiet", "--python", str(python), "--constraint", lock, str(wheel))
        page = sign_in_page(python.parent / "jornada", place / "home")
        print(f"{wheel.name}: {wheel.stat().st_size // 1024} kB, serves its sign-in page ({len(page)} characters).")
        return 0 if "dist/assets/app-" in page else 1


def run(*words: str) -> None:
    subprocess.run(words, check=True, cwd=tempfile.gettempdir())


def sign_in_page(command: Path, home: Path) -> str:
    """Start the installed command with nothing but system folders on the path; answer its sign-in page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {"PATH": str(command.parent), "JORNADA_HOME": str(home), "HOME": os.environ.get("HOME", "/tmp")}
    server = subprocess.Popen([str(command), "up", "--port", str(port)], env=environment, cwd=tempfile.gettempdir())
    try:
        # The first start compiles every module and makes the database: two thirds of a minute on a slow machine.
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/auth/login/", timeout=2) as answer:
                    return answer.read().decode()
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("The installed wheel did not answer.")
    finally:
        server.terminate()
        server.wait(60)


if __name__ == "__main__":
    sys.exit(main())

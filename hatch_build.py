"""Build hook: a wheel or source archive carries the built front end and the compiled translations.

An editable install builds nothing. A source archive already holds both, so it installs with no Node.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MANIFEST = Path("src/jornada/ui/static/dist/manifest.json")


class FrontEndError(RuntimeError):
    """The front end is not built and cannot be built here."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The front end is not built: {MANIFEST} is missing, and {why}. "
            "Install Node 20 or later and run `npm ci && npm run build` in frontend/, then build again."
        )


class FrontEndHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        compile_translations(root / "src" / "jornada")
        if not (root / MANIFEST).exists():
            build_front_end(root / "frontend")


def build_front_end(folder: Path) -> None:
    """Run npm in the folder of the front-end sources."""
    npm = shutil.which("npm")
    if npm is None:
        raise FrontEndError("npm was not found")
    if not (folder / "package-lock.json").exists():
        raise FrontEndError(f"its sources are not in {folder}")
    for command in ([npm, "ci"], [npm, "run", "build"]):
        if subprocess.run(command, cwd=folder, check=False).returncode:  # noqa: S603 (fixed words)
            raise FrontEndError(f"`{' '.join(command[-2:])}` failed (its messages stand above)")


def compile_translations(package: Path) -> list[Path]:
    """Compile every .po that has no .mo beside it, or an older one."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for source in sorted(package.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text, target.open("wb") as compiled:
            write_mo(compiled, read_po(text, locale=source.parts[-3]))
        written.append(target)
    return written

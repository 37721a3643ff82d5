"""Programs of this project. Each is a jar, which is built if it is missing or older than the sources."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
BUILD_SECONDS = 600


@dataclass(frozen=True)
class Program:
    """A program in a module of the build."""

    module: str
    name: str

    @property
    def jar(self) -> Path:
        return REPOSITORY / self.module / "target" / f"{self.name}.jar"

    def command(self) -> list[str]:
        return [java(), "-jar", str(self.jar)]

    def build(self) -> None:
        """Builds the jar unless it is newer than all its sources."""
        if self.jar.exists() and all(each.stat().st_mtime <= self.jar.stat().st_mtime for each in self._sources()):
            return
        build = subprocess.run(["mvn", "-q", "-B", "-ntp", "-DskipTests", "package", "-pl", self.module, "-am"],
                               cwd=REPOSITORY, stdout=sys.stderr, timeout=BUILD_SECONDS)
        if build.returncode != 0:
            sys.exit(f"run: the build of {self.name} failed")

    def _sources(self) -> Iterator[Path]:
        shared = REPOSITORY.glob("examples/mirror-torrents") if self.module.startswith("examples/") else ()
        for module in {REPOSITORY, *REPOSITORY.glob("tracker-*"), *shared, REPOSITORY / self.module}:
            yield from module.glob("pom.xml")
            yield from (file for file in module.glob("src/main/**/*") if file.is_file())


def java() -> str:
    """The Java that Maven uses, too."""
    home = os.environ.get("JAVA_HOME")
    return str(Path(home, "bin", "java")) if home else "java"

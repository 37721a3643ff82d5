"""A certificate that signs itself, for the tracker and the proxies in front of it."""

from __future__ import annotations

from pathlib import Path

from network import run

CHAIN, KEY, CHAIN_AND_KEY = "fullchain.pem", "privkey.pem", "both.pem"


def write(folder: Path, name: str) -> None:
    """Makes another certificate, and replaces the files of the one before, each at once."""
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
        "-subj", f"/CN={name}", "-keyout", str(folder / "new.key"), "-out", str(folder / "new.pem"))
    (folder / CHAIN_AND_KEY).write_text((folder / "new.pem").read_text() + (folder / "new.key").read_text())
    (folder / "new.key").replace(folder / KEY)
    (folder / "new.pem").replace(folder / CHAIN)

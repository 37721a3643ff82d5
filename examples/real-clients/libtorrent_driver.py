"""A session of libtorrent-rasterbar with one torrent. Writes its status to a file; leaves the swarm on SIGINT.

usage: libtorrent_driver.py TORRENT DOWNLOADS STATUS-FILE PORT UPLOAD-LIMIT
"""

from __future__ import annotations

import collections
import json
import signal
import sys
import time
from pathlib import Path
from typing import Any

import libtorrent

STATUS_INTERVAL_SECONDS = 0.05
DUPLICATE = "duplicate peer-id"  # libtorrent's text; its binding has no names for the numbers of its errors


def new_session(port: int) -> libtorrent.session:
    """A session that listens on all addresses of both families. The tracker is its only source of peers."""
    settings = {
        "listen_interfaces": f"0.0.0.0:{port},[::]:{port}",
        "announce_to_all_tiers": True,  # as qBittorrent does by default
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "alert_mask": (libtorrent.alert.category_t.tracker_notification | libtorrent.alert.category_t.error_notification
                       | libtorrent.alert.category_t.connect_notification),
    }
    without_default_plugins = 0  # they are ut_metadata, smart_ban, and ut_pex: peer exchange
    return libtorrent.session(settings, without_default_plugins)


def status(handle: libtorrent.torrent_handle) -> dict[str, Any]:
    return {
        "complete": handle.status().is_seeding,
        "peers": [peer.ip[0] for peer in handle.get_peer_info()],
    }


def main(torrent: str, downloads: str, status_file: str, port: str, upload_limit: str) -> None:
    session = new_session(int(port))
    handle = session.add_torrent({"ti": libtorrent.torrent_info(torrent), "save_path": downloads})
    handle.set_upload_limit(int(upload_limit))
    signal.signal(signal.SIGINT, lambda number, frame: leave(handle))
    answered: set[str] = set()
    unanswered: collections.Counter[str] = collections.Counter()
    duplicates: list[str] = []
    while True:
        time.sleep(STATUS_INTERVAL_SECONDS)  # not wait_for_alert: another alert may invalidate its result
        state = status(handle)  # before the alerts: they then include the announces that this state has caused
        for alert in session.pop_alerts():
            print(f"{type(alert).__name__}: {alert.message()}", flush=True)
            if isinstance(alert, libtorrent.tracker_announce_alert):
                unanswered[alert.local_endpoint[0]] += 1
            elif isinstance(alert, libtorrent.tracker_reply_alert | libtorrent.tracker_error_alert):
                unanswered[alert.local_endpoint[0]] -= 1
            elif isinstance(alert, libtorrent.peer_disconnected_alert) and alert.error.message() == DUPLICATE:
                duplicates.append(alert.endpoint[0])
            if isinstance(alert, libtorrent.tracker_reply_alert):
                answered.add(alert.local_endpoint[0])
        write(Path(status_file), {**state, "answered": sorted(answered), "waits": any(unanswered.values()),
                                  "duplicates": duplicates})


def leave(handle: libtorrent.torrent_handle) -> None:
    """Pauses the torrent, as a user does: it sends `stopped` from each address. The session goes on."""
    handle.unset_flags(libtorrent.torrent_flags.auto_managed)
    handle.pause()


def write(file: Path, content: dict[str, Any]) -> None:
    """Replaces `file` in one step, so that a reader never sees a part of it."""
    new = file.with_suffix(".new")
    new.write_text(json.dumps(content))
    new.rename(file)


if __name__ == "__main__":
    main(*sys.argv[1:])

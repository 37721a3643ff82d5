"""The status page and the figures of a swarm of real clients, in a real browser."""

from __future__ import annotations

import http.client
import json
import re
from typing import Any

from clients import Libtorrent, Transmission
from network import run
from scene import WORK, Scene
from waiting import Failed

ADMIN_PORT = 7070
BROWSER = ("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={WORK / 'browser'}",
           "--virtual-time-budget=3000", "--dump-dom")


def page(scene: Scene) -> str:
    """A browser shows what the swarm is: hosts by family, the torrent with its seed and its leecher, and the download."""
    seeder = scene.seeder(Libtorrent)
    scene.await_announced(seeder)
    with seeder.host.held_back():
        leecher = scene.leecher(Transmission, (6,))
        scene.await_announced(leecher)
        scene.expect("during the download", complete=1, incomplete=1)
        during = shown(scene)
        require(during, torrents=[("1", "1", "0")], both="1", ipv6="1")
    scene.await_payload(leecher)
    scene.expect("after the download", complete=2, downloaded=1)
    scene.await_that(lambda: figures(scene)["torrents"][0]["downloaded"] == 1, "the download in the figures")
    after = shown(scene)
    require(after, torrents=[("2", "0", "1")], both="1", ipv6="1")
    if f'{figures(scene)["downloads"][0]["ipv6"]}' != "1":
        raise Failed("the download must be counted for a host with IPv6 alone")
    return "1 seed and 1 leecher, then 2 seeds, in Chromium"


def figures(scene: Scene) -> Any:
    """The JSON at the operator's address."""
    with scene.tracker_host.inside():
        connection = http.client.HTTPConnection("::1", ADMIN_PORT, timeout=10)
        try:
            connection.request("GET", "/stats.json")
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
    if answer.status != 200:
        raise Failed(f"/stats.json: status {answer.status}")
    return json.loads(body)


def shown(scene: Scene) -> str:
    """The page as it is in the browser, when its script has run."""
    return run("ip", "netns", "exec", scene.tracker_host.name, *BROWSER, f"http://[::1]:{ADMIN_PORT}/")


def require(document: str, torrents: list[tuple[str, str, str]], both: str, ipv6: str) -> None:
    """The document has these torrents with seeds, leechers and downloads, and these numbers of hosts by family."""
    found = re.findall(r'data-label="Seeds">([\d,]+)<.*?data-label="Leechers">([\d,]+)<.*?'
                       r'data-label="Completed">([\d,]+)<', document)
    if found != torrents:
        raise Failed(f"the page must show the torrents {torrents}; it shows {found}")
    legend = re.findall(r"</svg>([^<]+)</dt><dd><strong>([\d,]+)</strong>", document)
    by_family = dict(legend)
    shown_both = sum(int(count) for label, count in legend if label.startswith("Both"))
    if str(shown_both) != both or by_family.get("IPv6 only") != ipv6:
        raise Failed(f"the page must show {both} hosts with both families and {ipv6} with IPv6; it shows {legend}")
    if 'id="pause" type="button" hidden' in document:
        raise Failed("the script of the page must have run")

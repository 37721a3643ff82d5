"""Plays one case. Runs as process 1 of its own mount, process and network namespaces: see main.py.

usage: inside.py CASE LOG-FOLDER SERVER-COMMAND...
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import cases
from scene import Scene
from waiting import Failed


def main(name: str, logs: str, *server_command: str) -> int:
    """Returns 0 if the case passed, else 1. Prints the remark of the case, if any, or the reason of the failure."""
    logging.basicConfig(filename=Path(logs, "case.log"), level=logging.INFO, format="%(asctime)s %(message)s")
    case = next(case for case in cases.ALL if case.name == name)
    try:
        remark = case.play(Scene([*server_command, *case.server_options], Path(logs), case.seconds, case.announce,
                                 case.private, case.tracker_interfaces, case.payload_bytes, case.over_redis,
                                 case.further, case.mirror))
    except Failed as failure:
        logging.error("%s", failure)
        print(failure)
        return 1
    except Exception as error:
        logging.exception("the case ended with an exception")
        print(f"{type(error).__name__}: {error}")
        return 1
    if remark:
        logging.info("%s", remark)
        print(remark)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

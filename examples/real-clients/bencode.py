"""A small and strict bencode codec for torrent files and scrape answers."""

from __future__ import annotations

from typing import Union

Bencoded = Union[int, bytes, "list[Bencoded]", "dict[bytes, Bencoded]"]


def encode(value: Bencoded) -> bytes:
    """The canonical form of `value`: dictionaries are sorted by their raw keys."""
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, bytes):
        return b"%d:%s" % (len(value), value)
    if isinstance(value, list):
        return b"l%se" % b"".join(map(encode, value))
    return b"d%se" % b"".join(encode(key) + encode(value[key]) for key in sorted(value))


def decode(data: bytes) -> Bencoded:
    """The value in `data`. Raises ValueError for anything that `encode` does not write."""
    value, end = _decode_at(data, 0)
    if end != len(data) or encode(value) != data:
        raise ValueError(f"not canonical bencode: {data!r}")
    return value


def _decode_at(data: bytes, start: int) -> tuple[Bencoded, int]:
    kind = data[start:start + 1]
    if kind == b"i":
        end = data.index(b"e", start)
        return int(data[start + 1:end]), end + 1
    if kind in (b"l", b"d"):
        items: list[Bencoded] = []
        at = start + 1
        while data[at:at + 1] != b"e":
            item, at = _decode_at(data, at)
            items.append(item)
        return (items if kind == b"l" else _pairs(items)), at + 1
    colon = data.index(b":", start)
    end = colon + 1 + int(data[start:colon])
    return data[colon + 1:end], end


def _pairs(items: list[Bencoded]) -> dict[bytes, Bencoded]:
    pairs: dict[bytes, Bencoded] = {}
    for key, value in zip(items[::2], items[1::2], strict=True):
        if not isinstance(key, bytes):
            raise ValueError(f"a dictionary's key must be bytes: {key!r}")
        pairs[key] = value
    return pairs

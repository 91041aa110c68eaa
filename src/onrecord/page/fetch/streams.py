"""Byte streams of others, unpacked on the way if they are gzipped, and refused when they grow too much."""

import gzip
import io
import zlib
from typing import Any, BinaryIO

from onrecord.page.fetch.limits import Limits

MARK = b"\x1f\x8b"
DAMAGE = (OSError, EOFError, zlib.error)
"""What reading such a stream may raise; `reason` says it in a sentence."""


class InflationError(OSError):
    """A compressed stream that grows beyond all measure."""


def buffered(stream: BinaryIO, limits: Limits) -> io.BufferedReader:
    """The stream, or what is packed in it. `stream` itself is never closed."""
    plain: io.BufferedReader = io.BufferedReader(_Plain(stream), 1 << 16)
    if plain.peek(2)[:2] != MARK:
        return plain
    return io.BufferedReader(_Unpacked(plain, limits), 1 << 16)


def reason(cause: Exception) -> str:
    """What is wrong with the stream."""
    match cause:
        case EOFError():
            return "the gzip file ends too early"
        case InflationError():
            return str(cause)
        case zlib.error() | gzip.BadGzipFile():
            return "the gzip file is damaged"
        case _:
            return f"cannot be read: {cause}"


class _Plain(io.RawIOBase):
    """Counts the bytes that were taken."""

    def __init__(self, stream: BinaryIO) -> None:
        self._read = getattr(stream, "read1", stream.read)
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        self.taken += len(data)
        return len(data)


class _Unpacked(io.RawIOBase):
    def __init__(self, packed: BinaryIO, limits: Limits) -> None:
        self._packed = _Plain(packed)
        self._file = gzip.GzipFile(fileobj=self._packed, mode="rb")
        self._limits = limits
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read1(len(buffer))
        self._given += len(data)
        limits = self._limits
        if self._given > max(limits.inflation_from, limits.inflation * self._packed.taken):
            raise InflationError(f"the gzip file grows more than {limits.inflation} times")
        buffer[: len(data)] = data
        return len(data)

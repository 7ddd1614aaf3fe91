"""Init segments: what a player must know of a track before its first fragment."""

import io
import struct
from typing import TYPE_CHECKING

from kino.media import boxes
from kino.media.errors import UncuttableFilm

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.stream import Stream

# Fragments need no sample tables; the movie box comes first and is complete without a single frame.
MOVFLAGS = "empty_moov+default_base_moof+cmaf"


# Their sample entries are made from a frame, not from what files keep of them.
DESCRIBED_BY_FRAMES = frozenset({"ac3", "eac3"})


def write_init(
    stream: "Stream", timescale: int, extradata: bytes | None = None, frame: bytes | None = None
) -> bytes:
    """The init segment of a track whose times are in ticks of 1/timescale s; its track id is 1.

    extradata: the decoder's configuration where the file holds none.
    frame:     a whole one, of a codec that is DESCRIBED_BY_FRAMES.

    FFmpeg writes the sample entry, which it knows for every codec; only the timescale is ours.
    Raises UncuttableFilm when mp4 cannot hold the stream's codec.
    """
    import av
    import av.error

    target = io.BytesIO()
    flags = MOVFLAGS if frame is None else f"{MOVFLAGS}+delay_moov"
    try:
        with av.open(target, "w", format="mp4", options={"movflags": flags}) as output:
            # Opaque: as it is, also where FFmpeg has no encoder of the decoder's name (libdav1d).
            copy = output.add_stream_from_template(stream, opaque=True)
            if copy.codec_context.name == "hevc":
                # hev1 is refused by Safari, which wants parameter sets in the sample entry.
                copy.codec_context.codec_tag = "hvc1"
            if extradata is not None:
                copy.codec_context.extradata = extradata
            output.start_encoding()
            if frame is not None:
                _mux(output, copy, frame)
            data = target.getvalue()
    except (av.error.FFmpegError, ValueError) as error:
        raise UncuttableFilm(f"The codec {stream.codec_context.name} does not fit into an mp4.") from error
    return _with_timescale(_before_fragments(data), timescale)


def _mux(output: "OutputContainer", stream: "Stream", frame: bytes) -> None:
    import av

    packet = av.Packet(frame)
    packet.stream = stream
    packet.pts = packet.dts = 0
    output.mux(packet)
    # Now the movie box is written, and a fragment behind it.
    output.close()


def _before_fragments(data: bytes) -> bytes:
    """Without the fragment that a frame made."""
    fragment = next((box for box in boxes.iter_boxes(data, 0, len(data)) if box.kind == b"moof"), None)
    return data if fragment is None else data[: fragment.start - 8]


def _with_timescale(data: bytes, timescale: int) -> bytes:
    moov = next((box for box in boxes.iter_boxes(data, 0, len(data)) if box.kind == b"moov"), None)
    header = boxes.find_box(data, moov, b"trak", b"mdia", b"mdhd") if moov else None
    if header is None:
        raise UncuttableFilm("FFmpeg wrote no movie box for this track.")
    # After version and flags: two times of 4 bytes, of 8 in version 1.
    offset = header.start + (20 if data[header.start] == 1 else 12)
    return data[:offset] + struct.pack(">I", timescale) + data[offset + 4 :]

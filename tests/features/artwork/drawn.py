"""Pictures drawn for tests, honest and hostile ones."""

import io
import struct
import zlib

from PIL import Image


def draw(width_px: int, height_px: int, color: str = "#a04020", kind: str = "JPEG") -> bytes:
    """A picture of one colour with a stripe, so that it has something to show."""
    image = Image.new("RGB", (width_px, height_px), color)
    image.paste("#f0e0c0", (0, height_px // 3, width_px, height_px // 2))
    target = io.BytesIO()
    image.save(target, kind)
    return target.getvalue()


def draw_animation() -> bytes:
    """A GIF of two frames."""
    frames = [Image.new("RGB", (60, 90), color) for color in ("#a04020", "#2040a0")]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    return target.getvalue()


def lie_about_size(width_px: int, height_px: int) -> bytes:
    """A PNG of a few bytes whose header claims to be that large."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'

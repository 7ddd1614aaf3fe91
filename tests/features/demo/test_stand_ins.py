"""A real ffmpeg draws stand-ins; PyAV looks at what came out."""

from pathlib import Path

import pytest
from PIL import Image

from kino.features.demo.parts.stand_ins import HEIGHT_PX, STAND_IN_S, WIDTH_PX, draw_pictures, draw_stand_in
from kino.features.demo.titles import art_path
from kino.media.errors import FfmpegFailed
from kino.media.ffmpeg import FfmpegTool, find_ffmpeg

BACKDROP = art_path("the-general", "backdrop")


@pytest.fixture(scope="module")
def ffmpeg(tmp_path_factory: pytest.TempPathFactory) -> FfmpegTool:
    return find_ffmpeg(None, tmp_path_factory.mktemp("ffmpeg"))


async def test_stand_in_is_a_minute_of_h264_and_aac(ffmpeg: FfmpegTool, tmp_path: Path) -> None:
    import av

    target = tmp_path / "Films" / "It's 100% -odd, [really] (1926)" / "film.mp4"
    await draw_stand_in(ffmpeg, "It's 100% odd: 'really', \\n", BACKDROP, target)
    with av.open(str(target)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, audio.codec_context.name) == ("h264", "aac")
        assert (video.width, video.height, video.pix_fmt) == (WIDTH_PX, HEIGHT_PX, "yuv420p")
        assert container.duration is not None
        assert container.duration / av.time_base == pytest.approx(STAND_IN_S, abs=0.2)
        assert container.metadata["comment"] == "kino-stand-in"
        frames = [
            bytes(frame.reformat(width=64, height=36, format="gray").planes[0])
            for frame in container.decode(video)
        ]
    # The most detailed picture of all is the largest.
    assert target.stat().st_size <= 3_000_000
    # The picture moves, and it is a picture: neither black nor one colour.
    assert frames[0] != frames[-1]
    assert max(frames[0]) - min(frames[0]) > 60
    assert [path.name for path in target.parent.iterdir()] == ["film.mp4"]


async def test_failed_drawing_leaves_nothing(ffmpeg: FfmpegTool, tmp_path: Path) -> None:
    broken = tmp_path / "not-a-picture.webp"
    broken.write_bytes(b"RIFF....WEBP")
    target = tmp_path / "library" / "film.mp4"
    with pytest.raises((FfmpegFailed, OSError)):
        await draw_stand_in(ffmpeg, "Nothing", broken, target)
    assert not target.parent.exists()


def test_words_of_any_length_fit_on_the_card(tmp_path: Path) -> None:
    pictures = draw_pictures("Donaudampfschifffahrtsgesellschaft " * 9, BACKDROP, tmp_path)
    with Image.open(pictures.card) as card:
        alpha, pixels = card.getchannel("A"), card.convert("RGB")
        assert alpha.getextrema()[1] == 255
        # Right of the margin there is only shade: nothing was cut off at the frame's edge.
        edge = pixels.crop((WIDTH_PX - 40, 0, WIDTH_PX, card.height))
        assert max(edge.tobytes()) < 40
    assert len(list(tmp_path.glob("clock-*.png"))) == STAND_IN_S

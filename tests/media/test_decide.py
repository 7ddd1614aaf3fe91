import itertools
import json
from dataclasses import replace

import pytest

from kino.media.capabilities import ClientCapabilities, covers, list_questions, parse_question
from kino.media.decide import (
    PlaybackLimits,
    PlaybackWishes,
    choose_audio,
    choose_subtitle,
    plan_playback,
)
from kino.media.info import AudioStream, DolbyVision, MediaInfo, SubtitleStream, VideoStream
from kino.media.plan import Action, Delivery

VIDEO = VideoStream(
    index=0, codec="h264", codec_string="avc1.640028", profile="High", width_px=1920, height_px=1080,
    display_width_px=1920, display_height_px=1080, pixel_aspect=1.0, rotation_degrees=0, frame_rate_fps=24.0,
    is_variable_frame_rate=False, is_interlaced=False, bit_depth=8, pixel_format="yuv420p",
    dynamic_range="sdr",
    color_primaries=None, color_transfer=None, color_space=None, dolby_vision=None, bitrate_bps=None,
    duration_s=None, language=None, title=None, is_default=True,
)  # fmt: skip
AUDIO = AudioStream(
    index=1, codec="aac", codec_string="mp4a.40.2", profile="LC", channels=2, channel_layout="stereo",
    sample_rate_hz=48_000, bit_depth=None, bitrate_bps=None, duration_s=None, language="en", title=None,
    is_default=True, is_forced=False, is_commentary=False, is_audio_description=False, is_original=False,
)  # fmt: skip
TEXT = SubtitleStream(
    index=5, codec="subrip", is_text=True, language="en", title=None, is_default=False, is_forced=False,
    is_hearing_impaired=False, is_commentary=False,
)  # fmt: skip
INFO = MediaInfo(
    container="mp4", format_name="mov", size_bytes=10**9, duration_s=6000.0, start_s=0.0,
    bitrate_bps=4_000_000,
    is_truncated=False, video=(VIDEO,), audio=(AUDIO,), subtitles=(), chapters=(), attachments=(),
    pictures=(),
    tags={},
)  # fmt: skip
HEVC = replace(VIDEO, codec="hevc", codec_string="hvc1.2.4.L150.90", bit_depth=10, dynamic_range="hdr10")
AV1 = replace(VIDEO, codec="av1", codec_string="av01.0.08M.08")
VP9 = replace(VIDEO, codec="vp9", codec_string="vp09.00.40.08")
AC3 = replace(AUDIO, codec="ac3", codec_string="ac-3", channels=6)
DTS = replace(AUDIO, codec="dts", codec_string="dtsc", channels=6)
OPUS = replace(AUDIO, codec="opus", codec_string="opus")
GERMAN = replace(AUDIO, index=2, language="de", is_default=False)
PICTURES = replace(TEXT, index=6, codec="hdmv_pgs_subtitle", is_text=False, language="fr")
DV5 = replace(HEVC, dolby_vision=DolbyVision(5, 6, False, 0, "dvh1.05.06"), dynamic_range="dolby_vision")
DV8 = replace(HEVC, dolby_vision=DolbyVision(8, 6, False, 1, "dvh1.08.06"), dynamic_range="dolby_vision")

INFOS = {
    "h264 aac mp4": INFO,
    "h264 aac mkv": replace(INFO, container="matroska"),
    "h264 aac mov": replace(INFO, container="mov"),
    "h264 ts": replace(INFO, container="mpegts"),
    "h264 avi mp3": replace(INFO, container="avi", audio=(replace(AUDIO, codec="mp3", codec_string="mp3"),)),
    "h264 ac3 mkv": replace(INFO, container="matroska", audio=(AC3,)),
    "h264 dts mkv": replace(INFO, container="matroska", audio=(DTS,)),
    "h264 two languages": replace(INFO, audio=(AUDIO, GERMAN)),
    "h264 german second, dts first": replace(INFO, audio=(DTS, GERMAN)),
    "h264 silent": replace(INFO, audio=()),
    "h264 subtitles": replace(INFO, subtitles=(TEXT, PICTURES)),
    "h264 level 6.2": replace(INFO, video=(replace(VIDEO, codec_string="avc1.64003E"),)),
    "h264 high10": replace(INFO, video=(replace(VIDEO, codec_string="avc1.6E0028", bit_depth=10),)),
    "hevc hdr10 mkv": replace(INFO, container="matroska", video=(HEVC,)),
    "hevc mp4 ac3": replace(INFO, video=(HEVC,), audio=(AC3,)),
    "dolby vision 5": replace(INFO, video=(DV5,)),
    "dolby vision 8": replace(INFO, video=(DV8,)),
    "av1 opus webm": replace(INFO, container="webm", video=(AV1,), audio=(OPUS,)),
    "vp9 opus webm": replace(INFO, container="webm", video=(VP9,), audio=(OPUS,)),
    "vp9 4k": replace(INFO, container="webm", video=(replace(VP9, width_px=3840, height_px=2160),)),
    "mpeg2 without a string": replace(INFO, video=(replace(VIDEO, codec="mpeg2video", codec_string=None),)),
    "unknown audio": replace(INFO, audio=(replace(AUDIO, codec="unknown", codec_string=None),)),
    "truncated": replace(INFO, is_truncated=True),
    "no streams at all": replace(INFO, video=(), audio=()),
}

CHROMIUM = ClientCapabilities(
    containers=frozenset({"mp4", "webm", "matroska", "mp3", "ogg"}),
    answers={
        "avc1.640034": True, "avc1.6E0034": True, "av01.0.13M.08": True, "vp09.00.62.08": True, "vp8": True,
        "mp4a.40.2": True, "mp4a.40.5": True, "opus": True, "flac": True, "mp3": True, "vorbis": True,
        "hvc1.1.6.L30.90": False, "hvc1.2.4.L30.90": False, "ac-3": False, "ec-3": False, "dtsc": False,
    },
)  # fmt: skip
SAFARI = ClientCapabilities(
    containers=frozenset({"mp4", "mov"}),
    answers={
        'video/mp4; codecs="avc1.640034"': True, 'video/mp4; codecs="hvc1.2.4.H186.90"': True,
        'video/mp4; codecs="dvh1.05.06"': True, 'audio/mp4; codecs="mp4a.40.2"': True,
        'audio/mp4; codecs="ac-3"': True, 'audio/mp4; codecs="ec-3"': True,
        'video/webm; codecs="vp09.00.40.08"': False,
    },
)  # fmt: skip
CLIENTS = {
    "chromium": CHROMIUM,
    "safari": SAFARI,
    "firefox": replace(CHROMIUM, containers=frozenset({"mp4", "webm", "ogg"})),
    "says nothing": ClientCapabilities(),
    "containers only": ClientCapabilities(containers=frozenset({"mp4", "webm", "matroska"})),
    "codecs only": ClientCapabilities(answers=CHROMIUM.answers),
    "takes everything": ClientCapabilities(
        containers=frozenset({"mp4", "mov", "webm", "matroska", "mpegts", "avi"}),
        answers={**CHROMIUM.answers, "hvc1.2.4.H186.90": True, "ac-3": True, "ec-3": True, "dtsc": True,
                 "dvh1.05.09": True, "avc1.64003E": True},
    ),
    "720 lines": replace(CHROMIUM, max_height_px=720),
    "stereo": replace(SAFARI, max_audio_channels=2),
    "sdr only": replace(SAFARI, dynamic_ranges=frozenset({"sdr"})),
    "hdr10": replace(SAFARI, dynamic_ranges=frozenset({"sdr", "hdr10"})),
    "nonsense": ClientCapabilities(frozenset({"", "mp4"}), {"": True, "avc1": True, "avc1.x": True,
    "/;": True}),
}  # fmt: skip
WISHES = [
    PlaybackWishes(),
    PlaybackWishes(audio_language="de"),
    PlaybackWishes(audio_language="en", subtitle_language="en"),
    PlaybackWishes(subtitle_language="fr"),
    PlaybackWishes(audio_language="ja", subtitle_language="ja"),
    PlaybackWishes(failed=frozenset({Delivery.DIRECT})),
    PlaybackWishes(failed=frozenset({Delivery.DIRECT, Delivery.REMUX})),
]
LIMITS = [
    PlaybackLimits(),
    PlaybackLimits(max_height_px=720),
    PlaybackLimits(max_bitrate_bps=1_000_000),
    PlaybackLimits(deliverable=frozenset({Delivery.DIRECT, Delivery.REMUX})),
    PlaybackLimits(deliverable=frozenset(Delivery)),
    PlaybackLimits(deliverable=frozenset(Delivery), burns_in=True),
]


@pytest.mark.parametrize(("client", "name"), list(itertools.product(CLIENTS, INFOS)))
def test_plans_keep_their_promises(client: str, name: str) -> None:
    capabilities, info = CLIENTS[client], INFOS[name]
    for wishes, limits in itertools.product(WISHES, LIMITS):
        plan = plan_playback(info, capabilities, wishes, limits)
        assert plan == plan_playback(info, capabilities, wishes, limits)
        json.dumps(plan.to_dict())
        kinds = [stream.kind for stream in plan.streams]
        assert len(kinds) == len(info.video) + len(info.audio) + len(info.subtitles)
        assert bool(plan.reasons) == (plan.delivery is not Delivery.DIRECT)
        for stream in plan.streams:
            assert stream.action is Action.DIRECT or stream.reasons
        if plan.plays_as is Delivery.DIRECT:
            _check_direct(info, capabilities)
        if plan.plays_as is Delivery.REMUX:
            _check_copied(info, capabilities)
        if plan.delivery is Delivery.REMUX:
            assert [one.action for one in plan.streams if one.kind == "video"][:1] in ([], [Action.REMUX])
        assert plan.plays_as is None or plan.plays_as in limits.deliverable
        burns = any(stream.action is Action.BURN_IN for stream in plan.streams)
        is_fulfilled = plan.delivery in limits.deliverable and (limits.burns_in or not burns)
        assert (plan.missing is None) == is_fulfilled
        if is_fulfilled:
            assert plan.plays_as is plan.delivery
        assert (plan.compromises is None) == (is_fulfilled or plan.plays_as is None)


def _check_direct(info: MediaInfo, capabilities: ClientCapabilities) -> None:
    assert info.container in capabilities.containers
    for video in info.video[:1]:
        strings = {video.codec_string, video.dolby_vision.codec_string if video.dolby_vision else None} - {
            None
        }
        assert any(capabilities.can_decode(string or "", info.container) for string in strings)
    for audio in info.audio[:1]:
        assert audio.codec_string is not None
        assert capabilities.can_decode(audio.codec_string, info.container)


def _check_copied(info: MediaInfo, capabilities: ClientCapabilities) -> None:
    for video in info.video[:1]:
        assert video.codec in ("h264", "hevc", "av1", "vp9")
        strings = [video.codec_string, video.dolby_vision.codec_string if video.dolby_vision else None]
        assert any(string and capabilities.can_decode(string, "mp4") for string in strings)


def test_an_ordinary_film_is_direct() -> None:
    plan = plan_playback(INFO, CHROMIUM)
    assert plan.delivery is Delivery.DIRECT
    assert plan.is_playable_now
    assert plan.missing is None


def test_hevc_is_explained_in_plain_words() -> None:
    plan = plan_playback(INFOS["hevc hdr10 mkv"], CHROMIUM)
    assert plan.delivery is Delivery.TRANSCODE
    assert not plan.is_playable_now
    assert plan.missing == "Your browser cannot decode HEVC video. This Kino cannot convert yet."


def test_sound_that_cannot_be_decoded_is_never_played_silently() -> None:
    plan = plan_playback(INFOS["h264 ac3 mkv"], CHROMIUM)
    assert plan.delivery is Delivery.REMUX
    assert (plan.plays_as, plan.compromises) == (None, None)
    assert [reason.code for reason in plan.reasons] == ["audio_codec_unsupported"]
    video, audio = plan.streams
    assert (video.action, [reason.code for reason in video.reasons]) == (Action.REMUX, ["copied_along"])
    assert audio.action is Action.TRANSCODE


COPYING = PlaybackLimits(deliverable=frozenset({Delivery.DIRECT, Delivery.REMUX}))


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("h264 ac3 mkv", Action.TRANSCODE),
        ("h264 dts mkv", Action.TRANSCODE),
        ("h264 ts", Action.REMUX),
        ("h264 avi mp3", Action.TRANSCODE),
        ("h264 aac mov", Action.REMUX),
    ],
)
def test_picture_is_copied_and_sound_converted_where_it_must_be(name: str, sound: Action) -> None:
    plan = plan_playback(INFOS[name], CHROMIUM, limits=COPYING)
    assert plan.plays_as is Delivery.REMUX
    actions = {one.kind: one.action for one in plan.streams}
    assert actions == {"video": Action.REMUX, "audio": sound}
    assert plan.missing is None


@pytest.mark.parametrize("name", ["hevc hdr10 mkv", "mpeg2 without a string", "h264 level 6.2"])
def test_picture_that_cannot_be_decoded_needs_an_encoder(name: str) -> None:
    plan = plan_playback(INFOS[name], CHROMIUM, limits=COPYING)
    assert (plan.delivery, plan.plays_as) == (Delivery.TRANSCODE, None)


def test_vp8_has_no_place_in_segments() -> None:
    vp8 = replace(INFOS["vp9 opus webm"], video=(replace(VP9, codec="vp8", codec_string="vp8"),))
    assert plan_playback(vp8, CHROMIUM).delivery is Delivery.DIRECT
    plan = plan_playback(replace(vp8, audio=(OPUS, GERMAN)), CHROMIUM, PlaybackWishes(audio_language="de"))
    assert plan.delivery is Delivery.TRANSCODE
    assert [reason.code for reason in plan.reasons] == ["audio_not_first", "video_not_for_segments"]
    assert plan.plays_as is Delivery.DIRECT


def test_what_failed_on_a_device_is_not_offered_to_it_again() -> None:
    failed = PlaybackWishes(failed=frozenset({Delivery.DIRECT}))
    plan = plan_playback(INFO, CHROMIUM, failed, COPYING)
    assert plan.plays_as is Delivery.REMUX
    assert [reason.code for reason in plan.reasons] == ["direct_failed"]
    both = PlaybackWishes(failed=frozenset({Delivery.DIRECT, Delivery.REMUX}))
    plan = plan_playback(INFO, CHROMIUM, both, COPYING)
    assert (plan.delivery, plan.plays_as) == (Delivery.TRANSCODE, None)
    assert [reason.code for reason in plan.reasons] == ["direct_failed", "copy_failed"]


def test_another_language_is_a_reason_to_remux_and_direct_play_says_what_it_has() -> None:
    plan = plan_playback(INFOS["h264 two languages"], CHROMIUM, PlaybackWishes(audio_language="de"))
    assert plan.delivery is Delivery.REMUX
    assert [reason.code for reason in plan.reasons] == ["audio_not_first"]
    assert plan.compromises is not None
    assert [reason.code for reason in plan.compromises] == ["plays_first_audio_only"]
    assert plan.is_playable_now
    assert plan.missing is not None
    assert "English sound only" in plan.missing


def test_subtitles_from_pictures_are_drawn_in_or_left_out() -> None:
    plan = plan_playback(INFOS["h264 subtitles"], CHROMIUM, PlaybackWishes(subtitle_language="fr"))
    assert plan.delivery is Delivery.TRANSCODE
    assert plan.streams[-1].action is Action.BURN_IN
    assert [reason.code for reason in plan.compromises or ()] == ["plays_without_subtitles"]
    text = plan_playback(INFOS["h264 subtitles"], CHROMIUM, PlaybackWishes(subtitle_language="en"))
    assert text.delivery is Delivery.DIRECT


def test_dolby_vision_without_a_base_layer_needs_its_own_decoder() -> None:
    assert plan_playback(INFOS["dolby vision 5"], SAFARI).delivery is Delivery.DIRECT
    without = replace(SAFARI, answers={k: v for k, v in SAFARI.answers.items() if "dvh1" not in k})
    plan = plan_playback(INFOS["dolby vision 5"], without)
    assert [reason.code for reason in plan.reasons] == ["dolby_vision_only"]
    assert plan_playback(INFOS["dolby vision 8"], without).delivery is Delivery.DIRECT


def test_commentary_is_chosen_only_by_number() -> None:
    commentary = replace(AUDIO, is_commentary=True)
    info = replace(INFO, audio=(commentary, replace(GERMAN, is_default=True)))
    chosen = choose_audio(info, PlaybackWishes(audio_language="en"))
    assert chosen is not None
    assert chosen.language == "de"
    assert choose_audio(info, PlaybackWishes(audio_index=1)) == commentary


def test_a_track_is_chosen_by_its_title_even_a_commentary() -> None:
    commentary = replace(AUDIO, index=3, is_commentary=True, title="The director", is_default=False)
    info = replace(INFO, audio=(AUDIO, GERMAN, commentary))
    named = PlaybackWishes(audio_language="en", audio_title="The director")
    assert choose_audio(info, named) == commentary
    assert choose_audio(info, replace(named, audio_title="Stereo")) == AUDIO
    assert choose_audio(info, replace(named, audio_language="de")) == GERMAN
    untold = replace(info, audio=(replace(AUDIO, language=None), replace(commentary, language=None)))
    assert choose_audio(untold, named) == untold.audio[1]


def test_forced_subtitles_follow_the_sound() -> None:
    forced = replace(TEXT, is_forced=True)
    info = replace(INFO, subtitles=(TEXT, forced))
    assert choose_subtitle(info, PlaybackWishes(), AUDIO) == forced
    assert choose_subtitle(info, PlaybackWishes(subtitle_language="en"), AUDIO) == TEXT
    assert choose_subtitle(info, PlaybackWishes(), GERMAN) is None


@pytest.mark.parametrize(
    ("able", "asked", "expected"),
    [
        ("avc1.640034", "avc1.4D401F", True),
        ("avc1.640028", "avc1.640034", False),
        ("avc1.42E01E", "avc1.64001E", False),
        ("hvc1.2.4.L150.90", "hvc1.1.6.L120.90", True),
        ("hvc1.1.6.L150.90", "hvc1.2.4.L120.90", False),
        ("hvc1.1.6.L150.90", "hvc1.1.6.H120.90", False),
        ("hvc1.1.6.L150.90", "hev1.1.6.L120.90", False),
        ("av01.0.08M.10", "av01.0.05M.08", True),
        ("av01.0.08M.08", "av01.0.08M.10", False),
        ("vp09.00.40.08", "vp09.02.40.10", False),
        ("mp4a.40.5", "mp4a.40.2", True),
        ("mp4a.40.2", "mp4a.40.5", False),
        ("mp4a.6B", "mp3", True),
        ("opus", "vorbis", False),
        ("avc1", "avc1.640028", False),
    ],
)
def test_an_answer_reaches_as_far_as_the_standard_allows(able: str, asked: str, expected: bool) -> None:
    assert covers(able, asked) is expected


def test_a_no_for_less_is_a_no_for_more() -> None:
    client = ClientCapabilities(answers={"hvc1.1.6.L30.90": False, "avc1.42E01E": True})
    assert client.can_decode("hvc1.1.6.L120.90", "mp4") is False
    assert client.can_decode("avc1.640028", "mp4") is None


def test_answers_for_a_container_stay_with_it() -> None:
    client = ClientCapabilities(
        answers={'video/webm; codecs="opus"': True, 'audio/mp4; codecs="opus"': False}
    )
    assert client.can_decode("opus", "webm") is True
    assert client.can_decode("opus", "mp4") is False
    assert client.can_decode("opus", "matroska") is True


def test_questions_name_each_codec_once() -> None:
    questions = list_questions(INFOS["h264 ac3 mkv"])
    assert 'video/x-matroska; codecs="avc1.640028"' in questions
    assert 'audio/mp4; codecs="ac-3"' in questions
    assert all(len(parse_question(question)[1]) == 1 for question in questions)


def test_capabilities_of_a_client_are_bounded() -> None:
    hostile = {"containers": ["x" * 1000] * 1000, "answers": {f"{n}" * 50: True for n in range(5000)}}
    client = ClientCapabilities.from_dict(hostile)
    assert len(client.answers) <= 400
    assert max(map(len, client.containers)) <= 20
    assert ClientCapabilities.from_dict(json.loads(json.dumps(SAFARI.to_dict()))) == SAFARI


def test_sound_that_ends_early_is_filled_up_in_segments_only() -> None:
    short = replace(
        INFO, audio=(replace(AUDIO, duration_s=INFO.duration_s - 30 if INFO.duration_s else None),)
    )
    assert plan_playback(short, CHROMIUM).delivery is Delivery.DIRECT
    plan = plan_playback(replace(short, container="mpegts"), CHROMIUM, limits=COPYING)
    (sound,) = (stream for stream in plan.streams if stream.kind == "audio")
    assert sound.action is Action.TRANSCODE
    assert [reason.code for reason in sound.reasons] == ["audio_ends_early"]
    assert "30 s" in sound.reasons[0].sentence

"""Decides how a file is played: direct, remux or transcode, stream by stream, with reasons. Pure.

Two silent failures shape the rules: a browser given HEVC "plays" a black picture, and given AC-3 plays
without sound, neither with an error. So nothing is direct that the client did not say yes to.
"""

from dataclasses import dataclass

from kino.media import reasons as why
from kino.media.capabilities import ClientCapabilities
from kino.media.info import AudioStream, MediaInfo, SubtitleStream, VideoStream
from kino.media.languages import is_same_language
from kino.media.plan import Action, Delivery, Plan, Reason, StreamDecision


@dataclass(frozen=True, slots=True)
class PlaybackWishes:
    """What the viewer wants: BCP 47 tags, or exact stream numbers, which win.

    audio_language:    None takes the file's default track.
    subtitle_language: None shows forced subtitles in the language of the sound, if there are any.
    """

    audio_language: str | None = None
    subtitle_language: str | None = None
    audio_index: int | None = None
    subtitle_index: int | None = None


@dataclass(frozen=True, slots=True)
class PlaybackLimits:
    """What the house allows and this Kino can do. None is no limit."""

    max_height_px: int | None = None
    max_bitrate_bps: int | None = None
    deliverable: frozenset[Delivery] = frozenset({Delivery.DIRECT})


def plan_playback(
    info: MediaInfo,
    capabilities: ClientCapabilities,
    wishes: PlaybackWishes | None = None,
    limits: PlaybackLimits | None = None,
) -> Plan:
    """The cheapest way that fulfils the wishes, and what direct play would leave out if that is dearer.

    The same arguments give the same plan.
    """
    wishes, limits = wishes or PlaybackWishes(), limits or PlaybackLimits()
    audio = choose_audio(info, wishes)
    subtitle = choose_subtitle(info, wishes, audio)
    container_reasons = _judge_container(info, capabilities)
    video_reasons = _judge_video(info, capabilities, limits)
    audio_reasons = _judge_audio(info, audio, capabilities)
    order_reasons = _judge_audio_order(info, audio)
    burn_reasons = (why.image_subtitle(subtitle),) if subtitle is not None and not subtitle.is_text else ()
    if video_reasons or audio_reasons or burn_reasons:
        delivery = Delivery.TRANSCODE
    elif container_reasons or order_reasons:
        delivery = Delivery.REMUX
    else:
        delivery = Delivery.DIRECT
    actions = _Actions(delivery, video_reasons, audio_reasons, order_reasons, burn_reasons)
    reasons = (*container_reasons, *video_reasons, *audio_reasons, *order_reasons, *burn_reasons)
    compromises = None
    if delivery is not Delivery.DIRECT and not container_reasons and not video_reasons:
        compromises = _list_compromises(info, capabilities, audio, burn_reasons)
    return Plan(
        delivery=delivery,
        streams=_decide_streams(info, audio, subtitle, actions),
        reasons=reasons,
        notes=_list_notes(info, wishes, audio, subtitle),
        compromises=compromises,
        audio_index=audio.index if audio else None,
        direct_audio_index=info.audio[0].index if info.audio else None,
        subtitle_index=subtitle.index if subtitle else None,
        is_playable_now=_can_deliver(delivery, compromises, limits),
        missing=_missing_sentence(delivery, reasons, compromises, limits),
    )


@dataclass(frozen=True, slots=True)
class _Actions:
    delivery: Delivery
    video: tuple[Reason, ...]
    audio: tuple[Reason, ...]
    order: tuple[Reason, ...]
    burn: tuple[Reason, ...]

    @property
    def untouched(self) -> Action:
        """What happens to a stream that has no reason of its own."""
        return Action.DIRECT if self.delivery is Delivery.DIRECT else Action.REMUX


def choose_audio(info: MediaInfo, wishes: PlaybackWishes) -> AudioStream | None:
    """The wished track; else the default one, else the first. Commentary only when it is asked for."""
    exact = next((track for track in info.audio if track.index == wishes.audio_index), None)
    if exact is not None or not info.audio:
        return exact
    spoken = [t for t in info.audio if not (t.is_commentary or t.is_audio_description)] or list(info.audio)
    matching = [t for t in spoken if is_same_language(t.language, wishes.audio_language)]
    if matching:
        # An exact region ("pt-BR") before another, a default before the others, then the file's order.
        return min(matching, key=lambda t: (t.language != wishes.audio_language, not t.is_default))
    return next((track for track in spoken if track.is_default), spoken[0])


def choose_subtitle(
    info: MediaInfo, wishes: PlaybackWishes, audio: AudioStream | None
) -> SubtitleStream | None:
    """The wished track (full before forced, text before pictures), else what is forced with the sound."""
    exact = next((track for track in info.subtitles if track.index == wishes.subtitle_index), None)
    if exact is not None:
        return exact
    if wishes.subtitle_language is not None:
        matching = [t for t in info.subtitles if is_same_language(t.language, wishes.subtitle_language)]
        return min(
            matching,
            key=lambda t: (
                t.is_commentary,
                t.is_forced,
                not t.is_text,
                t.is_hearing_impaired,
                not t.is_default,
            ),
            default=None,
        )
    spoken = audio.language if audio else None
    forced = (t for t in info.subtitles if t.is_forced and t.is_text and is_same_language(t.language, spoken))
    return next(forced, None)


def _judge_container(info: MediaInfo, capabilities: ClientCapabilities) -> tuple[Reason, ...]:
    if info.container in capabilities.containers:
        return ()
    return (why.container_unsupported(info.container),)


def _judge_video(
    info: MediaInfo, capabilities: ClientCapabilities, limits: PlaybackLimits
) -> tuple[Reason, ...]:
    if not info.video:
        return ()
    video = info.video[0]
    found = [*_judge_video_codec(video, info.container, capabilities)]
    heights_px = [limit for limit in (capabilities.max_height_px, limits.max_height_px) if limit is not None]
    if heights_px and min(video.width_px, video.height_px) > min(heights_px):
        found.append(why.too_tall(min(video.width_px, video.height_px), min(heights_px)))
    bitrate_bps = info.bitrate_bps
    if (
        limits.max_bitrate_bps is not None
        and bitrate_bps is not None
        and bitrate_bps > limits.max_bitrate_bps
    ):
        found.append(why.bitrate_too_high(bitrate_bps, limits.max_bitrate_bps))
    return tuple(found)


def _judge_video_codec(video: VideoStream, container: str, capabilities: ClientCapabilities) -> list[Reason]:
    dolby = video.dolby_vision
    if dolby is not None and capabilities.can_decode(dolby.codec_string, container):
        return []
    if dolby is not None and dolby.compatibility_id == 0:
        # Its base layer alone has purple and green people.
        return [why.dolby_vision_only(dolby.profile)]
    found = []
    verdict = capabilities.can_decode(video.codec_string, container) if video.codec_string else False
    if not verdict:
        found.append(why.video_codec(video.codec, video.codec_string, is_known=verdict is not None))
    ranges = capabilities.dynamic_ranges
    shown = {video.dynamic_range, *_base_ranges(video)}
    if ranges is not None and video.dynamic_range != "sdr" and not shown & ranges:
        found.append(why.dynamic_range(video.dynamic_range))
    return found


def _base_ranges(video: VideoStream) -> set[str]:
    """What a client without the dynamic metadata shows of it, rightly enough."""
    if video.dolby_vision is not None:
        base = {1: "hdr10", 6: "hdr10", 4: "hlg", 2: "sdr"}.get(video.dolby_vision.compatibility_id)
        return {base} if base else set()
    return {"hdr10"} if video.dynamic_range == "hdr10_plus" else set()


def _judge_audio(
    info: MediaInfo, audio: AudioStream | None, capabilities: ClientCapabilities
) -> tuple[Reason, ...]:
    if audio is None:
        return ()
    verdict = capabilities.can_decode(audio.codec_string, info.container) if audio.codec_string else False
    if not verdict:
        return (why.audio_codec(audio.codec, audio.codec_string, is_known=verdict is not None),)
    most = capabilities.max_audio_channels
    if most is not None and audio.channels > most:
        return (why.too_many_channels(audio.channels, most),)
    return ()


def _judge_audio_order(info: MediaInfo, audio: AudioStream | None) -> tuple[Reason, ...]:
    if audio is None or audio.index == info.audio[0].index:
        return ()
    return (why.audio_not_first(audio.language, info.audio[0].language),)


def _list_compromises(
    info: MediaInfo,
    capabilities: ClientCapabilities,
    audio: AudioStream | None,
    burn_reasons: tuple[Reason, ...],
) -> tuple[Reason, ...] | None:
    """What direct play leaves out, or None when even that is impossible: silence is no compromise."""
    first = info.audio[0] if info.audio else None
    if _judge_audio(info, first, capabilities):
        return None
    left_out = []
    if first is not None and audio is not None and first.index != audio.index:
        left_out.append(why.plays_first_audio_only(first.language))
    if burn_reasons:
        left_out.append(why.plays_without_subtitles())
    return tuple(left_out) or None


def _decide_streams(
    info: MediaInfo, audio: AudioStream | None, subtitle: SubtitleStream | None, actions: _Actions
) -> tuple[StreamDecision, ...]:
    decisions = []
    for position, video in enumerate(info.video):
        if position > 0:
            decisions.append(StreamDecision("video", video.index, Action.DROP, (why.other_track(),)))
            continue
        needs_encoder = actions.video or actions.burn
        action = Action.TRANSCODE if needs_encoder else actions.untouched
        own = (*actions.video, *actions.burn)
        decisions.append(StreamDecision("video", video.index, action, own or _following(action)))
    for track in info.audio:
        if audio is None or track.index != audio.index:
            decisions.append(StreamDecision("audio", track.index, Action.DROP, (why.other_track(),)))
            continue
        action = Action.TRANSCODE if actions.audio else actions.untouched
        own = (*actions.audio, *actions.order)
        decisions.append(StreamDecision("audio", track.index, action, own or _following(action)))
    decisions.extend(_decide_subtitle(track, subtitle, actions) for track in info.subtitles)
    return tuple(decisions)


def _decide_subtitle(
    track: SubtitleStream, chosen: SubtitleStream | None, actions: _Actions
) -> StreamDecision:
    if chosen is None or track.index != chosen.index:
        return StreamDecision("subtitle", track.index, Action.DROP, (why.other_track(),))
    if actions.burn:
        return StreamDecision("subtitle", track.index, Action.BURN_IN, actions.burn)
    return StreamDecision("subtitle", track.index, Action.TRANSCODE, (why.subtitle_as_webvtt(track.codec),))


def _following(action: Action) -> tuple[Reason, ...]:
    return () if action is Action.DIRECT else (why.copied_along(),)


def _list_notes(
    info: MediaInfo, wishes: PlaybackWishes, audio: AudioStream | None, subtitle: SubtitleStream | None
) -> tuple[Reason, ...]:
    notes = []
    wanted = wishes.audio_language
    if wanted is not None and audio is not None and not is_same_language(audio.language, wanted):
        notes.append(why.no_such_audio(wanted))
    if wishes.subtitle_language is not None and subtitle is None:
        notes.append(why.no_such_subtitle(wishes.subtitle_language))
    if info.is_truncated:
        notes.append(why.incomplete_file())
    if info.video and info.video[0].is_interlaced:
        notes.append(why.interlaced())
    return tuple(notes)


def _can_deliver(delivery: Delivery, compromises: tuple[Reason, ...] | None, limits: PlaybackLimits) -> bool:
    if delivery in limits.deliverable:
        return True
    return compromises is not None and Delivery.DIRECT in limits.deliverable


def _missing_sentence(
    delivery: Delivery,
    reasons: tuple[Reason, ...],
    compromises: tuple[Reason, ...] | None,
    limits: PlaybackLimits,
) -> str | None:
    if delivery in limits.deliverable:
        return None
    if compromises is not None and Delivery.DIRECT in limits.deliverable:
        return " ".join(reason.sentence for reason in compromises)
    return " ".join(reason.sentence for reason in reasons) + " This Kino cannot convert yet."

"""Decides how a file is played: direct, remux or transcode, stream by stream, with reasons. Pure.

Two silent failures shape the rules: a browser given HEVC "plays" a black picture, and given AC-3 plays
without sound, neither with an error. So nothing is direct that the client did not say yes to.
"""

from dataclasses import dataclass, replace

from kino.media import reasons as why
from kino.media.capabilities import ClientCapabilities
from kino.media.info import AudioStream, MediaInfo, SubtitleStream, VideoStream
from kino.media.languages import is_same_language
from kino.media.plan import Action, Delivery, Plan, Reason, StreamDecision

# What fits into the segments that Kino cuts, and is understood there by players that decode it at all.
_PICTURES_IN_SEGMENTS = frozenset({"h264", "hevc", "av1", "vp9"})
_SOUNDS_IN_SEGMENTS = frozenset({"aac", "ac3", "eac3", "opus", "flac"})
_SEGMENTS = "mp4"
# Streams of a film hardly ever end at the same frame.
_LEAST_SILENCE_S = 1.0


@dataclass(frozen=True, slots=True)
class PlaybackWishes:
    """What the viewer wants: BCP 47 tags, or exact stream numbers, which win.

    audio_language:    None takes the file's default track.
    audio_title:       of the tracks in that language the one with this title, even when it is a commentary.
    subtitle_language: None shows forced subtitles in the language of the sound, if there are any.
    failed:            ways that this client was offered for this file, and that did not work.
    """

    audio_language: str | None = None
    audio_title: str | None = None
    subtitle_language: str | None = None
    audio_index: int | None = None
    subtitle_index: int | None = None
    failed: frozenset[Delivery] = frozenset()


@dataclass(frozen=True, slots=True)
class PlaybackLimits:
    """What the house allows and this Kino can do. None is no limit.

    burns_in: pictures of subtitles can be drawn into the film.
    """

    max_height_px: int | None = None
    max_bitrate_bps: int | None = None
    deliverable: frozenset[Delivery] = frozenset({Delivery.DIRECT})
    burns_in: bool = False


def plan_playback(
    info: MediaInfo,
    capabilities: ClientCapabilities,
    wishes: PlaybackWishes | None = None,
    limits: PlaybackLimits | None = None,
) -> Plan:
    """The cheapest way that fulfils the wishes, and what is left out if this Kino cannot go that way.

    The same arguments give the same plan.
    """
    wishes, limits = wishes or PlaybackWishes(), limits or PlaybackLimits()
    audio = choose_audio(info, wishes)
    subtitle = choose_subtitle(info, wishes, audio)
    needs = _judge(info, capabilities, limits, _Choice(audio, subtitle, wishes.failed))
    plays_as, compromises = _settle(info, capabilities, needs, audio, limits)
    return Plan(
        delivery=needs.delivery,
        plays_as=plays_as,
        streams=_decide_streams(info, audio, subtitle, needs),
        reasons=needs.reasons,
        notes=_list_notes(info, wishes, audio, subtitle),
        compromises=compromises,
        audio_index=audio.index if audio else None,
        direct_audio_index=info.audio[0].index if info.audio else None,
        subtitle_index=subtitle.index if subtitle else None,
        offers_all_audio=(Delivery.TRANSCODE if needs.picture_copied else Delivery.REMUX)
        in limits.deliverable,
        missing=_missing_sentence(plays_as, needs.reasons, compromises),
    )


def copies_sound(info: MediaInfo, track: AudioStream, capabilities: ClientCapabilities) -> bool:
    """Whether a sound track of the film goes into segments as it is; else it is converted for this client."""
    return not _judge_sound_in_segments(info, track, capabilities)


@dataclass(frozen=True, slots=True)
class _Choice:
    audio: AudioStream | None
    subtitle: SubtitleStream | None
    failed: frozenset[Delivery]


@dataclass(frozen=True, slots=True)
class _Needs:
    """What stands against the cheaper ways.

    container, picture, sound, order: against direct play. picture_copied, sound_copied: against their being
    copied into segments. burn: against every way that leaves the picture as it is.
    """

    container: tuple[Reason, ...]
    picture: tuple[Reason, ...]
    sound: tuple[Reason, ...]
    order: tuple[Reason, ...]
    picture_copied: tuple[Reason, ...]
    sound_copied: tuple[Reason, ...]
    burn: tuple[Reason, ...]

    @property
    def delivery(self) -> Delivery:
        if (self.picture_copied and self._against_direct) or self.burn:
            return Delivery.TRANSCODE
        return Delivery.REMUX if self._against_direct else Delivery.DIRECT

    @property
    def reasons(self) -> tuple[Reason, ...]:
        found = [*self._against_direct, *self.burn]
        if self.delivery is Delivery.TRANSCODE:
            found += self.picture_copied
        unique: dict[str, Reason] = {}
        for reason in found:
            unique.setdefault(reason.code, reason)
        return tuple(unique.values())

    @property
    def _against_direct(self) -> tuple[Reason, ...]:
        return (*self.container, *self.picture, *self.sound, *self.order)


def _judge(
    info: MediaInfo, capabilities: ClientCapabilities, limits: PlaybackLimits, choice: _Choice
) -> _Needs:
    container = _judge_container(info, capabilities)
    if Delivery.DIRECT in choice.failed:
        container = (*container, why.direct_failed())
    picture_copied = _judge_picture_in_segments(info, capabilities, limits)
    if Delivery.REMUX in choice.failed:
        picture_copied = (*picture_copied, why.copy_failed())
    sound_copied = _judge_sound_in_segments(info, choice.audio, capabilities) if choice.audio else ()
    # What a container that is not opened would have held is asked of the segments that replace it.
    picture = picture_copied if container else _judge_picture(info, info.container, capabilities, limits)
    sound = sound_copied if container else _judge_audio(info.container, choice.audio, capabilities)
    burned = choice.subtitle is not None and not choice.subtitle.is_text
    return _Needs(
        container=container,
        picture=picture,
        sound=sound,
        order=_judge_audio_order(info, choice.audio),
        picture_copied=picture_copied,
        sound_copied=sound_copied,
        burn=(why.image_subtitle(choice.subtitle),) if burned and choice.subtitle else (),
    )


def _settle(
    info: MediaInfo,
    capabilities: ClientCapabilities,
    needs: _Needs,
    audio: AudioStream | None,
    limits: PlaybackLimits,
) -> tuple[Delivery | None, tuple[Reason, ...] | None]:
    """The way that is gone, and what it leaves out; (None, None) when there is none."""
    can_burn = limits.burns_in or not needs.burn
    if needs.delivery in limits.deliverable and can_burn:
        return needs.delivery, None
    without_burning = replace(needs, burn=())
    if needs.burn and without_burning.delivery in limits.deliverable:
        return without_burning.delivery, (why.plays_without_subtitles(),)
    if Delivery.DIRECT not in limits.deliverable or needs.container or needs.picture:
        return None, None
    left_out = _list_compromises(info, capabilities, audio, needs.burn)
    return (None, None) if left_out is None else (Delivery.DIRECT, left_out)


def choose_audio(info: MediaInfo, wishes: PlaybackWishes) -> AudioStream | None:
    """The wished track; else the default one, else the first. Commentary only when it is asked for."""
    exact = next((track for track in info.audio if track.index == wishes.audio_index), None)
    if exact is not None or not info.audio:
        return exact
    same = [track for track in info.audio if is_same_language(track.language, wishes.audio_language)]
    if wishes.audio_title:
        # Tracks that do not tell their language are known by their titles alone.
        unnamed = (track for track in info.audio if track.language is None)
        named = next((track for track in (*same, *unnamed) if track.title == wishes.audio_title), None)
        if named is not None:
            return named
    spoken = [t for t in info.audio if not (t.is_commentary or t.is_audio_description)] or list(info.audio)
    matching = [track for track in same if track in spoken]
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


def _judge_picture_in_segments(
    info: MediaInfo, capabilities: ClientCapabilities, limits: PlaybackLimits
) -> tuple[Reason, ...]:
    if info.video and info.video[0].codec not in _PICTURES_IN_SEGMENTS:
        return (why.video_not_for_segments(info.video[0].codec),)
    return _judge_picture(info, _SEGMENTS, capabilities, limits)


def _judge_sound_in_segments(
    info: MediaInfo, audio: AudioStream, capabilities: ClientCapabilities
) -> tuple[Reason, ...]:
    if audio.codec not in _SOUNDS_IN_SEGMENTS:
        return (why.audio_not_for_segments(audio.codec),)
    found = _judge_audio(_SEGMENTS, audio, capabilities)
    if audio.duration_s and info.duration_s and audio.duration_s < info.duration_s - _LEAST_SILENCE_S:
        # Copied, the segments behind its end would be empty, and players wait for what is in them.
        return (*found, why.audio_ends_early(info.duration_s - audio.duration_s))
    return found


def _judge_picture(
    info: MediaInfo, container: str, capabilities: ClientCapabilities, limits: PlaybackLimits
) -> tuple[Reason, ...]:
    if not info.video:
        return ()
    video = info.video[0]
    found = [*_judge_video_codec(video, container, capabilities)]
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
        base = video.dolby_vision.base_range
        return {base} if base else set()
    return {"hdr10"} if video.dynamic_range == "hdr10_plus" else set()


def _judge_audio(
    container: str, audio: AudioStream | None, capabilities: ClientCapabilities
) -> tuple[Reason, ...]:
    if audio is None:
        return ()
    verdict = capabilities.can_decode(audio.codec_string, container) if audio.codec_string else False
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
    if _judge_audio(info.container, first, capabilities):
        return None
    left_out = []
    if first is not None and audio is not None and first.index != audio.index:
        left_out.append(why.plays_first_audio_only(first.language))
    if burn_reasons:
        left_out.append(why.plays_without_subtitles())
    return tuple(left_out) or None


def _decide_streams(
    info: MediaInfo, audio: AudioStream | None, subtitle: SubtitleStream | None, needs: _Needs
) -> tuple[StreamDecision, ...]:
    is_direct = needs.delivery is Delivery.DIRECT
    is_encoded = needs.delivery is Delivery.TRANSCODE
    decisions = []
    for position, video in enumerate(info.video):
        if position > 0:
            decisions.append(StreamDecision("video", video.index, Action.DROP, (why.other_track(),)))
            continue
        action = Action.DIRECT if is_direct else Action.TRANSCODE if is_encoded else Action.REMUX
        own = (*needs.picture_copied, *needs.burn) if is_encoded else needs.picture
        decisions.append(StreamDecision("video", video.index, action, own or _following(action)))
    for track in info.audio:
        if audio is None or track.index != audio.index:
            decisions.append(StreamDecision("audio", track.index, Action.DROP, (why.other_track(),)))
            continue
        action = Action.DIRECT if is_direct else Action.TRANSCODE if needs.sound_copied else Action.REMUX
        own = () if is_direct else (*(needs.sound_copied or needs.sound), *needs.order)
        decisions.append(StreamDecision("audio", track.index, action, own or _following(action)))
    decisions.extend(_decide_subtitle(track, subtitle, needs) for track in info.subtitles)
    return tuple(decisions)


def _decide_subtitle(track: SubtitleStream, chosen: SubtitleStream | None, needs: _Needs) -> StreamDecision:
    if chosen is None or track.index != chosen.index:
        return StreamDecision("subtitle", track.index, Action.DROP, (why.other_track(),))
    if needs.burn:
        return StreamDecision("subtitle", track.index, Action.BURN_IN, needs.burn)
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


def _missing_sentence(
    plays_as: Delivery | None, reasons: tuple[Reason, ...], compromises: tuple[Reason, ...] | None
) -> str | None:
    if plays_as is not None:
        return " ".join(reason.sentence for reason in compromises) if compromises else None
    return " ".join(reason.sentence for reason in reasons) + " This Kino cannot convert yet."

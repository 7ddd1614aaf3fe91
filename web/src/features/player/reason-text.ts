import type { I18n } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { formatBitrate } from '@/lib/format-technical'
import type { PlanReason } from './engine/playback-api'

/** "German" for "de", in the language on screen. */
export function languageName(tag: string | null | undefined, locale: string): string | null {
  if (!tag) return null
  try {
    return new Intl.DisplayNames([locale], { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}

/** A plan's reason in the language on screen; the server's own English for a code that is newer than this page. */
export function reasonText(reason: PlanReason, i18n: I18n): string {
  const params = reason.params ?? {}
  const text = (key: string) => String(params[key] ?? '')
  const locale = i18n.locale === 'ar-XB' ? 'en' : i18n.locale
  const language = (key: string) => languageName(text(key), locale) ?? i18n._(msg`unnamed`)
  const name = text('name')
  switch (reason.code) {
    case 'container_unsupported':
      return i18n._(msg`Your browser cannot open ${name} files.`)
    case 'video_codec_unsupported':
      return i18n._(msg`Your browser cannot decode ${name} video.`)
    case 'video_codec_unknown':
      return i18n._(msg`Your browser did not say that it can decode ${name} video.`)
    case 'audio_codec_unsupported':
      return i18n._(msg`Your browser cannot decode ${name} sound.`)
    case 'audio_codec_unknown':
      return i18n._(msg`Your browser did not say that it can decode ${name} sound.`)
    case 'video_not_for_segments':
      return i18n._(msg`${name} video cannot be streamed in segments as it is.`)
    case 'audio_not_for_segments':
      return i18n._(msg`${name} sound cannot be streamed in segments as it is.`)
    case 'audio_ends_early': {
      const seconds = text('silence_s')
      return i18n._(msg`The sound ends ${seconds} s before the film; silence is added to it.`)
    }
    case 'direct_failed':
      return i18n._(msg`This device could not play the file as it is.`)
    case 'copy_failed':
      return i18n._(msg`This device could not play these streams in a new container either.`)
    case 'dolby_vision_only':
      return i18n._(msg`This film is in Dolby Vision alone, which your browser shows in wrong colours.`)
    case 'dynamic_range_unsupported':
      return i18n._(msg`Your screen cannot show ${name}.`)
    case 'too_tall': {
      const [height, limit] = [text('height_px'), text('limit_px')]
      return i18n._(msg`The picture has ${height} lines; at most ${limit} are possible here.`)
    }
    case 'bitrate_too_high': {
      const needed = formatBitrate(Number(params['bitrate_bps'] ?? 0), locale)
      const limit = formatBitrate(Number(params['limit_bps'] ?? 0), locale)
      return i18n._(msg`The film needs ${needed}; at most ${limit} are allowed.`)
    }
    case 'too_many_channels': {
      const [channels, limit] = [text('channels'), text('limit')]
      return i18n._(msg`The sound has ${channels} channels; your device takes ${limit}.`)
    }
    case 'audio_not_first': {
      const [wanted, first] = [language('language'), language('first_language')]
      return i18n._(
        msg`The chosen sound (${wanted}) is not the first track; only the first plays directly (${first}).`,
      )
    }
    case 'image_subtitle':
      return i18n._(msg`These subtitles are pictures and have to be drawn into the film.`)
    case 'plays_first_audio_only': {
      const only = language('language')
      return i18n._(
        msg`It plays with its first sound track only (${only}); this Kino cannot switch the track.`,
      )
    }
    case 'plays_without_subtitles':
      return i18n._(msg`It plays without these subtitles, because they are pictures.`)
    case 'no_such_audio': {
      const missing = language('language')
      return i18n._(msg`This film has no sound in this language: ${missing}.`)
    }
    case 'no_such_subtitle': {
      const missing = language('language')
      return i18n._(msg`This film has no subtitles in this language: ${missing}.`)
    }
    case 'incomplete_file':
      return i18n._(msg`The end of this file is missing; it stops early.`)
    case 'interlaced':
      return i18n._(msg`This is an interlaced recording; fast movement may show fine lines.`)
    case 'disk_away':
      return i18n._(msg`The disk that holds this film is not connected.`)
    case 'cannot_be_cut':
      return i18n._(msg`This film cannot be cut into segments: scan its file again.`)
    case 'cannot_be_copied':
      return i18n._(
        msg`The keyframes of this film cannot be used to send its picture as it is, so it is converted.`,
      )
    case 'file_unreadable':
      return i18n._(msg`The file of this film cannot be read.`)
    default:
      return reason.sentence
  }
}

import { Link } from 'react-router'
import { episodeCode, useEpisodeTitle } from '@/components/play-button'
import { Poster } from '@/components/poster'
import type { RowCell } from '@/components/row'
import { ShieldedPicture } from '@/components/shielded-picture'
import { useSpoilerShield } from '@/components/spoiler-shield'
import { paths } from '@/lib/paths'
import type { EpisodeCardShape } from '@/lib/title-types'

interface EpisodeResultProps extends RowCell {
  episode: EpisodeCardShape
}

/** A found episode leads to its season on the page of its series. */
export function EpisodeResult({ episode, width_px, height_px, tabIndex, ref }: EpisodeResultProps) {
  const name = useEpisodeTitle()(episode)
  const isHidden = useSpoilerShield()
  const code = episodeCode(episode)
  const where = `${episode.series_title}, ${code}`
  return (
    <div style={{ width: width_px }}>
      <Link
        ref={ref}
        to={`${paths.title(episode.series_id)}?season=${episode.season_number}`}
        tabIndex={tabIndex}
        data-roving
        draggable={false}
        className="card-art"
        style={{ height: height_px }}
      >
        <span className="sr-only">{`${name}, ${where}`}</span>
        <ShieldedPicture isHidden={isHidden(episode)}>
          <Poster
            image={episode.still}
            kind="still"
            title={`${episode.series_title} ${episode.title}`}
            sizes={width_px}
            hasDrawnTitle={false}
          />
        </ShieldedPicture>
      </Link>
      <div aria-hidden className="pt-2.5 text-13">
        <div className="truncate text-bone">{name}</div>
        <div className="truncate text-smoke tabular">{where}</div>
      </div>
    </div>
  )
}

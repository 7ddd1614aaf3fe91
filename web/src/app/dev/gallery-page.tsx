import { Info, Play, Plus } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import type { TitleCardData } from '@/api/types'
import { Backdrop } from '@/components/backdrop'
import { LANDSCAPE_CAPTION_PX, LandscapeCard } from '@/components/landscape-card'
import { PageTitle } from '@/components/page-title'
import { Row, type RowCell, rowHeight } from '@/components/row'
import { TitleCard } from '@/components/title-card'
import { Button } from '@/components/ui/button'
import { IconButton } from '@/components/ui/icon-button'
import { VirtualRows } from '@/components/virtual-rows'
import { useCardMetrics } from '@/lib/card-metrics'
import { GalleryParts } from './gallery-parts'
import { sampleTitles } from './sample-titles'

interface SampleRow {
  id: string
  length: number
  height_px: number
  name: string
  why: string | undefined
  items: TitleCardData[]
}

const NAMES = [
  'Continue watching',
  'New in this house',
  'Because you watched Glass Orchard',
  'Slow cinema',
  'Under ninety minutes',
  'Black and white',
]
const titleKey = (title: TitleCardData) => title.id
const renderPoster = (title: TitleCardData, cell: RowCell) => <TitleCard title={title} {...cell} />
const renderWide = (title: TitleCardData, cell: RowCell) => <LandscapeCard title={title} {...cell} />

/** Every shared component on one page, and a Browse of 50 × 40 invented titles. */
export function GalleryPage() {
  const poster = useCardMetrics('poster')
  const landscape = useCardMetrics('landscape')
  const rows = useMemo(
    () =>
      Array.from({ length: 50 }, (_, index): SampleRow => ({
        id: `row-${index}`,
        length: 40,
        height_px: index === 0 ? rowHeight(landscape, LANDSCAPE_CAPTION_PX) : rowHeight(poster),
        name: `${NAMES[index % NAMES.length] ?? ''}${index < NAMES.length ? '' : ` ${index}`}`,
        why: index === 2 ? 'Three evenings with the same cinematographer' : undefined,
        items: sampleTitles(index, 40),
      })),
    [poster, landscape],
  )
  const renderRow = useCallback((row: SampleRow, index: number) => {
    const isWide = index === 0
    return (
      <Row
        id={row.id}
        name={row.name}
        why={row.why}
        items={row.items}
        itemKey={titleKey}
        renderItem={isWide ? renderWide : renderPoster}
        shape={isWide ? 'landscape' : 'poster'}
        caption_px={isWide ? LANDSCAPE_CAPTION_PX : 0}
        isLazy={index > 1}
      />
    )
  }, [])
  return (
    <>
      <PageTitle>Gallery</PageTitle>
      <Backdrop image={null} title="The Amber Inheritance">
        <p className="mb-4 text-13 text-ash">
          <span className="text-ember-hi">Tonight’s feature</span>
          <span className="mx-2 text-smoke">/</span>Drama, 1 hr 52 min, ends 22:47
        </p>
        <h1 className="hero-title max-w-[11ch]">The Amber Inheritance</h1>
        <p className="mt-6 measure text-17 text-ash">
          A projectionist returns to the village cinema she grew up in, and finds a reel nobody remembers
          shooting.
        </p>
        <div className="mt-7 flex items-center gap-2 sm:gap-3">
          <Button variant="primary" size="lg">
            <Play className="fill-current" />
            Resume 42:10
          </Button>
          <Button size="lg">
            <Info />
            Details
          </Button>
          <IconButton label="Add to My List" variant="filled" size="lg">
            <Plus />
          </IconButton>
        </div>
      </Backdrop>
      <div className="-mt-16">
        <VirtualRows rows={rows} renderRow={renderRow} />
      </div>
      <GalleryParts />
    </>
  )
}

import { Bookmark, LogOut, MoreHorizontal, Settings, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { ApiError } from '@/api/errors'
import { Confirm } from '@/components/confirm'
import { DrawnPoster } from '@/components/drawn-poster'
import { EmptyState } from '@/components/empty-state'
import { ErrorState } from '@/components/error-state'
import { LanguageSelect } from '@/components/language-select'
import { NeedsHttps } from '@/components/needs-https'
import { RowSkeleton } from '@/components/row-skeleton'
import { Avatar, AVATAR_COUNT } from '@/components/ui/avatar'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog } from '@/components/ui/dialog'
import { DropdownMenu, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/dropdown-menu'
import { Field } from '@/components/ui/field'
import { IconButton } from '@/components/ui/icon-button'
import { Input } from '@/components/ui/input'
import { PasswordInput } from '@/components/ui/password-input'
import { Popover } from '@/components/ui/popover'
import { Progress } from '@/components/ui/progress'
import { Select } from '@/components/ui/select'
import { Sheet } from '@/components/ui/sheet'
import { Slider } from '@/components/ui/slider'
import { Switch } from '@/components/ui/switch'
import { Table, type TableColumn } from '@/components/ui/table'
import { Tabs } from '@/components/ui/tabs'
import { Textarea } from '@/components/ui/textarea'
import { toast } from '@/components/ui/toaster'
import { useUndoable } from '@/components/use-undoable'
import { sampleTitles } from './sample-titles'

const POSTERS = [
  'The Amber Inheritance',
  'Nosferatu',
  'M',
  'Sita Sings the Blues',
  'Donaudampfschifffahrtsgesellschaft',
  'Tears of Steel',
  'Cosmos Laundromat',
  'A Trip to the Moon',
  'The Cabinet of Dr. Caligari',
  'Night of the Living Dead',
  'Sintel',
  'Metropolis',
  'His Girl Friday',
  'Spring',
  'Charge',
  'The Lodger: A Story of the London Fog',
]
const FILMS = sampleTitles(5, 2000)
const COLUMNS: readonly TableColumn<(typeof FILMS)[number]>[] = [
  { key: 'title', header: 'Title', cell: (film) => film.title, width: 'minmax(160px,2fr)', isSortable: true },
  { key: 'year', header: 'Year', cell: (film) => film.year, width: '90px', align: 'end', isSortable: true },
  { key: 'kind', header: 'Kind', cell: (film) => <Badge tone="quiet">{film.kind}</Badge>, width: '120px' },
]
const SEASONS = [1, 2, 3].map((season) => ({ value: String(season), label: `Season ${season}` }))

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className="mt-14">
      <h2 className="mb-5 serif text-22">{name}</h2>
      {children}
    </section>
  )
}

export function GalleryParts() {
  return (
    <div id="parts" className="gutter pb-24">
      <Part name="Drawn posters">
        <div className="grid grid-cols-[repeat(auto-fill,minmax(150px,1fr))] gap-3">
          {POSTERS.map((title, index) => (
            <div key={title} className="card-art aspect-2/3">
              <DrawnPoster title={title} note={1921 + index * 6} />
            </div>
          ))}
        </div>
      </Part>
      <Part name="Portraits">
        <div className="flex flex-wrap gap-4">
          {Array.from({ length: AVATAR_COUNT }, (_, index) => (
            <Avatar key={index} name={`Guest ${index}`} portrait={index} size_px={112} />
          ))}
        </div>
      </Part>
      <Actions />
      <Forms />
      <Data />
    </div>
  )
}

function Actions() {
  const undoable = useUndoable()
  return (
    <Part name="Actions">
      <div className="flex flex-wrap items-center gap-3">
        <Button variant="primary">Primary</Button>
        <Button>Secondary</Button>
        <Button variant="ghost">Ghost</Button>
        <Button variant="ember">Ember</Button>
        <Button variant="danger">Danger</Button>
        <Button variant="link">Link</Button>
        <Button isBusy>Busy</Button>
        <Button disabled>Disabled</Button>
        <Button size="sm">Small</Button>
        <IconButton label="Save for later" shortcut="B">
          <Bookmark />
        </IconButton>
        <DropdownMenu
          trigger={
            <IconButton label="More" variant="outline">
              <MoreHorizontal />
            </IconButton>
          }
        >
          <MenuLabel>Evening</MenuLabel>
          <MenuItem icon={<Settings />} shortcut="S">
            Settings
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<LogOut />}>Sign out</MenuItem>
          <MenuItem icon={<Trash2 />} isDanger>
            Delete
          </MenuItem>
        </DropdownMenu>
        <Dialog
          trigger={<Button>Dialog</Button>}
          title="Name this house"
          description="Members see it when they sign in."
          actions={<Button variant="primary">Save</Button>}
        >
          <Field label="Name" hint="Two words are enough.">
            <Input defaultValue="Lantern Street" />
          </Field>
        </Dialog>
        <Sheet trigger={<Button>Sheet</Button>} title="Subtitles">
          <p className="text-ash">English, French, German</p>
        </Sheet>
        <Popover trigger={<Button>Popover</Button>}>Why is this here? Because three people liked it.</Popover>
        <Confirm
          trigger={<Button variant="danger">Confirm</Button>}
          title="Delete this library?"
          description="The files stay on the disk; progress and lists are lost."
          action="Delete library"
          onConfirm={() => Promise.reject(new Error('The disk is away'))}
        />
        <Button
          onClick={() => undoable({ message: 'Removed from My List', undo: () => void toast('Back again') })}
        >
          Toast
        </Button>
      </div>
      <div className="mt-6 flex flex-wrap gap-2">
        <Badge>4K</Badge>
        <Badge>HDR10</Badge>
        <Badge>Dolby 5.1</Badge>
        <Badge tone="quiet">12 films</Badge>
        <Badge tone="gold">Requested</Badge>
        <Badge tone="jade" isLive>
          Playing
        </Badge>
        <Badge tone="rose">Failed</Badge>
        <Badge tone="ember">New</Badge>
      </div>
    </Part>
  )
}

function Forms() {
  const [volume, setVolume] = useState(60)
  const [season, setSeason] = useState('1')
  const [tab, setTab] = useState<'episodes' | 'more' | 'cast'>('episodes')
  return (
    <Part name="Forms">
      <div className="grid max-w-[920px] gap-x-10 gap-y-6 md:grid-cols-2">
        <Field label="Name" hint="As the others in the house know you.">
          <Input placeholder="Your name" autoComplete="off" />
        </Field>
        <Field label="Password" error="Ten characters or more, please.">
          <PasswordInput autoComplete="new-password" />
        </Field>
        <Field label="Season">
          <Select value={season} onValueChange={setSeason} options={SEASONS} />
        </Field>
        <Field label="Synopsis">
          <Textarea placeholder="Two lines at most" />
        </Field>
        <Field label="Play trailers by themselves" hint="Never on a metered connection." layout="row">
          <Switch defaultChecked />
        </Field>
        <Field label="Hide what is watched" layout="row">
          <Checkbox defaultChecked />
        </Field>
        <Slider
          aria-label="Volume"
          value={volume}
          onValueChange={setVolume}
          valueText={`${volume} percent`}
        />
        <LanguageSelect />
        <Progress aria-label="Scan" value={0.43} />
        <Progress aria-label="Waiting" value={null} />
        <NeedsHttps what="Passkeys">
          <span className="text-13 text-ash">This page is secure.</span>
        </NeedsHttps>
      </div>
      <Tabs
        className="mt-10"
        aria-label="About this title"
        value={tab}
        onValueChange={setTab}
        tabs={[
          {
            value: 'episodes',
            label: 'Episodes',
            count: 12,
            content: <p className="text-ash">Twelve of them.</p>,
          },
          { value: 'more', label: 'More like this', content: <p className="text-ash">Six of them.</p> },
          { value: 'cast', label: 'Cast & details', content: <p className="text-ash">Forty of them.</p> },
        ]}
      />
    </Part>
  )
}

function Data() {
  return (
    <>
      <Part name="Table">
        <Table
          aria-label="Titles"
          columns={COLUMNS}
          rows={FILMS}
          rowKey={(film) => film.id}
          maxHeight="320px"
          onRowActivate={() => {}}
        />
      </Part>
      <Part name="States">
        <div className="-mx-(--gutter) overflow-hidden">
          <RowSkeleton />
        </div>
        <div className="grid md:grid-cols-2">
          <EmptyState title="Nothing on your list yet" action={<Button>Find something</Button>}>
            Press + on any title, and it waits here for a free evening.
          </EmptyState>
          <ErrorState
            error={new ApiError(503, 'LibraryAway', 'The disk of this library is not connected.')}
            onRetry={() => {}}
          />
        </div>
      </Part>
    </>
  )
}

import type { components } from '@/api/schema'

/** The server's own names for what several screens show. */
export type TitleCardShape = components['schemas']['TitleCard']
export type EpisodeCardShape = components['schemas']['EpisodeCard']
export type PlayTarget = components['schemas']['PlayTarget']
export type CreditCard = components['schemas']['CreditCard']
export type GenreRef = components['schemas']['GenreRef']

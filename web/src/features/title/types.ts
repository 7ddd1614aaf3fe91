import type { components } from '@/api/schema'

export type TitleDetail = components['schemas']['TitleDetail']
export type Season = components['schemas']['SeasonCard']
export type Version = components['schemas']['Version']
export type Extra = components['schemas']['Extra']
export type TechnicalFile = components['schemas']['TechnicalFile']
export type SimilarCard = components['schemas']['SimilarCard']

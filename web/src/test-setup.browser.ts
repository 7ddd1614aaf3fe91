import { beforeEach } from 'vitest'
import { activateLanguage } from './lib/i18n'
import './styles/index.css'

// A page that is replaced between two frames leaves the next one scrolled to where it was.
beforeEach(() => scrollTo({ top: 0, left: 0, behavior: 'instant' }))

await activateLanguage('en')

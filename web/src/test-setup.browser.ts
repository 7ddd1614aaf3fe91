import { activateLanguage } from './lib/i18n'
import './styles/index.css'

await activateLanguage('en')

import { useLingui } from '@lingui/react/macro'
import { KEY_HELP } from '../input/key-map'

export function KeysSheet() {
  const { i18n } = useLingui()
  return (
    // Nothing in it can be pressed: without a stop of its own, keys could not scroll it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
    <dl tabIndex={0} className="flex flex-col">
      {KEY_HELP.map(({ keys, does }) => (
        <div
          key={keys.join()}
          className="flex min-h-10 items-center gap-4 border-b hairline py-2 last:border-0"
        >
          <dt className="flex w-28 shrink-0 flex-wrap gap-1">
            {keys.map((key) => (
              <kbd key={key} className="rounded-[4px] bg-bone/10 px-2 py-0.5 font-sans text-13 text-bone">
                {key}
              </kbd>
            ))}
          </dt>
          <dd className="text-15 text-ash">{i18n._(does)}</dd>
        </div>
      ))}
    </dl>
  )
}

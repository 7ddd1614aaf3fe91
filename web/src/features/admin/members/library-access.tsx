import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { adminLibrariesQuery } from '@/api/live-scan'
import { Field } from '@/components/ui/field'
import { Switch } from '@/components/ui/switch'
import { CheckList } from '../parts/check-list'

export interface Access {
  sees_all_libraries: boolean
  library_ids: string[]
}

/** All libraries, those to come included, or a choice of them. */
export function LibraryAccess({
  value,
  onValueChange,
}: {
  value: Access
  onValueChange: (next: Access) => void
}) {
  const { t } = useLingui()
  const { data: libraries = [] } = useQuery(adminLibrariesQuery())
  return (
    <div className="grid gap-2">
      <Field layout="row" label={t`Sees all libraries`} hint={t`Also those that are added later.`}>
        <Switch
          checked={value.sees_all_libraries}
          onCheckedChange={(sees_all_libraries) => onValueChange({ ...value, sees_all_libraries })}
        />
      </Field>
      {!value.sees_all_libraries && (
        <div className="rounded-panel bg-ink-900 px-4 py-1">
          <CheckList
            legend={t`Libraries`}
            options={libraries.map((library) => ({ id: library.id, label: library.name }))}
            chosen={value.library_ids}
            onChosenChange={(library_ids) => onValueChange({ ...value, library_ids })}
          />
        </div>
      )}
    </div>
  )
}

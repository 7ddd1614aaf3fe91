import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'

export interface CheckListProps {
  legend: string
  options: readonly { id: string; label: string }[]
  chosen: readonly string[]
  onChosenChange: (ids: string[]) => void
}

export function CheckList({ legend, options, chosen, onChosenChange }: CheckListProps) {
  const toggle = (id: string, isOn: boolean) =>
    onChosenChange(isOn ? [...chosen, id] : chosen.filter((each) => each !== id))
  return (
    <fieldset>
      <legend className="sr-only">{legend}</legend>
      <div className="grid">
        {options.map((option) => (
          <Field key={option.id} layout="row" label={option.label}>
            <Checkbox
              checked={chosen.includes(option.id)}
              onCheckedChange={(isOn) => toggle(option.id, isOn === true)}
            />
          </Field>
        ))}
      </div>
    </fieldset>
  )
}

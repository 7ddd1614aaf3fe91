import { expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { Field } from './field'
import { Input } from './input'

test('a field ties its label and its error to the control', async () => {
  await render(
    <Field label="Name" error="Two letters or more, please.">
      <Input />
    </Field>,
  )
  const input = page.getByLabelText('Name')
  await expect.element(input).toHaveAttribute('aria-invalid', 'true')
  await expect.element(input).toHaveAccessibleDescription('Two letters or more, please.')
})

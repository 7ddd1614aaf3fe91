import { standardSchemaResolver } from '@hookform/resolvers/standard-schema'
import { type DefaultValues, type FieldValues, useForm, type UseFormReturn } from 'react-hook-form'
import * as z from 'zod/mini'

// Without this zod tries `new Function`, which the content security policy refuses with a message in the console.
z.config({ jitless: true })

export { z }

/** react-hook-form checked by a zod/mini schema; errors come on leaving a field, then follow typing. */
export function useZodForm<Input extends FieldValues, Output>(
  schema: z.ZodMiniType<Output, Input>,
  defaultValues: DefaultValues<Input>,
): UseFormReturn<Input, unknown, Output> {
  return useForm<Input, unknown, Output>({
    resolver: standardSchemaResolver(schema),
    defaultValues,
    mode: 'onTouched',
  })
}

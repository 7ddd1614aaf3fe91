import { toast } from '@/components/ui/toaster'

/** For actions without a form: what did not work, and the server's reason under it. */
export function useRefusal(): (message: string) => (error: unknown) => void {
  return (message) => (error) =>
    void toast(message, {
      tone: 'error',
      ...(error instanceof Error ? { description: error.message } : {}),
    })
}

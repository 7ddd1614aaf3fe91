/** The browser tab's title; React moves it into the head. Every page has one, and its first line is an h1. */
export function PageTitle({ children }: { children: string }) {
  return <title>{`${children} · Kino`}</title>
}

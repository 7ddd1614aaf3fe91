/** A value that tells its listeners when a part of it changed. Read by selectors: see use-store.ts. */
export class Store<State extends object> {
  private state: State
  private readonly listeners = new Set<() => void>()

  constructor(initial: State) {
    this.state = initial
  }

  get = (): State => this.state

  set(change: Partial<State>): void {
    const keys = Object.keys(change) as (keyof State)[]
    if (keys.every((key) => Object.is(this.state[key], change[key]))) return
    this.state = { ...this.state, ...change }
    for (const listener of this.listeners) listener()
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}

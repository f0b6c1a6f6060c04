/** jsdom has no EventSource: this one says what the test lets it say. */
export class FakeEventSource extends EventTarget {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSED = 2
  static opened: FakeEventSource[] = []

  readyState = FakeEventSource.CONNECTING
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  readonly url: string

  constructor(url: string) {
    super()
    this.url = url
    FakeEventSource.opened.push(this)
  }

  static get current() {
    const source = FakeEventSource.opened.at(-1)
    if (!source) throw new Error('Nothing listens to the hub.')
    return source
  }

  open() {
    this.readyState = FakeEventSource.OPEN
    this.onopen?.()
  }

  say(event: string) {
    this.dispatchEvent(new MessageEvent(event, { data: '{}' }))
  }

  /** For a moment: the browser connects again by itself. Given up: it does not. */
  lose(isGivenUp = false) {
    this.readyState = isGivenUp ? FakeEventSource.CLOSED : FakeEventSource.CONNECTING
    this.onerror?.()
  }

  close() {
    this.readyState = FakeEventSource.CLOSED
  }
}

import '@testing-library/jest-dom/vitest'
import { cleanup, configure } from '@testing-library/react'
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { FakeEventSource } from './FakeEventSource'
import { hub } from './hub'

// What does not come fails either way; what comes late on a busy machine is no failure.
configure({ asyncUtilTimeout: 15_000 })

beforeAll(() => {
  // What jsdom lacks and the component library asks for.
  vi.stubGlobal('ResizeObserver', class { observe() {} unobserve() {} disconnect() {} })
  window.scrollTo = () => undefined
  vi.stubGlobal('matchMedia', () => new EventTarget())
  Element.prototype.scrollIntoView = () => undefined
  Element.prototype.hasPointerCapture = () => false
  hub.listen({ onUnhandledRequest: 'error' })
})

beforeEach(() => {
  FakeEventSource.opened = []
  vi.stubGlobal('EventSource', FakeEventSource)
})

afterEach(() => {
  cleanup()
  hub.resetHandlers()
})

afterAll(() => hub.close())

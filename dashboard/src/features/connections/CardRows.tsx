import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { Connection } from '@/api/types'
import { cardGrid } from './cardGrid'

/** As the classes of {@link cardGrid} have it. */
const widths = () => ({ wide: window.matchMedia('(min-width: 80rem)'), medium: window.matchMedia('(min-width: 48rem)') })
const GAP_PX = 16
/** Of a card without trouble; each row is measured when it is shown. */
const USUAL_ROW_PX = 204
const ROWS_BEYOND = 4

interface Props {
  connections: Connection[]
  children: (connection: Connection) => ReactNode
}

/** Thousands of cards, of which only those near the window are in the page. */
export function CardRows({ connections, children }: Props) {
  const list = useRef<HTMLDivElement>(null)
  const columns = useSyncExternalStore(followWidth, countColumns)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), [])
  const rows = useWindowVirtualizer({
    count: Math.ceil(connections.length / columns),
    estimateSize: () => USUAL_ROW_PX,
    getItemKey: (row) => `${columns} ${connections[row * columns]?.id ?? ''}`,
    gap: GAP_PX,
    overscan: ROWS_BEYOND,
    scrollMargin: top,
  })
  const shown = rows.getVirtualItems()
  const first = (shown[0]?.index ?? 0) * columns
  const end = ((shown.at(-1)?.index ?? -1) + 1) * columns
  return (
    <div ref={list} className="relative" style={{ height: rows.getTotalSize() }}>
      <ul className={`${cardGrid} absolute inset-x-0 top-0`} style={{ transform: `translateY(${(shown[0]?.start ?? top) - top}px)` }}>
        {connections.slice(first, end).map((connection, index) => (
          <li
            key={connection.id}
            // All cards of a row are as high as the row.
            ref={index % columns === 0 ? rows.measureElement : undefined}
            data-index={(first + index) / columns}
            aria-setsize={connections.length}
            aria-posinset={first + index + 1}
            className="grid grid-cols-1"
          >
            {children(connection)}
          </li>
        ))}
      </ul>
    </div>
  )
}

function countColumns() {
  const { wide, medium } = widths()
  return wide.matches ? 3 : medium.matches ? 2 : 1
}

function followWidth(listener: () => void) {
  const queries = Object.values(widths())
  for (const query of queries) query.addEventListener('change', listener)
  return () => {
    for (const query of queries) query.removeEventListener('change', listener)
  }
}

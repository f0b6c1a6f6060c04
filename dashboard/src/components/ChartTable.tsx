import { commonWords } from '@/language/en/common'

interface Props {
  title: string
  columns: string[]
  /** The first cell names the row. */
  rows: { key: string; cells: string[] }[]
}

/** The numbers of a chart. */
export function ChartTable({ title, columns, rows }: Props) {
  if (rows.length === 0) return <p className="mt-2 text-muted">{commonWords().nothingHappened}</p>
  return (
    <div className="mt-2 max-h-64 overflow-auto">
      <table className="w-full text-left tabular-nums">
        <caption className="sr-only">{title}</caption>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col" className="py-1 pr-4 font-medium text-muted">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [name, ...cells] }) => (
            <tr key={key} className="border-t border-line">
              <th scope="row" className="py-1 pr-4 font-normal">
                {name}
              </th>
              {cells.map((cell, index) => (
                <td key={columns[index + 1]} className="py-1 pr-4">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

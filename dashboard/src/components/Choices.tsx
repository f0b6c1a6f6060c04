import { ToggleGroup } from 'radix-ui'

export interface Choice<T extends string> {
  value: T
  label: string
  count?: number
}

interface Props<T extends string> {
  label: string
  value: T
  choices: Choice<T>[]
  onChange: (value: T) => void
}

/** One of a few, as a row that scrolls on a phone. */
export function Choices<T extends string>({ label, value, choices, onChange }: Props<T>) {
  const choose = (chosen: string) => {
    // Pressing the chosen one again would leave none.
    const choice = choices.find((one) => one.value === chosen)
    if (choice) onChange(choice.value)
  }
  return (
    <ToggleGroup.Root type="single" aria-label={label} value={value} onValueChange={choose} className="-mx-1 flex max-w-full gap-1 overflow-x-auto sm:flex-wrap px-1 py-1 [scrollbar-width:none]">
      {choices.map((choice) => (
        <ToggleGroup.Item
          key={choice.value}
          value={choice.value}
          className="h-7 shrink-0 rounded-full px-3 text-[0.8125rem] font-medium text-muted transition-colors hover:bg-raised hover:text-ink data-[state=on]:bg-accent-soft data-[state=on]:text-accent"
        >
          {choice.label}
          {choice.count !== undefined && <span className="ml-1.5 tabular-nums">{choice.count}</span>}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}

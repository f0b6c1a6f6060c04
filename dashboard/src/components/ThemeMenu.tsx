import { Check, Monitor, Moon, Sun } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { buttonStyle } from './buttonStyle'
import { applyTheme, currentTheme, type Theme } from './theme'

const themes = [
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
  { value: 'system', label: 'System', icon: Monitor },
] as const

export function ThemeMenu() {
  const [theme, setTheme] = useState(currentTheme)
  const choose = (value: string) => {
    applyTheme(value as Theme)
    setTheme(value as Theme)
  }
  const Icon = themes.find((one) => one.value === theme)?.icon ?? Monitor
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={buttonStyle({ look: 'quiet', size: 'icon' })} aria-label={`Theme: ${theme}`}>
        <Icon aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className="panel animate-rise z-50 min-w-40 p-1 shadow-lg!">
          <DropdownMenu.RadioGroup value={theme} onValueChange={choose}>
            {themes.map(({ value, label, icon: ItemIcon }) => (
              <DropdownMenu.RadioItem key={value} value={value} className="flex cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-sm outline-none data-highlighted:bg-raised">
                <ItemIcon aria-hidden className="size-4 text-muted" />
                <span className="flex-1">{label}</span>
                <DropdownMenu.ItemIndicator>
                  <Check aria-hidden className="size-4 text-accent" />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

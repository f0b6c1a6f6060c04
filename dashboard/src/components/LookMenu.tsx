import { Check, Monitor, Moon, Sun } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { commonWords } from '@/language/en/common'
import { chooseLanguage, currentLanguage, type Language, languageNames, languages } from '@/language/language'
import { buttonStyle } from './buttonStyle'
import { applyTheme, currentTheme, type Theme } from './theme'
import { problemToast, useToast } from './toast'

const icons = { light: Sun, dark: Moon, system: Monitor }
const TRIGGER = 'look'

/** How the page looks, and in which language it speaks. */
export function LookMenu() {
  const t = commonWords()
  const toast = useToast()
  const [theme, setTheme] = useState(currentTheme)
  const chooseTheme = (value: string) => {
    applyTheme(value as Theme)
    setTheme(value as Theme)
  }
  const speak = (value: string) =>
    void chooseLanguage(value as Language).then(focusTriggerAgain, (error: unknown) => toast(problemToast(error as Error)))
  const Icon = icons[theme]
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger id={TRIGGER} className={buttonStyle({ look: 'quiet', size: 'icon' })} aria-label={t.look(t.themes[theme], languageNames[currentLanguage()])}>
        <Icon aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className="panel animate-rise z-50 min-w-44 p-1 shadow-lg!">
          <DropdownMenu.RadioGroup value={theme} onValueChange={chooseTheme} aria-label={t.theme}>
            <Heading>{t.theme}</Heading>
            {(['light', 'dark', 'system'] as const).map((value) => {
              const ItemIcon = icons[value]
              return (
                <Item key={value} value={value}>
                  <ItemIcon aria-hidden className="size-4 text-muted" />
                  <span className="flex-1">{t.themes[value]}</span>
                </Item>
              )
            })}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.RadioGroup value={currentLanguage()} onValueChange={speak} aria-label={t.language}>
            <Heading>{t.language}</Heading>
            {languages.map((language) => (
              <Item key={language} value={language}>
                <span lang={language} className="flex-1">
                  {languageNames[language]}
                </span>
              </Item>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

const Heading = ({ children }: { children: string }) => <DropdownMenu.Label className="px-2.5 py-1 text-[0.8125rem] text-muted">{children}</DropdownMenu.Label>

function Item({ value, children }: { value: string; children: ReactNode }) {
  return (
    <DropdownMenu.RadioItem value={value} className="flex cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-sm outline-none data-highlighted:bg-raised">
      {children}
      <DropdownMenu.ItemIndicator>
        <Check aria-hidden className="size-4 text-accent" />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.RadioItem>
  )
}

/** The whole page was made anew in the other language, and with it the button that the menu would give the focus back to. */
const focusTriggerAgain = () => void setTimeout(() => document.getElementById(TRIGGER)?.focus())

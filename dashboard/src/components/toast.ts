import { createContext, use } from 'react'
import { asProblem } from '@/api/problem'

export interface ToastMessage {
  tone: 'good' | 'warn' | 'bad'
  title: string
  text?: string
}

export const ToastContext = createContext<(message: ToastMessage) => void>(() => undefined)

export const useToast = () => use(ToastContext)

export function problemToast(error: Error): ToastMessage {
  const { title, detail } = asProblem(error)
  return { tone: 'bad', title, text: detail }
}

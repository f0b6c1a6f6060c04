import { useRouter, useRouterState } from '@tanstack/react-router'
import { noCallback } from './callbackSearch'
import { returnPath } from './connectPath'
import { noConnect } from './connectSearch'

/** The page on which connecting began, without what connecting itself adds to the address. */
export function useReturnPath() {
  const router = useRouter()
  return useRouterState({ select: () => returnPath(router.buildLocation({ to: '.', search: (previous: object) => ({ ...previous, ...noCallback, ...noConnect }) }).publicHref) })
}

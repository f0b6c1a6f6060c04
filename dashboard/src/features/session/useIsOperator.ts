import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from './sessionQuery'

/** Whether whoever is signed in looks after what concerns everybody. What is hidden from others the hub refuses them, too. */
export const useIsOperator = () => useQuery(sessionQuery()).data?.role === 'operator'

import { QueryCache, QueryClient } from '@tanstack/react-query'
import { isSignedOut, Problem } from './problem'
import { queryKeys } from './queryKeys'

export function createQueryClient() {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        // A session that ended while the page was open: asking for it again brings the signed-out page. One that never was is being asked for already.
        if (isSignedOut(error) && client.getQueryData(queryKeys.session) !== undefined && query.queryKey[0] !== queryKeys.session[0]) void client.invalidateQueries({ queryKey: queryKeys.session })
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < 1 && error instanceof Problem && error.isTemporary,
      },
    },
  })
  return client
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { request } from '@/api/http'
import { queryKeys } from '@/api/queryKeys'
import type { Platform, RegistrationInput } from '@/api/types'
import { problemToast, useToast } from '@/components/toast'
import { commonWords } from '@/language/en/common'
import { registrationWords } from '@/language/en/registration'
import { platformPath, platformQuery } from './platformQueries'

export function useRegistration(id: string) {
  const t = registrationWords()
  const client = useQueryClient()
  const toast = useToast()
  const path = `${platformPath(id)}/registration`
  const keep = (platform: Platform) => {
    client.setQueryData(platformQuery(id).queryKey, platform)
    return client.invalidateQueries({ queryKey: queryKeys.platforms })
  }

  const save = useMutation({
    mutationFn: (input: RegistrationInput) => request<Platform>(path, { method: 'PUT', body: input }),
    onSuccess: (platform, { instance }) => {
      toast({ tone: 'good', title: commonWords().saved, text: instance === undefined ? t.canConnect(platform.name) : t.canConnectServer(instance) })
      return keep(platform)
    },
  })
  const remove = useMutation({
    /** @param server The server whose client is forgotten; undefined: the usual one. */
    mutationFn: (server?: string) => request<Platform>(server === undefined ? path : `${path}?instance=${encodeURIComponent(server)}`, { method: 'DELETE' }),
    onSuccess: (platform, server) => {
      toast({ tone: 'good', title: commonWords().removed, text: t.forgotten(server ?? platform.name) })
      return keep(platform)
    },
    onError: (error) => toast(problemToast(error)),
  })
  return { save, remove }
}

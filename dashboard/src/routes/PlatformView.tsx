import { getRouteApi } from '@tanstack/react-router'
import { PlatformPage } from '@/features/platforms/PlatformPage'

const route = getRouteApi('/platforms/$id')

export function PlatformView() {
  const { id } = route.useParams()
  return <PlatformPage key={id} id={id} />
}

import { isLocalPath } from './localPath'
import { LetterLogo } from './LetterLogo'

export function Avatar({ name, url }: { name: string; url: string | null }) {
  if (url === null || !isLocalPath(url)) return <LetterLogo name={name} size="small" round />
  return <img src={url} alt="" className="size-7 shrink-0 rounded-full object-cover" />
}

export const cardGrid = 'grid grid-cols-1 gap-4 md:grid-cols-2 xl:grid-cols-3'

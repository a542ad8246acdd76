/** The pages that are made from the program itself: file → text. */
export function makePages(): Promise<Readonly<Record<string, string>>>;

/** The picture of the README, as the built program makes it now. */
export function recordSession(): Promise<string>;

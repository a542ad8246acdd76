/** Ends this process once its standard input closes: whoever started it is gone, and nobody reads what it finds out. */
export function endWithParent(): void {
  process.stdin.once('close', () => process.exit(1));
  process.stdin.resume().unref();
}

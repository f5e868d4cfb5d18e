/** Whether an output folder is not one of the file system: a URL such as `s3://bucket/prefix`. */
export function isBucket(out: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(out);
}

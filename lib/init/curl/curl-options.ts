/** The options of curl, by what they are to a pipeline. */

const wordSet = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Options with a value, by their long names. */
export const VALUED = wordSet(`
  request header data data-ascii data-raw data-binary data-urlencode json user cookie user-agent referer url url-query
  oauth2-bearer form form-string upload-file proxy proxy-user max-time connect-timeout retry retry-delay retry-max-time
  output output-dir write-out cookie-jar dump-header cacert capath cert key pass cert-type key-type config range
  max-redirs limit-rate interface resolve connect-to aws-sigv4 noproxy keepalive-time ciphers tls-max rate stderr trace
  trace-ascii speed-limit speed-time time-cond continue-at netrc-file unix-socket dns-servers socks5 socks5-hostname
  delegation`);

/** Options without a value that are read. */
export const FLAGS = wordSet('get head');

/** Options that change what curl shows, or how it connects, and not which request is sent. */
export const HARMLESS = wordSet(`
  location silent show-error verbose include fail fail-with-body remote-name remote-header-name compressed globoff
  no-buffer http1.0 http1.1 http2 http2-prior-knowledge http3 ipv4 ipv6 progress-bar progress-meter no-progress-meter
  parallel basic disable no-keepalive tcp-nodelay tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 ssl ssl-reqd location-trusted
  raw styled-output path-as-is junk-session-cookies remote-time create-dirs retry-all-errors retry-connrefused`);

/** What is said of an option that a pipeline does not take over. Others with a value are taken, or harmless. */
export const TOLD: Readonly<Record<string, string>> = {
  insecure: 'left out: certificates are always checked (NODE_EXTRA_CA_CERTS names others to trust)',
  cacert: 'left out: NODE_EXTRA_CA_CERTS in the environment names certificates to trust',
  cert: 'left out: client certificates are not supported',
  key: 'left out: client certificates are not supported',
  proxy: 'left out: requests go without a proxy',
  'max-time': 'left out: set timeouts in the client where the defaults do not do',
  'connect-timeout': 'left out: set timeouts in the client where the defaults do not do',
  retry: 'left out: failed requests are tried again four times; error_handler changes that',
  digest: 'left out: digest authentication is not supported',
  ntlm: 'left out: NTLM is not supported',
  negotiate: 'left out: Kerberos is not supported',
  anyauth: 'left out: the user and password are sent by basic authentication',
  netrc: 'left out: no .netrc is read; use secrets',
  'netrc-file': 'left out: no .netrc is read; use secrets',
  'aws-sigv4': 'left out: requests are not signed; write a function as auth',
  range: 'left out',
  config: 'left out: the file is not read',
};

const SHORT: Readonly<Record<string, string>> = {
  X: 'request',
  H: 'header',
  d: 'data',
  u: 'user',
  b: 'cookie',
  A: 'user-agent',
  e: 'referer',
  G: 'get',
  I: 'head',
  F: 'form',
  T: 'upload-file',
  x: 'proxy',
  U: 'proxy-user',
  m: 'max-time',
  o: 'output',
  w: 'write-out',
  c: 'cookie-jar',
  D: 'dump-header',
  E: 'cert',
  K: 'config',
  r: 'range',
  z: 'time-cond',
  C: 'continue-at',
  k: 'insecure',
  L: 'location',
  s: 'silent',
  S: 'show-error',
  v: 'verbose',
  i: 'include',
  f: 'fail',
  O: 'remote-name',
  J: 'remote-header-name',
  g: 'globoff',
  N: 'no-buffer',
  n: 'netrc',
  q: 'disable',
  j: 'junk-session-cookies',
  R: 'remote-time',
  Z: 'parallel',
  '0': 'http1.0',
  '1': 'tlsv1',
  '4': 'ipv4',
  '6': 'ipv6',
  '#': 'progress-bar',
};

/** The long name of a short option. */
export function longName(letter: string): string {
  return SHORT[letter] ?? letter;
}

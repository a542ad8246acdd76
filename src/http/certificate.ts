/**
 * What to do about a failed TLS handshake, by its error code. hfsync never weakens its checks, so trying again does not help.
 *
 * | code                                 | what is wrong                                                |
 * | ------------------------------------ | ------------------------------------------------------------ |
 * | CERT_HAS_EXPIRED, CERT_NOT_YET_VALID | the certificate's dates, or this machine's clock             |
 * | ERR_TLS_CERT_ALTNAME_INVALID         | the certificate is for another name                          |
 * | ERR_SSL_…, EPROTO                    | the other end does not speak TLS, or an unsupported version  |
 * | any other                            | this machine does not trust the issuer                       |
 */
const CERTIFICATE =
  /^(CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_|PATH_LENGTH_|ERR_TLS_CERT_)/;
const PROTOCOL = /^(ERR_TLS_|ERR_SSL_|EPROTO$)/;

/** A certificate error. It always happens in the handshake, before the first byte of a request. */
export function isCertificate(code: string): boolean {
  return CERTIFICATE.test(code);
}

/** A certificate error or a TLS protocol error. The latter can also happen later on. */
export function isTls(code: string): boolean {
  return CERTIFICATE.test(code) || PROTOCOL.test(code);
}

/** `whose`: who presented the certificate, "Harvest" or "the proxy". */
export function certificateHint(code: string, whose: string): string {
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const when = code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet';
    return `By this machine's clock, the certificate of ${whose} ${when}. Check the clock (date -u). If it is right, the certificate must be renewed.`;
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') {
    return `The certificate of ${whose} is for another name. Use a name that it covers. A filter on the way can also cause this.`;
  }
  if (!isCertificate(code)) return `The answer for ${whose} is not TLS, or not a version of TLS that Node accepts.`;
  return `This machine does not trust whoever signed the certificate of ${whose}. For a private certificate authority, or a proxy that inspects TLS, set NODE_EXTRA_CA_CERTS to its file (PEM).`;
}

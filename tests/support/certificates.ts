// Certificates of a test's own, signed by themselves.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Certificate {
  readonly certificate_file: string
  readonly key_file: string
  /** The certificate itself, for the client that trusts it. */
  readonly pem: string
}

/** Writes `<name>.crt` and `<name>.key` for 127.0.0.1 into `folder`. */
export function makeCertificate(folder: string, name: string, subject = name): Certificate {
  const certificate_file = join(folder, `${name}.crt`)
  const key_file = join(folder, `${name}.key`)
  execFileSync('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-keyout', key_file, '-out', certificate_file, '-subj', `/CN=${subject}`,
    '-addext', 'subjectAltName=IP:127.0.0.1',
  ], { stdio: 'pipe' })
  return { certificate_file, key_file, pem: readFileSync(certificate_file, 'utf8') }
}

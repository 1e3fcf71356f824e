/** The headers of every answer, and the policy that a page runs under. */
import { randomBytes } from 'node:crypto';

/** Where the build has it, a page gets its nonce. */
export const NONCE_PLACEHOLDER = '__CSP_NONCE__';

export function newNonce(): string {
  return randomBytes(18).toString('base64');
}

/**
 * Nothing but what this origin serves; styles made by a script of ours carry the nonce. A window
 * puts no text into the document that the browser would read as script.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

/** There is no CORS: without its headers another origin's script is told nothing. */
export const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), usb=(), hid=(), serial=()',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

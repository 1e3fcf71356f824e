/** Every code that the security log knows, by who turns something away. */
import { ADMISSION_CODES } from './refusals.ts';

/** The host, before there is a conversation. */
export const HOST_CODES = [
  'FOREIGN_HOST',
  'FOREIGN_ORIGIN',
  'NO_COOKIE',
  'BAD_TOKEN',
  'BAD_PATH',
  'BAD_METHOD',
  'BAD_REQUEST',
] as const;
export type HostCode = (typeof HOST_CODES)[number];

/** What carries a conversation, before anybody reads the message. */
export const TRANSPORT_CODES = [
  'FRAME_TOO_BIG',
  'BINARY_FRAME',
  'BAD_UTF8',
  'BROKEN_FRAME',
] as const;
export type TransportCode = (typeof TRANSPORT_CODES)[number];

/** The desk, before a command is read. */
export const DESK_CODES = [
  'BUSY',
  'TOO_LONG',
  'TOO_SLOW',
  'NO_SESSION',
  'NOT_AUTHORISED',
  'WRONG_PROTOCOL',
  'NOT_NOW',
  'STALE_WRITE',
] as const;
export type DeskCode = (typeof DESK_CODES)[number];

export const SECURITY_CODES = [
  ...HOST_CODES,
  ...TRANSPORT_CODES,
  ...DESK_CODES,
  ...ADMISSION_CODES,
] as const;
export type SecurityCode = (typeof SECURITY_CODES)[number];

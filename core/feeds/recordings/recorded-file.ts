import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { FeedError } from '../market-source.ts';
import { MessageParser } from './messages.ts';
import type { Grid, RecordedMessage } from './messages.ts';

/** More than twice the largest recording; a file that unpacks to more is not one of ours. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

/** One recording in memory, before its clock is aligned. */
export interface RecordedFile {
  readonly file: string;
  readonly messages: readonly RecordedMessage[];
  /** Add to a receive time to get the exchange's time. */
  readonly offsetUs: number;
}

/**
 * Reads and parses one gzipped recording.
 * Throws a FeedError: FILE_MISSING, FILE_UNREADABLE, LINE_MALFORMED, OFF_GRID, TIME_BACKWARDS.
 */
export function readRecordedFile(directory: string, file: string, grid: Grid): RecordedFile {
  const text = unpack(directory, file);
  const parser = new MessageParser(file, grid);
  const messages: RecordedMessage[] = [];
  let begin = 0;
  let line = 0;
  let previousUs = 0;
  while (begin < text.length) {
    const newline = text.indexOf('\n', begin);
    const end = newline < 0 ? text.length : newline;
    line += 1;
    const message = parser.parse(text.slice(begin, end), line);
    if (message.receiveUs < previousUs) {
      throw new FeedError('TIME_BACKWARDS', `${file} line ${line}: earlier than the line before.`);
    }
    previousUs = message.receiveUs;
    messages.push(message);
    begin = end + 1;
  }
  return { file, messages, offsetUs: medianOffsetUs(file, messages) };
}

function unpack(directory: string, file: string): string {
  const path = join(directory, file);
  if (!existsSync(path)) {
    throw new FeedError('FILE_MISSING', `The recording ${file} is missing from ${directory}.`);
  }
  try {
    return gunzipSync(readFileSync(path), { maxOutputLength: MAX_UNPACKED_BYTES }).toString('utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FeedError('FILE_UNREADABLE', `The recording ${file} cannot be unpacked: ${reason}.`);
  }
}

/** The lower median of event time less receive time: one network delay off the true offset. */
function medianOffsetUs(file: string, messages: readonly RecordedMessage[]): number {
  const offsets: number[] = [];
  for (const message of messages) {
    if (message.eventUs !== undefined) offsets.push(message.eventUs - message.receiveUs);
  }
  const median = offsets.sort((a, b) => a - b)[(offsets.length - 1) >> 1];
  if (median === undefined) {
    throw new FeedError('LINE_MALFORMED', `${file}: no message carries the exchange's time.`);
  }
  return median;
}

/** Cloudflare's envelope around every answer. */

export interface ApiError {
  code: number;
  message: string;
  source?: { pointer: string };
}

export interface ResultInfo {
  page: number;
  per_page: number;
  count: number;
  total_count: number;
  total_pages: number;
}

interface Envelope {
  success: boolean;
  errors: ApiError[];
  messages: unknown[];
  result: unknown;
  result_info?: ResultInfo;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  json?: Envelope;
  /** Instead of JSON: what a proxy in between might say. */
  text?: string;
}

/** 1004, 10000 and 7003 are Cloudflare's own. The others stand in for codes that nobody has published. */
export const codes = {
  invalid: 1001,
  conflict: 1002,
  notActive: 1003,
  notFound: 1004,
  lastResource: 1005,
  wrongTarget: 1006,
  wrongMethod: 7001,
  noRoute: 7003,
  authentication: 10000,
  internal: 10001,
  rateLimited: 10013,
} as const;

export const problem = (code: number, message: string, pointer?: string): ApiError =>
  pointer === undefined ? { code, message } : { code, message, source: { pointer } };

export const answer = (status: number, result: unknown, result_info?: ResultInfo): Answer => ({
  status,
  json: { success: true, errors: [], messages: [], result, ...(result_info ? { result_info } : {}) },
});

export const noContent = (): Answer => ({ status: 204 });

export const failure = (
  status: number,
  errors: ApiError[],
  headers: Record<string, string> = {},
): Answer => ({
  status,
  headers,
  json: { success: false, errors, messages: [], result: null },
});

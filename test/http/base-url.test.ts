import { expect, test } from 'vitest';
import { baseOf, parseBaseUrl } from '../../src/http/base-url.ts';

test.each([
  ['https://api.example.com', 'https://api.example.com'],
  ['https://api.example.com/v2/', 'https://api.example.com/v2'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['http://127.1.2.3:8080/x', 'http://127.1.2.3:8080/x'],
  ['http://localhost:1/', 'http://localhost:1'],
  ['http://[::1]:1/', 'http://[::1]:1'],
])('%s is a base', (text, base) => {
  expect(baseOf(parseBaseUrl(text, 'HFSYNC_HARVEST_URL'))).toBe(base);
});

test('plain http is refused with the reason, and the https address is offered', () => {
  expect(() => parseBaseUrl('http://api.forecastapp.com/', 'HFSYNC_FORECAST_URL')).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/must be https\..*the token.*301.*breaks writes/) as string,
      hint: 'Write https://api.forecastapp.com, or leave it out for the real service.',
    }) as Error,
  );
});

test.each([
  'api.example.com',
  'http://api.example.com',
  'http://127.0.0.1.example.com',
  'http://localhost.example.com',
  'http://10.0.0.1',
  'ftp://127.0.0.1',
  'file:///etc/passwd',
  'https://user:secretpw@api.example.com',
  'https://api.example.com/?token=secretpw',
  'https://api.example.com/#x',
  'https://api.example.com?',
])('%s is refused', (text) => {
  expect(() => parseBaseUrl(text, 'HFSYNC_HARVEST_URL')).toThrow(/^HFSYNC_HARVEST_URL (?!.*secretpw)/);
});

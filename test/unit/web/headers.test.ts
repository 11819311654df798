import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pageHeaders } from '../../../src/web/headers.ts';

const publicUrl = 'https://library.example';

function formAction(...formActionOrigins: readonly string[]): string {
  const policy = pageHeaders({ publicUrl, formActionOrigins })['Content-Security-Policy'] ?? '';
  return policy.split('; ').find((directive) => directive.startsWith('form-action')) ?? '';
}

describe('the headers of a page', () => {
  test('allow nothing but our own style, scripts and images', () => {
    const policy = pageHeaders({ publicUrl, formActionOrigins: [] })['Content-Security-Policy'] ?? '';
    assert.match(policy, /^default-src 'none'; /);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    for (const directive of ["style-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]) {
      assert.ok(policy.split('; ').includes(directive), directive);
    }
  });

  test("let forms lead to this attempt's addresses, by origin and once", () => {
    assert.equal(
      formAction('https://app.example/callback?x=1', 'https://app.example', 'http://127.0.0.1:4000/cb'),
      "form-action 'self' https://app.example http://127.0.0.1:4000",
    );
  });

  test('name the scheme of an application that is no web page', () => {
    assert.equal(formAction('org.example.app:/callback'), "form-action 'self' org.example.app:");
  });

  test('take nothing that would open or end the directive', () => {
    assert.equal(
      formAction(
        'javascript:alert(1)',
        'data:text/html,x',
        'nonsense',
        '*',
        "https://a;script-src 'unsafe-inline'/",
        '',
      ),
      "form-action 'self'",
    );
  });

  test('ask for https ever after only where there is https', () => {
    assert.ok(pageHeaders({ publicUrl, formActionOrigins: [] })['Strict-Transport-Security'] !== undefined);
    const local = pageHeaders({ publicUrl: 'http://localhost:8080', formActionOrigins: [] });
    assert.equal(local['Strict-Transport-Security'], undefined);
  });

  test('keep no copy, and tell other sites nothing of the address', () => {
    const headers = pageHeaders({ publicUrl, formActionOrigins: [] });
    assert.equal(headers['Cache-Control'], 'no-store');
    assert.equal(headers['Referrer-Policy'], 'same-origin');
    assert.equal(headers['X-Content-Type-Options'], 'nosniff');
  });
});

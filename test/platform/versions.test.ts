import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  admits,
  compareVersions,
  disjoint,
  everyAdmittedAtLeast,
  everyAdmittedBelow,
  exactPin,
  hasUpperBound,
  isSpecifierSet,
  isVersion,
  localVersion,
  majorMinor,
  newestOf,
  publicVersion,
  sameVersion,
} from '../../server/src/platform/versions';

describe('versions', () => {
  it('are those of PEP 440', () => {
    expect(['2.8.0', '2.10.0+cu128', '6.0.0b1', 'v1', '1!2.0', '0.0.29.post1'].filter(isVersion)).toHaveLength(6);
    expect(['', '2.8.*', 'latest', '2.8.0 '].filter(isVersion)).toEqual([]);
  });

  it('are none with a number that nobody can count with', () => {
    const huge = `1.${'9'.repeat(400)}`;
    expect(isVersion(huge)).toBe(false);
    expect(admits('>=2', huge)).toBeUndefined();
    expect(admits(`>=${huge}`, '2.0')).toBeUndefined();
    expect([compareVersions(huge, '2'), publicVersion(huge), majorMinor(huge)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('compare by number', () => {
    expect(compareVersions('2.10.0', '2.9.1')).toBeGreaterThan(0);
    expect(compareVersions('2.8', 'main')).toBeUndefined();
    expect(sameVersion('2.8', '2.8.0')).toBe(true);
    expect(newestOf(['2.9.1', 'x', '2.11.0', '2.10.0'])).toBe('2.11.0');
    expect(newestOf([])).toBeUndefined();
  });

  it('have parts', () => {
    expect(localVersion('2.10.0+cu128')).toBe('cu128');
    expect(localVersion('2.10.0')).toBeUndefined();
    expect(publicVersion('2.10.0+cu128')).toBe('2.10.0');
    expect(majorMinor('2.8.1rc1')).toBe('2.8');
    expect(majorMinor('3')).toBe('3.0');
  });
});

describe('specifiers', () => {
  it.each([
    ['', '1.0', true],
    ['==2.8.0', '2.8.0', true],
    ['==2.8.0', '2.8.0+cu128', true],
    ['==2.8.0+cpu', '2.8.0', false],
    ['==2.8', '2.8.0', true],
    ['==2.*', '2', true],
    ['==2.0.*', '2', true],
    ['~=2.8', '2.11.0', true],
    ['~=2.8.0', '2.9.0', false],
    ['>=5,<6', '6.0.0b1', false],
    ['>=5', '6.0.0b1', true],
    ['!=5.1.*', '5.1.2', false],
    ['>= 5 , < 6', '5.50.0', true],
    ['===weird', '1.0', false],
    ['>=x', '1.0', undefined],
    ['>=1', 'x', undefined],
  ])('%s admits %s: %s', (specifiers, version, expected) => {
    expect(admits(specifiers, version)).toBe(expected);
  });

  it('know an exact pin', () => {
    expect(exactPin('==2.8.0')).toBe('2.8.0');
    expect(exactPin('===2.8.0')).toBe('2.8.0');
    expect(exactPin('==2.8.*')).toBeUndefined();
    expect(exactPin('==2.8.0,<3')).toBeUndefined();
    expect(exactPin('')).toBeUndefined();
  });

  it.each([
    ['==2.7.1', true],
    ['==2.7.1+cu118', true],
    ['<2.8', true],
    ['<2.8.0', true],
    ['<=2.7.9', true],
    ['<=2.8', false],
    ['==2.7.*', true],
    ['~=2.7.0', true],
    ['~=2.7', false],
    ['>=2.0,<2.5', true],
    ['>=2.0', false],
    ['!=2.8', false],
    ['', false],
    ['<x', false],
  ])('%s is below 2.8.0: %s', (specifiers, expected) => {
    expect(everyAdmittedBelow(specifiers, '2.8.0')).toBe(expected);
  });

  it.each([
    ['>=6', true],
    ['>5.9', false],
    ['>6', true],
    ['==6.1', true],
    ['~=6.0', true],
    ['', false],
  ])('%s is at least 6: %s', (specifiers, expected) => {
    expect(everyAdmittedAtLeast(specifiers, '6')).toBe(expected);
  });

  it.each([
    ['<3', true],
    ['==1.*', true],
    ['~=1.2', true],
    ['>=1', false],
    ['!=1', false],
  ])('%s ends somewhere: %s', (specifiers, expected) => {
    expect(hasUpperBound(specifiers)).toBe(expected);
  });

  it.each([
    ['>=2', '<1.16', true],
    ['>=1.16,<2', '>=2.0', true],
    ['>=1.16,<2', '<1.16', true],
    ['>=1.16,<2', '<=1.16', false],
    ['==2.8.0', '>=2.9', true],
    ['==2.8.0', '==2.8.0+cpu', false],
    ['==2.8.0+cu128', '==2.8.0+cpu', true],
    ['<=2.8.0', '>=2.8.0', false],
    ['==2.8.*', '==2.9.*', true],
    ['~=2.8.0', '>=2.9', true],
    ['~=2.8', '>=2.9', false],
    ['==2.8.0', '!=2.8.0', true],
    ['==2.8.0', '!=2.8.0+cpu', false],
    ['', '==1', false],
    ['x', '==1', false],
  ])('%s and %s have nothing in common: %s', (a, b, expected) => {
    expect(disjoint(a, b)).toBe(expected);
    expect(disjoint(b, a)).toBe(expected);
  });

  it('never prove what a version refutes', () => {
    const version = fc
      .tuple(fc.nat(3), fc.nat(3), fc.option(fc.nat(2)), fc.constantFrom('', '', 'a1', '.post1', '.dev0'))
      .map(([major, minor, patch, suffix]) => `${major}.${minor}${patch === null ? '' : `.${patch}`}${suffix}`);
    const specifier = fc.oneof(
      fc.tuple(fc.constantFrom('<', '<=', '>', '>=', '==', '!=', '~='), version).map((parts) => parts.join('')),
      fc
        .tuple(fc.constantFrom('==', '!='), fc.nat(3), fc.nat(3))
        .map(([op, major, minor]) => `${op}${major}.${minor}.*`),
    );
    const set = fc.array(specifier, { maxLength: 3 }).map((parts) => parts.join(','));
    fc.assert(
      fc.property(set, set, version, version, (a, b, candidate, limit) => {
        expect(isSpecifierSet(a)).toBe(true);
        if (admits(a, candidate) !== true) {
          return;
        }
        if (admits(b, candidate) === true) {
          expect(disjoint(a, b)).toBe(false);
        }
        const order = compareVersions(candidate, limit) ?? 0;
        if (order >= 0) {
          expect(everyAdmittedBelow(a, limit)).toBe(false);
        } else {
          expect(everyAdmittedAtLeast(a, limit)).toBe(false);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

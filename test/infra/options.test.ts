// Options: read from context or environment, checked before anything is made from them.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { optionNames, readOptions, stackName, variableOf } from '../../infra/options.ts';
import { defaultPrices, pricesInWords } from '../../infra/prices.ts';
import { meters } from '../../shared/domain/billing/usage.ts';

// Without a word from the user there is a stack that works.
test('every option has a default', () => {
  const options = readOptions({}, {});
  expect(stackName(options)).toBe('cairn-dev');
  expect(options).toMatchObject({ alarmEmail: null, logDays: 30, optimizers: 10, prices: defaultPrices });
  expect(Object.keys(options).sort()).toEqual([...optionNames].sort());
});

// What stands on the command line holds over what an environment happens to say.
test('context comes before environment', () => {
  const environment = { CAIRN_STAGE: 'staging', CAIRN_ALARM_EMAIL: 'ops@example.org' };
  expect(readOptions({ stage: 'prod' }, environment)).toMatchObject({ stage: 'prod', alarmEmail: 'ops@example.org' });
  expect(variableOf('alarmEmail')).toBe('CAIRN_ALARM_EMAIL');
});

// `-c stgae=prod` must not deploy to another stage in silence; CDK's own keys are none of our business.
test('an unknown option is refused by name', () => {
  expect(() => readOptions({ stgae: 'prod' }, {})).toThrow(/stgae.*no such option.*stage/);
  expect(() =>
    readOptions({ 'aws:cdk:enable-path-metadata': true, '@aws-cdk/core:x': 1, 'cli-telemetry': false }, {}),
  ).not.toThrow();
});

// A name that passes here is one that CloudFormation and Lambda accept, with the longest suffix that we put behind it.
test('accepted names make legal stack and function names', () => {
  const name = fc.string({ unit: fc.constantFrom(...'abz09-'), minLength: 1, maxLength: 24 });
  fc.assert(
    fc.property(name, name, (prefix, stage) => {
      let stack: string;
      try {
        stack = stackName(readOptions({ prefix, stage }, {}));
      } catch (error) {
        expect(String(error)).toMatch(/Invalid option (prefix|stage) \(".*"\): must be/);
        return;
      }
      expect(stack).toMatch(/^[a-z][a-z0-9-]*[a-z0-9]$/);
      expect(`${stack}-first-token`.length).toBeLessThanOrEqual(64);
    }),
  );
});

const book = { currency: 'USD', meters: meters.map((meter) => ({ meter, unitPrice: '1' })) };

// Every refusal names the option, what was given, the rule and what to do.
test.each([
  [{ stage: 'Prod' }, 'stage', '"Prod"'],
  [{ stage: 'a--b' }, 'stage', '"a--b"'],
  [{ prefix: '' }, 'prefix', '""'],
  [{ alarmEmail: 'nobody' }, 'alarmEmail', '"nobody"'],
  [{ logDays: '31' }, 'logDays', '"31"'],
  [{ logDays: '1e1' }, 'logDays', '"1e1"'],
  [{ optimizers: '1' }, 'optimizers', '"1"'],
  [{ requestRate: '-5' }, 'requestRate', '"-5"'],
  [{ requestBurst: 'many' }, 'requestBurst', '"many"'],
  [{ prices: '{' }, 'prices', '"{"'],
  [{ prices: '[]' }, 'prices', '[]'],
  [{ prices: [{ currency: 'usd', meters: [] }] }, 'prices[0].currency', '"usd"'],
  [{ prices: { currency: 'usd', meters: [] } }, 'prices.currency', '"usd"'],
  [{ prices: { currency: 'USD', meters: [] } }, 'prices.meters', '[]'],
  [
    { prices: { currency: 'USD', meters: [{ meter: 'wishes', unitPrice: '1' }] } },
    'prices.meters[0].meter',
    '"wishes"',
  ],
  [
    { prices: { currency: 'USD', meters: [{ meter: 'suggestions', unitPrice: 0.1 }] } },
    'prices.meters[0].unitPrice',
    '0.1',
  ],
  [{ albCertificate: 'arn:aws:iam::1:x' }, 'albCertificate', '"arn:aws:iam::1:x"'],
  [{ albVpc: 'vpc' }, 'albVpc', '"vpc"'],
  [{ albSubnets: 'subnet-1,net' }, 'albSubnets', '"net"'],
  [{ dataTable: 'a b' }, 'dataTable', '"a b"'],
  [{ tokensTable: 'x' }, 'tokensTable', '"x"'],
  [{ dataTable: 'one', tokensTable: 'one' }, 'tokensTable', '"one"'],
  [{ filesBucket: 'Files' }, 'filesBucket', '"Files"'],
  [{ tokenKeySecret: 'TokenKey' }, 'tokenKeySecret', '"TokenKey"'],
  [{ albAllow: '10.0.0.0/33' }, 'albAllow', '"10.0.0.0/33"'],
  [{ albAllow: '10.0.0.256/8, ::/0' }, 'albAllow', '"10.0.0.256/8"'],
  [
    { alb: true, albHttp: true, albVpc: 'vpc-1', albSubnets: 'subnet-1, subnet-1' },
    'albSubnets',
    '["subnet-1","subnet-1"]',
  ],
])('%j is refused with a reason', (context, option, value) => {
  let message = '';
  try {
    readOptions(context, {});
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain(`Invalid option ${option} (${value}): `);
  expect(message).toMatch(/\): must [\s\S]+\. [A-Z][\s\S]+/);
});

// A load balancer speaks TLS with a certificate, or plain HTTP when somebody said so; half a network is none.
test('a load balancer is described whole', () => {
  const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/0a-1b';
  expect(() => readOptions({ alb: true }, {})).toThrow(/albCertificate.*is missing.*albHttp/);
  expect(() => readOptions({ alb: true, albHttp: true, albCertificate: certificate }, {})).toThrow(/albHttp.*no place/);
  expect(() => readOptions({ alb: true, albHttp: true, albVpc: 'vpc-1' }, {})).toThrow(
    /albVpc.*together with albSubnets/,
  );
  expect(readOptions({ alb: true, albCertificate: certificate }, {})).toMatchObject({
    alb: true,
    albAllow: ['0.0.0.0/0'],
  });
  expect(readOptions({}, {})).toMatchObject({ alb: false, albCertificate: null, albVpc: null });
});

// A price book may stand as text on the command line or as an object in cdk.json; it means the same, and one alone is valid from the beginning.
test('a price book is read as it is written', () => {
  const price = fc.stringMatching(/^\d{1,9}(\.\d{1,12})?$/);
  const book = fc.record({
    currency: fc.constantFrom('USD', 'EUR', 'JPY'),
    meters: fc.tuple(...meters.map((meter) => fc.record({ meter: fc.constant(meter), unitPrice: price }))),
  });
  fc.assert(
    fc.property(book, (given) => {
      const books = [{ validFrom: null, ...given }];
      expect(readOptions({ prices: given }, {}).prices).toEqual(books);
      expect(readOptions({}, { CAIRN_PRICES: JSON.stringify(given) }).prices).toEqual(books);
      expect(readOptions({ prices: books }, {}).prices).toEqual(books);
    }),
  );
});

// Who deploys without the option that an earlier deploy had sees at once what is charged now.
test('the price books are told in words', () => {
  expect(pricesInWords(readOptions({}, {}).prices)).toMatch(
    /default.*not set[\s\S]*from the beginning: suggestions 0.001, .* USD$/,
  );
  const words = pricesInWords(
    readOptions({ prices: [book, { validFrom: '2026-03', ...book, currency: 'EUR' }] }, {}).prices,
  );
  expect(words).toBe(
    `Price books:
  from the beginning: suggestions 1, observations 1, experiments 1 USD
  from 2026-03: suggestions 1, observations 1, experiments 1 EUR`,
  );
});

// What no Lambda function could be told is refused before it is deployed; a dozen books are no problem.
test('price books end where the variables of a function do', () => {
  const books = (count: number) => Array.from({ length: count }, (_, i) => ({ validFrom: `${2020 + i}-01`, ...book }));
  expect(readOptions({ prices: books(12) }, {}).prices).toEqual(books(12));
  expect(() => readOptions({ prices: books(30) }, {})).toThrow(
    /Invalid option prices \(5191 characters\): must .* 2500/,
  );
});

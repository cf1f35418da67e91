// The price book that is used unless another one is configured: one meter costs, so that a bill is easy to check by hand.
import type { PriceBook } from '../shared/domain/price-book.ts';

export const defaultPrices: PriceBook = {
  currency: 'USD',
  meters: [
    { meter: 'suggestions', unitPrice: '0.001' },
    { meter: 'observations', unitPrice: '0' },
    { meter: 'experiments', unitPrice: '0' },
  ],
};

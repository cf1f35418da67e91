// How long a law may take: fast-check looks for smaller counterexamples without end, and one that was found should fail CI and not hold it up.
import * as fc from 'fast-check';

/** Milliseconds, far above what the longest law takes; a law that has not been tried as often as it says by then fails too. */
const limit = 240_000;

// The setting and not the plugin of the same name: this file runs before each file of tests, and plugins would pile up.
fc.configureGlobal({ interruptAfterTimeLimit: limit, markInterruptAsFailure: true });

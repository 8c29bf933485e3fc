// Randomness that a failed run can repeat: its seed is printed, and MARQUE_TEST_CHAOS_SEED sets it.

/** Numbers that follow from a seed (mulberry32). */
export class Chance {
  readonly seed: number
  #state: number

  constructor(seed = seedOfThisRun()) {
    this.seed = seed
    this.#state = seed >>> 0
  }

  /** At least 0, below 1. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1))
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.between(0, items.length - 1)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
}

/** How often each experiment of tests/chaos is repeated. */
export function chaosRounds(): number {
  return Number.parseInt(process.env.MARQUE_TEST_CHAOS_ROUNDS ?? '20', 10)
}

function seedOfThisRun(): number {
  const given = process.env.MARQUE_TEST_CHAOS_SEED
  return given === undefined ? Math.floor(Math.random() * 2 ** 32) : Number.parseInt(given, 10)
}

// Which methods of the clients' classes a test file has called: "every method" is a claim that is checked.
import assert from 'node:assert/strict'

interface Class {
  name: string
  prototype: object
}

interface Watched {
  prototype: object
  method: string
  title: string
  called: boolean
}

export class Recorder {
  readonly #watched: Watched[] = []

  /** Watches all methods of these classes, or only the named ones. What they do stays as it is. */
  watch(classes: Class[], only?: string[]): void {
    for (const { name, prototype } of classes) {
      for (const method of only ?? Object.getOwnPropertyNames(prototype)) {
        if (method !== 'constructor') this.#watchMethod(prototype, method, `${name}.${method}`)
      }
    }
  }

  #watchMethod(prototype: object, method: string, title: string): void {
    const methods = prototype as Record<string, (...values: unknown[]) => unknown>
    const original = methods[method]!
    assert.equal(typeof original, 'function', title)
    this.#watched.push({ prototype, method, title, called: false })
    const note = this.#note.bind(this)
    methods[method] = function (this: object, ...values: unknown[]): unknown {
      note(this, method)
      return original.apply(this, values)
    }
  }

  /** A method that overrides another stands for both: the other cannot be reached. */
  #note(object: object, method: string): void {
    for (const watched of this.#watched) {
      if (watched.method === method && Object.prototype.isPrototypeOf.call(watched.prototype, object))
        watched.called = true
    }
  }

  assertAllCalled(): void {
    assert.ok(this.#watched.length > 0)
    const left = this.#watched.filter(({ called }) => !called).map(({ title }) => title)
    assert.deepEqual(left, [], 'methods that no test has called')
  }
}

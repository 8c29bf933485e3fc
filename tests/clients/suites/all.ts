import { test } from 'node:test'
import {
  PostgrestBuilder, PostgrestClient, PostgrestError, PostgrestFilterBuilder, PostgrestQueryBuilder,
  PostgrestTransformBuilder,
} from '@supabase/postgrest-js'

import { type Asker } from '../asking.ts'
import { Recorder } from '../recorder.ts'
import { calling } from './calling.ts'
import { embedding } from './embedding.ts'
import { filters } from './filters.ts'
import { modifiers } from './modifiers.ts'
import { peopleAndErrors } from './people.ts'
import { writing } from './writing.ts'

/** Everything that the query layer of the JavaScript clients can ask. */
export function everything(asker: Asker): void {
  filters(asker)
  modifiers(asker)
  writing(asker)
  calling(asker)
  embedding(asker)
  peopleAndErrors(asker)
}

/** The classes of the query layer; supabase-js uses the same ones. */
export function recordQueryLayer(): Recorder {
  const recorder = new Recorder()
  recorder.watch([
    PostgrestClient, PostgrestQueryBuilder, PostgrestFilterBuilder, PostgrestTransformBuilder,
    PostgrestBuilder, PostgrestError,
  ])
  return recorder
}

/** The last test of a file. */
export function nothingWasLeftOut(recorder: Recorder): void {
  test('every method of the query layer was called', () => recorder.assertAllCalled())
}

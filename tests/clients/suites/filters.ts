// Every filter of the JavaScript query builders: which of five inks each lets through.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'

import { type Asker, dataOf, valuesOf } from '../asking.ts'

const everybody = ['Amber', 'Azure', 'Coal', 'Dune, dry', 'amber light']

/** Sentence, what is chained onto a select of names, and the names that come back. */
type Case = [string, (query: any) => any, string[]]

const comparisons: Case[] = [
  ['eq keeps what equals the value', (q) => q.eq('price', 20), ['Azure']],
  ['eq takes any text, also with commas and blanks', (q) => q.eq('name', 'Dune, dry'), ['Dune, dry']],
  ['eq on a boolean', (q) => q.eq('is_matte', true), ['Amber', 'amber light']],
  ['neq leaves out the value, and nulls', (q) => q.neq('price', 20), ['Amber', 'Coal', 'amber light']],
  ['gt is greater', (q) => q.gt('price', 30), ['amber light']],
  ['gte is greater or equal', (q) => q.gte('price', 30), ['Coal', 'amber light']],
  ['lt is less', (q) => q.lt('price', 20), ['Amber']],
  ['lte is less or equal', (q) => q.lte('price', 20), ['Amber', 'Azure']],
  ['is null', (q) => q.is('price', null), ['Dune, dry']],
  ['is true', (q) => q.is('is_matte', true), ['Amber', 'amber light']],
  ['is false', (q) => q.is('is_matte', false), ['Azure', 'Dune, dry']],
  ['isDistinct keeps nulls too', (q) => q.isDistinct('price', 20),
    ['Amber', 'Coal', 'Dune, dry', 'amber light']],
  ['in keeps what is in the list', (q) => q.in('price', [10, 30]), ['Amber', 'Coal']],
  ['in takes texts with commas', (q) => q.in('name', ['Dune, dry', 'Coal']), ['Coal', 'Dune, dry']],
  ['in with an empty list keeps nothing', (q) => q.in('price', []), []],
  ['notIn leaves out the list', (q) => q.notIn('name', ['Amber', 'Dune, dry']),
    ['Azure', 'Coal', 'amber light']],
  ['match asks for all its pairs', (q) => q.match({ is_matte: true, note: 'glows' }), ['Amber']],
]

const patterns: Case[] = [
  ['like minds the case', (q) => q.like('name', 'A%'), ['Amber', 'Azure']],
  ['like takes * for %', (q) => q.like('name', '*zur*'), ['Azure']],
  ['ilike does not mind the case', (q) => q.ilike('name', 'amber%'), ['Amber', 'amber light']],
  ['likeAllOf asks for every pattern', (q) => q.likeAllOf('name', ['A%', '%r']), ['Amber']],
  ['likeAnyOf asks for one of them', (q) => q.likeAnyOf('name', ['%r', 'C%']), ['Amber', 'Coal']],
  ['ilikeAllOf asks for every pattern', (q) => q.ilikeAllOf('name', ['AMB%', '%GHT']), ['amber light']],
  ['ilikeAnyOf asks for one of them', (q) => q.ilikeAnyOf('name', ['azure', 'COAL']), ['Azure', 'Coal']],
  ['regexMatch minds the case', (q) => q.regexMatch('name', '^a.*t$'), ['amber light']],
  ['regexIMatch does not', (q) => q.regexIMatch('name', '^a(m|z)'), ['Amber', 'Azure', 'amber light']],
]

const containers: Case[] = [
  ['contains: an array', (q) => q.contains('tags', ['warm']), ['Amber', 'Dune, dry']],
  ['contains: a JSON object', (q) => q.contains('recipe', { pigment: 'iron' }), ['Amber', 'Dune, dry']],
  ['contains: a range', (q) => q.contains('batch', '[6,8)'), ['Amber', 'Dune, dry']],
  ['containedBy: an array', (q) => q.containedBy('tags', ['cold', 'dark', 'x']),
    ['Azure', 'Coal', 'amber light']],
  ['containedBy: a JSON object', (q) => q.containedBy('recipe', { pigment: 'copper', more: 1 }),
    ['Azure', 'amber light']],
  ['containedBy: a range', (q) => q.containedBy('batch', '[1,20)'), ['Amber', 'Azure', 'Dune, dry']],
  ['overlaps: an array', (q) => q.overlaps('tags', ['dark', 'glass']), ['Amber', 'Coal']],
  ['overlaps: a range', (q) => q.overlaps('batch', '[18,22)'), ['Azure', 'Coal']],
  ['rangeGt: wholly after', (q) => q.rangeGt('batch', '[1,10)'), ['Azure', 'Coal']],
  ['rangeGte: does not begin before', (q) => q.rangeGte('batch', '[5,10)'), ['Azure', 'Coal', 'Dune, dry']],
  ['rangeLt: wholly before', (q) => q.rangeLt('batch', '[20,30)'), ['Amber', 'Azure', 'Dune, dry']],
  ['rangeLte: does not end after', (q) => q.rangeLte('batch', '[1,15)'), ['Amber', 'Dune, dry']],
  ['rangeAdjacent: touches without a gap', (q) => q.rangeAdjacent('batch', '[10,20)'), ['Amber', 'Coal']],
]

const texts: Case[] = [
  ['textSearch asks in to_tsquery\'s language', (q) => q.textSearch('words', 'glow & !dark'),
    ['Amber', 'Dune, dry']],
  ['textSearch plain: all the words', (q) => q.textSearch('words', 'glowing dark', { type: 'plain' }),
    ['amber light']],
  ['textSearch phrase: the words in their order', (q) =>
    q.textSearch('words', 'sky at noon', { type: 'phrase' }), ['Azure']],
  ['textSearch websearch: or and minus', (q) =>
    q.textSearch('words', 'glow -dark or sky', { type: 'websearch' }), ['Amber', 'Azure', 'Dune, dry']],
  ['textSearch with a configuration', (q) => q.textSearch('words', 'glowing', { config: 'english' }),
    ['Amber', 'Dune, dry', 'amber light']],
  ['textSearch with a configuration that does not stem', (q) =>
    q.textSearch('words', 'glowing', { config: 'simple' }), []],
  ['textSearch on a column of text', (q) => q.textSearch('note', 'noon', { config: 'english' }), ['Azure']],
]

const compounds: Case[] = [
  ['filters one after another must all hold', (q) => q.gte('price', 20).is('is_matte', false), ['Azure']],
  ['two filters on one column', (q) => q.gt('price', 10).lt('price', 40), ['Azure', 'Coal']],
  ['not turns a filter round', (q) => q.not('price', 'gt', 20), ['Amber', 'Azure']],
  ['not with null', (q) => q.not('recipe', 'is', null), ['Amber', 'Azure', 'Dune, dry', 'amber light']],
  ['not with a list', (q) => q.not('id', 'in', '(1,2,3)'), ['Dune, dry', 'amber light']],
  ['not with an array', (q) => q.not('tags', 'cs', '{warm}'), ['Azure', 'Coal', 'amber light']],
  ['or takes either', (q) => q.or('price.eq.10,name.eq.Coal'), ['Amber', 'Coal']],
  ['or with a nested and, and quoted text', (q) =>
    q.or('name.eq."Dune, dry",and(price.gt.10,is_matte.is.false)'), ['Azure', 'Dune, dry']],
  ['two ors must both hold', (q) => q.or('id.eq.1,id.eq.2').or('id.eq.2,id.eq.3'), ['Azure']],
  ['filter takes the operator as text', (q) => q.filter('tags', 'cs', '{cold}'), ['Azure', 'Coal']],
  ['filter on a path into JSON', (q) => q.filter('recipe->>pigment', 'eq', 'iron'), ['Amber', 'Dune, dry']],
  ['a path into JSON by index', (q) => q.eq('recipe->parts->1', 2), ['Amber']],
  ['a computed column', (q) => q.eq('shout', 'COAL'), ['Coal']],
  ['no filter lets everything through', (q) => q, everybody],
]

export function filters(asker: Asker): void {
  describe('filters', () => {
    before(() => asker.reset())
    for (const [sentence, add, expected] of [comparisons, patterns, containers, texts, compounds].flat()) {
      test(sentence, async () => {
        const query = asker.as('ada', 'studio').from('inks').select('name').order('id')
        assert.deepEqual(await valuesOf(add(query)), expected)
      })
    }
    filtersOnOtherThings(asker)
  })
}

function filtersOnOtherThings(asker: Asker): void {
  test('a hundred ids in one list', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => index + 3)
    const query = asker.as('ada', 'studio').from('inks').select('name').in('id', ids).order('id')
    assert.deepEqual(await valuesOf(query), ['Coal', 'Dune, dry', 'amber light'])
  })

  test('a value that looks like an operator is still a value', async () => {
    const inserted = { id: 9, name: 'eq.not.in.(1,2)' }
    const inks = asker.as('ada', 'studio').from('inks')
    await dataOf(inks.insert(inserted))
    assert.deepEqual(await valuesOf(inks.select('name').eq('name', inserted.name)), [inserted.name])
  })

  test('letters of any script and percent signs survive the URL', async () => {
    const name = 'Größe 100% & +1 – 墨'
    const inks = asker.as('ada', 'studio').from('inks')
    await dataOf(inks.insert({ id: 10, name }))
    assert.deepEqual(await valuesOf(inks.select('name').eq('name', name)), [name])
    assert.deepEqual(await valuesOf(inks.select('name').in('name', [name])), [name])
  })
}
